"""PDF -> pages, by pypdfium2 (BSD-3-Clause or Apache-2.0): the PDF engine of Chromium.

Of the kept libraries it is the one that reads Chinese text layers with all predefined CMaps, is
hardened against damaged files, and takes milliseconds a page; PyMuPDF is under the AGPL, and the
pure Python ones take seconds for a newspaper page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from qa.errors import FileSkipped
from qa.loaders.columns import Box, Line, gaps, reading_order
from qa.loaders.parts import Facts, Part

_PASSWORD = "is encrypted: it opens with a password only; save it without one"


def read(data: bytes) -> Iterator[Part | FileSkipped]:
    """A page for each page of a PDF, in Chinese reading order by columns, a blank line at a gap.

    In a file of several pages the page number is that of the file's page. A page without a text
    layer is named; ValueError where no page has one, and where the PDF is encrypted or damaged.
    """
    document = _open(data)
    try:
        count = len(document)
        empty = []
        for number in range(1, count + 1):
            text, _ = _page(document, number - 1)
            if text.strip():
                yield Part(text, f"#p{number}", Facts(page=number if count > 1 else None))
            else:
                empty.append(number)
        if len(empty) == count:
            pages = "page holds" if count == 1 else f"{count} pages hold"
            raise ValueError(f"its {pages} no text, only pictures; run OCR over the scan first")
        for number in empty:
            yield FileSkipped(f"#p{number}", "holds no text, only pictures; run OCR over it first")
    finally:
        document.close()


def boxes(data: bytes, number: int, slices: Sequence[tuple[int, int]]) -> list[tuple[int, Box]]:
    """Where slices of a page's text stand on it: (page number from 1, box in points), line by line.

    `slices` are code points of the text that `read` gives for page `number` of the same file; y
    grows upwards. White space has no box. ValueError where the file cannot be read as a PDF or has
    no such page, and where a slice lies outside the text.
    """
    document = _open(data)
    try:
        if not 1 <= number <= len(document):
            raise ValueError(f"has {len(document)} pages, and page {number} is asked for")
        text, places = _page(document, number - 1)
    finally:
        document.close()
    if any(not 0 <= start <= end <= len(text) for start, end in slices):
        raise ValueError(f"page {number} has {len(text)} characters, and more are asked for")
    return [(number, box) for start, end in slices for box in _lined(places[start:end])]


def _lined(places: Sequence[Box | None]) -> Iterator[Box]:
    """The boxes of characters in a row as one box a line."""
    run: list[Box] = []
    for box in [*filter(None, places), None]:
        if run and (box is None or _breaks(run, box)):
            left, bottom, right, top = zip(*run, strict=True)
            yield min(left), min(bottom), max(right), max(top)
            run = []
        if box:
            run.append(box)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    if not data:
        raise ValueError("is empty")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise ValueError(_PASSWORD) from error
        cut = b"%%EOF" not in data[-2048:] and data.startswith(b"%PDF")
        found = "is cut off: its end is missing" if cut else "is no PDF that can be read"
        raise ValueError(f"{found}; take it from its source again") from error
    if not count:
        raise ValueError("has no page; take it from its source again")
    return document


def _page(document: pypdfium2.PdfDocument, index: int) -> tuple[str, list[Box | None]]:
    """The text of a page, a line for each printed line, and the box of each of its characters.

    White space has no box. ("", []) where the page cannot be read.
    """
    try:
        page = document[index]
        layer = page.get_textpage()
    except pypdfium2.PdfiumError:
        return "", []
    try:
        groups = reading_order(_lines(layer))
    finally:
        layer.close()
        page.close()
    text: list[str] = []
    places: list[Box | None] = []
    for group in groups:
        for before, line in _written(group, "\n\n" if text else ""):
            text += [before, line.text]
            places += [*[None] * len(before), *line.places]
    return "".join(text), places


def _written(group: list[Line], before: str) -> Iterator[tuple[str, Line]]:
    """The lines of a column, each with the white space before it.

    The opening of a paragraph is set in by two spaces, as printed.
    """
    margin = min(line.left for line in group)
    for line, apart in zip(group, [False, *gaps(group)], strict=True):
        set_in = 1.2 * line.height < line.left - margin < 2.8 * line.height
        yield before + "\n" * apart + "\u3000\u3000" * set_in, line
        before = "\n"


def _lines(layer: pypdfium2.PdfTextPage) -> list[Line]:
    """The printed lines of a text layer: characters in a row without a gap a column could have."""
    lines: list[Line] = []
    run, boxes = list[tuple[str, Box | None]](), list[Box]()
    for char, box in _characters(layer):
        if boxes and box and _breaks(boxes, box):
            lines += _line(run, boxes)
            run, boxes = [], []
        run.append((char, box))
        if box:
            boxes.append(box)
    return lines + _line(run, boxes)


def _line(run: list[tuple[str, Box | None]], boxes: list[Box]) -> list[Line]:
    text = "".join(char for char, _ in run)
    if not boxes or not text.strip():
        return []
    left, bottom, right, top = zip(*boxes, strict=True)
    start, length = len(text) - len(text.lstrip()), len(text.strip())
    places = tuple(box for _, box in run[start : start + length])
    return [Line(text.strip(), min(left), min(bottom), max(right), max(top), places)]


def _breaks(boxes: list[Box], box: Box) -> bool:
    """Whether a character stands on another line than the one before it, or in another column."""
    height = max(median(top - bottom for _, bottom, _, top in boxes[-9:]), 1.0)
    _, low, right, high = boxes[-1]
    left, bottom, _, top = box
    level = min(high, top) - max(low, bottom) > 0.3 * min(high - low, top - bottom)
    return not level or not -height < left - right < 1.5 * height


def _characters(layer: pypdfium2.PdfTextPage) -> Iterator[tuple[str, Box | None]]:
    """Each character with its box; white space, and what the engine adds, has none."""
    box = pdfium.FS_RECTF()  # of the character's whole square: the ink of “一” has no height
    place = ctypes.byref(box)
    high = 0
    for i in range(layer.count_chars()):
        code = pdfium.FPDFText_GetUnicode(layer, i)
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        if code in (0, 2, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue  # not mapped to text, or the mark of a word divided at a line end
        char = chr(code)
        if char.isspace():
            yield " " if char in "\r\n" else char, None
        elif pdfium.FPDFText_GetLooseCharBox(layer, i, place):
            yield char, (box.left, box.bottom, box.right, box.top)
        else:
            yield char, None
