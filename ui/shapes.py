"""The JSON that programs get, each with its type: gradio documents endpoints from these.

Offsets are code points of the raw page; `slices` joined give the text beside them. This module has
no `from __future__ import annotations`: gradio reads the types as objects.
"""

from typing import Any, TypedDict, cast

from qa.answer import answer_json
from qa.records import Answer, Article, Excerpt, Hit, Source
from qa.transcript import GROUPS, answer_record


class SourceJson(TypedDict):
    """Where a raw page comes from; null where nothing states it."""

    file: str
    sha256: str
    newspaper: str
    date: str | None
    page: int | None


class CitationJson(SourceJson):
    """A quotation as `archive-qa ask --json` prints it, and what it takes to find it again."""

    start: int
    end: int
    slices: list[list[int]]
    quote: str
    value: str | None
    probability: float
    sentence: str
    sentence_slices: list[list[int]]
    headline: str
    byline: str
    printings: list[str]
    source: str
    article: str
    passage: str
    scores: list[float]


class AnswerJson(TypedDict):
    """An answer as `archive-qa ask --json` prints it; the citations say more."""

    question: str
    understood: str
    answered: bool
    answer: str | None
    confidence: float
    citations: list[CitationJson]
    agreeing: list[CitationJson]
    others: list[CitationJson]
    near: list[CitationJson]
    unknown_words: list[str]


class PartJson(TypedDict):
    """A part of an article; empty text where the article has no such part."""

    text: str
    slices: list[list[int]]


class PassageJson(SourceJson):
    """A passage found, with its scores as `archive-qa search --json` prints them."""

    passage: str
    article: str
    headline: str
    byline: str
    text: str
    slices: list[list[int]]
    score: float
    dense: float
    bm25: float


class ArticleJson(SourceJson):
    """An article, taken apart."""

    article: str
    kind: str
    kicker: PartJson
    headline: PartJson
    subheads: list[PartJson]
    column: PartJson
    byline: PartJson
    dateline: PartJson
    paragraphs: list[PartJson]


def of_answer(answer: Answer) -> AnswerJson:
    """An answer whose citations can be given back as history."""
    record = answer_record(answer)
    return cast(AnswerJson, answer_json(answer) | {group: record[group] for group in GROUPS})


def of_hit(hit: Hit) -> PassageJson:
    """A passage found."""
    found = {
        "passage": hit.passage.id,
        "article": hit.article.id,
        "headline": hit.article.title,
        "byline": hit.article.byline.text,
        **_part(hit.passage.excerpt),
        "score": round(hit.score, 4),
        "dense": round(hit.dense, 4),
        "bm25": round(hit.bm25, 4),
    }
    return cast(PassageJson, found | _source(hit.article.source))


def of_article(article: Article) -> ArticleJson:
    """An article with all its parts."""
    single = ("kicker", "headline", "column", "byline", "dateline")
    several = ("subheads", "paragraphs")
    parts: dict[str, Any] = {name: _part(getattr(article, name)) for name in single}
    parts |= {name: [_part(part) for part in getattr(article, name)] for name in several}
    named = {"article": article.id, "kind": article.kind.value}
    return cast(ArticleJson, named | parts | _source(article.source))


def _part(excerpt: Excerpt) -> dict[str, Any]:
    return {"text": excerpt.text, "slices": [list(s) for s in excerpt.slices]}


def _source(source: Source) -> dict[str, Any]:
    return {
        "file": source.file,
        "sha256": source.sha256,
        "newspaper": source.newspaper,
        "date": source.date.isoformat() if source.date else None,
        "page": source.page,
    }
