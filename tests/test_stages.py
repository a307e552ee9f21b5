"""The clock: a stage inside another counts for itself alone, and what is measured is put back."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from qa.evaluation.stages import Clock, clocked


def test_a_stage_inside_another_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 4.0, 6.0, 6.5, 10.0])  # answer 0-10, with search 1-4 and reading 6-6.5
    monkeypatch.setattr(time, "perf_counter", lambda: next(now))
    clock = Clock()
    with clock.stage("answer"):
        with clock.stage("search"):
            pass
        with clock.stage("reading"):
            pass
    assert clock.take() == {"search": 3.0, "reading": 0.5, "answer": 6.5, "total": 10.0}
    assert clock.take() == {"total": 0}


class Part:
    def queries(self) -> str:
        return "vector"

    def read(self) -> str:
        return "span"


class Whole:
    def __init__(self) -> None:
        self.models = SimpleNamespace(encoder=Part(), reader=Part())

    def search(self) -> str:
        return self.models.encoder.queries()

    def ask(self) -> tuple[str, str]:
        return self.search(), self.models.reader.read()


def test_an_assistant_under_the_clock_answers_as_without() -> None:
    assistant = Whole()
    with clocked(assistant) as clock:  # type: ignore[arg-type]
        assert assistant.ask() == ("vector", "span")
    seconds = clock.take()
    assert list(seconds) == ["embedding", "search", "reading", "answer", "total"]
    parts = [seconds[s] for s in ("embedding", "search", "reading", "answer")]
    assert min(parts) > 0
    assert sum(parts) == pytest.approx(seconds["total"])
    assert vars(assistant).keys() == {"models"}
    assert not vars(assistant.models.encoder)
    assert not vars(assistant.models.reader)
    assistant.ask()
    assert clock.take() == {"total": 0}


def test_what_was_measured_is_put_back_after_an_error() -> None:
    assistant = SimpleNamespace(models=SimpleNamespace(encoder=Part(), reader=Part()))
    with pytest.raises(AttributeError, match="search"), clocked(assistant):  # type: ignore[arg-type]
        pass
    assert not vars(assistant.models.encoder)
