"""Spans -> an answer that is verified against the raw pages, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qa import enumerations, text
from qa.bounds import quotable
from qa.citations import citation_json, cite, near, sentence_around, shared_words
from qa.questions import Kind, asks_for_value, kind_of
from qa.records import Answer, Citation, Hit, Page, Span, join
from qa.values import normalised

NEAR = 3  # nearest passages shown with a refusal: what fits under it without scrolling
OTHERS = 3  # other candidates, and other articles that say the same, shown with an answer
ALSO = 0.5
"""Part of the best span's probability from which another one belongs to the same list."""
WORTH_SHOWING = 0.1  # probability below which a candidate is noise rather than an alternative
_LEAST = 1e-9  # what is left to doubt where a probability is rounded to 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way to an answer: what every answer or refusal to it carries."""

    question: str
    understood: str
    hits: Sequence[Hit]
    unknown_words: tuple[str, ...]
    page_of: Callable[[str], Page]  # the page of a file

    def raw(self, hit: Hit) -> str:
        """The raw text of the page that a hit is on."""
        return self.page_of(hit.article.source.file).text


def answer(asked: Asked, spans: Sequence[Span], threshold: float) -> Answer:
    """The best span as a verified answer, or a refusal with the nearest passages.

    `spans` are best first. A question for a list is answered by the enumeration that a span begins;
    without one by every span that would be an answer by itself and is not much less probable.
    What other articles say instead takes from the confidence; where it falls below the threshold
    by articles that would answer by themselves, the answer and theirs are shown as disagreeing.
    """
    kind = kind_of(asked.understood)
    spans = quotable(asked.understood, spans)

    def cited(span: Span) -> Citation:
        span = _in_body(span, asked.hits, asked.understood)
        start, end = span.start, span.end
        if kind is Kind.SENTENCE:
            start, end = sentence_around(span.hit.passage, start, end)
        value = _value(span.hit, start, end) if asks_for_value(asked.understood) else ""
        return cite(span.hit, start, end, asked.raw(span.hit), span.probability, value)

    found = _distinct(spans)
    if not found:
        return refusal(asked, 0.0)
    best, *less = found
    enough = max(threshold, ALSO * best.probability)
    several = kind is Kind.LIST and not enumerations.several(best.text)
    listed = [s for s in less if several and s.probability >= enough]
    rest = [s for s in less if s not in listed]
    elsewhere = [s for s in rest if s.hit.article.id != best.hit.article.id]
    against = [] if kind is Kind.SENTENCE else elsewhere
    confidence = beside(best.probability, [s.probability for s in against])
    rivals = [s for s in elsewhere if s.probability >= threshold]
    if confidence < threshold and not (rivals and best.probability >= threshold):
        return refusal(asked, confidence)
    others = [s for s in rest if s not in rivals and s.probability >= WORTH_SHOWING]
    shown = [*rivals, *others][:OTHERS]
    same = [] if kind is Kind.SENTENCE else _agreeing(best, spans, threshold)[:OTHERS]
    groups = ([*map(cited, group)] for group in ([best, *listed], shown, same))
    return given(asked, confidence, *groups)


def beside(probability: float, others: Sequence[float]) -> float:
    """What a probability comes to beside others, where only one of them all can be right.

    o / (1 + o + a), with its odds o = p / (1 - p) against no answer, and the others' a.
    """
    against = sum(other / max(1 - other, _LEAST) for other in others)
    return probability / (1 + (1 - probability) * against)


def _agreeing(best: Span, spans: Sequence[Span], threshold: float) -> list[Span]:
    """Of each other article its best span, if that has the same words and would answer alone."""
    words, found = text.fold(best.text), {best.hit.article.id: best}
    for span in spans:
        if text.fold(span.text) == words and span.probability >= threshold:
            found.setdefault(span.hit.article.id, span)
    return list(found.values())[1:]


def disagreeing(answer: Answer, threshold: float) -> list[Citation]:
    """Candidates that another article gives, probable enough to be an answer: it may disagree."""
    told = {c.article_id for c in answer.citations}
    return [c for c in answer.others if c.probability >= threshold and c.article_id not in told]


def given(
    asked: Asked,
    confidence: float,
    citations: Sequence[Citation],
    others: Sequence[Citation] = (),
    agreeing: Sequence[Citation] = (),
) -> Answer:
    """The answer that these citations are, the best first."""
    return Answer(
        asked.question,
        asked.understood,
        confidence,
        tuple(citations),
        (),
        asked.unknown_words,
        tuple(others),
        tuple(agreeing),
    )


def refusal(asked: Asked, confidence: float) -> Answer:
    """That the archive does not say, with the nearest passages."""
    nearest = tuple(near(hit, asked.understood, asked.raw(hit)) for hit in asked.hits[:NEAR])
    return Answer(asked.question, asked.understood, confidence, (), nearest, asked.unknown_words)


def _value(hit: Hit, start: int, end: int) -> str:
    """The date or number that a range of a passage states; what stands before tells 当日, 27日."""
    quote, body = hit.passage.excerpt.cut(start, end), join(hit.article.paragraphs)
    before = next((body.text[:at] for at, _ in body.find(quote.slices)), "")
    return normalised(quote.text, hit.article.source.date, before) or ""


def _distinct(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that say what a better one says: the same, part of it, or more."""
    return [spans[i] for i in apart([text.fold(span.text) for span in spans])]


def apart(said: Sequence[str]) -> list[int]:
    """The places of what neither holds nor is held in anything kept before it."""
    kept: list[int] = []
    for i, words in enumerate(said):
        if not any(words in said[k] or said[k] in words for k in kept):
            kept.append(i)
    return kept


def _in_body(span: Span, hits: Sequence[Hit], question: str) -> Span:
    """The span, moved from a headline to where the article's body says the same, if it does.

    A sentence is better evidence than a headline, which is often cut short; where several say the
    same, the one that shares most words with the question.
    """
    words = span.text
    if span.end > span.hit.passage.body_start or words not in span.hit.article.headline.text:
        return span
    best, most = span, -1
    for hit in (span.hit, *hits):
        at = hit.passage.text.find(words, hit.passage.body_start)
        if at < 0 or hit.article.id != span.hit.article.id:
            continue
        a, b = sentence_around(hit.passage, at, at + len(words))
        shared = shared_words(question, hit.passage.text[a:b])
        if shared > most:
            best, most = Span(hit, at, at + len(words), span.probability), shared
    return best


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer for programs, as `archive-qa ask --json` prints it."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "answered": answer.answered,
        "answer": answer.text if answer.answered else None,
        "confidence": round(answer.confidence, 4),
        "citations": [citation_json(c) for c in answer.citations],
        "agreeing": [citation_json(c) for c in answer.agreeing],
        "others": [citation_json(c) for c in answer.others],
        "near": [citation_json(c) for c in answer.near],
        "unknown_words": list(answer.unknown_words),
    }
