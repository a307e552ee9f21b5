"""The cited article on the right: as a newspaper sets it, and as the page was dumped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa import permalink
from qa.archive import Archive
from qa.citations import source_line
from qa.records import Article, ArticleKind, Citation, Excerpt, Page, Slice, Source
from qa.references import gbt7714, markdown, plain
from qa.transcript import GROUPS
from ui.markup import attribute, lines, marked, safe
from ui.related import Related, drawn, related
from ui.words import Words, day


@dataclass(frozen=True, slots=True)
class Opened:
    """A citation with the article it opens, and where it stands among those beside it.

    `before` and `after` are chips as `data-cite` names them, "" where there is none.
    """

    citation: Citation
    article: Article
    page: Page
    question: str
    asked: tuple[Slice, ...] = ()  # where words of the question stand
    kind: str = "citations"  # the group of its chip, or what else opened it: "link", "found" by
    # its words, "browse" from a list
    number: int = 1
    count: int = 1
    before: str = ""
    after: str = ""
    related: tuple[Related, ...] = ()


def opened(
    archive: Archive,
    citation: Citation,
    question: str,
    places: Callable[[Iterable[Excerpt]], tuple[Slice, ...]],
    **beside: Any,
) -> Opened:
    """The article of a citation; `places` tells where in its parts words of interest stand."""
    found = archive.article(citation.article_id)
    page = archive.page(citation.source.file)
    others = tuple(related(archive, found))
    return Opened(citation, found, page, question, places(parts(found)), related=others, **beside)


def parts(article: Article) -> Iterator[Excerpt]:
    """Every part of an article that is shown and that it has."""
    single = (article.kicker, article.headline, article.column, article.byline)
    yield from filter(None, (*single, *article.subheads, *article.paragraphs))


def no_evidence(words: Words) -> str:
    """The right side while no citation is open."""
    return f'<p class="empty">{words["empty"]}</p>'


def evidence(opened: Opened, words: Words) -> str:
    """The whole article of a citation, passage tinted and quotation marked, and its raw page.

    A near passage has no quotation: its sentence is what is scrolled to, tinted like the rest.
    """
    citation, article = opened.citation, opened.article
    found = citation.hit.passage
    passage = found.excerpt.cut(found.body_start, len(found.text)).slices
    layers = (citation.quote.slices, passage, opened.asked)
    if opened.kind == "browse":  # the article itself was asked for, and nothing in it
        layers = ((), (), ())
    text = opened.page.text
    everything = Excerpt(text, ((0, len(text)),) if text else ())
    near = opened.kind == "near"
    photo = f" · {words['photo']}" if article.kind is ArticleKind.PHOTO else ""
    note = f' <span class="near-note">{words["near_note"]}</span>' if near else ""
    return (
        f'<article class="sheet{" is-near" if near else ""}" data-kind="{opened.kind}" '
        f'aria-label="{words["evidence"]}">{_bar(opened, words)}'
        f'<p class="folio">{_folio(article.source, words)}{photo}{note}</p>'
        f'<div class="repaired" lang="zh-CN">{_repaired(article, layers)}</div>'
        f'<div class="raw" lang="zh-CN">{marked(everything, *layers)}</div>'
        f"{drawn(opened.related, words)}{_foot(opened, words)}</article>"
    )


Layers = tuple[Sequence[Slice], Sequence[Slice], Sequence[Slice]]
"""Raw slices that are marked, tinted and underlined."""


def _folio(source: Source, words: Words) -> str:
    shown = [safe(source.newspaper or source.file)]
    shown += [day(source.date, words)] if source.date else []
    shown += [words["page"].format(n=source.page)] if source.page else []
    shown += [safe(source.section)] if source.section else []
    return " · ".join(shown)


def _repaired(article: Article, layers: Layers) -> str:
    """The article as a newspaper sets it; the order is kicker, headline, subheads, byline, text."""

    def part(tag: str, name: str, excerpt: Excerpt) -> str:
        return f'<{tag} class="{name}">{marked(excerpt, *layers)}</{tag}>' if excerpt else ""

    byline = "".join(part("span", "line", line) for line in lines(article.byline))
    column = "".join(part("span", "line", line) for line in lines(article.column))
    story = "".join(part("p", "paragraph", paragraph) for paragraph in article.paragraphs)
    credit = f'<p class="byline">{byline}</p>' if byline else ""
    if article.kind is ArticleKind.PHOTO:
        return f'<div class="caption">{story}{credit}</div>'
    return (
        part("p", "kicker", article.kicker)
        + part("h2", "headline", article.headline)
        + (f'<p class="subhead">{safe(article.story)}</p>' if article.story else "")
        + "".join(part("p", "subhead", subhead) for subhead in article.subheads)
        + credit
        + (f'<p class="column-name">{column}</p>' if column else "")
        + story
    )


def _bar(opened: Opened, words: Words) -> str:
    """What can be done with an opened article; it stays in sight."""
    close = words["close"]
    return (
        f'<div class="bar">{_views(words)}{_steps(opened, words)}{_copies(opened, words)}'
        f'<button type="button" class="plain close" aria-label="{close}" title="{close}">×</button>'
        "</div>"
    )


def _views(words: Words) -> str:
    choices = "".join(
        f'<label><input type="radio" name="view" value="{view}"{checked}>'
        f"<span>{words[view]}</span></label>"
        for view, checked in (("repaired", " checked"), ("raw", ""))
    )
    name = f'<legend class="unseen">{words["view"]}</legend>'
    return f'<fieldset class="views">{name}{choices}</fieldset>'


def _steps(opened: Opened, words: Words) -> str:
    """To the citation before and the one after; nothing where there is one alone."""
    if opened.count < 2:
        return ""

    def step(to: str, name: str, sign: str) -> str:
        state = f'data-cite="{to}"' if to else "disabled"
        label = f'aria-label="{words[name]}" title="{words[name]}"'
        return f'<button type="button" class="plain step" {state} {label}>{sign}</button>'

    place = f'<span class="place">{opened.number} / {opened.count}</span>'
    ends = step(opened.before, "previous", "‹"), step(opened.after, "next", "›")
    return f'<span class="steps">{ends[0]}{place}{ends[1]}</span>'


def _copies(opened: Opened, words: Words) -> str:
    """A small menu: the reference in three forms, and the link that opens this again."""
    query = attribute(permalink.query(opened.citation, opened.question))
    forms = (
        ("gbt7714", gbt7714(opened.citation), ""),
        ("plain", plain(opened.citation), ""),
        ("markdown", markdown(opened.citation), f' data-named="{words["link_name"]}"'),
        ("link", "", ""),
    )
    buttons = "".join(
        f'<button type="button" data-copy="{name}" data-text="{attribute(text)}"{named} '
        f'data-query="{query}" data-done="{words["copied"]}">{words["copy_" + name]}</button>'
        for name, text, named in forms
    )
    return (
        f'<details class="menu"><summary class="plain">{words["copy"]}</summary>'
        f'<div class="choices">{buttons}</div></details>'
    )


def _foot(opened: Opened, words: Words) -> str:
    """The reference, and behind one small disclosure the place and the scores."""
    citation = opened.citation
    offsets = ", ".join(f"{a}–{b}" for a, b in citation.quote.slices)
    shown = [f"{safe(citation.source.file)}, {words['offsets'].format(n=offsets)}"]
    if opened.kind in GROUPS:  # nothing else carries scores
        shown.append(
            words["scores"].format(
                dense=f"{citation.hit.dense:.2f}",
                bm25=f"{citation.hit.bm25:.1f}",
                score=f"{citation.hit.score:.2f}",
            )
        )
    if citation.probability:
        shown.append(words["reader"].format(n=round(citation.probability * 100)))
    told = "".join(f"<p>{line}</p>" for line in shown)
    return (
        f'<footer><p class="source" lang="zh-CN">{safe(source_line(citation))}</p>'
        f"<details><summary>{words['details']}</summary>{told}</details></footer>"
    )
