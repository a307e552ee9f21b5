"""Several people asking a running server at once: how long they wait, and whether it mixes them up.

    python -m qa.evaluation.load --url http://127.0.0.1:7860 --people 8 --minutes 5

Each person asks the gold questions in an order of their own without a pause, follow-ups with the
answers they were given themselves. An answer must be to the question just asked, and the same as
anybody else got for the same conversation. Where the server asks for a password, it is that of
`--user`, in the environment's ARCHIVE_QA_PASSWORD.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from qa.settings import SEEDS

LONGEST_WAIT = 60.0  # seconds; an answer that takes longer is an error
_NO_SCOPE = ("", "", "", 0, "")

Turns = tuple[str, ...]
"""The questions of a conversation; the last is the one that is asked."""


@dataclass
class Seen:
    """What all people saw together."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)
    answers: dict[Turns, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, turns: Turns, seconds: float, answer: dict[str, Any]) -> None:
        """Keep an answer's time, and hold it against its question and what others were told."""
        told = (answer["understood"], answer["answer"], [c["start"] for c in answer["citations"]])
        with self.lock:
            self.seconds.append(seconds)
            if answer["question"] != turns[-1]:
                self.mixed_up.append(f"asked {turns[-1]!r}, and told of {answer['question']!r}")
            elif self.answers.setdefault(turns, told) != told:
                self.mixed_up.append(f"{turns}: {told}, and before {self.answers[turns]}")

    def fail(self, error: str) -> None:
        """Keep an error."""
        with self.lock:
            self.errors.append(error)


def conversations(path: Path) -> list[Turns]:
    """The conversations of a questions.jsonl."""
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [(*line.get("history", ()), line["question"]) for line in lines]


def person(
    number: int, client: httpx.Client, asked: Sequence[Turns], end: float, seen: Seen
) -> None:
    """Ask until the monotonic time `end`, in an order drawn from the person's number."""
    order = random.Random(number)
    while time.monotonic() < end:
        turns = order.choice(asked)
        history: list[dict[str, Any]] = []
        for place, question in enumerate(turns):
            began = time.monotonic()
            try:
                answer = _ask(client, question, history)
            except (httpx.HTTPError, ValueError) as error:
                seen.fail(f"{type(error).__name__}: {error}")
                time.sleep(0.5)  # a server that is down is not asked a thousand times
                break
            seen.add(turns[: place + 1], time.monotonic() - began, answer)
            history.append(answer)


def _ask(client: httpx.Client, question: str, history: list[dict[str, Any]]) -> dict[str, Any]:
    given = client.post("gradio_api/run/ask", json={"data": [question, history, *_NO_SCOPE]})
    if given.status_code != 200:
        raise ValueError(f"{given.status_code} {given.text[:200]}")
    answer: dict[str, Any] = given.json()["data"][0]
    return answer


def run(url: str, people: int, seconds: float, asked: Sequence[Turns], login: Any) -> Seen:
    """What `people` saw who asked for so many seconds at once."""
    seen, end = Seen(), time.monotonic() + seconds
    base = url.rstrip("/") + "/"
    clients = [
        httpx.Client(base_url=base, auth=login, timeout=LONGEST_WAIT, trust_env=False)
        for _ in range(people)
    ]
    threads = [
        threading.Thread(target=person, args=(number, client, asked, end, seen))
        for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    return seen


def summary(seen: Seen, people: int, seconds: float) -> dict[str, Any]:
    """Numbers of a run; percentiles in milliseconds, null where nothing was answered."""
    waits = np.array(seen.seconds) * 1000
    at = (
        {f"p{q}_ms": round(float(np.percentile(waits, q))) for q in (50, 95, 99)}
        if len(waits)
        else {}
    )
    return {
        "people": people,
        "seconds": seconds,
        "answers": len(seen.seconds),
        "conversations": len(seen.answers),
        "p50_ms": at.get("p50_ms"),
        "p95_ms": at.get("p95_ms"),
        "p99_ms": at.get("p99_ms"),
        "errors": len(seen.errors),
        "mixed_up": len(seen.mixed_up),
    }


def main(argv: list[str] | None = None) -> int:
    """Run and print the numbers as JSON; 1 where anything failed or was mixed up."""
    parser = argparse.ArgumentParser(description="Load a running server as several people would.")
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--questions", type=Path, default=SEEDS / "questions.jsonl")
    parser.add_argument("--user", help="who logs in, with the password in ARCHIVE_QA_PASSWORD")
    args = parser.parse_args(argv)
    login = (args.user, os.environ["ARCHIVE_QA_PASSWORD"]) if args.user else None
    asked = conversations(args.questions)
    seen = run(args.url, args.people, args.minutes * 60, asked, login)
    print(json.dumps(summary(seen, args.people, args.minutes * 60)))
    for problem in [*seen.errors[:5], *seen.mixed_up[:5]]:
        print(problem, file=sys.stderr)
    return 1 if seen.errors or seen.mixed_up or not seen.seconds else 0


if __name__ == "__main__":
    sys.exit(main())
