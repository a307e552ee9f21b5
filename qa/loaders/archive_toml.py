"""archive.toml: what the files of an archive do not say of themselves.

newspaper = "衡阳日报"          # of every page that no entry below says otherwise of

[[pages]]
file = "1999/*.txt"             # below the archive folder; * also matches /; "a.pdf#p3" is a page
newspaper = "衡阳晚报"          # all four are optional; of two entries the later one counts
date = 1999-05-04
page = 1
section = "要闻"
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from qa.errors import ArchiveError, FileSkipped
from qa.loaders.parts import Facts

NAME = "archive.toml"


@dataclass(frozen=True, slots=True)
class ArchiveToml:
    """(file or pattern, what is stated of it), the default for all files first."""

    entries: tuple[tuple[str, Facts], ...] = ()

    def about(self, file: str, page: str) -> Facts:
        """What is stated of a page: of its file, or of the page as `Source.file` names it."""
        stated = Facts()
        for pattern, facts in self.entries:
            if fnmatchcase(file, pattern) or fnmatchcase(page, pattern):
                stated = facts.over(stated)
        return stated

    def matching_nothing(self, names: Collection[str]) -> list[FileSkipped]:
        """The entries that match no file and no page, for the user: most likely misspelt."""
        return [
            FileSkipped(NAME, f'[[pages]] file = "{pattern}" matches no page of the archive')
            for pattern, _ in self.entries
            if pattern not in names and not any(fnmatchcase(name, pattern) for name in names)
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
    default = ("*", Facts(newspaper=_name(path, "", "newspaper", stated)))
    return ArchiveToml((default, *(_entry(path, n, entry) for n, entry in enumerate(pages, 1))))


def _entry(path: Path, number: int, stated: dict[str, Any]) -> tuple[str, Facts]:
    where = f"[[pages]] {number}: "
    _refuse_unknown(path, where, stated, {"file", "newspaper", "date", "page", "section"})
    file, date, page = stated.get("file"), stated.get("date"), stated.get("page")
    if not isinstance(file, str) or not file:
        raise ArchiveError(f"{path}: {where}file: expected a path or pattern, found {file!r}")
    if date is not None and type(date) is not dt.date:
        expected = "expected a date without quotes, as 1999-05-04"
        raise ArchiveError(f"{path}: {where}date: {expected}, found {date!r}")
    if page is not None and (type(page) is not int or page < 1):
        raise ArchiveError(f"{path}: {where}page: expected a number from 1, found {page!r}")
    newspaper, section = (_name(path, where, key, stated) for key in ("newspaper", "section"))
    return file, Facts(newspaper, date, page, section)


def _name(path: Path, where: str, key: str, stated: dict[str, Any]) -> str:
    found = stated.get(key, "")
    if not isinstance(found, str):
        raise ArchiveError(f"{path}: {where}{key}: expected a name in quotes, found {found!r}")
    return found


def _refuse_unknown(path: Path, where: str, stated: dict[str, Any], known: set[str]) -> None:
    for key in stated.keys() - known:
        expected = ", ".join(sorted(known))
        raise ArchiveError(f"{path}: {where}{key}: is not a known key; expected {expected}")
