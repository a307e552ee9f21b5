"""Articles -> passages."""

import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import text
from qa.loaders import load_pages
from qa.newspaper import parse_page
from qa.passages import HEADING_CHARS, passages
from qa.records import Article, Page, Passage, Source
from qa.settings import SEEDS

SOURCE = Source("page.txt", "0" * 64, "衡阳日报", dt.date(2021, 5, 28), 1)
TARGET = 200


def cut(content: str, target: int = TARGET) -> list[tuple[Page, Article, list[Passage]]]:
    page = Page(SOURCE, content)
    return [(page, article, passages(page, article, target)) for article in parse_page(page)]


def body(passage: Passage) -> str:
    return passage.text[passage.body_start :]


@pytest.fixture(scope="module")
def shipped() -> Page:
    (page,) = load_pages(SEEDS)
    assert isinstance(page, Page)
    return page


def test_every_sentence_of_the_shipped_page_is_whole_in_one_passage(shipped: Page) -> None:
    for article in parse_page(shipped):
        found = [body(p) for p in passages(shipped, article, TARGET)]
        for paragraph in article.paragraphs:
            for a, b in text.sentences(paragraph.text):
                assert sum(paragraph.text[a:b] in one for one in found) == 1


def test_a_passage_of_the_shipped_page_as_it_is_indexed(shipped: Page) -> None:
    article = parse_page(shipped)[1]
    second = passages(shipped, article, TARGET)[1]
    heading, lines = second.text[: second.body_start], body(second).split("\n")
    assert heading == "陈德基团队以“UP”模式落户衡阳\n朱健、高山出席落户签约仪式\n■本报记者 罗文鹏\n"
    assert lines[0].startswith("衡阳市将以最大的热情")
    assert lines[1].startswith("“人生最幸运的事就是与有情怀的人共事。”朱健指出,")
    assert second.article_id == article.id
    assert second.id == f"{shipped.source.file}#1405-1620"
    assert shipped.text[1405:1407] == "衡阳"
    assert shipped.text[1407:1409] == "\n\n"
    assert shipped.text[1618:1620] == "子。"


def test_the_photo_of_the_shipped_page_is_headed_by_its_credit(shipped: Page) -> None:
    (passage,) = passages(shipped, parse_page(shipped)[4], TARGET)
    assert passage.text.startswith("■通讯员 周亦至 摄\n为迎接中国共产党成立100周年")
    assert passage.body_start == len("■通讯员 周亦至 摄\n")


def test_passages_are_near_the_target(shipped: Page) -> None:
    lengths = [len(body(p)) for a in parse_page(shipped) for p in passages(shipped, a, TARGET)]
    assert max(lengths) <= 1.5 * TARGET
    assert sum(n >= TARGET / 3 for n in lengths) >= len(lengths) - 2


def test_an_article_without_a_body_is_one_passage_of_its_heading() -> None:
    ((page, _, (passage,)),) = cut("市图书馆新馆开馆\n\n本报记者 张三")
    assert passage.text == "市图书馆新馆开馆\n本报记者 张三\n"
    assert (passage.body_start, body(passage)) == (len(passage.text), "")
    assert passage.excerpt.matches(page.text)


STORY = (
    "8月2日上午，武汉轨道交通12号线青菱站至罗家村站区间顺利贯通。"
    + "盾构机在富水砂层里掘进一百四十天，每天前进七米。" * 8
    + "该区间全长874米，由两家单位参与投资建设。"
    + "项目部积极加强地表和洞内监测，适时调整掘进参数。" * 8
)


@pytest.mark.parametrize(
    ("before", "lead"),
    [
        ("", "8月2日上午，武汉轨道交通12号线青菱站至罗家村站区间顺利贯通。"),
        (
            "2023-08-02 14:24，正文：",
            "8月2日上午，武汉轨道交通12号线青菱站至罗家村站区间顺利贯通。",
        ),
        ("2023-08-02 14:24，正文：  原标题：12号线首个区间贯通        ", "12号线首个区间贯通"),
        ("原标题：" + "贯通，" * 30, ("贯通，" * 30)[:HEADING_CHARS]),
    ],
)
def test_without_a_headline_later_passages_stand_below_the_first_sentence(
    before: str, lead: str
) -> None:
    ((page, article, (first, *others)),) = cut(f"{before}{STORY}\n")
    assert not article.headline
    assert first.body_start == 0
    assert others
    for passage in others:
        assert passage.text[: passage.body_start] == f"{lead}\n"
        assert passage.excerpt.matches(page.text)


def test_a_lead_needs_a_line_end_to_stand_above_something() -> None:
    ((_, _, found),) = cut(STORY)
    assert [passage.body_start for passage in found] == [0] * len(found)


def test_a_long_heading_keeps_the_headline_and_the_byline() -> None:
    subheads = "\n".join(f"副标题之{n}" * 4 for n in "一二三四")
    ((_, _, (passage,)),) = cut(f"市图书馆新馆开馆\n{subheads}\n本报记者 张三\n新馆昨日开馆。")
    heading = passage.text[: passage.body_start]
    assert heading.startswith("市图书馆新馆开馆\n")
    assert heading.endswith("本报记者 张三\n")
    assert len(re.sub(r"\s", "", heading)) <= HEADING_CHARS


def test_a_byline_printed_in_the_text_is_not_repeated() -> None:
    ((_, _, (passage,)),) = cut("航天\n新华社北京5月27日电（记者李国利）神舟十二号发射。")
    assert passage.text == "航天\n新华社北京5月27日电（记者李国利）神舟十二号发射。"


def test_a_sentence_far_over_the_target_is_cut_at_commas_then_anywhere() -> None:
    clauses = "开馆首日接待读者,"
    ((_, _, found),) = cut(f"标题\n本报讯 {clauses * 100}\n\n{'馆' * 1000}。")
    assert all(len(body(p)) <= 1.6 * TARGET for p in found)
    assert all(body(p).endswith(",") for p in found[:4])
    joined = "".join(body(p) for p in found).replace("\n", "")
    assert joined == f"本报讯 {clauses * 100}{'馆' * 1000}。"


WORDS = st.sampled_from(
    [
        "甲乙。",
        "丙,",
        "“丁！”",
        "\n",
        "\n\n",
        "\r\n",
        "　　",
        "标题",
        "■记者 张三\n",
        "己 摄\n",
        "庚" * 90,
    ]
)


@given(st.lists(WORDS), st.integers(1, 60))
def test_passages_are_slices_and_lose_nothing(parts: list[str], target: int) -> None:
    ids: list[str] = []
    for page, article, found in cut("".join(parts), target):
        for passage in found:
            assert passage.excerpt.matches(page.text)
            assert passage.text.strip()
        ids += [passage.id for passage in found]
        printed = "".join("".join(p.text for p in article.paragraphs).split())
        assert "".join("".join(body(p) for p in found).split()) == printed
    assert len(set(ids)) == len(ids)


def test_a_long_paragraph_of_many_slices_takes_linear_time() -> None:
    page = Page(SOURCE, "标题\n" + ("馆" * 29 + ",\n") * 20_000)
    started = time.process_time()
    for article in parse_page(page):
        passages(page, article, TARGET)
    assert time.process_time() - started < 8
