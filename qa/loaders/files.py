"""Files of an archive folder -> raw pages, with what is stated of them beside the text."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from qa.errors import FileSkipped, NoArchive
from qa.loaders import archive_toml
from qa.loaders.encoding import decode
from qa.loaders.names import date_in_name, page_in_name
from qa.records import Page, Source

LARGEST = 50 * 2**20
"""Bytes: a text file beyond this is no newspaper page."""
SUFFIX = ".txt"
_NOT_PAGES = {archive_toml.NAME, "questions.jsonl"}


def find_files(root: Path) -> list[Path]:
    """The text files of an archive: all .txt below the folder `root`, sorted, or that one file.

    Hidden files and folders are passed over, a folder that links lead to twice is read once.
    NoArchive where `root` does not exist or holds none.
    """
    files, others, _ = _scan(root)
    if files:
        return files
    kinds = ", ".join(f"{len(paths)} {suffix}" for suffix, paths in sorted(others.items()))
    found = f"only {kinds} files" if kinds else "no files"
    raise NoArchive(f"{root}: no {SUFFIX} page in it, {found}; add pages as UTF-8 {SUFFIX} files")


def load_pages(root: Path) -> Iterator[Page | FileSkipped]:
    """The pages of an archive in the order of their files, or why a file is not one.

    Files that are no text are named too, one line for each suffix; archive.toml, questions.jsonl
    and README files are expected beside pages. NoArchive as `find_files`, ArchiveError for an
    archive.toml that cannot be understood, both before the first page.
    """
    files = find_files(root)
    _, others, unreadable = _scan(root)
    folder = root if root.is_dir() else root.parent
    facts = archive_toml.read(root)
    names = [path.relative_to(folder).as_posix() for path in files]
    unused = facts.matching_nothing(names)
    return _load(folder, files, facts, [*unused, *unreadable, *_unsupported(folder, others)])


def _load(
    folder: Path, files: list[Path], facts: archive_toml.ArchiveToml, problems: list[FileSkipped]
) -> Iterator[Page | FileSkipped]:
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            data = _read(path)
            yield Page(_source(name, data, facts), decode(data))
        except (OSError, ValueError) as error:
            yield FileSkipped(name, getattr(error, "strerror", None) or str(error))
    yield from problems


def _scan(root: Path) -> tuple[list[Path], dict[str, list[Path]], list[FileSkipped]]:
    """Text files, other files by suffix, and folders that cannot be opened."""
    if not root.exists():
        raise NoArchive(f"{root}: there is no such folder; give the folder that holds the pages")
    if not root.is_dir():
        return ([root], {}, []) if _is_text(root) else ([], {root.suffix or root.name: [root]}, [])
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
            if _is_text(path):
                files.append(path)
            elif path.name not in _NOT_PAGES and not path.name.upper().startswith("README"):
                others.setdefault(path.suffix.lower() or "unnamed", []).append(path)
    return sorted(files, key=lambda path: path.relative_to(root).as_posix()), others, unreadable


def _is_text(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX and not path.name.upper().startswith("README")


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
        found.append(FileSkipped(first, f"is not a {SUFFIX} file, and only those are read{more}"))
    return found


def _read(path: Path) -> bytes:
    """The bytes of a file; OSError, or ValueError where it is not a file of a page's size."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("is not a regular file")
    if status.st_size > LARGEST:
        size = f"{status.st_size / 2**20:.0f} MB"
        raise ValueError(f"is {size} long, over the {LARGEST >> 20} MB of a page; split it by page")
    return path.read_bytes()


def _source(name: str, data: bytes, facts: archive_toml.ArchiveToml) -> Source:
    stated = facts.about(name)
    return Source(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        newspaper=stated.newspaper,
        date=stated.date or date_in_name(name),
        page=stated.page or page_in_name(name),
    )
