"""Rows with named columns -> pages: JSON lines, CSV and the records of news XML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from qa.errors import FileSkipped
from qa.loaders.encoding import decode
from qa.loaders.names import date_in_name
from qa.loaders.parts import Facts, Fields, Part, page_number, set_page

COLUMNS = {
    "headline": ("title", "headline", "标题", "题目", "contenttitle", "hl1"),
    "text": (
        "text",
        "content",
        "paragraphs",
        "正文",
        "内容",
        "body",
        "description",
        "body.content",
    ),
    "byline": ("author", "byline", "作者", "记者", "creator"),
    "kicker": ("kicker", "introtitle", "引题", "肩题"),
    "subheads": ("subtitle", "subhead", "副题", "副标题", "hl2"),
    "date": ("date", "日期", "pubdate", "published", "publish_date", "time", "发布日期"),
    "page": ("page", "版次", "版面", "版号"),
    "newspaper": ("newspaper", "paper", "报纸", "报名", "source", "来源"),
    "section": ("section", "版名", "栏目"),
}
"""Part of an article or page: the names that its column goes by, small letters."""
LONGEST = 2**24
"""Characters of one cell: more than any article."""


def read_json_lines(data: bytes) -> Iterator[Part | FileSkipped]:
    """A page for each line, an object of which at least the text or the title is known by name.

    A line that is none is named by its number, from 1. ValueError where the first one is none.
    """
    usable = False
    for number, line in enumerate(decode(data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"is {type(row).__name__}, and a JSON object was expected")
            yield page_of(row, f"#{number}")
            usable = True
        except (ValueError, RecursionError) as error:
            reason = _reason(error)
            if not usable:
                raise ValueError(f"line {number}: {reason}") from error
            yield FileSkipped(f"#{number}", reason)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is no JSON: {error.msg} at character {error.pos}; write one object a line"
    return "is nested too deep" if isinstance(error, RecursionError) else str(error)


def read_csv(data: bytes) -> Iterator[Part | FileSkipped]:
    """A page for each row below the header, numbered as a spreadsheet does: the first is 2.

    Separated by commas, semicolons or tabs. ValueError where no column is known by its name.
    """
    content = decode(data)
    header = content.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    before = csv.field_size_limit(LONGEST)
    try:
        rows = csv.DictReader(io.StringIO(content, newline=""), delimiter=separator)
        page_of(dict.fromkeys(rows.fieldnames or [], "-"), "")
        for number, row in enumerate(rows, 2):
            try:
                yield page_of(row, f"#{number}")
            except ValueError as error:
                yield FileSkipped(f"#{number}", str(error))
    except csv.Error as error:
        raise ValueError(f"is no CSV that can be read: {error}; save it as CSV again") from error
    finally:
        csv.field_size_limit(before)


def page_of(row: Mapping[Any, Any], at: str) -> Part:
    """The page of one article that a row holds.

    With a title its parts are as stated; without one the text is a page to be taken apart. A column
    with another name is left out. ValueError where there is neither a title nor a text.
    """
    named = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
    parts = {part: _first(named, columns) for part, columns in COLUMNS.items()}
    text, headline = parts["text"], parts["headline"]
    if not text and not headline:
        found = ", ".join(list(named)[:8]) or "nothing"
        raise ValueError(f"has no title and no text, only {found}; name the columns title and text")
    newspaper = "".join(parts["newspaper"][:1])
    facts = Facts(
        newspaper,
        date_in_name(" ".join(parts["date"])),
        page_number("".join(parts["page"])),
        " ".join(parts["section"]),
    )
    if not headline:
        return Part("\n".join(text), at, facts)
    masthead = " ".join(
        word for part in ("newspaper", "date", "page", "section") for word in parts[part]
    )
    fields = Fields(
        headline="\n".join(headline),
        kicker="\n".join(parts["kicker"]),
        subheads=tuple(parts["subheads"]),
        byline=" ".join(parts["byline"]),
        paragraphs=tuple(text),
    )
    content, stated = set_page(masthead, [fields])
    return Part(content, at, facts, stated)


def _first(named: Mapping[str, Any], columns: tuple[str, ...]) -> list[str]:
    """The lines of the first of the columns that holds any."""
    for column in columns:
        if lines := _lines(named.get(column)):
            return lines
    return []


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [line for item in value for line in _lines(item)]
    if isinstance(value, dict):
        return [line for item in value.values() for line in _lines(item)]
    if value is None or isinstance(value, bool):
        return []
    return [line for line in str(value).splitlines() if line.strip()]
