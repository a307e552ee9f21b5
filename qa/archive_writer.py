"""Writing one version of an archive: pages, articles and passages in SQLite, and both indexes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa.events import days_of
from qa.lexical import LexicalIndex
from qa.manifest import FORMAT, Manifest, build_settings, described, replace_text
from qa.newspaper.persons import persons
from qa.records import Article, ArticleKind, Page, Passage
from qa.settings import Settings
from qa.words import Cut, Words

SINGLE = ("kicker", "headline", "column", "byline", "dateline")
SEVERAL = ("subheads", "paragraphs")
"""Parts of an article, stored as slices under their names."""

_SCHEMA = """
CREATE TABLE page (file TEXT PRIMARY KEY, sha256 TEXT, newspaper TEXT, date TEXT, number INTEGER,
                   section TEXT, text TEXT) WITHOUT ROWID;
CREATE TABLE article (id TEXT PRIMARY KEY, file TEXT, at INTEGER, parts TEXT) WITHOUT ROWID;
CREATE TABLE passage (row INTEGER PRIMARY KEY, id TEXT, article TEXT, slices TEXT,
                      body_start INTEGER);
CREATE INDEX passage_of_article ON passage (article);
CREATE TABLE event (first TEXT, last TEXT, row INTEGER,
                    PRIMARY KEY (first, last, row)) WITHOUT ROWID;
CREATE TABLE person (name TEXT, article TEXT, PRIMARY KEY (name, article)) WITHOUT ROWID;
CREATE TABLE continuation (first TEXT PRIMARY KEY, second TEXT UNIQUE) WITHOUT ROWID;
CREATE TABLE name (kind TEXT, name TEXT, articles INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, passages INTEGER) WITHOUT ROWID;
"""


class ArchiveWriter:
    """Writes one new version of an archive; nothing of it is seen before `publish`."""

    def __init__(self, where: Path) -> None:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self._where, self._folder = where, where / "versions" / stamp
        self._folder.mkdir(parents=True)
        self._store = sqlite3.connect(self._folder / "archive.sqlite")
        self._store.executescript(_SCHEMA)
        self.files: dict[str, str] = {}
        self.parts = 0  # articles and page furniture
        self.articles = 0
        self.texts: list[str] = []  # what row i of both indexes is made of
        self.signed: set[str] = set()  # the persons of all bylines
        self._article_of: list[int] = []  # of row i
        self._names: Counter[str] = Counter()
        self._words: Counter[str] = Counter()

    def add(self, page: Page, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> None:
        """Store a page with its articles and their passages, in reading order."""
        s = page.source
        date = s.date.isoformat() if s.date else None
        self._store.execute(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
            (s.file, s.sha256, s.newspaper, date, s.page, s.section, page.text),
        )
        self.files[s.file] = s.sha256
        for article, passages in articles:
            self._store.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?)",
                (article.id, s.file, self.parts, json.dumps(_parts(article))),
            )
            self.parts += 1
            self.articles += article.kind is not ArticleKind.FURNITURE
            byline = article.byline.text
            signed = ["".join(byline[a:b].split()) for _, a, b in persons(byline)]
            self._store.executemany(
                "INSERT OR IGNORE INTO person VALUES (?, ?)",
                [(name, article.id) for name in signed],
            )
            self.signed.update(signed)
            for p, days in zip(passages, days_of(article, passages), strict=True):
                self._store.executemany(
                    "INSERT INTO event VALUES (?, ?, ?)",
                    [(a.isoformat(), b.isoformat(), len(self.texts)) for a, b in days],
                )
                row = (len(self.texts), p.id, p.article_id, json.dumps(p.excerpt.slices))
                self._store.execute(
                    "INSERT INTO passage VALUES (?, ?, ?, ?, ?)", (*row, p.body_start)
                )
                self.texts.append(p.text)
                self._article_of.append(self.articles)

    def add_continuations(self, pairs: Iterable[tuple[Article, Article]]) -> None:
        """Store which articles go on in which on another page."""
        self._store.executemany(
            "INSERT OR IGNORE INTO continuation VALUES (?, ?)",
            [(first.id, second.id) for first, second in pairs],
        )

    def named(self, cuts: Iterable[Cut]) -> Iterator[list[str]]:
        """The terms of each passage in turn, while the names in it are counted by articles."""
        last, seen = -1, set[str]()
        for article, cut in zip(self._article_of, cuts, strict=True):
            if article != last:
                last, seen = article, set()
            self._names.update(set(cut.names) - seen)
            seen.update(cut.names)
            self._words.update(set(cut.terms))
            yield cut.terms

    def add_words(self, words: Words) -> None:
        """Store the archive's own words, and the names that were counted."""
        words.save(self._folder)
        self._store.executemany(
            "INSERT INTO word VALUES (?, ?)",
            [(word, self._words[word]) for word in words.own if self._words[word]],
        )
        self._store.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            [
                (words.names.kinds[name], name, articles)
                for name, articles in self._names.items()
                if words.names.is_name(name, articles)
            ],
        )

    def publish(
        self,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        *,
        root: Path,
        encoder: Encoder,
        settings: Settings,
        skipped: dict[str, str],
    ) -> Manifest:
        """Write both indexes and the manifest, then make this version the one in use."""
        if not vectors.size == lexical.size == len(self.texts):
            raise ValueError(
                f"{len(self.texts)} passages, {vectors.size} vectors and {lexical.size} BM25 rows"
                " do not belong together"
            )
        self._store.commit()
        self._store.close()
        vectors.save(self._folder / "vectors.faiss")
        lexical.save(self._folder / "bm25")
        manifest = Manifest(
            format=FORMAT,
            encoder=encoder.identity,
            dim=encoder.dim,
            settings=build_settings(settings),
            root=str(root.resolve()),
            described=described(root),
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            pages=len(self.files),
            articles=self.articles,
            passages=len(self.texts),
            files=self.files,
            skipped=skipped,
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        (self._folder / "manifest.json").write_text(text, "utf-8")
        replace_text(self._where / "current", self._folder.name)
        for old in (self._where / "versions").iterdir():
            if old != self._folder:
                shutil.rmtree(old, ignore_errors=True)
        return manifest

    def discard(self) -> None:
        """Remove what was written, after a failed build."""
        self._store.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _parts(article: Article) -> dict[str, Any]:
    parts: dict[str, Any] = {"kind": article.kind.value}
    parts.update({name: getattr(article, name).slices for name in SINGLE})
    parts.update({name: [e.slices for e in getattr(article, name)] for name in SEVERAL})
    return parts
