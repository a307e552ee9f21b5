"""Bytes of a file -> text, or what else the bytes are."""

from __future__ import annotations

import codecs
import re

from qa import text

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def decode(data: bytes) -> str:
    """The text of a file's bytes, without its byte order mark and otherwise untouched.

    UTF-8, UTF-16 with its mark, or GB18030; ValueError saying what else it seems to be.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return _checked(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise ValueError(f"starts as {encoding} and breaks at byte {error.start}") from None
    if b"\0" in data:
        raise ValueError("holds NUL bytes: a binary file, or UTF-16 without its mark")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        utf8 = f"is not UTF-8 (byte {error.start})"
    try:
        content = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise ValueError(f"{utf8} nor GB18030 (byte {error.start}); save it as UTF-8") from None
    if not _reads_as_chinese(content):
        raise ValueError(f"{utf8}, and read as GB18030 it is no Chinese; save it as UTF-8")
    return _checked(content)


_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffd]")


def _checked(content: str) -> str:
    """The text, where it is one; ValueError for an empty, binary or damaged text."""
    if not content.strip():
        raise ValueError("is empty")
    if "\0" in content:
        raise ValueError("holds NUL characters: a binary file")
    odd = len(_CONTROL.findall(content))
    if odd * 100 > len(content):
        raise ValueError(
            f"is binary or damaged: {odd} of its {len(content)} characters are control or "
            "replacement characters"
        )
    return content


def _reads_as_chinese(content: str) -> bool:
    """Whether what GB18030 made of the bytes is Chinese, not another encoding misread.

    In Chinese of either script nearly all characters, once simplified, are of the 3,755 that
    GB 2312 calls level one (lead bytes B0 to D7); bytes of Big5, Latin-1 or a picture are not.
    """
    others = text.fold("".join(c for c in content if ord(c) > 0x7F and c.isalnum()))
    others = "".join(c for c in others if ord(c) > 0x7F)
    common = sum(
        len(code) == 2 and 0xB0 <= code[0] <= 0xD7
        for code in (c.encode("gb2312", "ignore") for c in others)
    )
    return common >= 0.8 * len(others)
