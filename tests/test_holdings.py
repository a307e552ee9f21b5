"""What is counted, listed and found in an archive, and how the archive tab and filters show it."""

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scenes import REQUEST, Reading, Scripted, asked, handlers, recalled

from qa import fulltext, holdings
from qa.archive import Archive
from qa.assistant import Assistant
from qa.build import build
from qa.catalogue import catalogue
from qa.examples import examples
from qa.holdings import Bar
from qa.models import Models
from qa.questions import writers
from qa.records import EVERYTHING, Answer, Scope
from qa.settings import Settings
from ui import filters, words
from ui import holdings as tab
from ui.browsing import Browsing
from ui.turns import scope_of, with_scope

HOSTILE = "<script>alert(1)</script>&\u202e反__i18n__{{x}}"
DAYS = ("2021-05-27", "2021-05-28", "2021-05-28", "2021-06-30")
ROWS = [
    ("衡阳日报", DAYS[1], 1, "要闻", "陈润", "市委常委会召开会议", "会议学习高质量发展的要求。"),
    (
        "衡阳日报",
        DAYS[1],
        2,
        "民生",
        "罗文鹏",
        "湘江边又添好去处",
        "质量很高,发展也好。市民在湘江边跑步。",
    ),
    ("衡阳日报", DAYS[0], 1, "要闻", "陈润 罗文鹏", "科技活动周启动", "科技活动周在衡阳启动。"),
    ("湘江晚报", DAYS[3], 4, "", "", HOSTILE, f"{HOSTILE}说,湘江涨水。"),
    ("湘江晚报", "", 0, "", "王五", "没有日期的来信", "读者来信说,公交车太少。"),
]
MAY_28 = dt.date(2021, 5, 28)


class Vectors:
    """Stands for an encoder: nothing here looks at vectors."""

    identity, dim = "none", 2

    def passages(self, texts: list[str]) -> Any:
        return np.tile(np.array([[1, 0]], dtype=np.float32), (len(texts), 1))

    queries = passages


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root: Path = tmp_path_factory.mktemp("holdings")
    names = ("newspaper", "date", "page", "section", "author", "title", "text")
    rows = [{k: v for k, v in zip(names, row, strict=True) if v} for row in ROWS]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (root / "a.jsonl").write_text("\n".join(lines), "utf-8")
    build(root, Vectors(), Settings())  # type: ignore[arg-type]
    return Archive.open(root)


def headlines(listing: holdings.Listing) -> list[str]:
    return [e.article.headline.text for e in listing.entries]


def test_newspapers_sections_and_reporters_are_counted_by_articles(archive: Archive) -> None:
    counted = holdings.overview(archive)
    assert counted.newspapers == (("衡阳日报", 3), ("湘江晚报", 2))
    assert counted.sections == (("要闻", 2), ("民生", 1))
    assert counted.reporters == (("罗文鹏", 2), ("陈润", 2), ("王五", 1))
    assert set(counted.names) == {"person", "place", "organisation"}
    assert ("衡阳", 1) in counted.names["place"]


def test_articles_are_listed_in_the_order_of_print(archive: Archive) -> None:
    listed = holdings.listing(archive, EVERYTHING, 0, 20)
    order = (2, 0, 1, 3, 4)
    assert headlines(listed) == [ROWS[i][5] for i in order]
    assert headlines(holdings.listing(archive, EVERYTHING, 1, 2)) == [ROWS[i][5] for i in (0, 1)]
    for entry in listed.entries:
        assert entry.citation.quote.matches(archive.page(entry.article.source.file).text)


@pytest.mark.parametrize(
    ("scope", "rows"),
    [
        (Scope(person="陈润"), (2, 0)),
        (Scope(newspaper="衡阳日报", page=2), (1,)),
        (Scope(section="要闻", first=MAY_28), (0,)),
        (Scope(first=MAY_28, last=MAY_28), (0, 1)),
        (Scope(person="无名氏"), ()),
    ],
)
def test_a_scope_lists_its_articles_only(
    archive: Archive, scope: Scope, rows: tuple[int, ...]
) -> None:
    listed = holdings.listing(archive, scope, 0, 20)
    assert (listed.total, headlines(listed)) == (len(rows), [ROWS[i][5] for i in rows])
    asked = catalogue(archive).rows_within(archive, scope)
    passages = [archive.passage(row) for row in asked]
    assert {e.article.id for e in listed.entries} == {p.article_id for p in passages}


