"""Which format a file is in, by its suffix, and what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from qa.errors import FileSkipped
from qa.loaders import markdown, news_xml, pdf, plain, tables, web, word, zipped
from qa.loaders.encoding import checked
from qa.loaders.parts import Part

PAGE_BYTES = 50 * 2**20
"""Largest file that is one page of text: a newspaper page has 20 KB, a whole issue 1 MB; beyond
this it is a collection, which is to be split or made JSON lines, or no text at all."""
FILE_BYTES = 512 * 2**20
"""Largest file that may hold many pages or pictures: it is read whole, and text takes up to four
times its size while it is decoded."""

Read = Callable[[bytes], Iterator[Part | FileSkipped]]


def _zip(data: bytes) -> Iterator[Part | FileSkipped]:
    """The pages of all files in a zip; a file that cannot be used, a zip too, is named."""
    found = False
    for member in zipped.members(data, largest):
        if isinstance(member, FileSkipped):
            yield FileSkipped(f"!/{member.file}", member.reason)
            found = True
            continue
        name, content = member
        if is_page(name) or not name.upper().startswith("README"):
            found = True
            yield from _member(name, content)
    if not found:
        raise ValueError("holds no files; pack the pages again")


def _member(name: str, content: bytes) -> Iterator[Part | FileSkipped]:
    suffix = suffix_of(name)
    if suffix == ".zip":
        yield FileSkipped(f"!/{name}", "is a zip inside a zip; unpack the outer one")
        return
    if suffix not in READERS:
        yield FileSkipped(f"!/{name}", not_read(suffix))
        return
    try:
        for part in read(name, content):
            if isinstance(part, FileSkipped):
                yield FileSkipped(f"!/{name}{part.file}", part.reason)
            else:
                yield replace(part, at=f"!/{name}{part.at}")
    except ValueError as error:
        yield FileSkipped(f"!/{name}", str(error))


READERS: dict[str, Read] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".html": web.read,
    ".htm": web.read,
    ".xml": news_xml.read,
    ".pdf": pdf.read,
    ".docx": word.read,
    ".jsonl": tables.read_json_lines,
    ".csv": tables.read_csv,
    ".zip": _zip,
}
"""Suffix, small letters -> what reads the bytes of such a file: ValueError where they are none."""
_LARGE = frozenset((".pdf", ".docx", ".jsonl", ".csv", ".zip"))


def read(name: str, data: bytes) -> Iterator[Part | FileSkipped]:
    """The pages in the bytes of a file, or why a part of it is none; its suffix must be known.

    A FileSkipped names the part as `Part.at` would. ValueError where nothing of the file is a page.
    """
    for part in READERS[suffix_of(name)](data):
        if isinstance(part, FileSkipped):
            yield part
            continue
        try:
            checked(part.text)
        except ValueError as error:
            if not part.at:
                raise
            yield FileSkipped(part.at, str(error))
            continue
        yield part


def largest(name: str) -> int:
    """Bytes up to which a file with this name is read."""
    return FILE_BYTES if suffix_of(name) in _LARGE else PAGE_BYTES


def is_page(name: str) -> bool:
    """Whether a file with this name is read: its suffix is known, and it is no README."""
    return suffix_of(name) in READERS and not PurePosixPath(name).name.upper().startswith("README")


def suffix_of(name: str) -> str:
    """The suffix of a path in small letters, with its dot."""
    return PurePosixPath(name).suffix.lower()


def not_read(suffix: str) -> str:
    """Why a file of another suffix is left out, for the user."""
    return f"is {suffix or 'without a suffix'}, and read are {' '.join(READERS)}; convert it"
