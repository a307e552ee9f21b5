"""Plain text -> pages: the text as it stands, line ends and all."""

from __future__ import annotations

from collections.abc import Iterator

from qa.loaders.encoding import decode
from qa.loaders.parts import Part


def read(data: bytes) -> Iterator[Part]:
    """The one page of a text file; ValueError where it is no text."""
    yield Part(decode(data))
