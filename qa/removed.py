"""Files that were taken out of an archive although they stay in its folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from qa.errors import ArchiveError
from qa.manifest import Manifest, replace_text

NAME = "removed.json"


def read(where: Path) -> frozenset[str]:
    """The files that the archive kept at `where` leaves out."""
    path = where / NAME
    return frozenset(json.loads(path.read_text("utf-8"))) if path.exists() else frozenset()


def leaves_out(removed: frozenset[str], file: str) -> bool:
    """Whether a page is of a removed file: itself, a page of a PDF, or what a zip holds."""
    return bool(removed) and any(
        file[:end] in removed
        for end in (len(file), *(i for i, mark in enumerate(file) if mark in "#!"))
    )


def without(removed: frozenset[str], files: Mapping[str, str]) -> dict[str, str]:
    """Those of some files on disk, with their hashes, that are not removed."""
    return {file: sha256 for file, sha256 in files.items() if not leaves_out(removed, file)}


def change(where: Path, manifest: Manifest, files: Iterable[str], *, undo: bool) -> None:
    """Leave `files` out from the next build on, or with `undo` take them in again.

    ArchiveError, and nothing is changed, where one is not in the archive, or was not removed.
    """
    before = read(where)
    for file in files:
        if undo and file not in before:
            known = ", ".join(sorted(before)) or "nothing"
            raise ArchiveError(f"{file}: was not removed; removed is {known}")
        if not undo and not any(leaves_out(frozenset((file,)), page) for page in manifest.files):
            raise ArchiveError(
                f"{file}: no page of the archive is of this file; `archive-qa list` shows the files"
                " before the # of each id"
            )
    after = before - set(files) if undo else before | set(files)
    write(where, after)


def write(where: Path, removed: Iterable[str]) -> None:
    """Note which files the archive kept at `where` leaves out."""
    replace_text(where / NAME, json.dumps(sorted(removed), ensure_ascii=False))
