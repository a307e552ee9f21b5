"""Articles that go on on another page."""

import datetime as dt

import pytest

from qa.newspaper import parse_page
from qa.newspaper.continued import _number, continued
from qa.records import Article, Page, Source

DAY = dt.date(2026, 4, 1)
BODY = "市图书馆新馆在湘江东岸动工，占地一百二十亩，设计藏书二百万册，明年国庆节前开门迎客。"
REST = "项目经理周海介绍，工地每天有四百名工人分两班施工，基坑已经挖到地下九米。"
FRONT = f"""新馆破土

本报记者 张三

本报讯 {BODY}

{BODY}

（下转第3版）

大桥通车

本报记者 李四

本报讯 {REST}

{REST}
"""
THIRD = f"""（上接第一版）

{REST}

{BODY}

老街新貌

本报记者 王五

本报讯 {BODY}
"""


def page(text: str, number: int | None, newspaper: str = "衡阳日报") -> list[Article]:
    return parse_page(Page(Source(f"{newspaper}-{number}.txt", "", newspaper, DAY, number), text))


def test_both_parts_are_found_and_the_notices_are_in_neither() -> None:
    front, third = page(FRONT, 1), page(THIRD, 3)
    ((first, second),) = continued([*third, *front])
    assert (first.headline.text, first.byline.text) == ("新馆破土", "本报记者 张三")
    assert [p.text for p in first.paragraphs] == [f"本报讯 {BODY}", BODY]
    assert [p.text for p in second.paragraphs] == [REST, BODY]
    assert second.source.page == 3


@pytest.mark.parametrize(
    "others",
    [
        page(THIRD, 4),
        page(THIRD, None),
        page(THIRD, 3, "湘江日报"),
        page(THIRD.replace("上接第一版", "上接第二版"), 3),
        [],
    ],
)
def test_a_part_without_its_other_half_is_in_no_pair(others: list[Article]) -> None:
    assert continued([*page(FRONT, 1), *others]) == []


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("12", 12), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20)]
)
def test_page_numbers_are_read(text: str, number: int) -> None:
    assert _number(text) == number
