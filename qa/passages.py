"""Articles -> passages: the only home of what text gets indexed and read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa import text
from qa.records import Article, ArticleKind, Excerpt, Page, Passage, Slice, join

HEADING_CHARS = 80
"""Characters of heading in front of a body: it must not outweigh the sentences it heads."""


def passages(page: Page, article: Article, target_chars: int) -> list[Passage]:
    """Cut an article into passages of whole sentences, about `target_chars` of body each.

    Short paragraphs are put together, long ones cut at sentence ends; a sentence over twice the
    target is cut at commas. In front of each body stand the article's heading lines, below each
    line and between paragraphs a line end of the page; where nothing is printed above the article,
    its first sentence, which says what it is about. An article without a body gives one passage
    that is all heading; furniture of the page gives none.
    """
    if article.kind is ArticleKind.FURNITURE:
        return []
    raw = page.text
    chunks = [
        chunk for paragraph in article.paragraphs for chunk in _chunks(paragraph, target_chars)
    ]
    if not chunks:
        heading = _heading(raw, article, 2 * target_chars)
        return [_passage(article, heading, Excerpt())]
    heading = _heading(raw, article, HEADING_CHARS)
    first, *others = [_lines(raw, group) for group in _pack(chunks, target_chars)]
    lead = heading if article.headline else join([_lead(raw, first), heading])
    return [
        _passage(article, heading, first),
        *(_passage(article, lead, body) for body in others),
    ]


def indexed(passage: str, story: str) -> str:
    """What both indexes hold of a passage: its text, below the headline of another page that its
    article goes on from (`story`, or ""), so that the second part is found by it too."""
    return f"{story}\n{passage}" if story else passage


def _passage(article: Article, heading: Excerpt, body: Excerpt) -> Passage:
    place = body or heading
    return Passage(
        id=f"{article.source.file}#{place.start}-{place.end}",
        article_id=article.id,
        excerpt=join([heading, body]),
        body_start=len(heading.text),
    )


def _heading(raw: str, article: Article, most: int) -> Excerpt:
    """The lines above a body: headline and byline first in rank, then what else there is room for.

    A byline that the text itself holds is not repeated.
    """
    printed = [part for p in article.paragraphs for part in p.slices]
    byline = Excerpt() if any(article.byline.find(printed)) else article.byline
    ranked = (article.headline, byline, article.kicker, *article.subheads, article.column)
    chosen: list[Excerpt] = []
    room = most
    for part in filter(None, ranked):
        if len(part.text) > room and chosen:
            continue
        chosen.append(part.cut(0, min(room, len(part.text))))
        room -= len(part.text)
    chosen.sort(key=lambda part: part.start)
    heading = _lines(raw, chosen)
    return join([heading, _line_end(raw, chosen[-1])]) if chosen else heading


_LABELS = re.compile(r"(?:[^，。]{0,20}，?\s*正文[:：]\s*)?(?:原标题[:：]\s*)?")
"""What web pages print in front of a text that was copied from them."""
_GAP = re.compile(r"\s{4,}")


def _lead(raw: str, first: Excerpt) -> Excerpt:
    """The first sentence of an article, from its first passage's body, with a line end of the page.

    Nothing on a page without any, where it could not be told from what follows.
    """
    labels = _LABELS.match(first.text)
    start = labels.end() if labels else 0
    ends = [end for _, end in text.sentences(first.text) if end > start]
    gap = _GAP.search(first.text, start)
    end = min([*ends[:1], gap.start() if gap else len(first.text), start + HEADING_CHARS])
    lead = first.cut(start, end)
    at = raw.find("\n")
    return join([lead, Excerpt("\n", ((at, at + 1),))]) if lead and at >= 0 else Excerpt()


def _lines(raw: str, parts: Iterable[Excerpt]) -> Excerpt:
    """The parts one below the other; parts that touch, as two sentences do, stay together."""
    lined: list[Excerpt] = []
    for part in parts:
        if lined and lined[-1].slices[-1][1] != part.slices[0][0]:
            lined.append(_line_end(raw, lined[-1]))
        lined.append(part)
    return join(lined)


_LINE_END = re.compile(r"[^\S\n\r]*\r?([\n\r])")


def _line_end(raw: str, part: Excerpt) -> Excerpt:
    """A line end of the page to stand below a part: the one behind it, else one before it."""
    after = _LINE_END.match(raw, part.slices[-1][1])
    at = after.start(1) if after else raw.rfind("\n", 0, part.slices[0][0])
    return Excerpt(raw[at], ((at, at + 1),)) if at >= 0 else Excerpt()


def _chunks(paragraph: Excerpt, target: int) -> list[Excerpt]:
    """The sentences of a paragraph; one over twice the target in parts of at most the target."""
    ends: list[int] = []
    for start, end in text.sentences(paragraph.text):
        while end - start > 2 * target:
            start = _comma(paragraph.text, start, start + target)
            ends.append(start)
        ends.append(end)
    return _tiles(paragraph, _not_blank(paragraph.text, ends))


def _not_blank(content: str, ends: list[int]) -> list[int]:
    """The ends without those of tiles of white space, which go to the tile before."""
    kept: list[int] = []
    for end in ends:
        if kept and not content[kept[-1] : end].strip():
            kept[-1] = end
        else:
            kept.append(end)
    return kept


def _comma(content: str, start: int, end: int) -> int:
    """Where to cut a long sentence: behind the last comma of [start, end), else at its end."""
    commas = [content.rfind(mark, (start + end) // 2, end) for mark in "，,；;：:、 "]
    return max(commas) + 1 if max(commas) >= 0 else end


def _tiles(excerpt: Excerpt, ends: list[int]) -> list[Excerpt]:
    """The excerpt cut at increasing offsets, the last one its length; one walk over its slices."""
    tiles: list[Excerpt] = []
    slices = iter(excerpt.slices)
    low = high = start = 0
    for end in ends:
        kept: list[Slice] = []
        missing = end - start
        while missing:
            if low == high:
                low, high = next(slices)
            taken = min(missing, high - low)
            kept.append((low, low + taken))
            low += taken
            missing -= taken
        tiles.append(Excerpt(excerpt.text[start:end], tuple(kept)))
        start = end
    return tiles


def _pack(chunks: list[Excerpt], target: int) -> list[list[Excerpt]]:
    """Neighbouring chunks in groups as near the target as whole chunks allow.

    A short rest goes to the group before it, so that no passage is a single short clause.
    """
    groups: list[list[Excerpt]] = []
    length = 0
    for chunk in chunks:
        size = len(chunk.text)
        if groups and length + size / 2 <= target:
            groups[-1].append(chunk)
            length += size
        else:
            groups.append([chunk])
            length = size
    if len(groups) > 1 and length * 4 < target:
        rest = groups.pop()
        groups[-1] += rest
    return groups
