"""Text -> HTML that shows exactly that text. Whatever comes from the archive goes through here."""

from __future__ import annotations

import html
from collections.abc import Iterable
from itertools import pairwise

from qa.records import Excerpt, Slice


def safe(text: str) -> str:
    """Text as HTML that shows exactly that text.

    Control characters for direction cannot reach beyond it, and gradio's own translation mark,
    which it would replace anywhere in a value, is broken up.
    """
    return f"<bdi>{attribute(text)}</bdi>"


def attribute(text: str) -> str:
    """Text as the value of an attribute in double quotes."""
    return html.escape(text).replace("__i18n__", "&#95;&#95;i18n&#95;&#95;")


def marked(
    excerpt: Excerpt,
    quote: Iterable[Slice],
    passage: Iterable[Slice] = (),
    asked: Iterable[Slice] = (),
) -> str:
    """An excerpt as HTML: what lies in `quote` marked, in `passage` tinted, in `asked` underlined.

    Each mark carries the raw slices of its text as `data-offsets="start-end start-end"`.
    """
    layers = [list(excerpt.find(slices)) for slices in (quote, passage, asked)]
    starts, ends = ([{r[side] for r in ranges} for ranges in layers] for side in (0, 1))
    edges = sorted({0, len(excerpt.text)}.union(*starts, *ends))
    inside = [False, False, False]
    pieces = []
    for start, end in pairwise(edges):
        inside = [
            start in began or (was and start not in ended)
            for was, began, ended in zip(inside, starts, ends, strict=True)
        ]
        piece = safe(excerpt.text[start:end])
        if inside[2]:
            piece = f'<u class="asked">{piece}</u>'
        if inside[0]:
            offsets = " ".join(f"{a}-{b}" for a, b in excerpt.cut(start, end).slices)
            piece = f'<mark data-offsets="{offsets}">{piece}</mark>'
        if inside[1]:
            piece = f'<span class="passage">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def lines(excerpt: Excerpt) -> list[Excerpt]:
    """The excerpt cut where the page breaks it: names and slogans set one under the other."""
    lengths = [end - start for start, end in excerpt.slices]
    edges = [sum(lengths[:i]) for i in range(len(lengths) + 1)]
    return [excerpt.cut(a, b) for a, b in pairwise(edges)]
