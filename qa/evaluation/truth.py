"""True articles of a newspaper, and what is true of a page that is set from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.evaluation import files
from qa.records import Slice

Row = dict[str, Any]
"""date, page, section, kicker, title, subtitle, author, paragraphs: one true article."""

DATELINE = re.compile(r"^(?:据)?(?:本报|新华社)[^。，]{0,20}?电")
CREDIT = re.compile(r".{2,30}摄(?:[（(][^（）()]+[）)])?")
ENDS = re.compile(r"[。！？；：…—][”’」』）)]*$")
ROLE = r"(?:本报|新华社|[\u4e00-\u9fff]{2,4}日报|《[^》]+》)?(?:驻\S{2,4})?(?:记者|通讯员)"
_NAMED = re.compile(
    rf"[（(](?:[^（）()]{{2,20}}电\s*)?{ROLE}\s*([^（）()：]{{2,60}}?)(?:采访整理|整理|摄影报道)?[）)]"
)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,12}")


@dataclass(frozen=True, slots=True)
class Truth:
    """One article of a dump: its raw range, its headline as set, and who signed it."""

    start: int
    end: int
    headline: str  # without white space
    persons: frozenset[str]


@dataclass(slots=True)
class Dump:
    """A raw page and what is true of it; every number is a code point offset into `text`.

    A seam is (last character before a break, first character behind it): of one paragraph in
    `cuts` (at a column end) and `wraps` (at a line width), of two in `breaks`. A role is the first
    line of a Kicker, Title, Subhead, bYline, Paragraph, crosshead (X), Caption, cRedit, end credit
    (Z) or Furniture; in small letters a line that goes on with the one before.
    """

    style: str
    name: str
    text: str = ""
    articles: list[Truth] = field(default_factory=list)
    cuts: list[Slice] = field(default_factory=list)
    wraps: list[Slice] = field(default_factory=list)
    breaks: list[Slice] = field(default_factory=list)
    captions: list[Slice] = field(default_factory=list)
    furniture: list[Slice] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)  # of each line, by its first character


def read(path: Path, months: Iterable[str]) -> list[list[Row]]:
    """The pages of some months ("2026-04"), each as its articles in the order of the file."""
    pages: dict[tuple[str, int], list[Row]] = defaultdict(list)
    wanted = tuple(months)
    for _, row in files.lines(path):
        if row["date"].startswith(wanted):
            pages[row["date"], row["page"]].append(row)
    return [pages[key] for key in sorted(pages)]


def is_photo(row: Row) -> bool:
    """Whether a row is a photo with nothing but its caption and its photographer."""
    texts = row["paragraphs"]
    return (
        row["title"] == "图片报道"
        and len(texts) == 2
        and len(texts[0]) < 300
        and bool(CREDIT.fullmatch(texts[1]))
    )


def is_article(row: Row) -> bool:
    texts = row["paragraphs"]
    stray = any(DATELINE.match(text) for text in texts[1:])
    signed = any(re.match(r"本报记者\s", text) for text in texts)
    plain = row["title"].startswith(
        ("本版责编", "图片报道", "导读", "环球扫描", "来论", "八方速递")
    )
    bodied = sum(bool(ENDS.search(text)) for text in texts) * 2 > len(texts)
    crowded = row["section"] == "广告" or len(texts) > 60
    return bodied and not (stray or signed or plain or crowded)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def _is_person(name: str) -> bool:
    """Whether a word of a signature is a name and no place: 江西省南昌市  谌含广."""
    return _NAME.fullmatch(name) is not None and not re.search(r".{2}[省市县区州报网社]$", name)


def names(text: str) -> list[str]:
    """张三  李  四 -> 张三, 李四."""
    words: list[str] = []
    lone = ""
    for word in re.split(r"[\s、]+", text.strip()):
        if len(word) == 1 and not lone:
            lone = word
        else:
            words.append(lone + word)
            lone = ""
    return [*words, lone] if lone else words


def persons(row: Row) -> frozenset[str]:
    """Who signed: above the text, in brackets at its opening, or below it."""
    author = re.sub(r"\u200b|本期主讲人：.*\s{2,}|主讲人：.*\s{2,}", "", row["author"])
    plain = re.sub(ROLE, " ", author)
    found = [name for name in names(plain) if _is_person(name)]
    opening, closing = row["paragraphs"][0][:80], row["paragraphs"][-1]
    match = _NAMED.search(opening) if DATELINE.match(opening) else None
    if not match and not found:
        match = _NAMED.fullmatch(closing)
    if match:
        found += names(re.sub(ROLE, "、", match[1]))
    elif not found and CREDIT.fullmatch(closing):
        plain = re.sub(ROLE, " ", re.sub(r"[（(].*|摄", "", closing).replace("以上图片均为", ""))
        found += [name for name in names(plain) if _is_person(name)]
    return frozenset(found)
