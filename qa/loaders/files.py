"""Files of an archive folder -> raw pages, with what is stated of them beside the text."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import FileSkipped, NoArchive
from qa.loaders import archive_toml, formats
from qa.loaders.names import date_in_name, page_in_name
from qa.loaders.parts import Facts, Part
from qa.records import Page, Source, Stated

Known = Callable[[str, str], Collection[str] | None]
"""(file, SHA-256 of its bytes) -> the names of its pages where they are known and need no reading,
else None."""

_NOT_PAGES = {archive_toml.NAME, "questions.jsonl", "words.txt"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page, and its articles where its file states their parts; () where they are to be found."""

    page: Page
    stated: tuple[Stated, ...]


def is_page(name: str) -> bool:
    """Whether a file of this name is taken for pages, and not for what is said about them."""
    return name not in _NOT_PAGES and not name.upper().startswith("README")


def find_files(root: Path) -> list[Path]:
    """The files of an archive below the folder `root` that are read, sorted, or that one file.

    Hidden files and folders are passed over, a folder that links lead to twice is read once.
    NoArchive where `root` does not exist or holds none.
    """
    files, others, unreadable = _scan(root)
    if files:
        return files
    kinds = ", ".join(f"{len(paths)} {suffix}" for suffix, paths in sorted(others.items()))
    found = f"only {kinds} files" if kinds else "no files"
    shut = "".join(f"\n  {problem}" for problem in unreadable)
    raise NoArchive(
        f"{root}: no page in it, {found}; add pages as {' '.join(formats.READERS)}{shut}"
    )


def _unknown(_file: str, _sha256: str) -> None:
    """No file is known: all are read."""


def load(root: Path, known: Known = _unknown) -> Iterator[Loaded | FileSkipped]:
    """The pages of an archive in the order of their files, or why a file or page is not one.

    Files of other suffixes are named too, one line for each suffix; archive.toml, questions.jsonl
    and README files are expected beside pages. What archive.toml states of a page counts over what
    its file does, and that over the file's name. Pages of a file that is `known`, which is asked in
    the order of the files, are passed over. NoArchive as `find_files`, ArchiveError for an
    archive.toml that cannot be understood, both before the first page.
    """
    files = find_files(root)
    _, others, unreadable = _scan(root)
    folder = root if root.is_dir() else root.parent
    stated = archive_toml.read(root)
    return _load(folder, files, stated, [*unreadable, *_unsupported(folder, others)], known)


def load_pages(root: Path) -> Iterator[Page | FileSkipped]:
    """The raw pages of an archive alone, otherwise as `load`."""
    found = load(root)
    return (item.page if isinstance(item, Loaded) else item for item in found)


def _load(
    folder: Path,
    files: list[Path],
    toml: archive_toml.ArchiveToml,
    problems: list[FileSkipped],
    known: Known,
) -> Iterator[Loaded | FileSkipped]:
    names: set[str] = set()
    for path in files:
        file = path.relative_to(folder).as_posix()
        names.add(file)
        try:
            data = _bytes(path)
            if not _is_utf8(file):
                raise ValueError("has a name that is not in UTF-8; rename it")
            sha256 = hashlib.sha256(data).hexdigest()
            pages = known(file, sha256)
            if pages is not None:
                names.update(pages)
                continue
            for item in _read(file, data, sha256, toml):
                name = item.page.source.file if isinstance(item, Loaded) else item.file
                if isinstance(item, Loaded) and name in names and name != file:
                    yield FileSkipped(name, "stands there twice; only the first was read")
                    continue
                names.add(name)
                yield item
        except (OSError, ValueError) as error:
            yield FileSkipped(_shown(file), getattr(error, "strerror", None) or str(error))
    yield from toml.matching_nothing(names)
    yield from problems


def hashes(root: Path) -> dict[str, str]:
    """The files of an archive with the SHA-256 of their bytes, "" where one cannot be read."""
    folder = root if root.is_dir() else root.parent
    found = {}
    for path in find_files(root):
        try:
            sha256 = hashlib.sha256(_bytes(path)).hexdigest()
        except (OSError, ValueError):
            sha256 = ""
        found[_shown(path.relative_to(folder).as_posix())] = sha256
    return found


def _read(
    file: str, data: bytes, sha256: str, toml: archive_toml.ArchiveToml
) -> Iterator[Loaded | FileSkipped]:
    """The pages of one file; ValueError where it is none."""
    for part in formats.read(file, data):
        if isinstance(part, FileSkipped):
            yield FileSkipped(file + part.file, part.reason)
        else:
            yield Loaded(Page(_source(file, sha256, part, toml), part.text), part.stated)


def _shown(file: str) -> str:
    """A file's name as it can be printed, whatever bytes it is made of."""
    return file.encode("utf-8", "backslashreplace").decode()


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _scan(root: Path) -> tuple[list[Path], dict[str, list[Path]], list[FileSkipped]]:
    """Files that are read, other files by suffix, and folders that cannot be opened."""
    if not root.exists():
        raise NoArchive(f"{root}: there is no such folder; give the folder that holds the pages")
    if not root.is_dir():
        page = formats.is_page(root.name)
        return ([root], {}, []) if page else ([], {root.suffix or root.name: [root]}, [])
    files: list[Path] = []
    others: dict[str, list[Path]] = {}
    unreadable: list[FileSkipped] = []

    def on_error(error: OSError) -> None:
        name = Path(error.filename).relative_to(root).as_posix()
        unreadable.append(FileSkipped(name, f"{error.strerror}: the folder cannot be opened"))

    seen = {root.resolve()}
    for folder, folders, names in os.walk(root, onerror=on_error, followlinks=True):
        folders[:] = [name for name in sorted(folders) if _is_new(Path(folder, name), seen)]
        for path in (Path(folder, name) for name in names if not name.startswith(".")):
            if not is_page(path.name):
                continue
            if formats.is_page(path.name):
                files.append(path)
            else:
                others.setdefault(path.suffix.lower() or "unnamed", []).append(path)
    return sorted(files, key=lambda path: path.relative_to(root).as_posix()), others, unreadable


def _is_new(folder: Path, seen: set[Path]) -> bool:
    """Whether a folder is to be entered: not hidden, and not reached before by another path."""
    real = folder.resolve()
    if folder.name.startswith(".") or real in seen:
        return False
    seen.add(real)
    return True


def _unsupported(folder: Path, others: dict[str, list[Path]]) -> list[FileSkipped]:
    found = []
    for suffix, paths in sorted(others.items()):
        first = min(path.relative_to(folder).as_posix() for path in paths)
        more = f" ({len(paths) - 1} more {suffix} files besides)" if len(paths) > 1 else ""
        reason = formats.not_read("" if suffix == "unnamed" else suffix)
        found.append(FileSkipped(first, f"{reason}{more}"))
    return found


def _bytes(path: Path) -> bytes:
    """The bytes of a file; OSError, or ValueError where it is not a file of a fit size."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("is not a regular file")
    most = formats.largest(path.name)
    if status.st_size > most:
        size = f"{status.st_size / 2**20:.0f} MB"
        raise ValueError(f"is {size} long, over the {most >> 20} MB that are read; split it")
    if not status.st_size:
        raise ValueError("is empty")
    return path.read_bytes()


def _source(file: str, sha256: str, part: Part, toml: archive_toml.ArchiveToml) -> Source:
    name = file + part.at
    in_name = Facts("", date_in_name(name), page_in_name(name))
    facts = toml.about(file, name).over(part.facts).over(in_name)
    return Source(name, sha256, facts.newspaper, facts.date, facts.page, facts.section)
