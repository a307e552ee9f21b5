"""What training is about: questions of data sets, and the windows that are made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A training question; `context[start:start + len(answer)] == answer`, all `text.readable`."""

    question: str
    context: str
    title: str
    answer: str
    start: int


@dataclass(frozen=True, slots=True)
class Window:
    """A question with one passage; (0, 0) as the answer range means that it is not in there."""

    question: str
    passage: str
    start: int
    end: int
