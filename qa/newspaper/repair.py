"""Lines of a page -> excerpts: what a column end or a line width cut apart is joined."""

from __future__ import annotations

from collections.abc import Sequence

from qa.newspaper.lines import Line
from qa.records import Excerpt, Slice

Paragraph = list[Line]


def glued(raw: str, lines: Sequence[Line]) -> Excerpt:
    """The lines as one run of text; the breaks between them are left out."""
    slices = tuple((line.start, line.end) for line in lines)
    return Excerpt("".join(raw[a:b] for a, b in slices), slices)


def stacked(raw: str, lines: Sequence[Line]) -> Excerpt:
    """The lines one below the other: each but the last keeps a line end of the page."""
    slices: list[Slice] = []
    for line in lines:
        if slices:
            start, end = slices[-1]
            if raw[end : line.start].isspace() and line.gap == 0:
                slices[-1] = (start, line.end)
                continue
            slices[-1] = (start, end + 1)  # behind a line stands at least its line end
        slices.append((line.start, line.end))
    return Excerpt("".join(raw[a:b] for a, b in slices), tuple(slices))
