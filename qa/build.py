"""A folder of raw pages -> a built archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import filelock
from tqdm import tqdm

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa import embedded, removed
from qa.archive import Archive
from qa.archive_writer import ArchiveWriter
from qa.errors import ArchiveError, FileSkipped, NoArchive
from qa.lexical import LexicalIndex, cut
from qa.loaders import Loaded, find_files, load
from qa.manifest import Manifest, described, place, read_manifest
from qa.newspaper import find_articles
from qa.newspaper.continued import continued, says_so
from qa.passages import passages
from qa.records import Article, ArticleKind, Page
from qa.settings import Settings
from qa.values.mastheads import issue_date
from qa.words import learn


def build(root: Path, encoder: Encoder, settings: Settings) -> Manifest:
    """Build the archive of the folder (or file) `root` and make it the one in use there.

    Files that cannot be used are left out and named in the manifest's `skipped`. NoArchive where
    none can; ArchiveError where another process is building the same archive. Whatever was built
    before stays in use until the new one is whole. What was embedded for it, or in a build that was
    stopped, is not embedded again. Progress goes to standard error.
    """
    where = place(root)
    where.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(where / "build.lock", timeout=0):
            return _build(root, where, encoder, settings)
    except filelock.Timeout as error:
        raise ArchiveError(
            f"{root}: another process is building this archive; wait for it to end"
        ) from error


def is_current(root: Path, encoder: Encoder, settings: Settings) -> bool:
    """Whether the built archive of `root` is of this version, encoder, settings and these files."""
    found = read_manifest(place(root))
    if found is None or found.mismatch(encoder, settings) or found.described != described(root):
        return False
    files: dict[str, str] = {}
    for loaded in _load(root, place(root)):
        if isinstance(loaded, FileSkipped):
            continue
        source = loaded.page.source
        if source.file in found.files or find_articles(loaded.page, loaded.stated):
            files[source.file] = source.sha256
    return files == found.files


def _load(root: Path, where: Path) -> Iterator[Loaded | FileSkipped]:
    """What the folder holds, without the files that were removed from the archive."""
    gone = removed.read(where)
    for loaded in load(root):
        file = loaded.file if isinstance(loaded, FileSkipped) else loaded.page.source.file
        if not removed.leaves_out(gone, file):
            yield loaded


def _dated(page: Page) -> Page:
    """The page with the date of issue that its masthead prints, where nothing else states one."""
    issued = None if page.source.date else issue_date(page.text)
    return replace(page, source=replace(page.source, date=issued.date)) if issued else page


def _in_use(root: Path) -> Archive | None:
    """The archive that was built before; None where there is none that can be read."""
    try:
        return Archive.open(root)
    except ArchiveError:
        return None


def _build(root: Path, where: Path, encoder: Encoder, settings: Settings) -> Manifest:
    files = find_files(root)
    writer = ArchiveWriter(where)
    try:
        skipped: dict[str, str] = {}
        continuing: list[Article] = []  # of the pages that say so
        for loaded in tqdm(_load(root, where), "pages", unit=" pages", disable=len(files) < 50):
            if isinstance(loaded, FileSkipped):
                skipped[loaded.file] = loaded.reason
                continue
            page = _dated(loaded.page)
            articles = find_articles(page, loaded.stated)
            if all(a.kind is ArticleKind.FURNITURE for a in articles):
                skipped[page.source.file] = "no article was found in it; is it a newspaper page?"
                continue
            continuing += articles if says_so(articles) else []
            writer.add(page, [(a, passages(page, a, settings.passage_chars)) for a in articles])
        if not writer.texts:
            reasons = "".join(f"\n  {file}: {reason}" for file, reason in skipped.items())
            raise NoArchive(f"{root}: none of its {len(files)} files could be used{reasons}")
        writer.add_continuations(continued(continuing))
        texts = writer.texts
        words = learn(texts, writer.signed, root)
        pieces = cut(texts, words)
        bar = tqdm(pieces, "words", len(texts), disable=len(texts) < 2000, file=sys.stderr)
        lexical = LexicalIndex.build(writer.named(bar))
        writer.add_words(words)
        vectors = VectorIndex.build(embedded.vectors(where, _in_use(root), texts, encoder))
        manifest = writer.publish(
            vectors, lexical, root=root, encoder=encoder, settings=settings, skipped=skipped
        )
        embedded.done(where)
        return manifest
    except BaseException:
        writer.discard()
        raise
