"""Models that load beside the rest, and whoever waits for them."""

import threading
from typing import Any

import pytest

from qa.errors import IndexMismatch
from qa.models import Models


def test_whoever_asks_waits_until_they_are_loaded() -> None:
    go_on = threading.Event()
    both: Any = ("encoder", "reader")

    def load() -> Any:
        assert go_on.wait(30)
        return both

    models = Models.begin(load)
    assert not models.ready
    got: list[Any] = []
    waiting = threading.Thread(target=lambda: got.append((models.encoder, models.reader)))
    waiting.start()
    assert got == []
    go_on.set()
    waiting.join(30)
    assert got == [both]
    assert models.ready


def test_what_loading_raised_is_raised_to_all_who_ask() -> None:
    def load() -> Any:
        raise IndexMismatch("built with another encoder")

    models = Models.begin(load)
    for _ in range(2):
        with pytest.raises(IndexMismatch, match="another encoder"):
            _ = models.reader
