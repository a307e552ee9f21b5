"""Records -> HTML: the conversation on the left and the cited article on the right.

Whatever comes from the archive or from a reader goes through `safe`; nothing else may.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.citations import source_line
from qa.records import Answer, Article, ArticleKind, Citation, Excerpt, Page, Slice, Source
from ui.words import Words, day

SURE = 0.7
"""Probability from which the page says "certain": eight of ten such were right in calibration."""
LONG = 24
"""Characters from which an answer is set smaller, so that it stays within about two lines."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it: under way (nothing else set), answered, or failed."""

    question: str
    reading: int = 0  # passages being read
    answer: Answer | None = None
    error: str = ""


def safe(text: str) -> str:
    """Text as HTML that shows exactly that text.

    Control characters for direction cannot reach beyond it, and gradio's own translation mark,
    which it would replace anywhere in a value, is broken up.
    """
    escaped = html.escape(text).replace("__i18n__", "&#95;&#95;i18n&#95;&#95;")
    return f"<bdi>{escaped}</bdi>"


def marked(excerpt: Excerpt, quote: Iterable[Slice], passage: Iterable[Slice] = ()) -> str:
    """An excerpt as HTML, with what lies in `quote` marked and what lies in `passage` tinted.

    Each mark carries the raw slices of its text as `data-offsets="start-end start-end"`.
    """
    quoted, tinted = list(excerpt.find(quote)), list(excerpt.find(passage))
    edges = {0, len(excerpt.text)}.union(*quoted, *tinted)
    pieces = []
    for start, end in pairwise(sorted(edges)):
        piece = safe(excerpt.text[start:end])
        if any(a <= start and end <= b for a, b in quoted):
            offsets = " ".join(f"{a}-{b}" for a, b in excerpt.cut(start, end).slices)
            piece = f'<mark data-offsets="{offsets}">{piece}</mark>'
        if any(a <= start and end <= b for a, b in tinted):
            piece = f'<span class="passage">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _lines(excerpt: Excerpt) -> list[Excerpt]:
    """The excerpt cut where the page breaks it: names and slogans set one under the other."""
    lengths = [end - start for start, end in excerpt.slices]
    edges = [sum(lengths[:i]) for i in range(len(lengths) + 1)]
    return [excerpt.cut(a, b) for a, b in pairwise(edges)]


def _chip(turn: int, kind: str, number: int, citation: Citation, words: Words) -> str:
    name = words["cite" if kind == "citations" else "cite_near"]
    label = html.escape(name.format(n=number + 1, source=source_line(citation)))
    return (
        f'<button type="button" class="chip" data-cite="{turn} {kind} {number}" '
        f'aria-label="{label}">{number + 1}</button>'
    )


def _sources(turn: int, kind: str, citations: Sequence[Citation], words: Words) -> str:
    """Each citation's sentence, its source line and its chip; what answers in it is marked."""
    items = []
    for number, citation in enumerate(citations):
        near = kind == "near"
        shown = citation.quote if near else citation.context
        quote = () if near else citation.quote.slices
        items.append(
            f'<li>{_chip(turn, kind, number, citation, words)}<div lang="zh-CN">'
            f'<p class="sentence">{marked(shown, quote)}</p>'
            f'<p class="source">{safe(source_line(citation))}</p></div></li>'
        )
    return f'<ol class="sources">{"".join(items)}</ol>'


def _answered(number: int, answer: Answer, words: Words) -> str:
    values = {c.quote.text: c.value for c in reversed(answer.citations)}
    texts = dict.fromkeys(c.quote.text for c in answer.citations)
    said = "".join(
        f'<p class="answer{" long" if len(text) > LONG else ""}" lang="zh-CN">{safe(text)}'
        f"{_value(values[text], words)}</p>"
        for text in texts
    )
    word = words["sure" if answer.confidence >= SURE else "likely"]
    chance = words["probability"].format(n=round(answer.confidence * 100))
    return (
        f'<div class="card">{said}{_sources(number, "citations", answer.citations, words)}'
        f'<p class="confidence"><span title="{chance}">{word}'
        f'<span class="unseen"> ({chance})</span></span></p>{_others(number, answer, words)}</div>'
    )


def _value(value: str, words: Words) -> str:
    """The date or number that a quotation states, beside its words."""
    return f' <span class="value" title="{words["value"]}">{safe(value)}</span>' if value else ""


def _others(number: int, answer: Answer, words: Words) -> str:
    """Less probable candidates, folded away."""
    if not answer.others:
        return ""
    listed = _sources(number, "others", answer.others, words)
    return f'<details class="others"><summary>{words["others"]}</summary>{listed}</details>'


def _refused(number: int, answer: Answer, words: Words) -> str:
    chance = words["probability"].format(n=round(answer.confidence * 100))
    parts = [
        f'<p class="none"><span class="tag" title="{chance}">{words["not_found"]}</span> '
        f"{words['refusal']}</p>",
        f'<p class="how">{words["searched"]} <q lang="zh-CN">{safe(answer.understood)}</q></p>',
    ]
    if answer.unknown_words:
        listed = "、".join(map(safe, answer.unknown_words))
        parts.append(f'<p class="how">{words["unknown"]}: <span lang="zh-CN">{listed}</span></p>')
    if answer.near:
        parts.append(f"<h3>{words['near']}</h3>{_sources(number, 'near', answer.near, words)}")
    return f'<div class="card refusal">{"".join(parts)}</div>'


