"""Questions about articles rather than about what they say: answered from an article's own record.

Who wrote or photographed it (its byline), when it was printed (its date of issue), and which
articles treat a subject (their headlines).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa import text
from qa.answer import Asked, given, refusal
from qa.citations import cite_part
from qa.newspaper.persons import persons
from qa.questions import Kind, content_words
from qa.records import Answer, Article, ArticleKind, Citation, Excerpt, Hit, Slice

LISTED = 10
"""Articles in one list: what is still read rather than scanned."""
SUREST = 0.95
"""Confidence where an article holds every word of the question, or is pointed to."""
MEANT = 0.2
"""Coverage below which no article is meant, however low the threshold for what a reader finds."""
LIKE_THE_BEST = 0.8
"""Share of the best article's coverage from which another one is listed with it."""

_FRAME = frozenset(
    [
        *("报道", "文章", "新闻", "新闻稿", "消息", "稿子", "稿件", "通讯", "标题"),
        *("题目",),
        *("这", "那", "这篇", "那篇", "这张", "那张", "哪篇", "哪条", "哪则", "哪位"),
        *("哪名", "篇", "条", "则", "张", "幅", "一篇", "一张", "一文", "哪一篇"),
        *("写", "采写", "撰写", "撰稿", "记者", "本报记者", "本报", "通讯员", "作者"),
        *("署名", "采访", "之手", "出自", "名字", "姓名"),
        *("照片", "图片", "拍", "拍摄", "摄", "摄影", "摄影者", "拍照"),
        *("见报", "刊登", "刊发", "刊载", "登出", "登报", "发表", "发表于", "出版"),
        *("日期", "哪一天", "几号", "什么时候"),
        *("讲", "讲到", "提到", "写到", "谈到", "涉及", "介绍", "有关", "都有"),
        *("没有", "到", "由", "被", "过", "和", "与"),
    ]
)
"""Words of a question that speak of an article as such, not of its subject."""
_CAMERA = re.compile(r"照片|图片|图像|拍|摄|配图")


@dataclass(frozen=True, slots=True)
class Found:
    """An article found for a question, and the share of the question's words that it holds.

    Each word counts by its rarity in the archive; SUREST is the most.
    """

    hit: Hit
    coverage: float


def find(
    question: str, hits: Sequence[Hit], meant: str | None, rarity: Callable[[str], float]
) -> list[Found]:
    """The articles of the hits, those that hold most of the question's subject first.

    `meant` is the id of the article that the question points to; equal articles keep the order of
    the hits. [] where the question names no subject and points to no article.
    """
    subject = [word for word in content_words(question) if word not in _FRAME]
    weights = {word: rarity(word) for word in subject}
    total = sum(weights.values())
    first = {hit.article.id: hit for hit in reversed(hits)}
    found = []
    for hit in sorted(first.values(), key=hits.index):
        if hit.article.id == meant:
            found.append(Found(hit, SUREST))
        elif total:
            held = sum(w * share for w, share in _held(hit.article, weights))
            found.append(Found(hit, min(held / total, SUREST)))
    return sorted(found, key=lambda f: -f.coverage)


def _held(article: Article, weights: Mapping[str, float]) -> Iterator[tuple[float, float]]:
    """(weight, share held) of each word: half where only the heading has its characters (跳操)."""
    heading = [article.kicker, article.headline, article.column, *article.subheads]
    title = set(text.fold("".join(part.text for part in heading)))
    parts = (part.text for part in (*heading, article.byline, *article.paragraphs))
    words = {word for word, _, _ in text.words("\n".join(parts))}
    for word, weight in weights.items():
        yield weight, 1.0 if word in words else 0.5 * title.issuperset(word)


def answer(kind: Kind, asked: Asked, found: Sequence[Found], threshold: float) -> Answer:
    """What the articles' records say to a question of this kind, or a refusal.

    The confidence is the coverage of the best article: how surely it is the one that is meant.
    """
    if kind is Kind.WRITER:
        camera = bool(_CAMERA.search(asked.understood))
        found = [f for f in found if camera == _is_credited(f.hit.article)]
    best = found[0].coverage if found else 0.0
    if best < max(threshold, MEANT):
        return refusal(asked, best)
    if kind is Kind.ARTICLES:
        like = [f for f in found if f.coverage >= LIKE_THE_BEST * best][:LISTED]
        return given(asked, best, [_cite(asked, f, _title(f.hit.article), "") for f in like])
    article = found[0].hit.article
    if kind is Kind.ISSUE:
        day = article.source.date
        quotes = [_title(article)] if day else []
        value = day.isoformat() if day else ""
    else:
        quotes, value = _persons(asked.understood, article), ""
    if not quotes:
        return refusal(asked, 0.0)
    return given(asked, best, [_cite(asked, found[0], quote, value) for quote in quotes])


def _is_credited(article: Article) -> bool:
    return article.kind is ArticleKind.PHOTO or "摄" in article.byline.text


def _title(article: Article) -> Excerpt:
    """What names an article: its headline, or where it has none its first sentence."""
    if article.headline:
        return article.headline
    body = article.paragraphs[0]
    return body.cut(*text.sentences(body.text)[0])


def _persons(question: str, article: Article) -> list[Excerpt]:
    """The names in the byline that have the role which the question asks for.

    Names with nothing but space between them are quoted as one.
    """
    byline = article.byline
    people = persons(byline.text)
    if "通讯员" in question:
        people = [p for p in people if p[0] == "通讯员"]
    elif not _CAMERA.search(question) and any(p[0] != "通讯员" for p in people):
        people = [p for p in people if p[0] != "通讯员"]
    ranges: list[Slice] = []
    for _, start, end in people:
        if ranges and not byline.text[ranges[-1][1] : start].strip("、 \u3000\n"):
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return [byline.cut(start, end) for start, end in ranges]


def _cite(asked: Asked, found: Found, quote: Excerpt, value: str) -> Citation:
    return cite_part(found.hit, quote, quote, asked.raw(found.hit), found.coverage, value)
