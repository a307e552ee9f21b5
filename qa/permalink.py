"""A link that opens one citation again: its place in the archive as a query string.

Nothing in a link is believed: the place must exist in the archive, and the file must be the one
that was cited, by its SHA-256.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import parse_qs, urlencode

from qa.archive import Archive
from qa.citations import sentence_around, verify
from qa.errors import ArchiveError
from qa.records import Article, Citation, Hit, Page, Passage, Slice

_VERSION = 12  # digits of a SHA-256: 48 bits tell the versions of one file apart
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_MOST_SLICES = 200  # of a quotation: far more layout breaks than a page has columns
_LONGEST_QUESTION = 1000


class Fault(StrEnum):
    """Why a link opens nothing."""

    MALFORMED = "malformed"
    GONE = "gone"  # the archive has no such file, article or passage
    CHANGED = "changed"  # the file is not the one that was cited


class BadLink(ArchiveError):
    """A link that opens nothing, and why; `question` is the one it was made for, or ""."""

    def __init__(self, fault: Fault, file: str, question: str) -> None:
        super().__init__(f"{file}: the link to it is {fault}; ask the question again")
        self.fault, self.file, self.question = fault, file, question


def query(citation: Citation, question: str) -> str:
    """The query string of a citation: `file=…&article=…&passage=…&at=284-289.291-292&v=…&q=…`."""
    passage = citation.hit.passage
    return urlencode(
        {
            "file": citation.source.file,
            "article": citation.article_id.rpartition("#")[2],
            "passage": passage.id.rpartition("#")[2],
            "at": ".".join(f"{a}-{b}" for a, b in citation.quote.slices),
            "v": citation.source.sha256[:_VERSION],
            "q": question,
        }
    )


def follow(link: str, archive: Archive) -> tuple[str, Citation]:
    """The question of a link (or "") and the citation it names; BadLink where it names none.

    The citation claims nothing of the question: its probability and all its scores are 0.
    """
    named = {name: values[0] for name, values in parse_qs(link.lstrip("?")).items()}
    file, question = named.get("file", ""), named.get("q", "")[:_LONGEST_QUESTION]
    at = _slices(named.get("at", ""))
    if not file or not at:
        raise BadLink(Fault.MALFORMED, file, question)
    try:
        page = archive.page(file)
        if page.source.sha256[:_VERSION] != named.get("v"):
            raise BadLink(Fault.CHANGED, file, question)
        article = archive.article(f"{file}#{named.get('article')}")
        passage = archive.passage_of(article.id, f"{file}#{named.get('passage')}")
    except KeyError as error:
        raise BadLink(Fault.GONE, file, question) from error
    citation = _cited(page, article, passage, at)
    if citation is None:
        raise BadLink(Fault.MALFORMED, file, question)
    return question, citation


def _slices(text: str) -> tuple[Slice, ...]:
    """`12-15.20-21` as slices in reading order; () where it is anything else."""
    found = [_RANGE.fullmatch(part) for part in text.split(".")[: _MOST_SLICES + 1]]
    slices = tuple((int(m[1]), int(m[2])) for m in found if m)
    fit = len(slices) == len(found) <= _MOST_SLICES
    return slices if fit and all(a < b for a, b in slices) else ()


def _cited(
    page: Page, article: Article, passage: Passage, at: tuple[Slice, ...]
) -> Citation | None:
    """The citation of raw slices, which must lie in the passage or in one part of the article."""
    single = (article.kicker, article.headline, article.column, article.byline, article.dateline)
    for part in (passage.excerpt, *single, *article.subheads, *article.paragraphs):
        inside = list(part.find(at))
        if len(inside) != 1 or part.cut(*inside[0]).slices != at:
            continue
        quote = part.cut(*inside[0])
        sentence = (
            part.cut(*sentence_around(passage, *inside[0])) if part is passage.excerpt else part
        )
        citation = Citation(
            source=article.source,
            article_id=article.id,
            headline=article.title,
            byline=article.byline.text,
            quote=quote,
            context=sentence,
            hit=Hit(passage, article, 0.0, 0.0, 0.0),
        )
        verify(citation, page.text)
        return citation
    return None
