"""A folder of raw pages -> a built archive."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import astuple, replace
from pathlib import Path

import filelock
from tqdm import tqdm

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa import embedded, removed
from qa.archive import Archive
from qa.archive_writer import ArchiveWriter
from qa.errors import ArchiveError, FileSkipped, NoArchive
from qa.learned import words_of
from qa.lexical import LexicalIndex
from qa.loaders import archive_toml, find_files, hashes, load
from qa.manifest import FORMAT, Manifest, build_settings, described, place, read_manifest
from qa.newspaper import find_articles
from qa.passages import passages
from qa.records import ArticleKind, Page
from qa.settings import Settings
from qa.values.mastheads import issue_date

NO_ARTICLE = "no article was found in it; is it a newspaper page?"
NO_STORY = "holds what belongs to the page itself (its editors, its name) and no article"


def build(root: Path, encoder: Encoder, settings: Settings, *, anew: bool = False) -> Manifest:
    """Build the archive of the folder (or file) `root` and make it the one in use there.

    Files that cannot be used are left out and named in the manifest's `skipped`. NoArchive where
    none can; ArchiveError where another process is building the same archive. Whatever was built
    before stays in use until the new one is whole. Files that are as they were are not parsed
    again, unless all are to be read `anew`; what was embedded for the old version, or in a build
    that was stopped, is not embedded again. Progress goes to standard error.
    """
    where = place(root)
    where.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(where / "build.lock", timeout=0):
            return _build(root, where, encoder, settings, anew)
    except filelock.Timeout as error:
        raise ArchiveError(
            f"{root}: another process is building this archive; wait for it to end"
        ) from error


def is_current(root: Path, encoder: str, settings: Settings) -> bool:
    """Whether the built archive of `root` is of this version, settings and these files.

    Of the encoder only the name is compared, which `Encoder.name_of` knows without loading it;
    Archive.check compares all of it when the archive is opened.
    """
    found = read_manifest(place(root))
    if found is None or found.described != described(root):
        return False
    made = (found.format, found.encoder.rsplit("@", 1)[0], found.settings)
    if made != (FORMAT, encoder, build_settings(settings)):
        return False
    return found.seen == removed.without(removed.read(place(root)), hashes(root))


class _Reading:
    """The pages of a folder on their way into a new version: copied where they are known."""

    def __init__(self, root: Path, where: Path, old: Archive | None, writer: ArchiveWriter) -> None:
        self._root, self._old, self._writer = root, old, writer
        self._gone = removed.read(where)
        self._toml = archive_toml.read(root)
        self._known = old.store.files() if old else {}
        self._found: dict[str, tuple[str, dict[str, str]]] = {}  # file -> sha256, what is skipped
        self._file = ""  # that is being read
        self.skipped: dict[str, str] = {}

    def read(self, passage_chars: int) -> None:
        """Store every page, and what the next build has to know of its file."""
        loads = load(self._root, self._asked)
        for loaded in tqdm(loads, "pages", unit=" pages", delay=2):
            file = loaded.file if isinstance(loaded, FileSkipped) else loaded.page.source.file
            if removed.leaves_out(self._gone, file):
                continue
            if isinstance(loaded, FileSkipped):
                self._skip(file, loaded.reason)
                continue
            page = _dated(loaded.page)
            articles = find_articles(page, loaded.stated)
            if all(article.kind is ArticleKind.FURNITURE for article in articles):
                self._skip(file, NO_STORY if articles else NO_ARTICLE)
                continue
            found = [(article, passages(page, article, passage_chars)) for article in articles]
            self._writer.add(self._file, page, found)
        if self._old:
            self._writer.copy(self._old.store)
        for file, (sha256, skipped) in self._found.items():
            stated = self._stated(file, self._writer.pages_of(file))
            self._writer.add_file(file, sha256, stated, skipped)

    def _asked(self, file: str, sha256: str) -> Collection[str] | None:
        """The pages of a file that is not to be read; see `loaders.files.Known`."""
        if removed.leaves_out(self._gone, file):
            return ()
        self._file, known = file, self._known.get(file)
        self._found[file] = (sha256, {})
        if not self._old or known is None or known.sha256 != sha256:
            return None
        pages = self._old.store.pages_of(file)
        if known.stated != self._stated(file, pages):
            return None
        self._writer.keep(file, known)
        self._found[file] = (sha256, known.skipped)
        self.skipped |= known.skipped
        return [*pages, *known.skipped]

    def _skip(self, name: str, reason: str) -> None:
        """Note what cannot be used, a page of the file that is being read, or else another file."""
        self.skipped[name] = reason
        if removed.leaves_out(frozenset((self._file,)), name):
            self._found[self._file][1][name] = reason

    def _stated(self, file: str, pages: Sequence[str]) -> str:
        """A digest of what archive.toml says of a file and its pages, and which are removed."""
        facts = [astuple(self._toml.about(file, page)) for page in (file, *pages)]
        left_out = [n for n in sorted(self._gone) if removed.leaves_out(frozenset((file,)), n)]
        return hashlib.sha256(repr((facts, left_out)).encode()).hexdigest()


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


def _build(root: Path, where: Path, encoder: Encoder, settings: Settings, anew: bool) -> Manifest:
    files = find_files(root)
    old = _in_use(root)
    same = old is not None and old.manifest.settings == build_settings(settings) and not anew
    seen = removed.without(removed.read(where), hashes(root))
    writer = ArchiveWriter(where)
    try:
        reading = _Reading(root, where, old if same else None, writer)
        reading.read(settings.passage_chars)
        writer.join_parts()
        texts = writer.texts()
        if not texts:
            reasons = "".join(f"\n  {f}: {reason}" for f, reason in reading.skipped.items())
            raise NoArchive(f"{root}: none of its {len(files)} files could be used{reasons}")
        words, told, cuts = words_of(old if same else None, texts, writer.signed(), root)
        bar = tqdm(cuts, "words", len(texts), delay=2)
        lexical = LexicalIndex.build(writer.add_cuts(bar))
        writer.add_words(words)
        told.save(writer.folder)
        vectors = VectorIndex.build(embedded.vectors(where, old, texts, encoder))
        manifest = writer.publish(
            vectors,
            lexical,
            root=root,
            encoder=encoder,
            settings=settings,
            seen=seen,
            skipped=reading.skipped,
        )
        embedded.done(where)
        return manifest
    except BaseException:
        writer.discard()
        raise
