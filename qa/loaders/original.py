"""From a citation back to the file as it was printed: where a quotation stands on a PDF's page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from qa.errors import ArchiveError
from qa.loaders import pdf
from qa.loaders.columns import Box
from qa.records import Slice, Source

_PDF = re.compile(r"(?P<file>.+?\.pdf)(?:#p(?P<page>\d+))?", re.IGNORECASE)


def boxes(root: Path, source: Source, slices: Sequence[Slice]) -> list[tuple[int, Box]]:
    """Where slices of a page stand in its PDF: (page number, box in points) for each line.

    The boxes are worked out from the file below the archive's folder `root`, which must still be
    the one that was built from: ArchiveError where it is not, or where the page is of no PDF.
    """
    match = _PDF.fullmatch(source.file)
    if not match or "!/" in source.file:
        raise ArchiveError(
            f"{source.file}: only pages of PDF files have boxes, and this is none; "
            "show it without --boxes"
        )
    path = (root if root.is_dir() else root.parent) / match["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArchiveError(
            f"{path}: cannot be read ({error.strerror}); put the file back to see its boxes"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        raise ArchiveError(
            f"{path}: is not the file that was built from (sha256 {found[:12]}…, "
            f"expected {source.sha256[:12]}…); run `archive-qa build {root}`"
        )
    return pdf.boxes(data, int(match["page"] or 1), slices)
