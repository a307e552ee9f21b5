"""Word documents -> pages, by python-docx (MIT)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.table import Table

from qa.loaders.blocks import Block, page_of
from qa.loaders.parts import Part
from qa.loaders.zipped import refuse_bomb

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def read(data: bytes) -> Iterator[Part]:
    """The one page of a .docx: headings, paragraphs and table rows in their order.

    Left out are headers, footers, notes and text boxes. ValueError where it is none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.infolist():
                refuse_bomb(member)
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document))
    except ValueError:
        raise
    except Exception as error:  # a damaged package makes the library fail in any of its lines
        found = str(error) or type(error).__name__
        raise ValueError(
            f"is no Word document that can be read ({found}); open it and save it as .docx again"
        ) from error
    yield page_of(blocks)


def _blocks(document: Document) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                yield 0, "\t".join(cell.text.strip().replace("\n", " ") for cell in row.cells)
        else:
            yield _level(item.style.name if item.style else ""), item.text


def _level(style: str | None) -> int:
    if style and style.lower() in ("title", "标题"):
        return 1
    found = _HEADING.match(style or "")
    return int(found[1]) + 1 if found else 0  # below the title
