"""The members of a zip file, read in memory: nothing is ever written where a name says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from qa.errors import FileSkipped

RATIO = 200
"""Times that a member may grow: text grows 2 to 10 times, a bomb 1,000 times."""
SMALL = 2**20
"""Bytes up to which a member may grow as much as it likes: a page of spaces does no harm."""


def members(
    data: bytes, largest: Callable[[str], int]
) -> Iterator[tuple[str, bytes] | FileSkipped]:
    """(path, bytes) of each file in a zip, by path, or why it cannot be used.

    `largest` says how many bytes a file with a name may have.
    Hidden files and what macOS adds are passed over. ValueError where it is no zip.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ValueError(f"is no zip file that can be read: {error}; pack it again") from error
    with package:
        named = [(_name(member), member) for member in package.infolist()]
        for name, member in sorted(named, key=lambda found: found[0]):
            if name.endswith("/"):
                continue
            if any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.split("/")):
                continue
            try:
                yield name, _read(package, name, member, largest(name))
            except ValueError as error:
                yield FileSkipped(name, str(error))


def refuse_bomb(member: zipfile.ZipInfo) -> None:
    """ValueError for a member that grows beyond what any page does."""
    if member.file_size > max(SMALL, RATIO * member.compress_size):
        raise ValueError(
            f"would grow from {member.compress_size} to {member.file_size} bytes, over {RATIO} "
            "times, as a zip bomb does; if it is a page, put it beside the zip"
        )


def _read(package: zipfile.ZipFile, name: str, member: zipfile.ZipInfo, largest: int) -> bytes:
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise ValueError("has a path that leads out of the zip; pack it with a plain path")
    if member.file_size > largest:
        size = f"{member.file_size / 2**20:.0f} MB"
        raise ValueError(f"is {size} long, over the {largest >> 20} MB of a page; split it by page")
    refuse_bomb(member)
    if member.flag_bits & 1:
        raise ValueError("is encrypted; unpack it with its password")
    try:
        with package.open(member) as file:
            content = file.read(largest + 1)  # what the zip says of its size may be a lie
    except Exception as error:  # zlib, bz2, lzma and zipfile each have errors of their own
        raise ValueError(f"cannot be unpacked: {error}; pack it again") from error
    if len(content) > largest:
        raise ValueError(f"is over the {largest >> 20} MB of a page; split it by page")
    return content


def _name(member: zipfile.ZipInfo) -> str:
    """The path of a member; where it is not marked as UTF-8, Chinese systems wrote GB18030."""
    name = member.filename
    if not member.flag_bits & 0x800:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/").removeprefix("./")