def turn_card(number: int, turn: Turn, words: Words) -> str:
    """One question with its answer, its refusal, its error or the stage it is at."""
    asked = (
        f'<p class="question"><span class="unseen">{words["you"]}: </span>{safe(turn.question)}</p>'
    )
    if turn.error:
        reply = f'<p class="card error" role="alert">{safe(turn.error)}</p>'
    elif not turn.answer:
        stage = words["reading"].format(n=turn.reading) if turn.reading else words["searching"]
        reply = f'<p class="stage">{stage}</p>'
    else:
        show = _answered if turn.answer.answered else _refused
        reply = show(number, turn.answer, words)
        if turn.answer.understood != turn.answer.question and turn.answer.answered:
            asked += (
                f'<p class="how">{words["understood"]} '
                f'<q lang="zh-CN">{safe(turn.answer.understood)}</q></p>'
            )
    return f'<li class="turn">{asked}{reply}</li>'


def conversation(turns: Sequence[Turn], words: Words) -> str:
    """All turns, oldest first."""
    cards = "".join(turn_card(i, turn, words) for i, turn in enumerate(turns))
    name = words["conversation"]
    return f'<ol class="turns" role="log" aria-live="polite" aria-label="{name}">{cards}</ol>'


def welcome(holdings: str, examples: Sequence[str], words: Words) -> str:
    """What a reader sees first: what is here, and questions to start with as buttons."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-ask="{i}" lang="zh-CN">'
        f"{safe(example)}</button></li>"
        for i, example in enumerate(examples)
    )
    offered = f'<h2>{words["examples"]}</h2><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        f'<div class="welcome"><p class="tagline">{words["tagline"]}</p>'
        f'<p class="holdings">{words["holdings"]}: {holdings}</p>{offered}</div>'
    )


def no_evidence(words: Words) -> str:
    """The right side while no citation is open."""
    return f'<p class="empty">{words["empty"]}</p>'


def _folio(source: Source, words: Words) -> str:
    parts = [safe(source.newspaper or source.file)]
    parts += [day(source.date, words)] if source.date else []
    parts += [words["page"].format(n=source.page)] if source.page else []
    return " · ".join(parts)


def _repaired(article: Article, quote: Sequence[Slice], passage: Sequence[Slice]) -> str:
    """The article as a newspaper sets it; the order is kicker, headline, subheads, byline, text."""

    def part(tag: str, name: str, excerpt: Excerpt) -> str:
        return f'<{tag} class="{name}">{marked(excerpt, quote, passage)}</{tag}>' if excerpt else ""

    byline = "".join(part("span", "line", line) for line in _lines(article.byline))
    column = "".join(part("span", "line", line) for line in _lines(article.column))
    story = "".join(part("p", "paragraph", paragraph) for paragraph in article.paragraphs)
    credit = f'<p class="byline">{byline}</p>' if byline else ""
    if article.kind is ArticleKind.PHOTO:
        return f'<div class="caption">{story}{credit}</div>'
    return (
        part("p", "kicker", article.kicker)
        + part("h2", "headline", article.headline)
        + "".join(part("p", "subhead", subhead) for subhead in article.subheads)
        + credit
        + (f'<aside class="column-name">{column}</aside>' if column else "")
        + story
    )


def _views(words: Words) -> str:
    choices = "".join(
        f'<label><input type="radio" name="view" value="{view}"{checked}>'
        f"<span>{words[view]}</span></label>"
        for view, checked in (("repaired", " checked"), ("raw", ""))
    )
    name = f'<legend class="unseen">{words["view"]}</legend>'
    return f'<fieldset class="views">{name}{choices}</fieldset>'


def evidence(citation: Citation, near: bool, article: Article, page: Page, words: Words) -> str:
    """The whole article of a citation, passage tinted and quotation marked, and its raw page.

    A near passage has no quotation: its sentence is what is scrolled to, tinted like the rest.
    """
    found = citation.hit.passage
    passage = found.excerpt.cut(found.body_start, len(found.text)).slices
    quote = citation.quote.slices
    everything = Excerpt(page.text, ((0, len(page.text)),) if page.text else ())
    photo = f" · {words['photo']}" if article.kind is ArticleKind.PHOTO else ""
    note = f'<p class="near-note">{words["near_note"]}</p>' if near else ""
    copied = html.escape(f"“{citation.quote.text}”（{source_line(citation)}）")
    offsets = ", ".join(f"{a}–{b}" for a, b in quote)
    scores = words["scores"].format(
        dense=f"{citation.hit.dense:.2f}",
        bm25=f"{citation.hit.bm25:.1f}",
        score=f"{citation.hit.score:.2f}",
    )
    return (
        f'<article class="sheet{" is-near" if near else ""}">'
        f'<div class="bar">{_views(words)}{note}'
        f'<button type="button" class="plain" data-copy="{copied}" data-done="{words["copied"]}">'
        f"{words['copy']}</button>"
        f'<button type="button" class="plain close">{words["close"]}</button></div>'
        f'<p class="folio">{_folio(article.source, words)}{photo}</p>'
        f'<div class="repaired" lang="zh-CN">{_repaired(article, quote, passage)}</div>'
        f'<div class="raw" lang="zh-CN">{marked(everything, quote, passage)}</div>'
        f'<footer><p class="source" lang="zh-CN">{safe(source_line(citation))}</p>'
        f"<details><summary>{words['details']}</summary><p>{safe(article.source.file)}, "
        f"{words['offsets'].format(n=offsets)}</p><p>{scores}</p></details></footer></article>"
    )