def test_a_day_of_issue_has_its_pages_and_its_neighbours(archive: Archive) -> None:
    issue = holdings.issue(archive, Scope(first=MAY_28, last=MAY_28, page=2))
    before, after = dt.date(2021, 5, 27), dt.date(2021, 6, 30)
    assert issue == holdings.Issue(MAY_28, ((1, 1), (2, 1)), before, after)
    own = holdings.issue(archive, Scope(newspaper="衡阳日报", first=MAY_28, last=MAY_28))
    assert own == holdings.Issue(MAY_28, ((1, 1), (2, 1)), before, None)
    assert holdings.issue(archive, Scope(first=MAY_28)) is None


def test_the_chart_has_every_day_between_and_counts_what_is_undated(archive: Archive) -> None:
    drawn = holdings.chart(archive, EVERYTHING)
    counts = {bar.first.isoformat(): bar.articles for bar in drawn.bars}
    assert (drawn.unit, drawn.undated, len(drawn.bars)) == ("day", 1, 35)
    assert {day: n for day, n in counts.items() if n} == {DAYS[0]: 1, DAYS[1]: 2, DAYS[3]: 1}


@pytest.mark.parametrize(
    ("first", "last", "unit", "bars", "edges"),
    [
        ("2020-02-29", "2020-05-01", "month", 4, ("2020-02-01", "2020-05-31")),
        ("1999-12-31", "2021-01-01", "year", 23, ("1999-01-01", "2021-12-31")),
        ("9999-11-30", "9999-12-31", "day", 32, ("9999-11-30", "9999-12-31")),
    ],
)
def test_a_longer_time_is_cut_into_whole_months_or_years(
    first: str, last: str, unit: str, bars: int, edges: tuple[str, str]
) -> None:
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert holdings.unit_of(*ends) == unit
    cut = list(holdings.periods(*ends, unit))
    assert len(cut) == bars
    assert (cut[0][0].isoformat(), cut[-1][1].isoformat()) == edges
    for (_, end), (start, _) in pairwise(cut):
        assert start - end == dt.timedelta(1)


def test_words_that_stand_together_come_first_and_are_marked(archive: Archive) -> None:
    matches = fulltext.find(archive, "高质量发展", 0, 20)
    assert [m.exact for m in matches.found][:1] == [True]
    first = matches.found[0]
    assert first.article.headline.text == ROWS[0][5]
    assert first.citation.quote.text == "高质量发展"
    raw = archive.page(first.article.source.file).text
    assert {raw[a:b] for a, b in first.matched} == {"高质量发展"}
    assert first.snippet.matches(raw)


def test_words_inside_words_are_found_on_the_pages(archive: Archive) -> None:
    assert not archive.lexical.knows("委常")
    matches = fulltext.find(archive, "委常", 0, 20)
    assert [(m.article.headline.text, m.exact) for m in matches.found] == [(ROWS[0][5], True)]


def test_an_article_that_holds_all_words_leaves_out_those_that_hold_some(archive: Archive) -> None:
    both = fulltext.find(archive, "湘江 跑步", 0, 20)
    assert [m.article.headline.text for m in both.found] == [ROWS[1][5]]
    one = fulltext.find(archive, "湘江", 0, 20)
    assert {m.article.headline.text for m in one.found} == {ROWS[1][5], HOSTILE}
    assert (one.total, len(fulltext.find(archive, "湘江", 1, 20).found)) == (2, 1)
    assert fulltext.find(archive, "湘江", 0, 20, Scope(newspaper="衡阳日报")).total == 1
    assert fulltext.find(archive, "没有这样的词儿", 0, 20, Scope(person="陈润")).total == 0
    assert fulltext.find(archive, " ", 0, 20).total == 0


SCOPE = Scope("衡阳日报", dt.date(2021, 5, 1), MAY_28, 1, "陈润", "要闻")


def test_a_scope_is_kept_said_and_taken_apart() -> None:
    kept = filters.record(SCOPE)
    assert filters.read(json.loads(json.dumps(kept))) == SCOPE
    assert filters.record(EVERYTHING) == {}
    assert filters.read({"newspaper": "", "page": "", "first": ""}) == EVERYTHING
    turned = {"first": "2021-05-28", "last": "2021-05-01"}
    assert filters.read(turned) == Scope(first=dt.date(2021, 5, 1), last=MAY_28)
    assert [text for _, text in filters.said(SCOPE, words.ZH)] == [
        "《衡阳日报》",
        "2021年5月1日 – 2021年5月28日",
        "第1版",
        "要闻版",
        "记者 陈润",
    ]
    left = SCOPE
    for name, _ in filters.said(SCOPE, words.ZH):
        left = filters.without(left, name)
    assert left == EVERYTHING


