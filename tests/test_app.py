"""What is drawn, and what a question does to the page, without a browser."""

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from qa.errors import ArchiveError
from qa.records import (
    Answer,
    Article,
    ArticleKind,
    Citation,
    Excerpt,
    Hit,
    Page,
    Passage,
    Source,
    join,
)
from ui import cards, words

HEAD, BODY = "湘江边又添好去处", "市图书馆新馆在湘江东岸开馆。新馆藏书120万册。"
RAW = f"{HEAD}\n\n■本报记者 张三\n\n{BODY[:6]}\n\n{BODY[6:]}\n"  # broken inside a word
SOURCE = Source("a/页.txt", "0" * 64, "衡阳日报", dt.date(2021, 3, 2), 4)


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


# Every printable trap of HTML, Markdown, LaTeX, Handlebars and JavaScript's template strings.
texts = st.text(st.sampled_from("中文,。&<>\"'`$\\{}*_#;= \n\u202eab"), min_size=1, max_size=60)


@given(texts)
def test_safe_text_is_read_back_as_it_was_and_brings_no_markup(text: str) -> None:
    read = Reading(cards.safe(text))
    assert read.text == text
    assert read.tags == ["bdi"]


@given(st.data())
def test_marks_carry_the_raw_offsets_of_exactly_their_text(data: st.DataObject) -> None:
    raw = data.draw(texts)
    edges = st.integers(0, len(raw))
    cuts = sorted(data.draw(st.sets(edges, min_size=2))) if len(raw) > 1 else [0, len(raw)]
    slices = tuple(pair for pair in list(pairwise(cuts))[::2])
    excerpt = Excerpt("".join(raw[a:b] for a, b in slices), slices)
    quote, passage = (tuple(sorted(data.draw(st.tuples(edges, edges)))) for _ in range(2))
    read = Reading(cards.marked(excerpt, [quote], [passage]))
    assert read.text == excerpt.text
    assert all(raw_at(raw, offsets) == text for offsets, text in read.marks)
    wanted = [raw[max(a, quote[0]) : min(b, quote[1])] for a, b in slices]
    assert "".join(text for _, text in read.marks) == "".join(wanted)


def test_the_article_and_the_raw_page_mark_the_same_characters() -> None:
    cited = citation("新馆在湘江东岸")  # the page breaks it after 新馆在
    page = Page(SOURCE, RAW)
    drawn = cards.evidence(cited, False, ARTICLE, page, words.ZH)
    repaired, raw = drawn.split('<div class="raw"')
    shown, dumped = Reading(repaired), Reading("<div" + raw)
    assert "".join(text for _, text in shown.marks) == "新馆在湘江东岸"
    assert "".join(text for _, text in dumped.marks) == "新馆在湘江东岸"
    for offsets, text in shown.marks + dumped.marks:
        assert raw_at(RAW, offsets) == text
    assert RAW in dumped.text  # the page as dumped, breaks included
    assert "衡阳日报 · 2021年3月2日 · 第4版" in shown.text


def test_both_languages_say_the_same_things() -> None:
    assert words.ZH.keys() == words.EN.keys()
    for key, text in words.ZH.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", words.EN[key]))


@pytest.mark.parametrize(
    ("header", "spoken"),
    [("zh-CN,zh;q=0.9,en;q=0.8", words.ZH), ("en-US,zh;q=0.5", words.EN), ("", words.EN)],
)
def test_the_first_language_of_the_browser_decides(header: str, spoken: words.Words) -> None:
    assert words.spoken(header) is spoken


class Scripted:
    """An assistant whose answers are set, to see what the page does with each kind."""

    def __init__(self) -> None:
        self.histories: list[list[Answer]] = []

    def ask(self, question: str, history: list[Answer], progress: Any) -> Answer:
        self.histories.append(history)
        progress("reading", 8)
        if "错误" in question:
            raise ArchiveError("页.txt: was changed; run `archive-qa build`")
        if "崩溃" in question:
            raise RuntimeError("a fault of ours")
        if "没有" in question:
            return Answer(question, question, 0.1, (), (citation(BODY[14:]),), ("股价",))
        return answered(question, "湘江东岸", understood="市图书馆新馆在哪里？")

    def article(self, _: str) -> Article:
        return ARTICLE

    def page(self, _: str) -> Page:
        return Page(SOURCE, RAW)

    def examples(self) -> list[str]:
        return ["新馆在哪里？"]


