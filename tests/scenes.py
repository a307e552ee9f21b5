"""A small page with its records, and an assistant whose answers are set, for tests of the page."""

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from qa.errors import ArchiveError
from qa.records import (
    EVERYTHING,
    Answer,
    Article,
    ArticleKind,
    Citation,
    Excerpt,
    Hit,
    Page,
    Passage,
    Scope,
    Source,
    join,
)
from qa.settings import Settings
from qa.text import PLAIN
from qa.transcript import read_answer
from ui import turns
from ui.events import Events

HEAD, BODY = "湘江边又添好去处", "市图书馆新馆在湘江东岸开馆。新馆藏书120万册。"
RAW = f"{HEAD}\n\n■本报记者 张三\n\n{BODY[:6]}\n\n{BODY[6:]}\n"  # broken inside a word
SOURCE = Source("a/页.txt", "0" * 64, "衡阳日报", dt.date(2021, 3, 2), 4)

PAPER = """\
市图书馆新馆开馆

■本报记者 张三

本报讯 3月1日,市图书馆新馆在湘江东岸开馆。新馆藏书120万册,设座位2600个。

读者李四说,新馆离家近,环境也好。
"""


def at(text: str) -> Excerpt:
    """The first place of `text` in the raw page."""
    start = RAW.index(text)
    return Excerpt(text, ((start, start + len(text)),))


PARAGRAPH = join([at(BODY[:6]), at(BODY[6:])])
ARTICLE = Article(
    id="a/页.txt#0-50",
    source=SOURCE,
    kind=ArticleKind.STORY,
    kicker=Excerpt(),
    headline=at(HEAD),
    subheads=(),
    column=Excerpt(),
    byline=at("■本报记者 张三"),
    dateline=Excerpt(),
    paragraphs=(PARAGRAPH,),
)
PASSAGE = Passage("a/页.txt#20-50", ARTICLE.id, join([at(HEAD + "\n"), PARAGRAPH]), len(HEAD) + 1)
HIT = Hit(PASSAGE, ARTICLE, 0.8, 9.5, 0.9)


def citation(quote: str) -> Citation:
    start = PASSAGE.text.index(quote, PASSAGE.body_start)
    return Citation(
        source=SOURCE,
        article_id=ARTICLE.id,
        headline=HEAD,
        byline="■本报记者 张三",
        quote=PASSAGE.excerpt.cut(start, start + len(quote)),
        context=PASSAGE.excerpt.cut(PASSAGE.body_start, PASSAGE.body_start + 14),
        hit=HIT,
    )


def answered(question: str, *quotes: str, understood: str = "") -> Answer:
    return Answer(question, understood or question, 0.9, tuple(map(citation, quotes)), ())


class Reading(HTMLParser):
    """What a browser would take from HTML: tags, all text, and the marks with their offsets."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.marks: list[tuple[str, str]] = []
        self._open = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.marks.append((dict(attrs)["data-offsets"] or "", ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open:
            offsets, text = self.marks[-1]
            self.marks[-1] = (offsets, text + data)


def raw_at(raw: str, offsets: str) -> str:
    ranges = [map(int, part.split("-")) for part in offsets.split()]
    return "".join(raw[start:end] for start, end in ranges)


class Scripted:
    """An assistant whose answers are set, to see what the page does with each kind."""

    def __init__(self) -> None:
        self.histories: list[list[Answer]] = []
        self.scopes: list[Scope] = []
        self.settings = Settings(threshold=0.3)
        self.archive, self.cutter = self, PLAIN
        self.models = SimpleNamespace(ready=True)

    def ask(
        self, question: str, history: list[Answer], progress: Any, scope: Scope = EVERYTHING
    ) -> Answer:
        self.histories.append(history)
        self.scopes.append(scope)
        progress("reading", 8)
        if "错误" in question:
            raise ArchiveError("页.txt: was changed; run `archive-qa build`")
        if "崩溃" in question:
            raise RuntimeError("a fault of ours")
        if "没有" in question:
            return Answer(question, question, 0.1, (), (citation(BODY[14:]),), ("股价",))
        return answered(question, "湘江东岸", understood="市图书馆新馆在哪里？")

    def narrowed(self, question: str, scope: Scope) -> Scope:
        return replace(scope, person="张三") if "张三" in question else scope

    def select(self, _query: str) -> list[tuple[int]]:
        return [(1,)]

    def printings(self, _article_id: str) -> list[Article]:
        return []

    def article(self, article_id: str) -> Article:
        return {ARTICLE.id: ARTICLE}[article_id]

    def passage_of(self, article_id: str, passage_id: str) -> Passage:
        return {(ARTICLE.id, PASSAGE.id): PASSAGE}[article_id, passage_id]

    def page(self, file: str) -> Page:
        return {SOURCE.file: Page(SOURCE, RAW)}[file]

    def examples(self) -> list[str]:
        return ["新馆在哪里？"]

    def info(self) -> SimpleNamespace:
        return SimpleNamespace(
            newspapers=("衡阳日报",), first_date=None, last_date=None, pages=1, articles=1
        )


REQUEST = SimpleNamespace(headers={"accept-language": "zh-CN"})


def handlers(assistant: Any) -> dict[str, Any]:
    """The functions behind the page's events, by name."""
    do = Events(assistant)
    return {name: getattr(do, name) for name in dir(do) if not name.startswith("_")}


def asked(assistant: Any, question: str, kept: str = "") -> list[Any]:
    return list(handlers(assistant)["ask"](question, kept, REQUEST))


def recalled(assistant: Any, kept: str) -> turns.Conversation:
    """A kept conversation as the page reads it again."""
    return turns.load(kept, lambda record: read_answer(record, assistant))
