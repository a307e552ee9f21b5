"""A raw page -> its articles and photos, every part with its place on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qa.newspaper import heading, marks
from qa.newspaper.continued import is_second_part
from qa.newspaper.lines import Layout, Line, measure, split, unruled
from qa.newspaper.persons import persons
from qa.newspaper.repair import Paragraph, glued, stacked
from qa.newspaper.roles import TEXT, roles
from qa.records import Article, ArticleKind, Excerpt, Page, join

_OPENING = 700
"""Characters of text below a heading in which the heading's words are looked for."""

_STOP = re.compile(r"[。！？]")

_TOLD = re.compile(r"[。！？!?…；：:—][”’」』）)》]*$|[）)]$")
"""How a line ends behind which nothing need follow."""


@dataclass(slots=True)
class _Draft:
    """An article while its lines are collected."""

    kind: ArticleKind = ArticleKind.STORY
    head: list[Line] = field(default_factory=list)
    bylines: list[Line] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)

    @property
    def broken_off(self) -> bool:
        """Whether its text stops before the end of a sentence."""
        return bool(self.body) and not _TOLD.search(self.body[-1][-1].text[-3:])


def parse_page(page: Page) -> list[Article]:
    """The articles of a page in reading order; [] for a page of white space.

    Every visible character belongs to one part of one article: kicker, headline, a subhead, column,
    byline or a paragraph. A dateline, and a byline that is printed inside the text, are parts of
    their paragraph besides. Furniture of the page stands in articles of its own kind, each line
    of it a paragraph.
    """
    lines, rules = unruled(split(page.text))
    layout = measure(lines)
    drafts = _collect(lines, roles(page.text, lines, layout), layout)
    drafts += [_Draft(ArticleKind.FURNITURE, body=[[line]]) for line in rules]
    headings = heading.parse(page.text, [(d.head, _below(page.text, d)) for d in drafts])
    articles = [_article(page, *both) for both in zip(drafts, headings, strict=True)]
    return sorted(articles, key=lambda article: int(article.id.rpartition("#")[2].split("-")[0]))


def _collect(lines: list[Line], labels: str, layout: Layout) -> list[_Draft]:
    """Lines with their roles -> drafts of articles, photos and furniture."""
    drafts: list[_Draft] = []
    story: _Draft | None = None  # the article that text belongs to
    outer: _Draft | None = None  # one that broke off before it
    for line, label in zip(lines, labels, strict=True):
        last = drafts[-1] if drafts else None
        if label == "F":
            if last is None or last.kind is not ArticleKind.FURNITURE:
                drafts.append(last := _Draft(ArticleKind.FURNITURE))
            last.body.append([line])
            if is_second_part(line.text):
                story, outer = None, None
        elif label == "C":
            drafts.append(_Draft(ArticleKind.PHOTO, body=[[line]]))
        elif last and label in "cR" and last.kind is ArticleKind.PHOTO:
            if label == "R":
                last.bylines.append(line)
            else:
                last.body[-1].append(line)
        else:
            if story is None or (label in "BH" and (label == "B" or story.body)):
                outer = story if story and story.broken_off else None
                drafts.append(story := _Draft())
            elif label == "p" and outer and not _flows_on(story, line, layout):
                story, outer = outer, None
            _add(story, line, label)
    return drafts


def _flows_on(story: _Draft, line: Line, layout: Layout) -> bool:
    """Whether a line that goes on with a paragraph can go on with the last one of a story."""
    if story.broken_off or not story.body:
        return True
    last = story.body[-1][-1]
    return layout.is_full(last) and line.gap == layout.gap


def _add(story: _Draft, line: Line, label: str) -> None:
    if label in "BH":
        story.head.append(line)
    elif label in "YZR" and not _is_text(line.text) and (persons(line.text) or not story.body):
        story.bylines.append(line)
    elif label in "pc" and story.body:
        story.body[-1].append(line)
    else:
        story.body.append([line])


def _is_text(line: str) -> bool:
    """Whether a line is sentences, though a writer is named in them, rather than a byline."""
    return len(line) > TEXT and bool(_STOP.search(line))


def _article(page: Page, draft: _Draft, parts: heading.Heading) -> Article:
    raw = page.text
    body = tuple(glued(raw, paragraph) for paragraph in draft.body)
    byline = stacked(raw, sorted(draft.bylines, key=lambda line: line.start))
    labelled = marks.is_photo_label(parts.headline.text) and bool(byline) and len(body) < 3
    kind = ArticleKind.PHOTO if labelled else draft.kind
    if kind is not ArticleKind.FURNITURE and not persons(byline.text):
        byline = join([byline, _byline_in_body(body, kind)])
    dateline = body[0].cut(0, len(marks.dateline(body[0].text))) if body else Excerpt()
    excerpts = [parts.kicker, parts.headline, *parts.subheads, parts.column, byline, *body]
    start = min(excerpt.start for excerpt in excerpts if excerpt)
    end = max(excerpt.end for excerpt in excerpts if excerpt)
    return Article(
        id=f"{page.source.file}#{start}-{end}",
        source=page.source,
        kind=kind,
        kicker=parts.kicker,
        headline=parts.headline,
        subheads=parts.subheads,
        column=parts.column,
        byline=byline,
        dateline=dateline,
        paragraphs=body,
    )


def _below(raw: str, draft: _Draft) -> heading.Below:
    """What stands under the heading of a draft."""
    signs = [line for line in draft.bylines if draft.head and line.start > draft.head[-1].start]
    first = min([*signs, *(part[0] for part in draft.body)], key=lambda x: x.start, default=None)
    if first is None:
        return heading.Below("", "none", 0)
    length = sum(len(line.text) for part in draft.body for line in part)
    opening = raw[first.start : first.start + _OPENING]
    kinds = [marks.kind(line.text) for line in (first, *(part[0] for part in draft.body[:1]))]
    return heading.Below(opening, kinds[-1] if "dateline" in kinds[-1] else kinds[0], length)


def _byline_in_body(body: tuple[Excerpt, ...], kind: ArticleKind) -> Excerpt:
    """The writer or photographer that the text itself names, as a part of it."""
    if not body:
        return Excerpt()
    if kind is ArticleKind.PHOTO:
        found = marks.credit_at_end(body[-1].text)
        return body[-1].cut(*found) if found else Excerpt()
    if found := marks.byline_in_opening(body[0].text):
        return body[0].cut(*found)
    found = marks.byline_at_end(body[-1].text)
    return body[-1].cut(*found) if found else Excerpt()
