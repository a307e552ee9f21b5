"""Writing one version of an archive: pages, articles and passages in SQLite, and both indexes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa.events import days_of
from qa.lexical import LexicalIndex
from qa.manifest import FORMAT, Manifest, build_settings, described, replace_text
from qa.newspaper.continued import continued
from qa.newspaper.persons import persons
from qa.records import Article, Page, Passage
from qa.settings import Settings
from qa.stored import NAME, FileOnDisk, Store
from qa.words import Cut, Words

_COPY = (
    "INSERT INTO page SELECT p.* FROM old.page p JOIN kept USING (file)",
    "INSERT INTO article SELECT a.id, a.file, a.at + kept.parts, a.kind, a.parts, a.body"
    " FROM old.article a JOIN kept USING (file)",
    "INSERT INTO sketch SELECT s.hash, s.at + kept.parts"
    " FROM old.sketch s JOIN old.article USING (at) JOIN kept USING (file)",
    "INSERT INTO person SELECT s.name, s.article"
    " FROM old.person s JOIN old.article a ON a.id = s.article JOIN kept USING (file)",
    "INSERT INTO moved SELECT t.row, t.row + kept.rows"
    " FROM old.passage t JOIN old.article a ON a.id = t.article JOIN kept USING (file)",
    "INSERT INTO passage SELECT moved.now, t.id, t.article, t.slices, t.body_start"
    " FROM old.passage t JOIN moved USING (row)",
    "INSERT INTO event SELECT e.first, e.last, moved.now FROM old.event e JOIN moved USING (row)",
)
"""What was found in files that did not change, from the version in use; rows move by as much as
there is more or less before them."""


class ArchiveWriter:
    """Writes one new version of an archive; nothing of it is seen before `publish`."""

    def __init__(self, where: Path) -> None:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self._where, self.folder = where, where / "versions" / stamp
        self.folder.mkdir(parents=True)
        self._store = Store(self.folder / NAME, new=True)
        self._execute = self._store.connection.execute
        self._many = self._store.connection.executemany
        self._parts = 0  # articles and page furniture
        self._rows = 0
        self._names, self._words = Counter[str](), Counter[str]()  # articles, passages of each
        self._kept: list[tuple[str, int, int]] = []  # file, and how far its parts and rows move

    def add(
        self, origin: str, page: Page, articles: Sequence[tuple[Article, Sequence[Passage]]]
    ) -> None:
        """Store a page of the file `origin` with its articles and their passages, in order."""
        self._store.add_page(page, origin, [article for article, _ in articles])
        for article, passages in articles:
            self._store.add_article(article, self._parts)
            self._parts += 1
            byline = article.byline.text
            signed = ["".join(byline[a:b].split()) for _, a, b in persons(byline)]
            self._many(
                "INSERT OR IGNORE INTO person VALUES (?, ?)",
                [(name, article.id) for name in signed],
            )
            for passage, days in zip(passages, days_of(article, passages), strict=True):
                self._many(
                    "INSERT INTO event VALUES (?, ?, ?)",
                    [(a.isoformat(), b.isoformat(), self._rows) for a, b in days],
                )
                self._store.add_passage(passage, self._rows)
                self._rows += 1

    def keep(self, file: str, known: FileOnDisk) -> None:
        """Take a file over from the version in use as it was, with `copy` in the end."""
        self._kept.append((file, self._parts - known.part, self._rows - known.row))
        self._parts += known.parts
        self._rows += known.rows

    def copy(self, old: Store) -> None:
        """Copy the files that are kept from the store of the version in use."""
        if not self._kept:
            return
        self._store.connection.commit()  # SQLite attaches nothing inside a transaction
        self._execute("ATTACH ? AS old", (f"{old.path.absolute().as_uri()}?mode=ro&immutable=1",))
        self._execute("CREATE TEMP TABLE kept (file TEXT PRIMARY KEY, parts INTEGER, rows INTEGER)")
        self._execute("CREATE TEMP TABLE moved (row INTEGER PRIMARY KEY, now INTEGER)")
        self._many(
            "INSERT INTO kept SELECT p.file, ?2, ?3 FROM old.page p WHERE p.origin = ?1", self._kept
        )
        for statement in _COPY:
            self._execute(statement)
        self._store.connection.commit()
        self._execute("DETACH old")

    def add_file(self, file: str, sha256: str, stated: str, skipped: Mapping[str, str]) -> None:
        """Store what is known of a file on disk; see `stored.SCHEMA`."""
        told = json.dumps(skipped, ensure_ascii=False)
        self._execute("INSERT INTO file VALUES (?, ?, ?, ?)", (file, sha256, stated, told))

    def pages_of(self, file: str) -> list[str]:
        """The pages of a file on disk, in order."""
        return self._store.pages_of(file)

    def join_parts(self) -> None:
        """Find out which articles go on in which on another page."""
        turning = self._store.rows(
            "SELECT id FROM article JOIN page USING (file) WHERE turns ORDER BY at"
        )
        pairs = continued(self._store.article(article) for (article,) in turning)
        self._many(
            "INSERT OR IGNORE INTO continuation VALUES (?, ?)",
            [(first.id, second.id) for first, second in pairs],
        )

    def texts(self) -> list[str]:
        """What row i of both indexes is made of, when all pages are there and parts are joined."""
        return list(self._store.texts())

    def signed(self) -> set[str]:
        """The persons of all bylines."""
        return {name for (name,) in self._store.rows("SELECT DISTINCT name FROM person")}

    def add_cuts(self, cuts: Iterable[Cut]) -> Iterator[list[str]]:
        """Store the terms and names of each row, given in order, and hand its terms on."""
        articles = self._store.rows("SELECT article FROM passage ORDER BY row")
        last, seen = "", set[str]()
        for row, ((article,), cut) in enumerate(zip(articles, cuts, strict=True)):
            if article != last:
                last, seen = article, set()
            self._names.update(set(cut.names) - seen)
            seen.update(cut.names)
            self._words.update(set(cut.terms))
            stored = (row, " ".join(cut.terms), " ".join(cut.names))
            self._execute("INSERT INTO cut VALUES (?, ?, ?)", stored)
            yield cut.terms

    def add_words(self, words: Words) -> None:
        """Store the archive's own words and the names that were counted in the cuts."""
        words.save(self.folder)
        own = [(word, self._words[word]) for word in words.own if self._words[word]]
        self._many("INSERT INTO word VALUES (?, ?)", own)
        names = [
            (words.names.kinds[name], name, articles)
            for name, articles in self._names.items()
            if words.names.is_name(name, articles)
        ]
        self._many("INSERT INTO name VALUES (?, ?, ?)", names)

    def publish(
        self,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        *,
        root: Path,
        encoder: Encoder,
        settings: Settings,
        seen: dict[str, str],
        skipped: dict[str, str],
    ) -> Manifest:
        """Write both indexes and the manifest, then make this version the one in use."""
        if not vectors.size == lexical.size == self._rows:
            raise ValueError(
                f"{self._rows} passages, {vectors.size} vectors and {lexical.size} BM25 rows"
                " do not belong together"
            )
        files = dict(self._store.rows("SELECT file, sha256 FROM page ORDER BY file"))
        ((articles,),) = self._store.rows("SELECT COUNT(*) FROM article WHERE kind != 'furniture'")
        self._store.connection.commit()
        self._store.connection.close()
        vectors.save(self.folder / "vectors.faiss")
        lexical.save(self.folder / "bm25")
        manifest = Manifest(
            format=FORMAT,
            encoder=encoder.identity,
            dim=encoder.dim,
            settings=build_settings(settings),
            root=str(root.resolve()),
            described=described(root),
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            pages=len(files),
            articles=articles,
            passages=self._rows,
            seen=seen,
            files=files,
            skipped=skipped,
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        (self.folder / "manifest.json").write_text(text, "utf-8")
        replace_text(self._where / "current", self.folder.name)
        for old in (self._where / "versions").iterdir():
            if old != self.folder:
                shutil.rmtree(old, ignore_errors=True)
        return manifest

    def discard(self) -> None:
        """Remove what was written, after a failed build."""
        self._store.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)
