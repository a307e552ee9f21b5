"""What a format reads out of a file: pages, with whatever the file says of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa.records import Excerpt, Stated, join


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of a page; an empty newspaper or section, or None, is unstated."""

    newspaper: str = ""
    date: dt.date | None = None
    page: int | None = None
    section: str = ""

    def over(self, other: Facts) -> Facts:
        """These facts, and where they say nothing the other ones."""
        return Facts(
            self.newspaper or other.newspaper,
            self.date or other.date,
            self.page or other.page,
            self.section or other.section,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One page out of a file.

    `at` tells it from other pages of the file and is written behind the file's name: `#p3` of a
    PDF, `#17` for a line or row, `!/inner.txt` in a zip; "" where the file is one page. `stated` is
    its articles where the file names their parts, else ().
    """

    text: str
    at: str = ""
    facts: Facts = Facts()
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """The parts of one article as strings; a line end in a title is one of its layout."""

    headline: str = ""
    kicker: str = ""
    subheads: tuple[str, ...] = ()
    byline: str = ""
    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.headline or self.paragraphs or self.captions)


def set_page(masthead: str, articles: Iterable[Fields]) -> tuple[str, tuple[Stated, ...]]:
    """The text of a page and the place of every part in it: a line for each part.

    Order: the masthead (what the page says of itself, part of no article), then of each article
    kicker, headline, subheads, byline, paragraphs, captions; a blank line before each article and
    before its body.
    """
    sheet = _Sheet()
    sheet.lines(masthead)
    stated = []
    for fields in articles:
        sheet.gap()
        head = [sheet.joined(fields.kicker), sheet.joined(fields.headline)]
        subheads = tuple(filter(None, map(sheet.joined, fields.subheads)))
        byline = sheet.joined(fields.byline)
        sheet.gap()
        paragraphs = [sheet.joined(paragraph) for paragraph in fields.paragraphs]
        captions = [line for caption in fields.captions for line in sheet.lines(caption)]
        body, below = tuple(filter(None, paragraphs)), tuple(captions)
        stated.append(Stated(head[0], head[1], subheads, byline, body, below))
    return sheet.text, tuple(stated)


def clean(line: str) -> str:
    """A line without the white space and invisible marks around it."""
    return line.strip(" \t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff")


class _Sheet:
    """The text of a page while it is written, line by line."""

    def __init__(self) -> None:
        self.text = ""

    def lines(self, content: str) -> list[Excerpt]:
        """Write the lines of a part; those that hold nothing are left out."""
        excerpts = []
        written = []
        at = len(self.text)
        for line in filter(None, map(clean, content.splitlines())):
            written.append(line + "\n")
            excerpts.append(Excerpt(line, ((at, at + len(line)),)))
            at += len(line) + 1
        self.text += "".join(written)
        return excerpts

    def joined(self, content: str) -> Excerpt:
        """Write the lines of a part that is one run of text."""
        return join(self.lines(content))

    def gap(self) -> None:
        """Write a blank line, unless the page has none above or one stands there."""
        if self.text and not self.text.endswith("\n\n"):
            self.text += "\n"


_PAGE_NUMBER = re.compile(r"第?\s*0*(\d{1,3})\s*版?")


def page_number(stated: str) -> int | None:
    """The number in 4, 04 or 第 04 版; None for anything else, A04 too."""
    match = _PAGE_NUMBER.fullmatch(stated.strip())
    return int(match[1]) or None if match else None
