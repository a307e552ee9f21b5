"""One frozen record per stage: raw page -> article -> passage -> hit -> span -> citation -> answer.

Every offset in this module is a code point offset into `Page.text`, the raw page as loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

Slice = tuple[int, int]
"""Half-open range [start, end) of code points."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text made by joining slices of one raw page, with the way back.

    `slices` are raw offsets, not empty, in reading order; joining `page.text[a:b]` over them gives
    `text` exactly. Layout breaks are left out by leaving a gap between two slices, so nothing is
    ever inserted. The empty excerpt stands for a part that the page does not have.
    """

    text: str = ""
    slices: tuple[Slice, ...] = ()

    def __post_init__(self) -> None:
        length = sum(end - start for start, end in self.slices)
        if length != len(self.text) or any(start >= end for start, end in self.slices):
            raise ValueError(
                f"an excerpt of {len(self.text)} characters cannot have the slices {self.slices}"
            )

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def start(self) -> int:
        """Raw offset of the first character; ValueError where the excerpt is empty."""
        return min(start for start, _ in self.slices)

    @property
    def end(self) -> int:
        """Raw offset behind the last character; ValueError where the excerpt is empty."""
        return max(end for _, end in self.slices)

    def cut(self, start: int, end: int) -> Excerpt:
        """The part [start, end) of `text`, with its raw slices; IndexError when out of range."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(
                f"[{start}, {end}) is outside an excerpt of {len(self.text)} characters"
            )
        kept: list[Slice] = []
        at = 0
        for a, b in self.slices:
            low, high = max(start, at), min(end, at + b - a)
            if low < high:
                kept.append((a + low - at, a + high - at))
            at += b - a
        return Excerpt(self.text[start:end], tuple(kept))

    def find(self, slices: Iterable[Slice]) -> Iterator[Slice]:
        """Ranges of `text` whose raw characters lie in `slices`, in reading order, merged."""
        wanted = sorted(slices)
        at = 0
        last: Slice | None = None
        for a, b in self.slices:
            for low, high in wanted:
                low, high = max(low, a), min(high, b)
                if low >= high:
                    continue
                here = (at + low - a, at + high - a)
                if last and last[1] == here[0]:
                    last = (last[0], here[1])
                else:
                    if last:
                        yield last
                    last = here
            at += b - a
        if last:
            yield last

    def matches(self, raw: str) -> bool:
        """Whether the slices, joined from the raw page text, give `text`."""
        return "".join(raw[start:end] for start, end in self.slices) == self.text


def join(parts: Iterable[Excerpt]) -> Excerpt:
    """Excerpts one after the other as one; slices that touch are merged."""
    text: list[str] = []
    slices: list[Slice] = []
    for part in parts:
        text.append(part.text)
        for start, end in part.slices:
            if slices and slices[-1][1] == start:
                slices[-1] = (slices[-1][0], end)
            else:
                slices.append((start, end))
    return Excerpt("".join(text), tuple(slices))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a raw page comes from: what a citation needs to name it.

    `file` is relative to the archive folder, with forward slashes; `sha256` is of the file's bytes.
    An empty newspaper or section (要闻, 副刊), or a date or page of None: nothing states it.
    """

    file: str
    sha256: str
    newspaper: str
    date: dt.date | None
    page: int | None
    section: str = field(default="")


@dataclass(frozen=True, slots=True)
class Page:
    """A raw page as loaded: decoded, otherwise untouched."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """The parts of one article where its file names them (HTML fields, columns of a table).

    Excerpts of the page's text; a part that the file does not name is empty. `captions` are the
    lines below its pictures, captions and credits alike.
    """

    kicker: Excerpt
    headline: Excerpt
    subheads: tuple[Excerpt, ...]
    byline: Excerpt
    paragraphs: tuple[Excerpt, ...]
    captions: tuple[Excerpt, ...]


class ArticleKind(StrEnum):
    STORY = "story"
    PHOTO = "photo"  # a caption (the only paragraph) with its credit (the byline)
    FURNITURE = "furniture"  # masthead, 责编, 下转第3版: of the page, not of an article


@dataclass(frozen=True, slots=True)
class Article:
    """One item of a page, taken apart; `id` is `file#start-end`: position, never content.

    A newspaper continues an article on another page: `before` and `after` are the ids of the parts
    there, and `story` is the headline of the first part, in those that follow it.
    """

    id: str
    source: Source
    kind: ArticleKind
    kicker: Excerpt
    headline: Excerpt
    subheads: tuple[Excerpt, ...]
    column: Excerpt
    byline: Excerpt
    dateline: Excerpt  # 本报讯 / 新华社北京5月27日电: also the opening of the first paragraph
    paragraphs: tuple[Excerpt, ...]
    before: str = field(default="")
    after: str = field(default="")
    story: str = field(default="")

    @property
    def title(self) -> str:
        """The headline, its own or that of the part that it goes on from."""
        return self.headline.text or self.story


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and read: the article's heading lines, then whole sentences of its body.

    `excerpt.text[:body_start]` is the heading (headline, subheads, byline, each with its line end),
    `excerpt.text[body_start:]` the sentences. `id` is `file#start-end` of the sentences.
    """

    id: str
    article_id: str
    excerpt: Excerpt
    body_start: int

    @property
    def text(self) -> str:
        """The text that both indexes hold and the reader reads."""
        return self.excerpt.text


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of an archive to search; what is empty or None leaves it open.

    Days are those of issue, both included; `person` is one that the byline names. A `whole` scope
    is searched whole, though the question names an issue or a reporter itself.
    """

    newspaper: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    page: int | None = None
    person: str = ""
    section: str = ""
    whole: bool = False


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with its article and its scores (higher is better).

    `printings` are other articles that say the same, word for word: other places to cite.
    """

    passage: Passage
    article: Article
    dense: float  # cosine, -1..1
    bm25: float  # BM25, 0 or more
    score: float  # fused, comparable within one question only
    printings: tuple[Article, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer: `hit.passage.text[start:end]`, with the probability that it is right."""

    hit: Hit
    start: int
    end: int
    probability: float

    @property
    def text(self) -> str:
        """The words of the candidate, as the passage has them."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation with everything needed to find it again.

    `quote` is what is quoted, `context` the whole sentence (or heading line) around it.
    `probability` is that of the quote being right, whatever other articles say; 0 for near
    passages, which claim nothing.
    `value` is the date (ISO 8601) or number that it states, where the question asks for one.
    """

    source: Source
    article_id: str
    headline: str
    byline: str
    quote: Excerpt
    context: Excerpt
    hit: Hit
    probability: float = field(default=0.0)
    value: str = field(default="")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question, or that it does not say.

    A refusal has no citations, and `near` holds the nearest passages (each quoting one sentence),
    which are not an answer. `text` is the quotes of all citations, a line each; empty on a refusal.
    """

    question: str  # as asked
    understood: str  # as searched: a follow-up with what it refers to filled in
    confidence: float  # probability 0..1 that the best span is right, and not what others say
    citations: tuple[Citation, ...]
    near: tuple[Citation, ...]
    unknown_words: tuple[str, ...] = field(default=())  # question words that no passage holds
    others: tuple[Citation, ...] = field(default=())  # less probable candidates, best first
    agreeing: tuple[Citation, ...] = field(default=())  # other articles with the same words

    @property
    def answered(self) -> bool:
        return bool(self.citations)

    @property
    def text(self) -> str:
        return "\n".join(dict.fromkeys(c.quote.text for c in self.citations))
