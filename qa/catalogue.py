"""Every article of an archive as a number, for filters that are asked of hundreds of thousands."""

from __future__ import annotations

import datetime as dt
import functools

import numpy as np
import numpy.typing as npt

from qa.archive import Archive
from qa.records import Scope

NEVER = 0  # the day of issue, as an ordinal, of what nothing dates

Ints = npt.NDArray[np.int64]


class Catalogue:
    """Every article of an archive as a number, in the order of print: day, newspaper, page, place.

    `days` are ordinals of the days of issue, `pages` page numbers, both int64 (n,), 0 where nothing
    states one; `newspapers` and `sections` are names, (n,); `of_row` is the article of each
    passage, int64 (passages,).
    """

    def __init__(self, archive: Archive) -> None:
        found = archive.select(
            "SELECT article.id, date, number, newspaper, section"
            " FROM article JOIN page ON page.file = article.file"
            " ORDER BY date IS NULL, date, newspaper, number IS NULL, number, article.at"
        )
        self.number = {row[0]: i for i, row in enumerate(found)}
        self.ids = list(self.number)
        ordinal = functools.cache(lambda d: dt.date.fromisoformat(d).toordinal() if d else NEVER)
        self.days: Ints = np.array([ordinal(row[1]) for row in found], dtype=np.int64)
        self.pages: Ints = np.array([row[2] or 0 for row in found], dtype=np.int64)
        self.newspapers = np.array([row[3] for row in found], dtype=object)
        self.sections = np.array([row[4] for row in found], dtype=object)
        rows = archive.select("SELECT article FROM passage ORDER BY row")
        self.of_row: Ints = np.array([self.number[article] for (article,) in rows], dtype=np.int64)
        self._stories = np.zeros(len(found), dtype=bool)
        self._stories[self.of_row] = True  # furniture of the pages has no passage and is none

    def within(self, archive: Archive, scope: Scope) -> Ints:
        """The articles of a scope, ascending."""
        fits = self._stories.copy()
        if scope.newspaper:
            fits &= self.newspapers == scope.newspaper
        if scope.section:
            fits &= self.sections == scope.section
        if scope.first:
            fits &= self.days >= scope.first.toordinal()
        if scope.last:
            fits &= (self.days <= scope.last.toordinal()) & (self.days != NEVER)
        if scope.page:
            fits &= self.pages == scope.page
        if scope.person:
            signed = archive.select("SELECT article FROM person WHERE name = ?", scope.person)
            named = np.zeros(len(fits), dtype=bool)
            named[[self.number[article] for (article,) in signed]] = True
            fits &= named
        return np.flatnonzero(fits)

    def rows_within(self, archive: Archive, scope: Scope) -> Ints:
        """The rows of the passages of a scope, ascending, (k,)."""
        fits = np.zeros(len(self.ids), dtype=bool)
        fits[self.within(archive, scope)] = True
        return np.flatnonzero(fits[self.of_row])


@functools.lru_cache(maxsize=2)  # one in use, and one that was replaced while it was read
def catalogue(archive: Archive) -> Catalogue:
    """The catalogue of an open archive, made once."""
    return Catalogue(archive)
