"""Citations: a quotation with its place, verified against the raw page, and how it is written."""

from __future__ import annotations

from typing import Any

from qa import text
from qa.errors import BrokenCitation
from qa.records import Citation, Excerpt, Hit, Passage, Slice


def sentence_around(passage: Passage, start: int, end: int) -> Slice:
    """The whole sentences (or heading lines) of a passage that hold [start, end), trimmed."""
    touched = [(a, b) for a, b in text.sentences(passage.text) if a < end and b > start]
    low, high = touched[0][0], touched[-1][1]
    while low < start and passage.text[low].isspace():
        low += 1
    while high > end and passage.text[high - 1].isspace():
        high -= 1
    return low, high


def cite(hit: Hit, start: int, end: int, raw: str, probability: float, value: str) -> Citation:
    """The citation of `hit.passage.text[start:end]`; BrokenCitation unless `raw` holds it."""
    excerpt = hit.passage.excerpt
    context = excerpt.cut(*sentence_around(hit.passage, start, end))
    return cite_part(hit, excerpt.cut(start, end), context, raw, probability, value)


def cite_part(
    hit: Hit, quote: Excerpt, context: Excerpt, raw: str, probability: float, value: str
) -> Citation:
    """The citation of any part of the page of a hit; BrokenCitation unless `raw` holds it."""
    citation = Citation(
        source=hit.article.source,
        article_id=hit.article.id,
        headline=hit.article.title,
        byline=hit.article.byline.text,
        quote=quote,
        context=context,
        hit=hit,
        probability=probability,
        value=value,
    )
    verify(citation, raw)
    return citation


def verify(citation: Citation, raw: str) -> None:
    """Raise BrokenCitation unless quote and context are what stands in the raw page."""
    for part in (citation.quote, citation.context):
        if not part or not part.matches(raw):
            raise BrokenCitation(
                f"{citation.source.file}: “{part.text}” does not stand at {part.slices}; "
                "run `archive-qa verify`, and rebuild the archive if the page was changed"
            )


def near(hit: Hit, question: str, raw: str) -> Citation:
    """The sentence of a passage that shares most words with the question, cited."""
    ranges = [(a, b) for a, b in text.sentences(hit.passage.text) if hit.passage.text[a:b].strip()]
    asked = _words(question)
    shared = [len(asked & _words(hit.passage.text[a:b])) for a, b in ranges]
    a, b = ranges[shared.index(max(shared))]
    return cite(hit, *_stripped(hit.passage.text, a, b), raw, 0.0, "")


def _stripped(passage: str, start: int, end: int) -> Slice:
    inside = passage[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


def shared_words(question: str, content: str) -> int:
    """How many different words a text has in common with a question."""
    return len(_words(question) & _words(content))


def _words(content: str) -> set[str]:
    return {word for word, _, _ in text.words(content)}


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation for programs: offsets are code points of the raw page.

    `quote` is `page[start:end]` where `slices` is one range; where layout breaks were left out it
    is the slices joined. `printings` are the ids of other articles that print the same passage.
    """
    source = citation.source
    return {
        "file": source.file,
        "sha256": source.sha256,
        "start": citation.quote.start,
        "end": citation.quote.end,
        "slices": [list(s) for s in citation.quote.slices],
        "quote": citation.quote.text,
        "value": citation.value or None,
        "probability": round(citation.probability, 4),
        "sentence": citation.context.text,
        "headline": citation.headline,
        "byline": citation.byline,
        "newspaper": source.newspaper,
        "date": source.date.isoformat() if source.date else None,
        "page": source.page,
        "printings": [article.id for article in citation.hit.printings],
    }


def source_line(citation: Citation) -> str:
    """The source as a newspaper would cite it; what nothing states is left out.

    《衡阳日报》2021年5月28日 第1版，■本报记者 陈润，“市委常委会召开会议”
    """
    source, day = citation.source, citation.source.date
    parts = [f"《{source.newspaper}》" if source.newspaper else source.file]
    parts[0] += " " if day and not source.newspaper else ""
    parts[0] += f"{day.year}年{day.month}月{day.day}日" if day else ""
    parts[0] += f" 第{source.page}版" if source.page else ""
    if citation.byline:
        parts.append(" ".join(citation.byline.lstrip("■□◆●").split()))
    if citation.headline:
        inside = citation.headline.translate(str.maketrans("“”", "‘’"))
        parts.append(f"“{inside}”")
    return "，".join(parts)
