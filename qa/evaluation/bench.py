"""This project and others, side by side: `python -m qa.evaluation.bench --squad FILE`.

The same archive, the same questions, the same machine, one after the other in one run. Without a
file: the archive that ships and its questions. Needs the extra `bench`; a peer that is not
installed is left out, and the output says so.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from embeddings.errors import ModelError
from qa.assistant import Assistant
from qa.errors import ArchiveError
from qa.evaluation import harness, report
from qa.evaluation.baselines import System, bm25_sentence, dense_sentence
from qa.evaluation.command import Request, assistant_of, bold, described, load
from qa.evaluation.datasets import Example
from qa.evaluation.environment import environment, versions
from qa.evaluation.harness import DEPTH, Outcome
from qa.evaluation.peers import Haystack, Txtai, export_reader
from qa.evaluation.stages import TOTAL
from qa.evaluation.summary import Numbers, summarise
from qa.records import Hit
from qa.settings import SEEDS, Settings

OURS = "archive-qa"
_PEERS = ("haystack-ai", "txtai")
_HEAD = (
    *("system", "EM", "F1", "answered", "right of answered", "refused of the others"),
    *("AUROC", "passage in 1", "in 5", "in 10", "p50 / p95"),
)


def ask_all(
    system: System,
    examples: Sequence[Example],
    hits: Sequence[Hit],
    files: Mapping[str, str],
) -> list[Outcome]:
    """What a system answers; `hits` are the archive's passages by row."""
    system.ask(examples[0].question)  # what loads at the first question does so before the clock
    outcomes = []
    for example in tqdm(examples, desc=system.name, unit="question"):
        begun = time.perf_counter()
        reply = system.ask(example.question)
        seconds = {TOTAL: time.perf_counter() - begun}
        found = [hits[row] for row in system.find(example.question, DEPTH)]
        file = files.get(example.document or "", example.document)
        outcomes.append(
            harness.score(
                example,
                reply.answer,
                reply.score,
                answered=reply.answered,
                understood=example.question,
                rank=harness.rank_of(example, file, found),
                cited="",
                cited_right=False,
                seconds=seconds,
            )
        )
    return outcomes


def systems(
    assistant: Assistant, hits: Sequence[Hit], reader: Path
) -> Iterator[tuple[str, Callable[[], System]]]:
    """(name, how to set it up) of every other system, on the assistant's archive and models."""
    passages = [hit.passage for hit in hits]
    texts = [passage.text for passage in passages]
    vectors = assistant.archive.vectors.vectors(np.arange(len(texts), dtype=np.int64))
    read, encoder = assistant.settings.read, assistant.models.encoder
    yield Haystack.name, lambda: Haystack(texts, vectors, reader, read)
    yield Txtai.name, lambda: Txtai(texts, vectors, reader, encoder)
    yield "dense", lambda: dense_sentence(passages, encoder, reader.parent)
    yield "BM25", lambda: bm25_sentence(passages)


def row(name: str, numbers: Numbers, scored: bool) -> tuple[str, ...]:
    """A line of the table."""
    n = numbers
    auroc = n["refusal"]["auroc_answerable"]
    if math.isnan(auroc):  # every question has an answer: right ones against wrong ones
        auroc = n["refusal"]["auroc_right"]
    return (
        name,
        *(f"{report.percent(n['best'][s])} ±{_half(n['best'], s)}" for s in ("exact_match", "f1")),
        report.percent(n["answered"]["all"]),
        report.percent(n["answered"]["right_of_answered"]),
        report.percent(n["refusal"]["rightly_refused"]),
        report.number(auroc) if scored else "no score",
        *(report.number(n["retrieval"][f"recall@{k}"]) for k in (1, 5, 10)),
        report.milliseconds(n["seconds"][TOTAL]),
    )


def _half(scores: Mapping[str, Any], name: str) -> str:
    low, high = scores[f"{name}_95"]
    return report.percent((high - low) / 2)


