"""archive.toml: what the files of an archive do not say of themselves.

newspaper = "衡阳日报"          # of every page that no entry below says otherwise of

[[pages]]
file = "1999/*.txt"             # below the archive folder; * also matches /
newspaper = "衡阳晚报"          # all three are optional; of two entries the later one counts
date = 1999-05-04
page = 1
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from qa.errors import ArchiveError, FileSkipped

NAME = "archive.toml"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of the files that `file` matches; an empty newspaper or None is unstated."""

    file: str = "*"
    newspaper: str = ""
    date: dt.date | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveToml:
    """The entries of an archive.toml, the default for all files first."""

    entries: tuple[Facts, ...] = ()

    def about(self, file: str) -> Facts:
        """What is stated of a file, named as in `Source.file`."""
        stated = Facts(file)
        for entry in self.entries:
            if fnmatchcase(file, entry.file):
                stated = Facts(
                    file,
                    entry.newspaper or stated.newspaper,
                    entry.date or stated.date,
                    entry.page or stated.page,
                )
        return stated

    def matching_nothing(self, files: Sequence[str]) -> list[FileSkipped]:
        """The entries that match none of the files, for the user: most likely misspelt."""
        return [
            FileSkipped(NAME, f'[[pages]] file = "{entry.file}" matches no page of the archive')
            for entry in self.entries
            if not any(fnmatchcase(file, entry.file) for file in files)
        ]


def read(root: Path) -> ArchiveToml:
    """The archive.toml in the folder `root`, empty where there is none.

    ArchiveError naming the file, the key and what was expected where it cannot be understood.
    """
    path = root / NAME
    if not path.is_file():
        return ArchiveToml()
    try:
        stated = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path}: cannot be read as TOML: {error}") from error
    _refuse_unknown(path, "", stated, {"newspaper", "pages"})
    pages = stated.get("pages", [])
    if not isinstance(pages, list) or not all(isinstance(entry, dict) for entry in pages):
        raise ArchiveError(f"{path}: pages: expected [[pages]] tables, found {pages!r}")
    default = Facts(newspaper=_newspaper(path, "", stated))
    return ArchiveToml((default, *(_entry(path, n, entry) for n, entry in enumerate(pages, 1))))


def _entry(path: Path, number: int, stated: dict[str, Any]) -> Facts:
    where = f"[[pages]] {number}: "
    _refuse_unknown(path, where, stated, {"file", "newspaper", "date", "page"})
    file, date, page = stated.get("file"), stated.get("date"), stated.get("page")
    if not isinstance(file, str) or not file:
        raise ArchiveError(f"{path}: {where}file: expected a path or pattern, found {file!r}")
    if date is not None and type(date) is not dt.date:
        expected = "expected a date without quotes, as 1999-05-04"
        raise ArchiveError(f"{path}: {where}date: {expected}, found {date!r}")
    if page is not None and (type(page) is not int or page < 1):
        raise ArchiveError(f"{path}: {where}page: expected a number from 1, found {page!r}")
    return Facts(file, _newspaper(path, where, stated), date, page)


def _newspaper(path: Path, where: str, stated: dict[str, Any]) -> str:
    found = stated.get("newspaper", "")
    if not isinstance(found, str):
        raise ArchiveError(f"{path}: {where}newspaper: expected a name in quotes, found {found!r}")
    return found


def _refuse_unknown(path: Path, where: str, stated: dict[str, Any], known: set[str]) -> None:
    for key in stated.keys() - known:
        expected = ", ".join(sorted(known))
        raise ArchiveError(f"{path}: {where}{key}: is not a known key; expected {expected}")
