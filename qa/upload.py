"""Pages given by somebody in the browser: kept apart, shown, and added once they are confirmed.

A draft is a folder below the home of built archives, laid out as the archive will be, so that what
is shown is what will be added. The archive's own files are never touched: new pages go into its
folder `uploads`, under names that are not taken.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import shutil
import stat
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.build import NO_ARTICLE, build
from qa.errors import ArchiveError, FileSkipped
from qa.live import Live
from qa.loaders import archive_toml, formats, is_page, load
from qa.newspaper import find_articles
from qa.records import Article, ArticleKind
from qa.settings import SEEDS, data_home

FOLDER = "uploads"
LARGEST = 8 * 2**20  # bytes of a file: a page of text has some 20 kB, a PDF of one some megabytes
MOST_FILES = 50  # of one draft: what somebody can look through
MOST_BYTES = 64 * 2**20  # of one draft
MOST_DRAFTS = 20  # at once: 1.3 GB at the worst
NOT_TAKEN = frozenset((".zip",))  # of what the loaders read: what it unpacks to is not bounded here
KEPT = 24 * 3600  # seconds after which a draft that nobody confirmed is removed
_TOKEN = re.compile(r"[\w-]{22}")
_LONGEST_NAME = 120  # characters, of at most 255 bytes that file systems take (Chinese: 3 each)


class UploadRefused(ArchiveError):
    """Files that are not taken, and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article of a draft, for checking; `headline` and `byline` may be empty."""

    file: str
    newspaper: str
    date: dt.date | None
    page: int | None
    headline: str
    byline: str
    opening: str  # first characters of the first paragraph


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found in files that somebody gave; nothing of it is in the archive yet."""

    token: str
    articles: tuple[Found, ...]
    skipped: tuple[tuple[str, str], ...]  # file and reason


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it arrived: where it lies, and the name it had with whoever gave it."""

    path: Path
    name: str


class Uploads:
    """Adds pages to the archive of a `Live` assistant."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._root = Path(live.archive.manifest.root)
        self._drafts = data_home() / "drafts"
        self._adding = threading.Lock()

    def check(self, files: Sequence[Given]) -> Draft:
        """Parse files and say what is in them; UploadRefused where they are not taken at all.

        Where nothing is in them there is no draft: its token is empty.
        """
        _refuse_root(self._root)
        _refuse_amount(files)
        self._forget_old()
        token = secrets.token_urlsafe(16)
        folder = self._drafts / token
        inside = folder / FOLDER
        self._drafts.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        inside.mkdir()
        try:
            taken = {path.name for path in (self._root / FOLDER).glob("*")}
            for given in files:
                name = _free(_sanitised(given.name), taken)
                taken.add(name)
                _copy(given, inside / name)
            facts = self._root / archive_toml.NAME
            if facts.is_file():
                shutil.copyfile(facts, folder / archive_toml.NAME)
            draft = _parsed(token, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if not draft.articles:
            shutil.rmtree(folder)
            return Draft("", (), draft.skipped)
        return draft

    def add(self, token: str) -> int:
        """Add the pages of a draft and open the new archive; how many articles it has more.

        Questions that are running end on the old archive. ArchiveError where the build fails: the
        files are taken back, and the archive stays as it was.
        """
        folder = self._folder(token)
        with self._adding:
            before = self._live.archive.manifest.articles
            moved = _move(folder / FOLDER, self._root / FOLDER)
            try:
                build(self._root, self._live.models.encoder, self._live.settings)
                self._live.reopen()
            except BaseException:
                _remove(moved)
                raise
        self.discard(token)
        return self._live.archive.manifest.articles - before

    def discard(self, token: str) -> None:
        """Remove a draft."""
        shutil.rmtree(self._folder(token), ignore_errors=True)

    def _folder(self, token: str) -> Path:
        """The folder of a draft; UploadRefused where there is none (any more)."""
        folder = self._drafts / token
        if not _TOKEN.fullmatch(token) or not folder.is_dir():
            raise UploadRefused("these files were added or removed already; give them again")
        return folder

    def _forget_old(self) -> None:
        """Remove drafts that nobody confirmed in time; UploadRefused where too many are left."""
        drafts = list(self._drafts.iterdir()) if self._drafts.is_dir() else []
        old = [draft for draft in drafts if draft.stat().st_mtime < time.time() - KEPT]
        for draft in old:
            shutil.rmtree(draft, ignore_errors=True)
        if len(drafts) - len(old) >= MOST_DRAFTS:
            raise UploadRefused(
                f"{MOST_DRAFTS} uploads wait to be confirmed; confirm or remove one of them first"
            )


def _refuse_root(root: Path) -> None:
    if root.resolve() == SEEDS:
        raise UploadRefused(
            f"{root}: the archive that ships is not added to; build and serve one of your own"
        )
    if not root.is_dir() or not os.access(root, os.W_OK):
        raise UploadRefused(
            f"{root}: expected a folder that the server may write to; new pages would go into its "
            f"folder {FOLDER}"
        )


def _refuse_amount(files: Sequence[Given]) -> None:
    if not 1 <= len(files) <= MOST_FILES:
        raise UploadRefused(f"{len(files)} files at once; expected 1 to {MOST_FILES}")
    total = 0
    for given in files:
        status = given.path.lstat()
        suffix = formats.suffix_of(given.name)
        if suffix not in formats.READERS or suffix in NOT_TAKEN:
            kinds = " ".join(kind for kind in formats.READERS if kind not in NOT_TAKEN)
            raise UploadRefused(f"{given.name}: expected one of {kinds}")
        if not stat.S_ISREG(status.st_mode):
            raise UploadRefused(f"{given.name}: is not a file")
        if status.st_size > LARGEST:
            raise UploadRefused(
                f"{given.name}: has {status.st_size} bytes; expected at most {LARGEST}"
            )
        total += status.st_size
    if total > MOST_BYTES:
        raise UploadRefused(f"{total} bytes in all; expected at most {MOST_BYTES}")


def _sanitised(name: str) -> str:
    """A file name of letters, digits and `-_.` that leads nowhere else; the suffix stays.

    Chinese and other letters stay: dates are read from names such as 2021年5月28日.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem, suffix = name[: -len(formats.suffix_of(name))], formats.suffix_of(name)
    stem = re.sub(r"[^\w.-]+", "-", stem).strip(".-_")[:_LONGEST_NAME]
    while len((stem + suffix).encode()) > 240:
        stem = stem[:-1]
    if not stem or not is_page(stem + suffix):  # a name that loaders pass over
        stem = f"page-{stem}".rstrip("-")
    return stem + suffix


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number where it is taken; small and capital letters are the same."""
    known = {other.casefold() for other in taken}
    stem, suffix = Path(name).stem, Path(name).suffix
    found, number = name, 1
    while found.casefold() in known:
        number += 1
        found = f"{stem}_{number}{suffix}"
    return found


def _copy(given: Given, to: Path) -> None:
    """A copy that replaces nothing; at most LARGEST bytes are read, whatever was counted before."""
    with given.path.open("rb") as source, to.open("xb") as target:
        data = source.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise UploadRefused(f"{given.name}: is still growing; expected at most {LARGEST} bytes")
        target.write(data)


def _parsed(token: str, folder: Path) -> Draft:
    """What is in the files of a draft; those that hold nothing are removed from it."""
    articles: list[Found] = []
    skipped: list[tuple[str, str]] = []
    useful: set[str] = set()
    for loaded in load(folder):
        if isinstance(loaded, FileSkipped):
            if loaded.file != archive_toml.NAME:  # it speaks of the pages that are there already
                skipped.append((_shown(loaded.file), loaded.reason))
            continue
        found = find_articles(loaded.page, loaded.stated)
        shown = [a for a in found if a.kind is not ArticleKind.FURNITURE]
        if not shown:
            skipped.append((_shown(loaded.page.source.file), NO_ARTICLE))
        else:
            useful.add(_shown(loaded.page.source.file))
        articles += [_found(article) for article in shown]
    for path in (folder / FOLDER).iterdir():
        if not any(file.startswith(path.name) for file in useful):  # a page of it: file!/part
            path.unlink()
    return Draft(token, tuple(articles), tuple(skipped))


def _found(article: Article) -> Found:
    source, first = article.source, article.paragraphs[:1]
    return Found(
        _shown(source.file),
        source.newspaper,
        source.date,
        source.page,
        article.headline.text,
        article.byline.text,
        first[0].text[:80] if first else "",
    )


def _shown(file: str) -> str:
    return file.removeprefix(f"{FOLDER}/")


def _move(source: Path, target: Path) -> list[Path]:
    """The new places of all files of a folder, none of which was taken."""
    target.mkdir(exist_ok=True)
    moved: list[Path] = []
    try:
        for path in sorted(source.iterdir()):
            place = target / _free(path.name, {other.name for other in target.iterdir()})
            moved.append(place)
            with place.open("xb") as file:
                file.write(path.read_bytes())
    except BaseException:
        _remove(moved)
        raise
    return moved


def _remove(files: Sequence[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
