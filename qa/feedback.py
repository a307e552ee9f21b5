"""What readers think of answers: a local file of JSON lines, and questions for evaluation from it.

The file is only ever appended to; where a reader changes a verdict, the later line counts.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qa.errors import ArchiveError
from qa.records import Answer
from qa.settings import data_home
from qa.transcript import answer_record

FILE = "feedback.jsonl"
_LOCK = threading.Lock()


def place() -> Path:
    """The file of what readers said."""
    return data_home() / FILE


def append(
    path: Path, turn: str, answer: Answer, history: Iterable[str], verdict: str, reason: str
) -> None:
    """Add one verdict on an answer; `turn` names the asking, `history` the questions before it."""
    record = {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "turn": turn,
        "verdict": verdict,
        "reason": reason,
        "history": list(history),
        "answer": answer_record(answer),
    }
    line = json.dumps(record, ensure_ascii=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _LOCK, path.open("ab") as file:
        file.write(line.encode())  # one write: a kill leaves no half line


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The last verdict on each asking, in the order of first verdicts; nothing without a file."""
    if not path.exists():
        return
    last: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line:
            continue
        try:
            record = json.loads(line)
            last[record["turn"]] = record
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(
                f"{path}: line {number} is not a verdict ({error}); expected a JSON object with "
                "`turn`; mend or remove the line"
            ) from error
    yield from last.values()


def questions(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The liked answers and refusals as lines of a questions.jsonl (its format: seeds/README.md).

    A disliked answer tells what is wrong and not what is right, so it makes no question.
    """
    for record in records:
        if record["verdict"] != "like":
            continue
        answer = record["answer"]
        cited = answer["citations"]
        line = {
            "id": f"liked-{record['turn']}",
            "kind": "liked" if cited else "unanswerable",
            "question": answer["question"],
            "history": record["history"],
        }
        if cited:
            line["file"] = cited[0]["file"]
        yield line | {"answers": [_gold(c) for c in cited if c["file"] == cited[0]["file"]]}


def _gold(cited: dict[str, Any]) -> dict[str, Any]:
    gold = {"text": cited["quote"], "start": cited["start"], "end": cited["end"]}
    return gold | ({"slices": cited["slices"]} if len(cited["slices"]) > 1 else {})
