"""Where the time of a question goes: the stages of an assistant under a clock."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.assistant import Assistant

Seconds = dict[str, float]
TOTAL = "total"


class Clock:
    """Seconds by stage since the last `take`; a stage inside another counts for itself alone."""

    def __init__(self) -> None:
        self._seconds: Seconds = defaultdict(float)
        self._inner = [0.0]  # seconds of the stages inside each stage that runs now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time within as that of a stage."""
        self._inner.append(0.0)
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self._seconds[name] += spent - self._inner.pop()
            self._inner[-1] += spent

    def take(self) -> Seconds:
        """The seconds of each stage that ran, and their sum as `total`; the clock starts anew."""
        seconds, self._seconds = dict(self._seconds), defaultdict(float)
        return {**seconds, TOTAL: sum(seconds.values())}


@contextmanager
def clocked(assistant: Assistant) -> Iterator[Clock]:
    """A clock under which the assistant's stages run: embedding (the question), search, reading.

    `answer` is everything else from question to answer: understanding, choosing and citing.
    """
    clock = Clock()
    with ExitStack() as stack:
        for owner, method, stage in (
            (assistant.models.encoder, "queries", "embedding"),
            (assistant, "search", "search"),
            (assistant.models.reader, "read", "reading"),
            (assistant, "ask", "answer"),
        ):
            stack.enter_context(_replaced(owner, method, clock, stage))
        yield clock


@contextmanager
def _replaced(owner: Any, method: str, clock: Clock, stage: str) -> Iterator[None]:
    """The object's method, measured: set on the object itself, above that of its class."""
    plain: Callable[..., Any] = getattr(owner, method)

    def measured(*args: Any, **named: Any) -> Any:
        with clock.stage(stage):
            return plain(*args, **named)

    setattr(owner, method, measured)
    try:
        yield
    finally:
        delattr(owner, method)