REQUEST = SimpleNamespace(headers={"accept-language": "zh-CN"})


def handlers(assistant: Any) -> dict[str, Any]:
    """The functions behind the page's events, by name."""
    return {f.fn.__name__: f.fn for f in app.build_app(assistant).fns.values() if f.fn}


def asked(assistant: Any, question: str, turns: Any = ()) -> list[Any]:
    return list(handlers(assistant)["ask"](question, turns, REQUEST))


def test_a_question_shows_at_once_then_what_is_read_then_the_answer() -> None:
    first, reading, last = asked(Scripted(), "在哪里？")
    assert first[0] == ""  # the box is emptied
    assert "在哪里？" in first[1]
    assert "正在检索" in first[1]
    assert "8 段" in reading[1]
    assert Reading(last[1]).marks[0][1] == "湘江东岸"
    assert "理解为" in last[1]
    assert (
        "《衡阳日报》2021年3月2日 第4版，本报记者 张三，“湘江边又添好去处”" in Reading(last[1]).text
    )
    assert HEAD in last[2]
    assert last[3][0].answer.text == "湘江东岸"


def test_history_is_the_answers_of_this_conversation_only() -> None:
    assistant = Scripted()
    turns = asked(assistant, "在哪里？")[-1][3]
    turns = asked(assistant, "错误", turns)[-1][3]
    asked(assistant, "它呢？", turns)
    asked(assistant, "别人的问题")
    assert [[a.question for a in h] for h in assistant.histories] == [
        [],
        ["在哪里？"],
        ["在哪里？"],
        [],
    ]


def test_a_refusal_says_so_and_marks_no_answer() -> None:
    drawn = asked(Scripted(), "没有的事")[-1][1]
    assert "报纸里没有找到答案" in drawn
    assert "股价" in drawn
    assert "<mark" not in drawn
    assert 'class="answer' not in drawn


def test_an_error_meant_for_the_reader_is_one_line() -> None:
    last = asked(Scripted(), "错误")[-1]
    assert "页.txt: was changed; run `archive-qa build`" in Reading(last[1]).text
    assert last[3][0].answer is None


def test_a_fault_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    last = asked(Scripted(), "崩溃")[-1]
    assert words.ZH["failed"] in last[1]
    assert "a fault of ours" not in last[1]
    assert "a fault of ours" in caplog.text


@pytest.mark.parametrize(
    ("turn", "kind", "number"),
    [(1, "citations", 0), (0, "citations", 1), (0, "near", 0), (-1, "citations", 0)],
)
def test_a_chip_of_what_is_not_there_opens_nothing(turn: int, kind: str, number: int) -> None:
    turns = asked(Scripted(), "在哪里？")[-1][3]
    chip = SimpleNamespace(turn=turn, kind=kind, number=number)
    cite = handlers(Scripted())["cite"]
    assert cite(chip, turns, REQUEST) == cards.no_evidence(words.ZH)
    there = SimpleNamespace(turn=0, kind="citations", number=0)
    assert HEAD in cite(there, turns, REQUEST)


def test_the_look_fetches_nothing() -> None:
    look = app.look()
    assert look["theme"]._stylesheets == []
    assert not re.search(r"@import|url\(|https?:|//[a-z]", look["head"].replace("// ", ""))


def test_a_value_stands_beside_the_words_and_other_candidates_are_folded() -> None:
    reply = Answer(
        "新馆何时开馆？",
        "新馆何时开馆？",
        0.8,
        (replace(citation(BODY[:4]), value="2021-03-01"),),
        (),
        (),
        (citation(BODY[14:18]),),
    )
    shown = cards.turn_card(0, cards.Turn("新馆何时开馆？", answer=reply), words.EN)
    before, folded = shown.split("<details")
    assert "2021-03-01" in before
    assert 'data-cite="0 citations 0"' in before
    assert 'data-cite="0 others 0"' in folded
    assert BODY[14:18] not in Reading(before).text.split("2021-03-01")[0]
    listed = app._citation((cards.Turn("新馆何时开馆？", answer=reply),), 0, "others", 0)
    assert listed == reply.others[0]
