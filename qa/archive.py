"""The archive on disk: raw pages, what was found in them, and both indexes, as one unit.

A place holds one archive: `versions/<name>/` with everything, and the file `current` that names the
version in use. A build writes a new version and then replaces `current`, so that a kill at any
moment leaves the old one whole. Only this module and the writer know that row i of both indexes is
passage i.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa import stored
from qa.errors import IndexMismatch, NoArchive
from qa.lexical import LexicalIndex
from qa.manifest import (
    FORMAT,
    ArchiveInfo,
    Manifest,
    place,
    read_manifest,
)
from qa.records import Article, Page, Passage
from qa.settings import Settings
from qa.words import Cut, Words


class Archive:
    """A built archive, open for reading: texts on demand, both indexes memory-mapped."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self.vectors = VectorIndex.load(folder / "vectors.faiss")
        self.lexical = LexicalIndex.load(folder / "bm25")
        self.cutter = Words.load(folder).cutter()
        self.store = stored.Store(folder / stored.NAME)

    @classmethod
    def open(cls, root: Path) -> Archive:
        """Open the built archive of the folder (or file) `root`.

        NoArchive where there is none; IndexMismatch where it was built by another version or is
        damaged, with how to rebuild.
        """
        where = place(root)
        manifest = read_manifest(where)
        if manifest is None:
            raise NoArchive(
                f"{root}: no archive was built from here; run `archive-qa build {root}`"
            )
        if manifest.format != FORMAT:
            wrong = f"the index has format {manifest.format}, and this version reads {FORMAT}"
            raise IndexMismatch(f"{root}: {wrong}; run `archive-qa build {root}` to build it anew")
        version = (where / "current").read_text("utf-8").strip()
        archive = cls(where / "versions" / version, manifest)
        sizes = (manifest.passages, archive.vectors.size, archive.lexical.size)
        if len(set(sizes)) > 1:
            raise IndexMismatch(
                f"{root}: its manifest counts {sizes[0]} passages, its vector index {sizes[1]}, "
                f"its BM25 index {sizes[2]}; run `archive-qa build {root}` to build it anew"
            )
        return archive

    def check(self, encoder: Encoder, settings: Settings) -> None:
        """Raise IndexMismatch where the index was built with another encoder or settings."""
        if wrong := self.manifest.mismatch(encoder, settings):
            root = self.manifest.root
            raise IndexMismatch(f"{root}: {wrong}; run `archive-qa build {root}` to build it anew")

    def select(self, query: str, *values: object) -> list[Any]:
        """Rows of the store, whose tables are in `stored.SCHEMA`, for those who count in them."""
        return self.store.rows(query, *values)

    def files(self) -> list[str]:
        """The files of all pages, sorted."""
        return [file for (file,) in self.select("SELECT file FROM page ORDER BY file")]

    def page(self, file: str) -> Page:
        """The page of a file, as it was when built; KeyError where there is none."""
        return self.store.page(file)

    def article(self, article_id: str) -> Article:
        """The article with this id; KeyError where there is none."""
        return self.store.article(article_id)

    def printings(self, article_id: str) -> list[Article]:
        """The other articles with the same text, whatever is printed above it, as they follow."""
        found = self.select(
            "SELECT id FROM article WHERE id != ?"
            " AND body = (SELECT body FROM article WHERE id = ?) ORDER BY at",
            *(article_id, article_id),
        )
        return [self.article(other) for (other,) in found]

    def articles(self, limit: int = -1) -> Iterator[Article]:
        """The first `limit` articles (all where it is negative), in the order of the pages."""
        for (article_id,) in self.select("SELECT id FROM article ORDER BY at LIMIT ?", limit):
            yield self.article(article_id)

    def info(self) -> ArchiveInfo:
        """What the archive holds."""
        papers = self.select(
            "SELECT newspaper FROM page WHERE newspaper != ''"
            " GROUP BY newspaper ORDER BY COUNT(*) DESC"
        )
        ((first, last),) = self.select("SELECT MIN(date), MAX(date) FROM page")
        days = [dt.date.fromisoformat(day) if day else None for day in (first, last)]
        m = self.manifest
        return ArchiveInfo(
            root=m.root,
            newspapers=tuple(name for (name,) in papers),
            first_date=days[0],
            last_date=days[1],
            pages=m.pages,
            articles=m.articles,
            passages=m.passages,
            encoder=m.encoder,
            built=m.built,
        )

    def passage(self, row: int) -> Passage:
        """The passage of a row of either index; KeyError where there is none."""
        return self.store.passage(row)

    def texts(self) -> Iterator[str]:
        """What each row of both indexes is made of, in order."""
        return self.store.texts()

    def cut(self, row: int) -> Cut:
        """The terms and names of a row; KeyError where there is none."""
        found = self.select("SELECT terms, names FROM cut WHERE row = ?", row)
        if not found:
            raise KeyError(row)
        return Cut(*(part.split(" ") if part else [] for part in found[0]))

    def passage_of(self, article_id: str, passage_id: str) -> Passage:
        """The passage of an article with this id; KeyError where there is none."""
        found = self.select(
            "SELECT row FROM passage WHERE article = ? AND id = ?", article_id, passage_id
        )
        if not found:
            raise KeyError(passage_id)
        return self.passage(found[0][0])

    def rows(self, article_id: str) -> npt.NDArray[np.int64]:
        """The rows of an article's passages, (k,) int64."""
        found = self.select("SELECT row FROM passage WHERE article = ? ORDER BY row", article_id)
        return np.array([row for (row,) in found], dtype=np.int64)

    def rows_telling_of(self, first: dt.date, last: dt.date) -> npt.NDArray[np.int64]:
        """The rows of passages that name a day from `first` to `last`, ascending, (k,) int64."""
        found = self.select(
            "SELECT DISTINCT row FROM event WHERE first <= ? AND last >= ? ORDER BY row",
            last.isoformat(),
            first.isoformat(),
        )
        return np.array([row for (row,) in found], dtype=np.int64)

    def persons(self) -> list[str]:
        """The persons that bylines name, those of most articles first."""
        found = self.select("SELECT name FROM person GROUP BY name ORDER BY COUNT(*) DESC, name")
        return [name for (name,) in found]

    def named(self, kind: str, limit: int) -> list[tuple[str, int]]:
        """The names of a kind with the number of articles that name each, most first.

        `kind` is "person", "place" or "organisation"; names are folded. [] for any other kind.
        """
        return self.select(
            "SELECT name, articles FROM name WHERE kind = ? ORDER BY articles DESC, name LIMIT ?",
            kind,
            limit,
        )

    def words(self) -> list[tuple[str, int]]:
        """The archive's own words with the number of passages that hold each, most first."""
        return self.select("SELECT word, passages FROM word ORDER BY passages DESC, word")

    def passages(self) -> Iterator[Passage]:
        """All passages, by row."""
        for row in range(self.manifest.passages):
            yield self.passage(row)
