"""Citations to be pasted elsewhere."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.matched import matched_words
from qa.records import Article, ArticleKind, Citation, Excerpt, Hit, Passage, Source
from qa.references import authors, gbt7714, markdown, markdown_text, plain

TEXT = "陈德基带领团队落户衡阳。"
WHOLE = Excerpt(TEXT, ((10, 10 + len(TEXT)),))
SOURCE = Source("a/页.txt", "0" * 64, "衡阳日报", dt.date(2021, 5, 8), 1)
NONE = Excerpt()
ARTICLE = Article(
    "a/页.txt#0-99", SOURCE, ArticleKind.STORY, NONE, NONE, (), NONE, NONE, NONE, (WHOLE,)
)
HIT = Hit(Passage("a/页.txt#10-22", ARTICLE.id, WHOLE, 0), ARTICLE, 0, 0, 0)
CITED = Citation(
    SOURCE, ARTICLE.id, "团队落户", "■本报记者 陈 润 通讯员 赵舒", WHOLE.cut(0, 3), WHOLE, HIT
)


@pytest.mark.parametrize(
    ("change", "reference"),
    [
        ({}, "陈润, 赵舒. 团队落户[N]. 衡阳日报, 2021-05-08(1)."),
        ({"byline": ""}, "团队落户[N]. 衡阳日报, 2021-05-08(1)."),
        ({"headline": ""}, "陈润, 赵舒. 无标题[N]. 衡阳日报, 2021-05-08(1)."),
        (
            {"byline": "■本报记者 张三 李四 王五 赵六"},
            "张三, 李四, 王五, 等. 团队落户[N]. 衡阳日报, 2021-05-08(1).",
        ),
        (
            {"source": replace(SOURCE, newspaper="", date=None, page=None)},
            "陈润, 赵舒. 团队落户[N]. a/页.txt.",
        ),
    ],
)
def test_gbt7714_names_what_is_stated(change: dict[str, object], reference: str) -> None:
    assert gbt7714(replace(CITED, **change)) == reference


def test_editors_are_no_authors() -> None:
    assert authors("编辑 王五 记者 张三") == ["张三"]


def test_plain_and_markdown_carry_quotation_and_source() -> None:
    source = "《衡阳日报》2021年5月8日 第1版，本报记者 陈 润 通讯员 赵舒，“团队落户”"
    assert plain(CITED) == f"“陈德基”（{source}）"
    assert markdown(CITED) == f"> 陈德基\n>\n> —— {source}"


MARKS = st.text(st.sampled_from("中a1 `*_{}[]()#+-.!|~$=:^@<>&\\\"'\n\t：，“”/w"), max_size=40)


@given(MARKS)
def test_markdown_text_is_read_back_as_it_was(text: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = parser.parse("前" + markdown_text(text) + "后")
    assert [token.type for token in found] == ["paragraph_open", "inline", "paragraph_close"]
    inside = found[1].children or []
    assert {token.type for token in inside} <= {"text", "text_special"}
    assert "".join(t.content for t in inside) == "前" + re.sub("\n+", " ", text) + "后"


def test_direction_marks_are_spelled_out() -> None:
    assert markdown_text("甲\u202e乙\u2066") == r"甲\[U\+202E\]乙\[U\+2066\]"


def test_question_words_are_found_by_their_raw_place() -> None:
    broken = Excerpt(TEXT, ((10, 12), (14, 14 + len(TEXT) - 2)))  # 陈德|基
    found = matched_words("陈德基在衡阳的是谁？", [broken])
    assert set(found) == {(10, 12), (14, 15), (21, 23)}
    assert matched_words("谁在的？", [broken]) == ()
