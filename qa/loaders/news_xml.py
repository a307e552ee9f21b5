"""XML -> pages: news records by their fields, any other XML by its text; by lxml (BSD)."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator

from lxml import etree

from qa.errors import FileSkipped
from qa.loaders import html_text
from qa.loaders.encoding import decode
from qa.loaders.parts import Part
from qa.loaders.tables import COLUMNS, page_of

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"</?(?:p|br|div|span|strong|b|em|a|img)\b[^>]*>", re.IGNORECASE)
_KNOWN = {name: part for part, names in COLUMNS.items() for name in names}


def read(data: bytes) -> Iterator[Part | FileSkipped]:
    """A page for each record (an element that holds a title and a text), numbered from 1.

    RSS items, NITF and home-made formats name these parts alike. Without records the text of the
    file is one page. Entities from outside are not followed. ValueError where it is no XML.
    """
    markup = _DECLARATION.sub("", decode(data))  # it names the encoding of bytes that are decoded
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is no XML that can be read: {error.msg}; save it again") from error
    records = _records(root)
    if not records:
        yield Part("\n\n".join(_texts(root)))
    for number, record in enumerate(records, 1):
        try:
            yield page_of(_row(record), f"#{number}")
        except ValueError as error:
            yield FileSkipped(f"#{number}", str(error))


def _records(root: etree._Element) -> list[etree._Element]:
    """The innermost elements that hold both a title and a text, in order."""
    titled = {a for e in root.iter() if _part(e) == "headline" for a in e.iterancestors()}
    found: dict[etree._Element, None] = {}
    for element in root.iter():
        if _part(element) == "text":
            above = next((a for a in element.iterancestors() if a in titled), None)
            if above is not None:
                found[above] = None
    outer = {above for element in found for above in element.iterancestors()}
    return [element for element in found if element not in outer]


def _row(record: etree._Element) -> dict[str, list[str]]:
    row: dict[str, list[str]] = {}
    for element in record.iter():
        part = _part(element)
        above = any(_part(a) == "text" for a in element.iterancestors() if a is not record)
        if part and not above and element is not record:
            lines = _texts(element)
            if part == "date":
                lines = [_day(line) for line in lines]
            row.setdefault(str(etree.QName(element).localname).lower(), []).extend(lines)
    return row


def _day(stated: str) -> str:
    """A date in the form of RSS (Mon, 27 Apr 2026 08:00:00 +0800) as 2026-04-27."""
    try:
        return email.utils.parsedate_to_datetime(stated).date().isoformat()
    except ValueError:
        return stated


def _part(element: etree._Element) -> str:
    """What an element is to an article, by its name, or ""."""
    if not isinstance(element.tag, str):
        return ""
    return _KNOWN.get(str(etree.QName(element).localname).lower(), "")


def _texts(element: etree._Element) -> list[str]:
    """The text of an element, a line for each element in it that holds text of its own."""
    own = [element.text, *(child.tail for child in element)]
    if not any(part and part.strip() for part in own):
        return [line for child in element for line in _texts(child)]
    content = "".join(str(part) for part in element.xpath(".//text()"))
    if _MARKUP.search(content) and (shown := html_text.tree(content)) is not None:
        return html_text.lines(shown)
    return [line for line in content.splitlines() if line.strip()]
