"""What an archive holds, counted and listed for somebody who browses it."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from qa.archive import Archive
from qa.catalogue import NEVER, catalogue
from qa.citations import cite_part
from qa.names import KINDS, PERSON
from qa.records import EVERYTHING, Article, Citation, Excerpt, Hit, Passage, Scope

MOST = 20
"""Names of one kind that are counted out: what one still looks through."""
LOOKED_THROUGH = 500  # names of a kind, among which are those that only sign
MOST_DAYS, MOST_MONTHS = 62, 60
"""Bars of a chart: two months by day, five years by month; a longer time is shown by year."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles issued from `first` to `last`, both included."""

    first: dt.date
    last: dt.date
    articles: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Articles by `unit` ("day", "month" or "year"), without gaps; `undated` are in no bar."""

    unit: str
    bars: tuple[Bar, ...]
    undated: int


Counts = tuple[tuple[str, int], ...]
"""Names with the number of articles of each, most first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """An archive counted: `names` are by kind (`qa.names.KINDS`), the most frequent of each."""

    newspapers: Counts
    sections: Counts
    reporters: Counts
    names: dict[str, Counts]


@dataclass(frozen=True, slots=True)
class Issue:
    """A day of issue: the numbers of its pages with their articles, and the days beside it."""

    day: dt.date
    pages: tuple[tuple[int | None, int], ...]
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a list, with the citation that opens it: of its heading."""

    article: Article
    citation: Citation


@dataclass(frozen=True, slots=True)
class Listing:
    """Some of the `total` articles of a scope, as they follow each other in print."""

    total: int
    entries: tuple[Entry, ...]


@functools.lru_cache(maxsize=2)
def printed_pages(archive: Archive) -> int:
    """Pages as they were printed: files of one article each share a page."""
    ((count,),) = archive.select(
        "SELECT COUNT(*) FROM (SELECT DISTINCT newspaper, date, number,"
        " CASE WHEN number IS NULL THEN file END FROM page)"
    )
    return int(count)


@functools.lru_cache(maxsize=2)
def overview(archive: Archive) -> Overview:
    """An archive counted, once; furniture of the pages does not count."""
    listed = catalogue(archive)
    stories = listed.within(archive, EVERYTHING)
    newspapers = Counter[str](listed.newspapers[stories].tolist())
    sections = Counter[str](listed.sections[stories].tolist())
    reporters = archive.select(
        "SELECT name, COUNT(*) AS articles FROM person GROUP BY name ORDER BY articles DESC, name"
    )
    return Overview(
        _ranked(newspapers),
        _ranked(sections),
        tuple(reporters[:MOST]),
        {kind: _told_of(archive, kind, dict(reporters)) for kind in KINDS},
    )


def _told_of(archive: Archive, kind: str, signed: dict[str, int]) -> Counts:
    """The names of a kind by the articles that tell of them: those they sign do not count."""
    found = archive.named(kind, LOOKED_THROUGH)
    told = Counter({name: n - (signed.get(name, 0) if kind == PERSON else 0) for name, n in found})
    return tuple((name, n) for name, n in told.most_common(MOST) if n > 0)


def _ranked(counts: Counter[str]) -> Counts:
    return tuple((name, n) for name, n in counts.most_common() if name)


def chart(archive: Archive, scope: Scope) -> Chart:
    """The articles of a scope over the time that it covers, by day, month or year."""
    listed = catalogue(archive)
    days = listed.days[listed.within(archive, scope)]
    dated = days[days != NEVER]
    if not len(dated):
        return Chart("day", (), len(days))
    first, last = (dt.date.fromordinal(int(edge)) for edge in (dated.min(), dated.max()))
    unit = unit_of(first, last)
    bars = []
    for a, b in periods(first, last, unit):
        n = np.count_nonzero((dated >= a.toordinal()) & (dated <= b.toordinal()))
        bars.append(Bar(a, b, int(n)))
    return Chart(unit, tuple(bars), len(days) - len(dated))


def unit_of(first: dt.date, last: dt.date) -> str:
    """What one bar stands for where days from `first` to `last` are shown."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    by_day = (last - first).days < MOST_DAYS
    return "day" if by_day else "month" if months <= MOST_MONTHS else "year"


def periods(first: dt.date, last: dt.date, unit: str) -> Iterator[tuple[dt.date, dt.date]]:
    """The days, months or years from `first` to `last`, each whole, as first and last day."""
    day = dt.timedelta(1)
    start = {"day": first, "month": first.replace(day=1), "year": dt.date(first.year, 1, 1)}[unit]
    while start <= last:
        if unit == "day":
            end = start
        elif unit == "month":
            end = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        else:
            end = dt.date(start.year, 12, 31)
        yield start, end
        if end == dt.date.max:
            return
        start = end + day


def issue(archive: Archive, scope: Scope) -> Issue | None:
    """The day of issue that a scope is of, its page and section aside; None where of no one day."""
    if scope.first is None or scope.first != scope.last:
        return None
    listed = catalogue(archive)
    whole = replace(scope, page=None, section="")
    today = listed.within(archive, whole)
    pages = np.unique(listed.pages[today], return_counts=True)
    counted = sorted(zip(*(a.tolist() for a in pages), strict=True), key=lambda p: (not p[0], p[0]))
    others = replace(whole, first=None, last=None)
    days = np.unique(listed.days[listed.within(archive, others)])
    days = days[days != NEVER]
    before = days[days < scope.first.toordinal()]
    after = days[days > scope.first.toordinal()]
    return Issue(
        scope.first,
        tuple((number or None, articles) for number, articles in counted),
        dt.date.fromordinal(int(before[-1])) if len(before) else None,
        dt.date.fromordinal(int(after[0])) if len(after) else None,
    )


def listing(archive: Archive, scope: Scope, start: int, limit: int) -> Listing:
    """The articles of a scope from the `start`-th on, at most `limit`, as they were printed."""
    listed = catalogue(archive)
    within = listed.within(archive, scope)
    shown = within[start : start + limit].tolist()
    return Listing(len(within), tuple(entry(archive, listed.ids[i]) for i in shown))


def entry(archive: Archive, article_id: str) -> Entry:
    """An article with the citation of its headline, or of what it has for one.

    KeyError where the archive has no such article; ArchiveError where it is furniture of a page.
    """
    article = archive.article(article_id)
    passage = archive.passage(int(archive.rows(article_id)[0]))
    return Entry(article, heading(article, passage, archive.page(article.source.file).text))


def heading(article: Article, passage: Passage, raw: str) -> Citation:
    """The citation of an article's headline; where it has none, of what its first passage opens."""
    quote = article.headline or _opening(passage)
    return cite_part(Hit(passage, article, 0.0, 0.0, 0.0), quote, quote, raw, 0.0, "")


def _opening(passage: Passage, length: int = 40) -> Excerpt:
    body = passage.excerpt.cut(passage.body_start, len(passage.text))
    part = body if body.text.strip() else passage.excerpt
    start = len(part.text) - len(part.text.lstrip())
    return part.cut(start, min(len(part.text), start + length))
