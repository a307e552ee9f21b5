"""The days that passages tell of."""

import datetime as dt
from dataclasses import replace

from qa.events import days_of
from qa.newspaper import parse_page
from qa.passages import passages
from qa.records import Page, Source

RAW = """\
市图书馆新馆开馆

■本报记者 张三

本报讯 昨日,市图书馆新馆在湘江东岸开馆。新馆藏书120万册,设座位2600个,是全市最大的图书馆。

读者李四说,新馆离家近,环境也好。他从去年8月起就盼着开馆,那时旧馆的座位总是不够用。

新馆将于5月1日至3日举办读书周。
"""


def test_each_passage_has_its_days_and_those_of_the_lead() -> None:
    source = Source("a.txt", "", "衡阳日报", dt.date(2021, 4, 20), 1)
    page = Page(source, RAW)
    (article,) = parse_page(page)
    cut = passages(page, article, 40)
    opened = (dt.date(2021, 4, 19), dt.date(2021, 4, 19))
    longing = (dt.date(2020, 8, 1), dt.date(2020, 8, 31))
    week = (dt.date(2021, 5, 1), dt.date(2021, 5, 3))
    told = days_of(article, cut)
    assert len(cut) > 2
    for passage, days in zip(cut, told, strict=True):
        body = passage.text[passage.body_start :]
        expected = {opened} | ({longing} if "去年8月" in body else set())
        assert days == expected | ({week} if "5月1日" in body else set())


def test_without_a_day_of_issue_nothing_relative_is_told() -> None:
    page = Page(Source("a.txt", "", "", None, None), RAW)
    (article,) = parse_page(page)
    cut = passages(page, article, 40)
    assert days_of(article, cut) == [set() for _ in cut]
    assert days_of(replace(article, paragraphs=()), cut) == [set() for _ in cut]