@pytest.mark.parametrize("kept", [{"page": "x"}, {"first": "5月"}, {"what": 1}])
def test_what_is_no_scope_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        filters.read(kept)
    text = json.dumps({"format": 1, "id": "", "turns": [], "scope": kept})
    assert scope_of(text) == EVERYTHING


class Asking:
    """Stands for the conversation beside the archive tab."""

    def summary(self, said: words.Words) -> str:
        return said["holdings"]


@pytest.fixture
def browse(archive: Archive) -> Browsing:
    assistant = Assistant.__new__(Assistant)  # no model: nothing is asked here
    assistant.archive = archive
    return Browsing(assistant, Asking(), adding=False)  # type: ignore[arg-type]


def event(**told: Any) -> Any:
    return SimpleNamespace(_data=told, **told)


def test_filters_are_set_added_and_taken_away(browse: Browsing) -> None:
    seen = {"browsing": False, "words": ""}
    row, kept, _ = browse.narrow(event(scope={"person": "陈润"}, **seen), "", REQUEST)
    assert "记者 陈润" in Reading(row).text
    assert "2 篇" in Reading(row).text
    _, kept, _ = browse.narrow(event(change={"page": 1}, **seen), kept, REQUEST)
    assert scope_of(kept) == Scope(person="陈润", page=1)
    row, kept, _ = browse.narrow(event(without="person", **seen), kept, REQUEST)
    assert scope_of(kept) == Scope(page=1)
    assert "陈润" not in Reading(row.split("<form")[0]).text
    assert browse.filters(kept, REQUEST) == row
    shown = browse.narrow(event(scope={}, browsing=True, words=""), kept, REQUEST)[2]
    assert "最常提到的地方" in Reading(shown).text


def test_hostile_text_is_shown_as_text_everywhere(browse: Browsing) -> None:
    kept = browse.narrow(event(scope={"person": HOSTILE}, browsing=False, words=""), "", REQUEST)
    views = {
        "chip": kept[0],
        "overview": browse.look(event(words="", start=0), "", REQUEST),
        "list": browse.narrow(
            event(scope={"newspaper": "湘江晚报"}, browsing=True, words=""), "", REQUEST
        )[2],
        "found": browse.look(event(words="涨水", start=0), "", REQUEST),
        "unfound": browse.look(event(words=HOSTILE + "没", start=0), "", REQUEST),
    }
    for name, html in views.items():
        assert "script" not in Reading(html).tags, name
        assert "__i18n__" not in html, name
        if name != "overview":
            assert HOSTILE in Reading(html).text, name


def test_a_result_opens_at_its_words_and_a_headline_opens_unmarked(browse: Browsing) -> None:
    def opened(html: str, **told: Any) -> Reading:
        link = Opening(html).links[0]
        return Reading(browse.read(event(link=link, **told), REQUEST).split('<div class="raw"')[0])

    found = browse.look(event(words="湘江边跑步", start=0), "", REQUEST)
    assert (
        "".join(t for _, t in opened(found, kind="found", words="湘江边跑步").marks) == "湘江边跑步"
    )
    seen = browse.narrow(event(scope={"person": "陈润"}, browsing=True, words=""), "", REQUEST)[2]
    page = opened(seen, kind="browse", words="")
    assert page.marks == []
    assert ROWS[2][5] in page.text
    gone = event(link="file=x&at=1-2&v=0", kind="browse", words="")
    assert words.ZH["empty"] in browse.read(gone, REQUEST)


