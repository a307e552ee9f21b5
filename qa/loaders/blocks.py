"""Headings and paragraphs of a document -> a page whose articles are known by its headings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa.loaders.parts import Fields, Part, set_page

Block = tuple[int, str]
"""(level, text) of a heading, 1 the highest; level 0 is a paragraph."""


def page_of(blocks: Sequence[Block]) -> Part:
    """The page that blocks make: each heading of the articles' level begins one.

    That level is the highest at which a heading stands over text. A heading above it names the page
    or a group of articles; one below it divides an article and is a paragraph of its own. A page
    without such headings is text whose articles are still to be found.
    """
    blocks = [(level, text) for level, text in blocks if text.strip()]
    level = _article_level(blocks)
    if not level:
        return Part("\n\n".join(text for _, text in blocks))
    masthead: list[str] = []
    articles: list[tuple[str, list[str]]] = []
    for rank, text in blocks:
        if rank == level:
            articles.append((text, []))
        elif 0 < rank < level:
            masthead.append(text)
        elif articles:
            articles[-1][1].append(text)
        else:
            masthead.append(text)
    fields = [Fields(headline=title, paragraphs=tuple(body)) for title, body in articles]
    content, stated = set_page("\n".join(masthead), fields)
    return Part(content, stated=stated)


def _article_level(blocks: Sequence[Block]) -> int:
    """The highest level at which a heading has a paragraph right below it; 0 where none has."""
    levels = [above for (above, _), (below, _) in pairwise(blocks) if not below]
    return min(filter(None, levels), default=0)