def compare(request: Request, settings: Settings, out: Path) -> str:
    """Run every system on the request; writes `bench.json` and `bench.md`, returns the latter."""
    name, examples, documents = load(request)
    examples = [e for e in examples if not e.history]  # the others know no conversation
    assistant, files, _ = assistant_of(request, name, examples, documents, settings)
    hits = []
    for passage in assistant.archive.passages():
        hits.append(Hit(passage, assistant.archive.article(passage.article_id), 0.0, 0.0, 0.0))
    outcomes = {OURS: harness.run(assistant, bold(assistant), examples, files)}
    numbers = {OURS: summarise(outcomes[OURS])}
    rows = [row(OURS, numbers[OURS], True)]
    notes = []
    with tempfile.TemporaryDirectory() as folder:
        reader = export_reader(Path(folder) / "reader")
        for peer, made in systems(assistant, hits, reader):
            try:
                system = made()
            except ImportError as error:
                notes.append(f"{peer}: left out, not installed ({error})")
                continue
            outcomes[system.name] = ask_all(system, examples, hits, files or {})
            numbers[system.name] = summarise(outcomes[system.name])
            rows.append(row(system.name, numbers[system.name], system.scored))
            notes.append(f"{system.name}: {system.notes}")
    ran_with = {**environment(), "peers": versions(_PEERS), "data": described(request)}
    write_json(out, name, ran_with, numbers, outcomes)
    title = f"{name}: {len(hits)} passages, {len(examples)} questions"
    markdown = to_markdown(title, ran_with, rows, notes)
    (out / "bench.md").write_text(markdown, "utf-8")
    return markdown


def to_markdown(
    title: str, ran_with: Mapping[str, Any], rows: Sequence[Sequence[str]], notes: Sequence[str]
) -> str:
    """The table of a run, with how each system was set up."""
    machine = f"{ran_with['processor']}, {ran_with['cores']} cores, {ran_with['time']}"
    lines = [
        f"# {title}",
        "",
        f"{machine}; {', '.join(f'{k} {v}' for k, v in ran_with['peers'].items())}",
        "",
        *report.table(_HEAD, rows),
        "",
        *(f"- {note}" for note in notes),
        "- EM and F1: best answer to answerable questions, whatever its score, ± half of the "
        "interval of 95 %. Right: a gold answer, part of one, or holding one, as whole sentences "
        "often do. AUROC: answerable against unanswerable, or where all are answerable, right "
        "against wrong. The systems ran one after the other: times compare on an idle machine.",
    ]
    return "\n".join(lines) + "\n"


def write_json(
    out: Path,
    name: str,
    ran_with: Mapping[str, Any],
    numbers: Mapping[str, Numbers],
    outcomes: Mapping[str, Sequence[Outcome]],
) -> None:
    """Write `bench.json`: what it ran with, and every system's numbers and answers."""
    data = {
        "name": name,
        "environment": ran_with,
        "systems": {
            system: {
                "numbers": numbers[system],
                "questions": [report.question_json(o) for o in outcomes[system]],
            }
            for system in numbers
        },
    }
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.without_nan(data), ensure_ascii=False, indent=1, allow_nan=False)
    (out / "bench.json").write_text(text + "\n", "utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, help="a SQuAD-style file")
    parser.add_argument("--documents", type=Path, help="JSON lines of documents")
    parser.add_argument("--questions", type=Path, help="questions about them, or about --archive")
    parser.add_argument(
        "--archive", type=Path, default=SEEDS, help="a built folder; default: seeds"
    )
    parser.add_argument("--limit", type=int, default=0, help="questions, drawn at random; 0: all")
    parser.add_argument("--out", type=Path, default=Path("evaluation"), help="folder of the report")
    args = parser.parse_args()
    questions = args.questions or (None if args.squad else SEEDS / "questions.jsonl")
    request = Request(
        root=args.archive,
        questions=questions,
        documents=args.documents,
        squad=args.squad,
        oracle=False,
        limit=args.limit,
        model=None,
        candidates=False,
    )
    try:
        print(compare(request, Settings(), args.out))
    except (ArchiveError, ModelError) as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