class Opening(Reading):
    """The links of the entries in a list."""

    def __init__(self, source: str) -> None:
        self.links: list[str] = []
        super().__init__(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if link := dict(attrs).get("data-read"):
            self.links.append(link)
        super().handle_starttag(tag, attrs)


def test_bars_are_as_high_as_their_articles_and_say_them() -> None:
    drawn = holdings.Chart(
        "month",
        (
            Bar(dt.date(2021, 5, 1), dt.date(2021, 5, 31), 1000),
            Bar(dt.date(2021, 6, 1), dt.date(2021, 6, 30), 250),
        ),
        3,
    )
    html = tab.drawn(drawn, words.ZH)
    assert 'aria-label="2021年5月：1,000 篇"' in html
    assert 'style="height:25.0%"' in html
    assert json.dumps({"first": "2021-06-01", "last": "2021-06-30"}).replace('"', "&quot;") in html
    assert "另有 3 篇没有日期" in html


def test_a_question_is_asked_within_the_filters_and_its_card_says_so() -> None:
    assistant, scope = Scripted(), Scope(person="李四", page=4)
    kept = with_scope("", scope)
    last = asked(assistant, "张三写的新馆在哪里？", kept)[-1]
    said = Reading(last[1]).text
    assert assistant.scopes == [scope]
    assert "检索范围 第4版 记者 李四" in said
    assert "按提问限定 记者 张三" not in said  # what is understood names nobody
    shown = recalled(assistant, last[3])
    assert (shown.scope, shown.turns[0].scope) == (scope, scope)
    wider = with_scope(last[3], EVERYTHING)
    assert recalled(assistant, wider) == replace(shown, scope=EVERYTHING)
    again = list(handlers(assistant)["retry"](wider, REQUEST))[-1]
    assert assistant.scopes[-1] == EVERYTHING
    assert "检索范围" not in Reading(again[1]).text
    refused = asked(assistant, "张三没有的事", kept)[-1][1]
    assert "检索范围 第4版 记者 李四" in Reading(refused).text
    assert "按提问限定 记者 张三 不限" in Reading(refused).text
    list(handlers(assistant)["widen"](asked(assistant, "张三没有的事")[-1][3], REQUEST))
    assert assistant.scopes[-1] == Scope(whole=True)


def test_filters_chosen_before_the_first_question_are_kept_and_older_texts_have_none() -> None:
    kept = with_scope("", Scope(page=4))
    shown, _, memory = handlers(Scripted())["open"](SimpleNamespace(kept=kept), REQUEST)
    assert words.ZH["tagline"] in shown
    assert memory == kept
    old = json.loads(asked(Scripted(), "在哪里？")[-1][3])
    del old["scope"], old["turns"][0]["scope"], old["turns"][0]["told"]
    read = recalled(Scripted(), json.dumps(old))
    assert (read.scope, read.turns[0].scope, read.turns[0].told) == (EVERYTHING,) * 3


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("陈润写的报道有哪些？", ["陈润"]),
        ("记者陈润采写的那篇文章里说了什么？", ["记者陈润", "者陈润", "陈润"]),
        ("罗文鹏拍的照片里有谁？", ["罗文鹏", "文鹏"]),
        ("这篇报道是谁写的？", []),
        ("陈润写的是什么？", []),
        ("他写的信给了谁？", []),
    ],
)
def test_whom_a_question_names_as_the_writer(question: str, names: list[str]) -> None:
    assert writers(question) == names


def test_a_question_about_what_a_reporter_wrote_is_asked_of_that_alone(archive: Archive) -> None:
    assistant = Assistant(archive, Models.of(Vectors(), None), Settings())  # type: ignore[arg-type]
    assert assistant.narrowed("记者陈润写的报道有哪些？") == Scope(person="陈润")
    assert assistant.narrowed("无名氏写的报道有哪些？") == EVERYTHING
    within = Scope(page=2)
    assert assistant.narrowed("陈润写的报道有哪些？", within) == within  # page 2 has none of his
    chosen = Scope(person="罗文鹏")
    assert assistant.narrowed("陈润写的报道有哪些？", chosen) == chosen
    day = Scope(first=MAY_28, last=MAY_28)
    assert assistant.narrowed("2021年5月28日的报纸有什么新闻？") == day
    found = assistant.ask("陈润写的报道有哪些？")
    assert {c.headline for c in found.citations} == {ROWS[0][5], ROWS[2][5]}


def test_examples_are_questions_that_the_archive_answers(archive: Archive) -> None:
    assistant = Assistant(archive, Models.of(Vectors(), None), Settings())  # type: ignore[arg-type]
    drawn = assistant.examples(4)
    assert len(drawn) == len(set(drawn)) == 4
    assert all(assistant.ask(question).answered for question in drawn)
    assert not any(HOSTILE in question for question in drawn)
    assert examples(archive, lambda q: Answer(q, q, 0.0, (), ()), 4) == []
