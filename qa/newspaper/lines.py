"""The lines of a raw page, and how the page sets its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.newspaper import marks

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|\r\n|.", re.DOTALL)
_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_HEADING = 60
"""Characters: a longer line is no heading."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page that is not blank: its raw range without the white space around it."""

    text: str
    start: int
    end: int
    gap: int  # blank lines before it
    lead: int  # spaces before it, a full-width one as any other

    @property
    def indented(self) -> bool:
        """Whether it opens with more space than other lines of the page."""
        return self.lead > 0


def split(raw: str) -> list[Line]:
    """The lines of a page that hold more than white space, in order."""
    lines: list[Line] = []
    ends = 0
    for match in _LINE.finditer(raw):
        content = match[0].strip()
        if not content:
            ends += match[0][-1] in _ENDS
            continue
        lead = len(match[0]) - len(match[0].lstrip())
        start = match.start() + lead
        lines.append(Line(content, start, start + len(content), max(0, ends - 1), lead))
        ends = 0
    margin = min((line.lead for line in lines), default=0)
    return [replace(line, lead=line.lead - margin) for line in lines] if margin else lines


def unruled(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The written lines, those below a drawn one set far apart; and the drawn ones."""
    far = 1 + max((line.gap for line in lines[1:]), default=0)
    written: list[Line] = []
    drawn: list[Line] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if marks.is_rule(line.text):
            drawn.append(line)
        else:
            ruled = before is not None and before.start in {x.start for x in drawn[-1:]}
            written.append(replace(line, gap=far) if ruled else line)
    return written, drawn


@dataclass(frozen=True, slots=True)
class Layout:
    """How the page sets its text: what one line cannot say of itself."""

    wrapped: int  # characters of a line where the page breaks paragraphs at a width, else 0
    indents: bool  # whether paragraphs open indented
    gap: int  # blank lines between most lines
    widest: int  # blank lines of the widest gap that is no single case; more than `gap`
    spacing: str  # whether wider gaps set articles "apart", or else ("loose"), or there are none

    def is_full(self, line: Line) -> bool:
        """Whether the page wraps its text, and a line reaches the width."""
        return self.wrapped > 0 and line.lead + len(line.text) >= self.wrapped - 1


def measure(lines: Sequence[Line]) -> Layout:
    """The layout of a page, from its own lines."""
    gaps = Counter(line.gap for line in lines[1:])
    gap = max(gaps, key=lambda g: (gaps[g], -g), default=0)
    wide = [g for g, count in gaps.items() if g > gap and count > 1]
    wrapped = _wrap_width(lines)
    return Layout(
        wrapped=wrapped,
        indents=_indents(lines, wrapped),
        gap=gap,
        widest=max(wide, default=gap + 1),
        spacing=_spacing(lines, gap),
    )


def _indents(lines: Sequence[Line], wrapped: int) -> bool:
    """Whether lines behind the end of a paragraph, if they are no headings, open indented."""
    opening = [
        b
        for a, b in pairwise(lines)
        if marks.ends_sentence(a.text)
        and (a.lead + len(a.text) < wrapped - 1 or not wrapped)
        and (wrapped or len(b.text) > 12)
    ]
    return 2 * sum(line.indented for line in opening) > len(opening)


def _spacing(lines: Sequence[Line], gap: int) -> str:
    sure, likely = _beginnings(lines)
    wide = sum(line.gap > gap for line in sure or likely)
    if wide * 2 > len(sure) if sure else wide * 4 > len(likely):
        return "apart"
    return "loose" if any(line.gap > gap for line in lines[1:]) else "even"


def _beginnings(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The first heading lines over a byline or dateline, and all lines that could be such."""
    sure: list[Line] = []
    likely: list[Line] = []
    top: Line | None = None  # the first line since a paragraph ended
    for before, line in pairwise(lines):
        if marks.ends_sentence(before.text):
            top = None if marks.ends_sentence(line.text) else line
            if top and len(top.text) <= _HEADING:
                likely.append(top)
        if top and top is not line and marks.kind(line.text) in marks.OPENINGS:
            sure.append(top)
            top = None
    return sure, likely


def _wrap_width(lines: Sequence[Line]) -> int:
    """Characters of a line, its indent with it, where most are cut at one width, else 0."""
    widths = Counter(line.lead + len(line.text) for line in lines)
    if not widths:
        return 0
    width, _ = max(widths.items(), key=lambda item: (item[1] + widths[item[0] - 1], item[0]))
    full = [x for x in lines if width - 1 <= x.lead + len(x.text) <= width + 1]
    over = sum(count for w, count in widths.items() if w > width + 2)
    cut = sum(not marks.ends_sentence(x.text) for x in full)
    many = len(full) >= 6 and 10 * len(full) >= 3 * len(lines) and 5 * over <= len(lines)
    return width if width >= 10 and many and 10 * cut >= 6 * len(full) else 0
