"""Articles that a newspaper continues on another page: 下转第3版, and there 上接第1版."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable

from qa.records import Article, ArticleKind

_TO = re.compile(r"下转\s?第?\s?([\d一二三四五六七八九十]{1,3})\s?版")
_FROM = re.compile(r"上接\s?第?\s?([\d一二三四五六七八九十]{1,3})\s?版")
_DIGITS = {digit: i for i, digit in enumerate("〇一二三四五六七八九")}

Place = tuple[str, dt.date | None, int]
"""Newspaper, date of issue and page number."""


def continued(articles: Iterable[Article]) -> list[tuple[Article, Article]]:
    """The (first, second) parts of articles that are printed on two pages of one issue.

    `articles` are those of all pages, furniture with them. A first part stands above 下转第N版, its
    second part on page N below 上接 with the first one's page; where one page continues several on
    another, they follow in the same order. Parts whose other half is not there are in no pair.
    """
    pages: dict[Place, list[Article]] = defaultdict(list)
    for article in articles:
        source = article.source
        if source.page is not None:
            pages[source.newspaper, source.date, source.page].append(article)
    going: dict[tuple[Place, int], list[Article]] = defaultdict(list)
    coming: dict[tuple[Place, int], list[Article]] = defaultdict(list)
    for place, found in pages.items():
        stories = [a for a in found if a.kind is ArticleKind.STORY]
        for start, text in sorted(_lines(found)):
            if match := _TO.search(text):
                above = [a for a in stories if _start(a) < start]
                going[place, _number(match[1])] += above[-1:]
            elif match := _FROM.search(text):
                below = [a for a in stories if _start(a) > start]
                coming[place, _number(match[1])] += below[:1]
    pairs: list[tuple[Article, Article]] = []
    for ((paper, date, page), target), firsts in going.items():
        seconds = coming.get(((paper, date, target), page), [])
        pairs += zip(firsts, seconds, strict=False)
    return pairs


def says_so(articles: Iterable[Article]) -> bool:
    """Whether the furniture of a page says that an article goes on on another, or comes from it."""
    return any(_TO.search(text) or _FROM.search(text) for _, text in _lines(articles))


def is_second_part(text: str) -> bool:
    """Whether a line says that the text below it began on another page."""
    return _FROM.search(text) is not None


def _lines(articles: Iterable[Article]) -> list[tuple[int, str]]:
    """Where each line of furniture starts, and its text."""
    furniture = (a for a in articles if a.kind is ArticleKind.FURNITURE)
    return [(line.start, line.text) for a in furniture for line in a.paragraphs]


def _start(article: Article) -> int:
    return int(article.id.rpartition("#")[2].partition("-")[0])


def _number(text: str) -> int:
    """12, 三, 十二 or 二十 as a number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * (_DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
