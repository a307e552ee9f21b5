"""The lines above an article -> kicker, headline, subheads and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.newspaper import marks
from qa.newspaper.lines import Line
from qa.newspaper.repair import glued, stacked
from qa.records import Excerpt


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts above an article; a part that it does not have is empty."""

    kicker: Excerpt
    headline: Excerpt
    subheads: tuple[Excerpt, ...]
    column: Excerpt


def parse(raw: str, lines: Sequence[Line]) -> Heading:
    """Tell the heading lines of one article apart.

    Columns by their form; then the first line is the headline and the others are subheads, unless
    it evidently leads to the next (…调研时强调), or the next names its series (…（人物故事）): then
    it is a kicker. A line that ends in a colon or inside a quotation goes on in the next.
    """
    columns = [line for line in lines if marks.is_column(line.text)]
    if len(columns) == len(lines):
        columns = []
    named = {line.start for line in columns}
    titles = _whole([line for line in lines if line.start not in named])
    kicker: list[Line] = []
    if len(titles) > 1 and _leads(titles[0][-1].text, titles[1][-1].text):
        kicker = titles.pop(0)
    headline = titles.pop(0) if titles else []
    return Heading(
        kicker=glued(raw, kicker),
        headline=glued(raw, headline),
        subheads=tuple(glued(raw, title) for title in titles),
        column=stacked(raw, columns),
    )


def _leads(first: str, second: str) -> bool:
    """Whether the first of two titles is the kicker of the second."""
    series = marks.names_its_series
    return marks.is_kicker(first) or (series(second) and not series(first))


def _whole(lines: Sequence[Line]) -> list[list[Line]]:
    """Heading lines grouped into the titles they are parts of."""
    titles: list[list[Line]] = []
    for line in lines:
        if titles and len(titles[-1]) < 3 and marks.is_unfinished(titles[-1][-1].text):
            titles[-1].append(line)
        else:
            titles.append([line])
    return titles
