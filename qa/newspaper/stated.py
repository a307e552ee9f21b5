"""Articles whose parts their file states: only what the text itself says is still to be found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.newspaper import marks
from qa.newspaper.articles import parse_page
from qa.records import Article, ArticleKind, Excerpt, Page, Stated


def find_articles(page: Page, stated: Sequence[Stated]) -> list[Article]:
    """The articles of a page in order: as its file states them, else as `parse_page` finds them.

    Datelines, and a writer that only the text names, are found by the conventions of newspapers;
    each caption is an item of its own, with the credit below it.
    """
    if not stated:
        return parse_page(page)
    return [article for parts in stated for article in _articles(page, parts)]


def _articles(page: Page, stated: Stated) -> list[Article]:
    story = _article(
        page, _kind(stated), stated, stated.paragraphs, stated.byline or _writer(stated.paragraphs)
    )
    bare = Stated(Excerpt(), Excerpt(), (), Excerpt(), (), ())
    photos = [
        _article(page, ArticleKind.PHOTO, bare, (caption,) if caption else (), credit)
        for caption, credit in _photos(stated.captions)
    ]
    return ([story] if any(_parts(stated)) else []) + photos


def _kind(stated: Stated) -> ArticleKind:
    """Furniture where the page prints its editors as if they were an article."""
    short = all(len(paragraph.text) < 80 for paragraph in stated.paragraphs)
    made = short and marks.is_furniture(stated.headline.text)
    return ArticleKind.FURNITURE if made else ArticleKind.STORY


_CREDIT = re.compile(r"[^，。；！？]{2,24}(?:供图|摄影|摄|制图|绘)(?:[（(][^（）()]{2,12}[）)])?")
"""Below a picture even an institution that names itself is a credit: 南京大学供图."""


def _photos(lines: Sequence[Excerpt]) -> list[tuple[Excerpt, Excerpt]]:
    """(caption, credit) of the lines below pictures; a line may hold both."""
    photos: list[tuple[Excerpt, Excerpt]] = []
    for line in lines:
        if marks.is_credit(line.text) or _CREDIT.fullmatch(line.text):
            if photos and not photos[-1][1]:
                photos[-1] = (photos[-1][0], line)
            else:
                photos.append((Excerpt(), line))
        else:
            found = marks.credit_at_end(line.text)
            photos.append((line, line.cut(*found) if found else Excerpt()))
    return photos


def _writer(paragraphs: Sequence[Excerpt]) -> Excerpt:
    """The writer that the text itself names, behind its dateline or at its end."""
    if not paragraphs:
        return Excerpt()
    if found := marks.byline_in_opening(paragraphs[0].text):
        return paragraphs[0].cut(*found)
    found = marks.byline_at_end(paragraphs[-1].text)
    return paragraphs[-1].cut(*found) if found else Excerpt()


def _parts(stated: Stated) -> list[Excerpt]:
    single = [stated.kicker, stated.headline, stated.byline]
    return [part for part in (*single, *stated.subheads, *stated.paragraphs) if part]


def _article(
    page: Page,
    kind: ArticleKind,
    stated: Stated,
    paragraphs: tuple[Excerpt, ...],
    byline: Excerpt,
) -> Article:
    parts = [part for part in (*_parts(stated), *paragraphs, byline) if part]
    start = min((part.start for part in parts), default=0)
    end = max((part.end for part in parts), default=0)
    opening = paragraphs[0] if paragraphs else Excerpt()
    return Article(
        id=f"{page.source.file}#{start}-{end}",
        source=page.source,
        kind=kind,
        kicker=stated.kicker,
        headline=stated.headline,
        subheads=stated.subheads,
        column=Excerpt(),
        byline=byline,
        dateline=opening.cut(0, len(marks.dateline(opening.text))),
        paragraphs=paragraphs,
    )
