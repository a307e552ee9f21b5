"""How records are drawn, without a browser."""

import datetime as dt
import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import ARTICLE, BODY, RAW, SOURCE, Reading, answered, citation, raw_at

import app
from qa.records import Answer, Excerpt, Page
from qa.transcript import answer_record
from ui import article, cards, export, turns, words
from ui.article import Opened
from ui.markup import marked, safe

# Every printable trap of HTML, Markdown, LaTeX, Handlebars and JavaScript's template strings.
texts = st.text(st.sampled_from("中文,。&<>\"'`$\\{}*_#;= \n\u202eab"), min_size=1, max_size=60)


@given(texts)
def test_safe_text_is_read_back_as_it_was_and_brings_no_markup(text: str) -> None:
    read = Reading(safe(text))
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
    asked = tuple(sorted(data.draw(st.tuples(edges, edges))))
    read = Reading(marked(excerpt, [quote], [passage], [asked]))
    assert read.text == excerpt.text
    assert all(raw_at(raw, offsets) == text for offsets, text in read.marks)
    wanted = [raw[max(a, quote[0]) : min(b, quote[1])] for a, b in slices]
    assert "".join(text for _, text in read.marks) == "".join(wanted)


def test_the_article_and_the_raw_page_mark_the_same_characters() -> None:
    cited = citation("新馆在湘江东岸")  # the page breaks it after 新馆在
    page = Page(SOURCE, RAW)
    drawn = article.evidence(Opened(cited, ARTICLE, page, "新馆在哪里？"), words.ZH)
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
    turn = turns.Turn("新馆何时开馆？", answer=reply)
    shown = cards.turn_card(cards.Place(0, True, 0.3), turn, words.EN)
    before, folded = shown.split("<details")
    assert "2021-03-01" in before
    assert 'data-cite="0 citations 0"' in before
    assert 'data-cite="0 others 0"' in folded
    assert BODY[14:18] not in Reading(before).text.split("2021-03-01")[0]
    assert [(c.group, c.number, c.shown) for c in turns.chips(reply, 0.3)] == [
        ("citations", 0, 1),
        ("others", 0, 2),
    ]


def test_other_articles_that_say_the_same_are_folded_below_the_answer() -> None:
    same = replace(citation("湘江东岸"), article_id="b/页.txt#0-50")
    said = citation("湘江东岸")
    reply = Answer("哪里？", "哪里？", 0.8, (said,), (), (), (citation("120万册"),), (same,))
    shown = cards.turn_card(cards.Place(0, True, 0.3), turns.Turn("哪里？", answer=reply), words.ZH)
    before, agreeing, others = shown.split("<details")
    assert 'data-cite="0 citations 0"' in before
    assert "其他报道也这样说" in agreeing
    assert 'data-cite="0 agreeing 0"' in agreeing
    assert 'data-cite="0 others 0"' in others
    listed = [(c.group, c.shown) for c in turns.chips(reply, 0.3)]
    assert listed == [("citations", 1), ("agreeing", 2), ("others", 3)]
    told = export.as_markdown(
        "哪里？", turns.Conversation("c", (turns.Turn("？", "t", reply),)), words.ZH
    )
    assert told.index("其他报道也这样说:") < told.index("其他可能的答案:")


ELSEWHERE = replace(
    citation("新馆藏书120万册"),
    article_id="b/页.txt#0-50",
    source=replace(SOURCE, file="b/页.txt", date=dt.date(2021, 3, 9)),
)


@pytest.mark.parametrize(
    ("probability", "article_id", "unfolded"),
    [(0.3, ELSEWHERE.article_id, True), (0.29, ELSEWHERE.article_id, False), (0.9, "", False)],
)
def test_another_article_that_disagrees_is_shown_with_both_dates(
    probability: float, article_id: str, unfolded: bool
) -> None:
    own = citation("湘江东岸")
    other = replace(ELSEWHERE, probability=probability, article_id=article_id or own.article_id)
    less = replace(citation(BODY[:4]), probability=0.2)
    reply = Answer("哪里？", "哪里？", 0.8, (own,), (), (), (less, other))
    turn = turns.Turn("哪里？", answer=reply)
    shown = cards.turn_card(cards.Place(0, True, 0.3), turn, words.ZH)
    before, _, folded = shown.partition("<details")
    assert ('class="against"' in before) is unfolded
    assert ('data-cite="0 others 1"' in before) is unfolded
    assert ('data-cite="0 others 1"' in folded) is not unfolded
    assert 'data-cite="0 others 0"' in folded
    dates = [f"2021年3月{day}日的报道" in Reading(before).text for day in (2, 9)]
    assert dates == [unfolded, unfolded]
    assert ("说法不一" in before) is unfolded
    order = [(c.group, c.number) for c in turns.chips(reply, 0.3)]
    assert order == [("citations", 0), *([("others", 1), ("others", 0)][:: 1 if unfolded else -1])]


def test_an_export_escapes_every_mark_and_holds_every_citation() -> None:
    hostile = "# <script>*x*</script> [a](http://b.c) $y$ `z`\n- 1\u202e反"
    reply = replace(answered(hostile, "湘江东岸", "120万册"), near=(citation(BODY[14:]),))
    shown = turns.Conversation("c1", (turns.Turn(hostile, "t1", reply),))
    told = export.as_markdown(hostile, shown, words.ZH)
    escaped = (
        r"\# &lt;script&gt;\*x\*&lt;/script&gt; \[a\]\(http\://b\.c\) \$y\$ \`z\` "
        r"\- 1\[U\+202E\]反"
    )
    assert told.startswith(f"# {escaped}\n\n## {escaped}\n\n**湘江东岸**\n\n**120万册**\n")
    assert r"张三\. 湘江边又添好去处\[N\]\. 衡阳日报, 2021\-03\-02\(4\)\." in told
    assert re.findall(r"页\\.txt (\d+-\d+)", told) == [
        f"{a}-{b}" for c in (*reply.citations, *reply.near) for a, b in c.quote.slices
    ]
    as_json = json.loads(export.as_json(hostile, shown))
    assert as_json["title"] == hostile
    assert as_json["turns"][0]["answer"] == answer_record(reply)
