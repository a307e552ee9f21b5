"""A raw page -> its articles and photos, every part with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.newspaper import heading, marks
from qa.newspaper.lines import Layout, Line, Role, measure, role, split
from qa.newspaper.repair import Paragraph, continues, glued, paragraphs, stacked
from qa.records import Article, ArticleKind, Excerpt, Page

_LONGEST_HEAD = 6
"""Heading lines of one article; more of them are a list or a poem."""
_CROSSHEAD = 15
"""Characters: where a page signs no article, a lone line up to this long between paragraphs divides
an article, and a longer one begins another."""
_CAPTION = 300
"""Characters: a paragraph beyond this is no caption."""


@dataclass(slots=True)
class _Draft:
    """An article while its lines are collected."""

    head: list[Line] = field(default_factory=list)
    bylines: list[Line] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    kind: ArticleKind = ArticleKind.STORY


@dataclass(slots=True)
class _Run:
    """Heading and byline lines with the body text below them."""

    above: list[tuple[Line, Role]]
    body: list[Paragraph]


def parse_page(page: Page) -> list[Article]:
    """The articles of a page in reading order; [] for a page of white space.

    Every visible character belongs to one part of one article: kicker, headline, a subhead, column,
    byline or a paragraph. A dateline, and a byline that is printed inside the text, are parts of
    their paragraph besides.
    """
    lines = split(page.text)
    layout = measure(lines)
    drafts: list[_Draft] = []
    story: _Draft | None = None
    for run in _runs(lines, layout):
        if story is not None:
            _close(run, story, drafts)
            if not run.above and not run.body:
                continue
        if story is None or _starts_article(run, story, layout):
            story = _open(run)
            drafts.append(story)
        else:
            _continue(run, story, layout)
    drafts = [part for draft in drafts for part in _captions(draft)]
    articles = [_article(page, draft) for draft in drafts]
    return sorted(articles, key=lambda article: int(article.id.rpartition("#")[2].split("-")[0]))


def _runs(lines: Sequence[Line], layout: Layout) -> list[_Run]:
    roles = [role(line, layout) for line in lines]
    for i in range(1, len(lines)):
        if roles[i] is Role.HEAD:
            below = lines[i + 1] if i + 1 < len(lines) else None
            under = roles[i + 1] if below else None
            roles[i] = _second_look(lines[i], roles[i - 1], below, under, layout)
    runs: list[_Run] = []
    body: list[Line] = []
    above: list[tuple[Line, Role]] = []
    for line, kind in zip(lines, roles, strict=True):
        if kind is Role.BODY:
            body.append(line)
            continue
        if body:
            runs.append(_Run(above, _body(body, layout, captioned=kind is Role.CREDIT)))
            above, body = [], []
        above.append((line, kind))
    if above or body:
        runs.append(_Run(above, _body(body, layout, captioned=False)))
    return runs


def _second_look(
    line: Line, before: Role, below: Line | None, under: Role | None, layout: Layout
) -> Role:
    """What a line that looks like a heading is between its neighbours."""
    if before is Role.BODY and line.text[0] in marks.CONTINUES:
        return Role.BODY
    if before is Role.BODY and below and under is Role.BODY:
        set_in = layout.indents and line.indented and not below.indented
        if set_in or marks.breaks_off(line.text, below.text):
            return Role.BODY
    if before is Role.HEAD and below and marks.is_names(line.text):
        return Role.BYLINE
    return Role.HEAD


def _body(lines: list[Line], layout: Layout, captioned: bool) -> list[Paragraph]:
    """The paragraphs of a run; the last line above a photo credit is a caption of its own."""
    if captioned and len(lines) > 1 and lines[-1].gap:
        return [*paragraphs(lines[:-1], layout), [lines[-1]]]
    return paragraphs(lines, layout)


def _close(run: _Run, story: _Draft, drafts: list[_Draft]) -> None:
    """Give `story` what stands above the run but belongs to the text before it.

    That is a photo credit, which makes the paragraph before it a caption; a line in brackets; and
    a byline, where the story has none and heading lines follow.
    """
    taken = 0
    for line, kind in run.above if story.body else []:
        if kind is Role.CREDIT:
            caption = story.body[-1]
            signed = len(story.body) == 1 and bool(story.bylines)
            if signed or marks.dateline(caption[0].text) or _length(caption) > _CAPTION:
                story.bylines.append(line)
            elif len(story.body) == 1:
                story.kind = ArticleKind.PHOTO
                story.bylines.append(line)
            else:
                drafts.append(_Draft([], [line], [story.body.pop()], ArticleKind.PHOTO))
        elif kind is Role.HEAD and _is_note(line.text):
            story.body.append([line])
        elif kind is Role.BYLINE and (line.text[0] in "（(" or _is_tail(run, story)):
            story.bylines.append(line)
        else:
            break
        taken += 1
    del run.above[:taken]


def _is_note(text: str) -> bool:
    """Whether a line under an article belongs to it: in brackets, or page furniture."""
    return (text[0] in "（(" and text[-1] in "）)") or marks.is_furniture(text)


def _is_tail(run: _Run, story: _Draft) -> bool:
    """Whether a byline that opens a run signs the story before it."""
    heads = run.above[-1][1] is Role.HEAD
    opens = bool(run.body) and bool(marks.dateline(run.body[0][0].text))
    return not story.bylines and (heads or not opens)


def _starts_article(run: _Run, story: _Draft, layout: Layout) -> bool:
    """Whether the run is an article of its own and not more of the story before it."""
    heads = [line for line, kind in run.above if kind is Role.HEAD]
    opening = run.body[0][0].text if run.body else ""
    signed = len(heads) < len(run.above)
    if signed:
        return True
    if layout.spaced and heads and heads[0].gap <= layout.gap and run.body:
        return False
    if marks.dateline(opening) or (heads and marks.byline_in_opening(opening)):
        return True
    if not heads:
        return story.kind is ArticleKind.PHOTO
    if len(heads) > _LONGEST_HEAD or marks.is_numbered(heads[0].text):
        return False
    if not run.body:
        return True
    if layout.spaced:
        return heads[0].gap > max(layout.gap, run.body[0][0].gap if len(heads) == 1 else 0)
    if layout.indents:
        return not heads[0].indented
    return len(heads) > 1 or not (layout.signed or len(heads[0].text) <= _CROSSHEAD)


def _open(run: _Run) -> _Draft:
    return _Draft(
        head=[line for line, kind in run.above if kind is Role.HEAD],
        bylines=[line for line, kind in run.above if kind is not Role.HEAD],
        body=run.body,
    )


def _continue(run: _Run, story: _Draft, layout: Layout) -> None:
    """Add a run to the story; what a photo stood between is joined where it was cut."""
    more = [[line] for line, _ in run.above] + run.body
    if story.body and more and not run.above:
        before, line = story.body[-1][-1], more[0][0]
        if continues(before, line, layout):
            story.body[-1] += more.pop(0)
    story.body += more


def _length(paragraph: Paragraph) -> int:
    return sum(len(line.text) for line in paragraph)


def _captions(draft: _Draft) -> list[_Draft]:
    """The draft, and the captions in its body that name their photographer, each on its own."""
    story: list[Paragraph] = []
    photos: list[Paragraph] = []
    for paragraph in draft.body:
        (photos if _is_caption(paragraph) else story).append(paragraph)
    if draft.kind is ArticleKind.PHOTO or not photos:
        return [draft]
    if len(photos) == len(draft.body) == 1 and not draft.bylines:
        draft.kind = ArticleKind.PHOTO
        return [draft]
    captions = [_Draft([], [], [photo], ArticleKind.PHOTO) for photo in photos]
    draft.body = story
    return [draft, *captions] if draft.head or draft.bylines or draft.body else captions


def _is_caption(paragraph: Paragraph) -> bool:
    """Whether a paragraph of the body ends in the name of its photographer."""
    text = "".join(line.text for line in paragraph)
    short = len(text) <= _CAPTION and not marks.dateline(text)
    return short and marks.credit_at_end(text) is not None


def _article(page: Page, draft: _Draft) -> Article:
    raw = page.text
    parts = heading.parse(raw, draft.head)
    body = tuple(glued(raw, paragraph) for paragraph in draft.body)
    byline = stacked(raw, sorted(draft.bylines, key=lambda line: line.start))
    if not byline:
        byline = _byline_in_body(body, draft.kind)
    dateline = body[0].cut(0, len(marks.dateline(body[0].text))) if body else Excerpt()
    excerpts = [parts.kicker, parts.headline, *parts.subheads, parts.column, byline, *body]
    start = min(excerpt.start for excerpt in excerpts if excerpt)
    end = max(excerpt.end for excerpt in excerpts if excerpt)
    return Article(
        id=f"{page.source.file}#{start}-{end}",
        source=page.source,
        kind=draft.kind,
        kicker=parts.kicker,
        headline=parts.headline,
        subheads=parts.subheads,
        column=parts.column,
        byline=byline,
        dateline=dateline,
        paragraphs=body,
    )


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
