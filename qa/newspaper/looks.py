"""What one line of a page looks like by itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from qa.newspaper import marks
from qa.newspaper.lines import Layout, Line

SIZES = (3, 5, 8, 12, 16, 20, 25, 30, 36, 45, 60, 90, 150, 300)
"""Characters: the classes of a line's length."""
_SIGNS = "（(【■□◆◇●○▲△▼▽★☆"
_STOPS = "。！？!?…"
_CLOSERS = "”’」』）)》"


@dataclass(frozen=True, slots=True)
class Look:
    """What a line looks like by itself."""

    size: int  # class of its length
    opens: str
    ends: str
    kind: str
    full: str  # where the page wraps: whether the line reaches the width


def look(line: Line, layout: Layout) -> Look:
    """The looks of one line on a page of this layout."""
    text = line.text
    full = ""
    if layout.wrapped:
        length = line.lead + len(text)
        full = "full" if length >= layout.wrapped - 1 else "short"
        if length > layout.wrapped + 2:
            full = "over"
    inner = full == "full" and text[0] not in _SIGNS and text[-1] not in "）)摄"
    kind = marks.opening(text) if inner else marks.kind(text)
    return Look(bisect_right(SIZES, len(text)), _opens(text), _ends(text), kind, full)


def _opens(text: str) -> str:
    char = text[0]
    if char in marks.CONTINUES:
        return "goes on"
    if char in "—-－":
        return "dash"
    if char in "“‘「『":
        return "quote"
    if char in "（(【[":
        return "bracket"
    if marks.is_numbered(text):
        return "number"
    if text.startswith(("图为", "图①", "上图", "下图", "左图", "右图")):
        return "shows"
    return "digit" if char.isdecimal() else "word"


def _ends(text: str) -> str:
    core = text.rstrip(_CLOSERS)
    closed = len(core) < len(text)
    last = core[-1:]
    if last in _STOPS and last:
        return "stop"
    if text[-1] in "，,、":
        return "comma"
    if text[-1] in "：:；;":
        return "colon"
    if text[-1] in "—-":
        return "dash"
    if marks.is_open(text):
        return "open"
    if closed:
        return "bracket" if text[-1] in "）)" else "quote"
    return "word"
