"""How the pages, articles and passages of an archive stand in SQLite."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa import duplicates
from qa.newspaper.continued import says_so
from qa.passages import indexed
from qa.records import Article, ArticleKind, Excerpt, Page, Passage, Slice, Source

NAME = "archive.sqlite"
SCHEMA = """
CREATE TABLE file (file TEXT PRIMARY KEY, sha256 TEXT, stated TEXT, skipped TEXT) WITHOUT ROWID;
CREATE TABLE page (file TEXT PRIMARY KEY, sha256 TEXT, newspaper TEXT, date TEXT, number INTEGER,
                   section TEXT, text TEXT, origin TEXT, turns INTEGER) WITHOUT ROWID;
CREATE INDEX page_of_file ON page (origin);
CREATE TABLE article (id TEXT PRIMARY KEY, file TEXT, at INTEGER, kind TEXT, parts TEXT,
                      body TEXT) WITHOUT ROWID;
CREATE INDEX article_of_page ON article (file);
CREATE INDEX article_with_body ON article (body) WHERE body IS NOT NULL;
CREATE UNIQUE INDEX article_at ON article (at);
CREATE TABLE sketch (hash INTEGER, at INTEGER, PRIMARY KEY (hash, at)) WITHOUT ROWID;
CREATE TABLE passage (row INTEGER PRIMARY KEY, id TEXT, article TEXT, slices TEXT,
                      body_start INTEGER);
CREATE INDEX passage_of_article ON passage (article);
CREATE TABLE event (first TEXT, last TEXT, row INTEGER,
                    PRIMARY KEY (first, last, row)) WITHOUT ROWID;
