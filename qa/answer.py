"""Spans -> an answer that is verified against the raw pages, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qa import text
from qa.errors import BrokenCitation
from qa.questions import asks_for_sentence
from qa.records import Answer, Citation, Hit, Page, Passage, Slice, Span

NEAR = 3  # nearest passages shown with a refusal: what fits under it without scrolling


def sentence_around(passage: Passage, start: int, end: int) -> Slice:
    """The whole sentences (or heading lines) of a passage that hold [start, end), trimmed."""
    touched = [(a, b) for a, b in text.sentences(passage.text) if a < end and b > start]
    low, high = touched[0][0], touched[-1][1]
    while low < start and passage.text[low].isspace():
        low += 1
    while high > end and passage.text[high - 1].isspace():
        high -= 1
    return low, high


def cite(hit: Hit, start: int, end: int, raw: str) -> Citation:
    """The citation of `hit.passage.text[start:end]`; BrokenCitation unless `raw` holds it."""
    excerpt = hit.passage.excerpt
    citation = Citation(
        source=hit.article.source,
        article_id=hit.article.id,
        headline=hit.article.headline.text,
        byline=hit.article.byline.text,
        quote=excerpt.cut(start, end),
        context=excerpt.cut(*sentence_around(hit.passage, start, end)),
        hit=hit,
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
    return cite(hit, *_stripped(hit.passage.text, a, b), raw)


def _stripped(passage: str, start: int, end: int) -> Slice:
    inside = passage[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


def answer(
    question: str,
    understood: str,
    hits: Sequence[Hit],
    spans: Sequence[Span],
    threshold: float,
    page_of: Callable[[str], Page],
    unknown_words: tuple[str, ...],
) -> Answer:
    """The best span as a verified answer, or a refusal with the nearest passages.

    `spans` are best first; `page_of` gives the page of a file.
    """

    def raw(hit: Hit) -> str:
        return page_of(hit.article.source.file).text

    best = _in_body(spans[0], hits, understood) if spans else None
    confidence = best.probability if best else 0.0
    if best and confidence >= threshold:
        start, end = best.start, best.end
        if asks_for_sentence(understood):
            start, end = sentence_around(best.hit.passage, start, end)
        citation = cite(best.hit, start, end, raw(best.hit))
        return Answer(question, understood, confidence, (citation,), (), unknown_words)
    nearest = tuple(near(hit, understood, raw(hit)) for hit in hits[:NEAR])
    return Answer(question, understood, confidence, (), nearest, unknown_words)


def _in_body(span: Span, hits: Sequence[Hit], question: str) -> Span:
    """The span, moved from a headline to where the article's body says the same, if it does.

    A sentence is better evidence than a headline, which is often cut short; where several say the
    same, the one that shares most words with the question.
    """
    words = span.hit.passage.text[span.start : span.end]
    if span.end > span.hit.passage.body_start or words not in span.hit.article.headline.text:
        return span
    best, most, asked = span, -1, _words(question)
    for hit in (span.hit, *hits):
        at = hit.passage.text.find(words, hit.passage.body_start)
        if at < 0 or hit.article.id != span.hit.article.id:
            continue
        a, b = sentence_around(hit.passage, at, at + len(words))
        shared = len(asked & _words(hit.passage.text[a:b]))
        if shared > most:
            best, most = Span(hit, at, at + len(words), span.probability), shared
    return best


def _words(content: str) -> set[str]:
    return {word for word, _, _ in text.words(content)}


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation for programs: offsets are code points of the raw page.

    `quote` is `page[start:end]` where `slices` is one range; where layout breaks were left out it
    is the slices joined.
    """
    source = citation.source
    return {
        "file": source.file,
        "sha256": source.sha256,
        "start": citation.quote.start,
        "end": citation.quote.end,
        "slices": [list(s) for s in citation.quote.slices],
        "quote": citation.quote.text,
        "sentence": citation.context.text,
        "headline": citation.headline,
        "byline": citation.byline,
        "newspaper": source.newspaper,
        "date": source.date.isoformat() if source.date else None,
        "page": source.page,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer for programs, as `archive-qa ask --json` prints it."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "answered": answer.answered,
        "answer": answer.text if answer.answered else None,
        "confidence": round(answer.confidence, 4),
        "citations": [citation_json(c) for c in answer.citations],
        "near": [citation_json(c) for c in answer.near],
        "unknown_words": list(answer.unknown_words),
    }


def source_line(citation: Citation) -> str:
    """The source as a newspaper would cite it; what nothing states is left out.

    《衡阳日报》2021年5月28日 第1版，■本报记者 陈润，“市委常委会召开会议”
    """
    source, day = citation.source, citation.source.date
    parts = [f"《{source.newspaper}》" if source.newspaper else source.file]
    parts[0] += f"{day.year}年{day.month}月{day.day}日" if day else ""
    parts[0] += f" 第{source.page}版" if source.page else ""
    if citation.byline:
        parts.append(" ".join(citation.byline.lstrip("■□◆●").split()))
    if citation.headline:
        inside = citation.headline.translate(str.maketrans("“”", "‘’"))
        parts.append(f"“{inside}”")
    return "，".join(parts)
