"""When what a passage tells of happened: the days that its article names, resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from qa.records import Article, Passage, join
from qa.values.dates import find

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""

LONGEST = dt.timedelta(366)
"""Longer intervals (“十三五”, the 1980s) tell no passage from another."""


def days_of(article: Article, passages: Sequence[Passage]) -> list[set[Days]]:
    """The days that each passage of an article tells of.

    Those of the first paragraph, which says when the story happened, hold for the whole article.
    """
    body = join(article.paragraphs)
    lead = article.paragraphs[0].end if article.paragraphs else 0
    told: list[set[Days]] = [set() for _ in passages]
    for when in find(body.text, article.source.date):
        first, last = when.interval.first, when.interval.last
        if first is None or last - first > LONGEST:
            continue
        slices = body.cut(when.start, when.end).slices
        for days, passage in zip(told, passages, strict=True):
            if slices[0][0] < lead or any(passage.excerpt.find(slices)):
                days.add((first, last))
    return told
