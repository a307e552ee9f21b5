"""The role of each line of a page, decided for the page as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from qa.newspaper import chain, marks, observe
from qa.newspaper.lines import Layout, Line

LABELS = "BHYXPpCcRZF"
"""B: first heading line of an article. H: another one. Y: byline. X: crosshead or standfirst.
P: first line of a paragraph. p: its next. C, c: the same of a caption. R: the photographer.
Z: who signs below the text. F: furniture."""

_BARRED = {"furniture": "", "byline": "BHF", "credit": "BHF", "credited": "BHPXZYF"}
"""Roles that a line of some kind never has; of all other kinds, only that of furniture."""
_HEADLINE = 40
"""Characters of a line that may be a headline with nothing under it."""
TEXT = 80
"""Characters of a line that is hardly anything but text: a report that was copied from the web can
be one line. A page's only line is no headline then, and what holds a full stop is no byline."""


def roles(raw: str, lines: Sequence[Line], layout: Layout) -> str:
    """One of LABELS for each line."""
    if len(lines) == 1 and marks.kind(lines[0].text) == "plain" and len(lines[0].text) <= _HEADLINE:
        return "P" if marks.ends_sentence(lines[0].text) else "B"
    barred = [_barred(line.text, layout) for line in lines]
    if len(lines) == 1 and len(lines[0].text) > TEXT:
        barred[0] += "BH"
    return chain.load("roles").decode(*observe.features(raw, lines, layout), barred)


def _barred(text: str, layout: Layout) -> str:
    """The roles that a line cannot have: no heading holds a full stop, no lone line goes on."""
    barred = _BARRED.get(marks.kind(text), "F") + ("" if layout.wrapped else "c")
    return barred + ("BHYF" if "。" in text else "")
