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
_GUESSED = ("gb18030", "cp950", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_ENOUGH = 16
"""Bytes: any two may be a common character of UTF-16, eight pairs in a row are no chance."""
_MISREAD = (
    ("gb18030", "utf-8"),
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("latin-1", "cp950"),
    ("gb18030", "cp950"),
    ("cp950", "utf-8"),
    ("cp950", "gb18030"),
)
"""(encoding that a text was wrongly read in, encoding that it was written in)."""
_SAMPLE = 4000
"""Characters that evidence is taken from: ten times what it was ever seen to need."""
_LEAST = 0.8
"""Share of common characters from which a text reads as Chinese: over 400 pieces of 40 characters
each of GB18030, Big5 and UTF-16, all were above it, and no other decoding of them was."""
_LEVEL_ONE = b"".join(
    bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
).decode("gb2312", "ignore")
_COMMON = re.compile(f"[{_LEVEL_ONE}]")
"""The 3,755 characters that GB 2312 calls level one."""
_LETTERS = re.compile(r"[^\W\x00-\x7f]+")
_BEYOND = re.compile(r"[^\x00-\x7f]")


def decode(data: bytes) -> str:
    """The text of a file's bytes, without its byte order mark and otherwise untouched.

    UTF-8 and UTF-16 by their marks; UTF-8 without one; else whichever of GB18030, Big5 and UTF-16
    makes Chinese of it, for bytes that decode in one of them often do in another. ValueError saying
    what else it seems to be.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return checked(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise ValueError(f"starts as {encoding} and breaks at byte {error.start}") from None
    if b"\0" in data:
        return checked(_guessed(data, "holds NUL bytes: a binary file"))
    try:
        return checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return checked(_guessed(data, f"is not UTF-8 (byte {error.start})"))


def _guessed(data: bytes, found: str) -> str:
    """The decoding of bytes that reads most as Chinese; ValueError opening with `found`."""
    best, most = "", 0.0
    breaks = []
    for encoding in _GUESSED + _WIDE * (len(data) >= _ENOUGH):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError as error:
            breaks.append(f"{encoding} (byte {error.start})")
            continue
        if (share := commonness(content)) > most:
            best, most = content, share
    if most < _LEAST:
        broken = f", nor {', '.join(breaks)}" if breaks else ""
        raise ValueError(f"{found}{broken}, and no Chinese in any encoding; save it as UTF-8")
    return best


_HAN = re.compile(r"[^\u3400-\u9fff]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffd]|锟斤拷|\\?{3,}")


def checked(content: str) -> str:
    """The text, where it is one; ValueError for an empty, binary or garbled text."""
    if not content.strip():
        raise ValueError("is empty")
    if "\0" in content:
        raise ValueError("holds NUL characters: a binary file")
    odd = sum(len(found) for found in _CONTROL.findall(content))
    if odd * 100 > len(content):
        raise ValueError(
            f"is binary or damaged: {odd} of its {len(content)} characters are control or "
            "replacement characters; take it from its source again"
        )
    try:
        content.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"holds half a character (U+{ord(content[error.start]):X})") from None
    _refuse_garbled(content)
    return content


def commonness(content: str) -> float:
    """Share, 0 to 1, of the letters beyond ASCII that are among the common Chinese characters.

    In Chinese of either script nearly all are, once simplified; of bytes of one encoding that were
    decoded as another, few.
    """
    others = text.fold("".join(_LETTERS.findall(_beginning(content))))
    others = "".join(_LETTERS.findall(others))  # full-width digits are ASCII by now
    return len(_COMMON.findall(others)) / len(others) if others else 0.0


def _beginning(content: str) -> str:
    """The first part of a text that is enough to judge by, from its first character beyond ASCII.

    The mark-up of a web page may run to thousands of characters before its first Chinese one.
    """
    first = _BEYOND.search(content)
    start = first.start() if first else 0
    return content[start : start + _SAMPLE]


def _refuse_garbled(content: str) -> None:
    """ValueError where the text is mojibake: bytes of one encoding that were read as another."""
    sample = _beginning(content)
    beyond = len(_BEYOND.findall(sample))
    if beyond * 2 < len("".join(sample.split())) or commonness(sample) >= _LEAST:
        return
    han = _HAN.sub("", sample)
    for wrong, right in _MISREAD:
        if wrong != "latin-1" and len(han) * 10 < beyond:
            continue  # kana and Cyrillic of GBK are where Big5 has its commonest characters
        repaired = _bytes(sample, wrong).decode(right, "replace")
        lost = repaired.count("\ufffd")
        # bytes that were lost on the way leave some holes, a text that is not garbled many
        if lost * 4 <= len(repaired) and commonness(repaired) >= 0.9:
            opening = " ".join(repaired.split())[:12]
            raise ValueError(
                f"is garbled: {right} text that was read as {wrong} and saved so; it should begin "
                f"“{opening}”; take it from its source again"
            )
    if len(han) >= 30 and commonness(han) < 0.6:
        raise ValueError(
            f"is garbled: of its Chinese characters only {commonness(han):.0%} are common ones, "
            "as in text read in a wrong encoding; take it from its source again"
        )


def _bytes(sample: str, encoding: str) -> bytes:
    """The bytes that a text was made of when it was read in an encoding."""
    if encoding != "latin-1":
        return sample.encode(encoding, "ignore")
    # Windows reads the bytes 80 to 9F, which Latin-1 leaves to controls, as letters of its own
    return b"".join(
        c.encode("latin-1") if ord(c) < 0x100 else c.encode("cp1252", "ignore") for c in sample
    )
