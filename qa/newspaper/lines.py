"""The lines of a raw page and what each one looks like on its own and beside the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from qa.newspaper import marks


class Role(Enum):
    """What a line is taken for before its neighbours are asked."""

    HEAD = auto()  # headline, kicker, subhead, crosshead
    BYLINE = auto()
    CREDIT = auto()  # the photographer under a caption
    BODY = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page that is not blank: its raw range without the white space around it."""

    text: str
    start: int
    end: int
    gap: int  # blank lines before it
    indented: bool  # opens with the two spaces of a new paragraph


_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|\r\n|.", re.DOTALL)


def split(raw: str) -> list[Line]:
    """The lines of a page that hold more than white space, in order."""
    lines: list[Line] = []
    ends = 0
    for match in _LINE.finditer(raw):
        content = match[0].strip()
        if not content:
            ends += match[0][-1] in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
            continue
        lead = len(match[0]) - len(match[0].lstrip())
        start = match.start() + lead
        indented = "\u3000" in match[0][:lead] or lead >= 2
        lines.append(Line(content, start, start + len(content), max(0, ends - 1), indented))
        ends = 0
    return lines


@dataclass(frozen=True, slots=True)
class Layout:
    """How the page sets its text: what one line cannot say of itself."""

    fragment: int  # characters from which a line without a full stop is body text all the same
    wrapped: int  # characters of a line where the page breaks paragraphs at a width, else 0
    indents: bool  # whether paragraphs open indented
    gap: int  # blank lines between two lines of body text
    spaced: bool  # whether more blank lines than that stand between articles
    signed: bool  # whether articles show their beginning by a byline or dateline


def measure(lines: Sequence[Line]) -> Layout:
    """The layout of a page, from its own lines."""
    stopped = sorted(len(x.text) for x in lines if marks.ends_sentence(x.text))
    median = stopped[len(stopped) // 2] if stopped else 0
    body = [x for x in lines if marks.ends_sentence(x.text) or len(x.text) > 40]
    gaps = sorted(b.gap for a, b in pairwise(body))
    gap = gaps[len(gaps) // 2] if gaps else 0
    sure, likely = _beginnings(lines)
    wide = sum(x.gap > gap for x in sure or likely)
    return Layout(
        fragment=min(40, max(28, median // 2)),
        wrapped=_wrap_width(lines),
        indents=bool(body)
        and sum(x.indented for x in body) * 2 > len(body)
        and not all(x.indented for x in lines),
        gap=gap,
        spaced=wide * 2 > len(sure) if sure else wide * 4 > len(likely),
        signed=bool(sure),
    )


def _beginnings(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The first heading lines over a byline or dateline, and all lines that could be such."""
    sure: list[Line] = []
    likely: list[Line] = []
    top: Line | None = None  # the first line since a paragraph ended
    for before, line in pairwise(lines):
        if marks.ends_sentence(before.text):
            top = None if marks.ends_sentence(line.text) else line
            if top and len(top.text) <= 40:
                likely.append(top)
        if top and top is not line and (marks.is_byline(line.text) or marks.dateline(line.text)):
            sure.append(top)
            top = None
    return sure, likely


def _wrap_width(lines: Sequence[Line]) -> int:
    """Characters of a line where most lines are cut at one width, 0 where they are not."""
    widths = Counter(len(x.text) for x in lines)
    if not widths:
        return 0
    width, _ = max(widths.items(), key=lambda item: (item[1] + widths[item[0] - 1], item[0]))
    full = [x for x in lines if width - 1 <= len(x.text) <= width]
    cut = sum(not marks.ends_sentence(x.text) for x in full)
    wrapped = width >= 10 and len(full) >= 6 and 10 * len(full) >= 4 * len(lines)
    return width if wrapped and 10 * cut >= 6 * len(full) else 0


def role(line: Line, layout: Layout) -> Role:
    """What a line looks like on its own."""
    if marks.is_credit(line.text):
        return Role.CREDIT
    if marks.is_byline(line.text):
        return Role.BYLINE
    if _is_body(line, layout):
        return Role.BODY
    return Role.HEAD


def _is_body(line: Line, layout: Layout) -> bool:
    text = line.text
    if marks.dateline(text):
        return True
    if layout.wrapped and not marks.ends_sentence(text):
        return layout.wrapped - 1 <= len(text) <= layout.wrapped or "。" in text
    if len(text) >= layout.fragment:
        return True
    if marks.ends_sentence(text):  # a headline asks or exclaims, and has no full stop
        return "。" in text or "；" in text or line.indented or len(text) > 24
    return "。" in text or (text[-1] in "，,、" and len(text) > 24)