CREATE TABLE person (name TEXT, article TEXT, PRIMARY KEY (name, article)) WITHOUT ROWID;
CREATE TABLE continuation (first TEXT PRIMARY KEY, second TEXT UNIQUE) WITHOUT ROWID;
CREATE TABLE name (kind TEXT, name TEXT, articles INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, passages INTEGER) WITHOUT ROWID;
CREATE TABLE cut (row INTEGER PRIMARY KEY, terms TEXT, names TEXT);
"""
"""A `file` on disk holds one `page` or more (`origin`); `stated` is a digest of what archive.toml
says of it, `skipped` what of it could not be used. `turns`: the page says that an article goes on
on another. `body` is a digest of an article's text, the same in each of its printings; `sketch`
holds hashes that articles share as their texts are alike."""

_SINGLE = ("kicker", "headline", "column", "byline", "dateline")
_SEVERAL = ("subheads", "paragraphs")
_HEAD = "SELECT file, kind, parts, before.first, after.second FROM article"
_JOINED = (
    " LEFT JOIN continuation AS before ON before.second = id"
    " LEFT JOIN continuation AS after ON after.first = id"
)


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """What a version knows of a file on disk; see SCHEMA.

    Its first article or furniture (`part`) and how many they are, its first row and how many.
    """

    sha256: str
    stated: str
    skipped: dict[str, str]
    part: int
    parts: int
    row: int
    rows: int


class Store:
    """The records of one version of an archive, read by any thread."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open the store at `path` for reading alone, or make a new one there."""
        self.path = path
        mode = "rwc" if new else "ro&immutable=1"
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        self.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.page = lru_cache(maxsize=64)(self._page)
        if new:
            self.connection.executescript(SCHEMA)

    def rows(self, query: str, *values: object) -> list[Any]:
        """The rows that a query gives."""
        with self._lock:
            return self.connection.execute(query, values).fetchall()

    def files(self) -> dict[str, FileOnDisk]:
        """The files on disk that the archive was made of, also those of which nothing was used."""
        found = self.rows(
            "SELECT file.file, file.sha256, stated, skipped, MIN(at), COUNT(DISTINCT article.id),"
            " MIN(row), COUNT(row) FROM file LEFT JOIN page ON origin = file.file"
            " LEFT JOIN article ON article.file = page.file"
            " LEFT JOIN passage ON passage.article = article.id GROUP BY file.file"
        )
        return {
            file: FileOnDisk(
                sha256, stated, json.loads(skipped), part or 0, parts, row or 0, passages
            )
            for file, sha256, stated, skipped, part, parts, row, passages in found
        }

    def pages_of(self, file: str) -> list[str]:
        """The pages of a file on disk, by name."""
        return [name for (name,) in self.rows("SELECT file FROM page WHERE origin = ?", file)]

    def _page(self, file: str) -> Page:
        """The page of a file; KeyError where there is none."""
        found = self.rows(
            "SELECT file, sha256, newspaper, date, number, section, text FROM page WHERE file = ?",
            file,
        )
        if not found:
            raise KeyError(file)
        file, sha256, newspaper, date, number, section, text = found[0]
        day = dt.date.fromisoformat(date) if date else None
        return Page(Source(file, sha256, newspaper, day, number, section), text)

    def add_page(self, page: Page, origin: str, articles: Sequence[Article]) -> None:
        """Store a page of the file `origin`, on which these articles stand."""
        s = page.source
        date = s.date.isoformat() if s.date else None
        row = (s.file, s.sha256, s.newspaper, date, s.page, s.section, page.text, origin)
        self.connection.execute(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, says_so(articles))
        )

    def article(self, article_id: str) -> Article:
        """The article with this id; KeyError where there is none."""
        found = self.rows(f"{_HEAD}{_JOINED} WHERE id = ?", article_id)
        if not found:
            raise KeyError(article_id)
        file, kind, parts, before, after = found[0]
        article = _article(article_id, self.page(file), kind, json.loads(parts))
        if not before and not after:
            return article
        story = self.article(before).title if before else ""
        return replace(article, before=before or "", after=after or "", story=story)

    def add_article(self, article: Article, at: int) -> None:
        """Store an article, the `at`-th of the archive."""
        parts: dict[str, Any] = {name: getattr(article, name).slices for name in _SINGLE}
        parts |= {name: [e.slices for e in getattr(article, name)] for name in _SEVERAL}
        body = duplicates.body(article)
        row = (article.id, article.source.file, at, article.kind.value, json.dumps(parts))
        self.connection.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", (*row, duplicates.digest(body))
        )
        self.connection.executemany(
            "INSERT INTO sketch VALUES (?, ?)", [(n, at) for n in duplicates.sketch(body)]
        )

    def passage(self, row: int) -> Passage:
        """The passage of a row of either index; KeyError where there is none."""
        found = self.rows(
            "SELECT p.id, p.article, p.slices, p.body_start, a.file FROM passage p"
            " JOIN article a ON a.id = p.article WHERE row = ?",
            int(row),
        )
        if not found:
            raise KeyError(row)
        passage_id, article_id, slices, body_start, file = found[0]
        excerpt = _excerpt(self.page(file), json.loads(slices))
        return Passage(passage_id, article_id, excerpt, body_start)

    def add_passage(self, passage: Passage, row: int) -> None:
        """Store a passage as a row of both indexes."""
        slices = json.dumps(passage.excerpt.slices)
        self.connection.execute(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
            (row, passage.id, passage.article_id, slices, passage.body_start),
        )

    def texts(self) -> Iterator[str]:
        """What each row of both indexes is made of, in order."""
        seconds = self.rows("SELECT second FROM continuation")
        stories = {second: self.article(second).story for (second,) in seconds}
        rows = self.rows(
            "SELECT article.file, article.id, slices FROM passage"
            " JOIN article ON article.id = passage.article ORDER BY row"
        )
        for file, article, slices in rows:
            text = self.page(file).text
            told = "".join(text[start:end] for start, end in json.loads(slices))
            yield indexed(told, stories.get(article, ""))


def _excerpt(page: Page, slices: Sequence[Slice]) -> Excerpt:
    text = "".join(page.text[start:end] for start, end in slices)
    return Excerpt(text, tuple((start, end) for start, end in slices))


def _article(article_id: str, page: Page, kind: str, parts: dict[str, Any]) -> Article:
    single = {name: _excerpt(page, parts[name]) for name in _SINGLE}
    several = {name: tuple(_excerpt(page, e) for e in parts[name]) for name in _SEVERAL}
    return Article(
        id=article_id,
        source=page.source,
        kind=ArticleKind(kind),
        kicker=single["kicker"],
        headline=single["headline"],
        subheads=several["subheads"],
        column=single["column"],
        byline=single["byline"],
        dateline=single["dateline"],
        paragraphs=several["paragraphs"],
    )
