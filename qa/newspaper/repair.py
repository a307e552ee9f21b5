"""Lines of body text -> paragraphs: what a column end or a line width cut apart is joined."""

from __future__ import annotations

from collections.abc import Sequence

from qa.newspaper import marks
from qa.newspaper.lines import Layout, Line
from qa.records import Excerpt, Slice

Paragraph = list[Line]


def paragraphs(lines: Sequence[Line], layout: Layout) -> list[Paragraph]:
    """Body lines grouped into the paragraphs they were before the layout cut them."""
    groups: list[Paragraph] = []
    for line in lines:
        if groups and continues(groups[-1][-1], line, layout):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def continues(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a body line goes on with the paragraph of the body line before it."""
    if line.text[0] in marks.CONTINUES:
        return True
    if line.indented and layout.indents:
        return False
    if marks.dateline(line.text) or marks.is_numbered(line.text):
        return False
    if not marks.ends_sentence(before.text):
        return True
    full = layout.wrapped > 0 and len(before.text) >= layout.wrapped - 1
    return line.gap == 0 and layout.indents and (full or layout.wrapped == 0)


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
