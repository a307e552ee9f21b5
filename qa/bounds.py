"""From where to where a span is to be quoted, and which spans are not to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa import enumerations, respective, text
from qa.questions import (
    Kind,
    asks_for_day,
    asks_for_maker,
    asks_for_manner,
    asks_when,
    asks_where,
    classes_asked_for,
    fits,
    kind_of,
)
from qa.records import Span
from qa.values.dates import find

_CLAUSES = re.compile("[，,；;]")
_ASKED_WITH = re.compile("(在|于|从|自|由|被|向|对|以|用|通过|靠)(?=谁|哪|什么|何|几|多少)")
_OF_A_TIME = frozenset("在于自从")
_OF_A_PLACE = frozenset(["在", "于", "从", "位于", "坐落于", "来自"])
_SINCE = re.compile("(?<=[年月日天份初底])(?:开始|以来|起)$")
_BEFORE, _BEHIND = re.compile(r"(\w{3})、$"), re.compile(r"、(\w{3})")
_ADDS = re.compile("[、及和与跟同除另还]")
_VAGUELY = frozenset(["大概", "大约"])


def quotable(question: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that can answer a question, in their order, each as far as it is to be quoted."""
    asked = text.fold(question)
    found = [span for span in spans if fits(asked, text.fold(span.text))]
    if not asks_for_maker(asked):
        found = [span for span in found if not _in_byline(span)]
    if asks_where(asked):
        found = [span for span in found if not _beside(span, asked)]
    if asks_for_day(asked):
        found = [_narrowed(span) for span in found]
    if not asks_for_manner(asked):
        found = [_untied(span) for span in found]
    kind = kind_of(question)
    if kind is Kind.SPAN:
        ties, timed = _ties(asked), asks_when(asked)
        found = [_meant(_bare(span, ties, timed=timed), question) for span in found]
    called = classes_asked_for(asked)
    return [_enumerated(span, called, prolong=kind is Kind.LIST) for span in found]


def _in_byline(span: Span) -> bool:
    """Whether a span is of the article's byline alone, above its text or below."""
    inside = span.hit.passage.excerpt.find(span.hit.article.byline.slices)
    return any(a <= span.start and span.end <= b for a, b in inside)


def _beside(span: Span, question: str) -> bool:
    """Whether a span is enumerated with what the question names: of 甲、乙, neither is where.

    Unless the question itself adds one to the other (甲和哪里, 除了甲还有哪里).
    """
    if _ADDS.search(question):
        return False
    passage = text.fold(span.hit.passage.text)
    sides = (_BEFORE.search(passage[: span.start]), _BEHIND.match(passage, span.end))
    return any(side is not None and side[1] in question for side in sides)


def _narrowed(span: Span) -> Span:
    """The one date in a span of several clauses; else the span."""
    said = span.text
    if not _CLAUSES.search(said):
        return span
    dates = find(said, span.hit.article.source.date, literal=True)
    if len(dates) != 1:
        return span
    return replace(span, start=span.start + dates[0].start, end=span.start + dates[0].end)


def _ties(question: str) -> frozenset[str]:
    """The words that an answer does not begin with, since they only tie it to its sentence.

    The preposition of the question itself (水利部 to 由哪个部门, not 由水利部), and those before a
    time or a place.
    """
    ties = frozenset(match[1] for match in _ASKED_WITH.finditer(question))
    ties |= _OF_A_TIME if asks_when(question) else frozenset()
    return ties | (_OF_A_PLACE if asks_where(question) else frozenset())


def _bare(span: Span, ties: frozenset[str], *, timed: bool) -> Span:
    """The span without `ties` before it and, of a time, 起 behind it: 7月8日 of 自7月8日起.

    What holds several clauses is left as it is.
    """
    said = text.fold(span.text)
    if _CLAUSES.search(said):
        return span
    first = next((word for word in text.words(said) if word[0] not in _VAGUELY), None)
    start = first[2] if first and first[0] in ties else 0
    since = _SINCE.search(said) if timed else None
    end = since.start() if since else len(said)
    return replace(span, start=span.start + start, end=span.start + end) if start < end else span


def _untied(span: Span) -> Span:
    """The span without the 的 that ties it to what follows: 14天 of 为期14天的训练."""
    said, behind = span.text, span.hit.passage.text[span.end : span.end + 1]
    tied = len(said) > 1 and said[-1] == "的" and behind.isalnum()
    return replace(span, end=span.end - 1) if tied else span


def _meant(span: Span, question: str) -> Span:
    """The one of several things told at once that the question is about."""
    start, end = respective.meant(span.hit.passage.text, span.start, span.end, question)
    return replace(span, start=start, end=end)


def _enumerated(span: Span, called: Sequence[str], *, prolong: bool) -> Span:
    passage, start, end = span.hit.passage.text, span.start, span.end
    if prolong:
        start, end = enumerations.whole(passage, start, end)
    start, end = enumerations.and_others(passage, start, end, called)
    return replace(span, start=start, end=end)
