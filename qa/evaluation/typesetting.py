"""How a page breaks text: a paragraph into lines, a headline over lines, a column in two."""

from __future__ import annotations

import random
import re

from qa.evaluation.styles import Style
from qa.evaluation.truth import ENDS

_NO_LINE_OPENS = "，。、；：！？”’》）％%…—·"
_NO_LINE_ENDS = "“‘《（"


def paragraph_lines(text: str, style: Style, indent: int) -> list[str]:
    """The lines of a paragraph whose first one is `indent` characters shorter."""
    return _wrapped(text, style.width, indent, style.hang) if style.width else [text]


def title_lines(title: str, width: int) -> list[str]:
    """A headline on one to three lines: at its spaces, or where the line is full."""
    if not width or len(title) <= width:
        return [title]
    parts = [part for part in re.split(r"\s+", title) if part]
    if 1 < len(parts) <= 3 and max(map(len, parts)) <= 2 * width:
        return parts
    lines = -(-len(title) // width)
    if lines > 3:
        return [title]
    return [line.strip() for line in _wrapped(title, -(-len(title) // lines), 0, False)]


def halves(text: str, style: Style, rng: random.Random) -> list[str]:
    """A paragraph as a column end leaves it: whole, or in two."""
    if rng.random() >= style.cuts:
        return [text]
    shown = bool(style.indent)
    at = rng.randrange(12, len(text) - 12)
    while text[at] in _NO_LINE_OPENS or text[at - 1] in _NO_LINE_ENDS or text[at].isspace():
        at += 1
    if at >= len(text) - 4 or (not shown and ENDS.search(text[:at])):
        return [text]
    return [text[:at], text[at:].lstrip()]


def _wrapped(text: str, width: int, indent: int, hang: bool) -> list[str]:
    """Lines of `width` characters, the first one shorter by the indent.

    Where marks hang, one that may not open a line stays on the line before it.
    """
    lines: list[str] = []
    at, room = 0, width - indent
    while at < len(text):
        end = min(at + room, len(text))
        while hang and end < len(text) and text[end] in _NO_LINE_OPENS:
            end += 1
        if line := text[at:end].strip():
            lines.append(line)
        at, room = end, width
    return lines
