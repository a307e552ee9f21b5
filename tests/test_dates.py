"""Dates in texts, in questions and on mastheads."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import dates as evaluation
from qa.values import normalised
from qa.values.asking import asked, in_words_of
from qa.values.calendar import How, Interval, Precision, festival, from_lunar
from qa.values.dates import When, find, time_of_day
from qa.values.mastheads import Issued, issue_date

# Sentences of the People's Daily of April to July 2026, labelled by hand; July before the rules.
GOLD = Path(__file__).parent / "fixtures" / "dates.jsonl"
FRIDAY = dt.date(2021, 5, 28)
WORDS = st.text(
    alphabet="0123456789年月日号时点一二三十五〇廿今去昨明当上下本周季度初底末旬世纪代农历正至-、电。“”（",
    max_size=40,
)


def read(text: str, issue: dt.date | None = FRIDAY, literal: bool = False) -> list[tuple[str, str]]:
    return [(text[w.start : w.end], w.iso) for w in find(text, issue, literal)]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2021年5月27日", "2021-05-27"),
        ("２０２１年５月２７日", "2021-05-27"),
        ("二〇二一年五月二十七日", "2021-05-27"),
        ("五月廿七日", "2021-05-27"),
        ("2021-05-27", "2021-05-27"),
        ("5月27日", "2021-05-27"),
        ("12月31日", "2020-12-31"),
        ("27日上午", "2021-05-27"),
        ("29日", "2021-05-29"),
        ("31日", "2021-05-31"),
        ("5月27日（周四）下午2时30分", "2021-05-27T14:30"),
        ("昨天下午3时半", "2021-05-27T15:30"),
        ("昨日", "2021-05-27"),
        ("前天", "2021-05-26"),
        ("3天前", "2021-05-25"),
        ("上周五", "2021-05-21"),
        ("本週三", "2021-05-26"),
        ("下周一", "2021-05-31"),
        ("上周末", "2021-05-22/2021-05-23"),
        ("上周", "2021-05-17/2021-05-23"),
        ("近日", "../2021-05-28"),
        ("上月", "2021-04"),
        ("上月底", "2021-04-21/2021-04-30~"),
        ("2月下旬", "2021-02-21/2021-02-28"),
        ("去年底", "2020-12~"),
        ("前年10月", "2019-10"),
        ("一季度", "2021-01/2021-03"),
        ("去年四季度", "2020-10/2020-12"),
        ("前三季度", "2021-01/2021-09"),
        ("今年上半年", "2021-01/2021-06"),
        ("今年前4个月", "2021-01/2021-04"),
        ("1—4月", "2021-01/2021-04"),
        ("27日至29日", "2021-05-27/2021-05-29"),
        ("5月27日至6月3日", "2021-05-27/2021-06-03"),
        ("12月30日至1月3日", "2020-12-30/2021-01-03"),
        ("去年11月至今年3月", "2020-11/2021-03"),
        ("27、28日", "2021-05-27/2021-05-28"),
        ("2019年至2021年", "2019/2021"),
        ("2026—2027年", "2026/2027"),
        ("20世纪80年代", "1980/1989"),
        ("上世纪五六十年代", "1950/1969"),
        ("20世纪90年代末", "1997/1999~"),
        ("“十三五”期间", "2016/2020"),
        ("“十三五”末", "2020"),
        ("五一假期", "2021-05-01~"),
        ("去年春节", "2020-01-25"),
        ("农历正月初九", "2021-02-20"),
        ("去年夏天", "2020-06/2020-08~"),
        ("1990年前后", "1990~"),
    ],
)
def test_a_date_is_read_as_a_whole(words: str, iso: str) -> None:
    assert read(words) == [(words, iso)]


@pytest.mark.parametrize(
    "text",
    [
        *("27日元", "3000日元", "3日游", "15日内", "7日均价", "2021年度", "5月27日路", "12月龄"),
        *("如今年轻人", "目前年产", "2000年来", "3200年前", "1500年历史", "十月革命", "三月街"),
        *(
            "中华文明起源",
            "后天优势",
            "为期3日",
            "每年5月27日",
            "每逢农历五月初五",
            "四季常青",
            "五一路",
        ),
        *("活动当天", "次日达", "这一年", "5:3", "2月30日", "“一五”规划", "每周五", "八五普法"),
        *("时至今日", "美好的明天", "今天，技术加速迭代", "比上月扩大"),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (
            "新华社北京5月26日电　今天上午举行会议。昨天报到，当日有雨。",
            [
                ("5月26日", "2021-05-26"),
                ("今天上午", "2021-05-26"),
                ("昨天", "2021-05-25"),
                ("当日", "2021-05-25"),
            ],
        ),
        (
            "1938年8月31日，第一卷问世；9月15日，第二卷。此后，次年5月完成。",
            [
                ("1938年8月31日", "1938-08-31"),
                ("9月15日", "1938-09-15"),
                ("次年5月", "1939-05"),
            ],
        ),
        (
            "收购从5月下旬开始，至9月底结束。",
            [("5月下旬", "2021-05-21/2021-05-31"), ("9月底", "2021-09-21/2021-09-30~")],
        ),
        ("办法将于7月15日起施行。", [("7月15日", "2021-07-15")]),
        ("7月15日，他来到衡阳。", [("7月15日", "2021-07-15")]),
        ("12月15日，他来到衡阳。", [("12月15日", "2020-12-15")]),
        ("本报讯 今天（26日）上午开幕", [("今天", "2021-05-26"), ("26日", "2021-05-26")]),
        (
            "1949年的事。新华社北京5月27日电　将于明天举行",
            [("1949年", "1949"), ("5月27日", "2021-05-27"), ("明天", "2021-05-28")],
        ),
        ("科技活动周昨启动", [("昨", "2021-05-27")]),
        (
            "自2020年8月18日启用，截至4月24日",
            [("2020年8月18日", "2020-08-18"), ("4月24日", "2021-04-24")],
        ),
    ],
)
def test_a_date_is_told_from_what_stands_before(text: str, dates: list[tuple[str, str]]) -> None:
    assert read(text) == dates


def test_a_found_date_says_how_it_is_known() -> None:
    assert find("5月27日15时", FRIDAY) == [
        When(
            0,
            8,
            Interval(dt.date(2021, 5, 27), dt.date(2021, 5, 27), Precision.DAY),
            How.RELATIVE,
            dt.time(15),
        )
    ]
    assert [w.how for w in find("2021年5月，去年", FRIDAY)] == [How.STATED, How.RELATIVE]


def test_an_interval_never_ends_before_it_begins() -> None:
    assert read("5月至去年") == [("5月", "2021-05"), ("去年", "2020")]
    assert read("近日至5月29日") == [("近日", "../2021-05-28"), ("5月29日", "2021-05-29")]
    assert read("5月20日至昨日") == [("5月20日至昨日", "2021-05-20/2021-05-27")]


def test_without_a_date_of_issue_only_stated_dates_are_known() -> None:
    text = "2020年5月3日、27日、昨日、近日和去年，以及20世纪80年代"
    assert read(text, None) == [("2020年5月3日", "2020-05-03"), ("20世纪80年代", "1980/1989")]


def test_digits_of_other_scripts_begin_no_date() -> None:
    for digit in "᱐٣५":
        assert read(digit) == read(f"{digit}月{digit}日") == []
    assert read("᱐5月3日") == [("5月3日", "2021-05-03")]


@given(
    st.one_of(WORDS, st.text()),
    st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))),
)
def test_any_text_gives_dates_in_order_inside_it(text: str, issue: dt.date | None) -> None:
    found = find(text, issue, literal=True)
    ends = [0, *(when.end for when in found)]
    assert all(end <= when.start < when.end for end, when in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)
    assert all(w.interval.first is None or w.interval.first <= w.interval.last for w in found)


def test_festivals_fall_on_the_days_of_the_printed_calendar() -> None:
    names = ("春节", "清明", "端午", "中秋", "重阳", "除夕")
    assert [festival(name, 2021) for name in names] == [
        dt.date(2021, 2, 12),
        dt.date(2021, 4, 4),
        dt.date(2021, 6, 14),
        dt.date(2021, 9, 21),
        dt.date(2021, 10, 14),
        dt.date(2021, 2, 11),
    ]
    assert from_lunar(2025, 6, 1, leap=True) == dt.date(2025, 7, 25)
    assert from_lunar(2021, 4, 30) is None  # that month had 29 days


def test_labelled_sentences_of_the_months_that_the_rules_were_made_on() -> None:
    shares = evaluation.gold(GOLD)
    stated = [shares[month][0] for month in ("2026-04", "2026-05", "2026-06")]
    right = [shares[month][1] for month in ("2026-04", "2026-05", "2026-06")]
    assert [wrong for share in stated for wrong in share.wrong] == []
    assert sum(len(share.wrong) for share in right) == 2  # 这周, 上周 in two turns of phrase
    assert sum(share.all for share in stated) == 126


def test_labelled_sentences_of_a_month_that_the_rules_were_not_made_on() -> None:
    stated, right = evaluation.gold(GOLD)["2026-07"]
    assert stated.all == 90
    assert stated.right / stated.all >= 0.95
    assert right.right / right.all >= 0.95


def test_the_measure_sees_a_wrong_date(tmp_path: Path) -> None:
    row = {
        "issue": "2021-05-28",
        "dateline": "",
        "text": "昨日，今年5月",
        "dates": [["昨日", "2021-05-26"]],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    stated, right = evaluation.gold(path)["2021-05"]
    assert (stated.right, stated.all, right.right, right.all) == (0, 1, 0, 2)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("12:30", dt.time(12, 30)),
        ("下午3时半", dt.time(15, 30)),
        ("零时", dt.time(0)),
        ("3点多", None),
    ],
)
def test_a_time_of_day_alone(text: str, time: dt.time | None) -> None:
    assert time_of_day(text) == time


OLD = (FRIDAY, FRIDAY)
RUNNING = (dt.date(2018, 1, 1), dt.date(2026, 11, 22))
TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "issues", "expected"),
    [
        ("5月27日上午谁主持召开了会议？", OLD, ("2021-05-27", False)),
        ("5月27日上午谁主持召开了会议？", RUNNING, None),  # of which of nine years?
        ("昨天开了什么会？", OLD, ("2021-05-27", False)),
        ("昨天开了什么会？", RUNNING, ("2026-11-22", False)),
        ("上个月有什么活动？", RUNNING, ("2026-10", False)),
        ("上个月有什么活动？", OLD, ("2021-04", False)),
        ("2021年衡阳有什么新闻？", OLD, ("2021", False)),
        ("2021年的会上，5月27日谁讲了话？", OLD, ("2021-05-27", False)),
        ("5月28日的报纸头版是什么？", OLD, ("2021-05-28", True)),
        ("衡阳日报2021年5月28日头版头条是什么？", RUNNING, ("2021-05-28", True)),
        ("28日刊发的文章有哪些？", OLD, ("2021-05-28", True)),
        ("谁主持会议？", OLD, None),
        ("什么时候举行？", OLD, None),
    ],
)
def test_the_time_that_a_question_asks_about(
    question: str, issues: tuple[dt.date, dt.date], expected: tuple[str, bool] | None
) -> None:
    found = asked(question, TODAY, issues)
    assert (found and (found.when.iso, found.of_issue)) == expected


@pytest.mark.parametrize(
    ("page", "words", "how"),
    [
        (
            "衡阳日报\n2021年5月28日 星期五 农历辛丑年四月十七\n"
            "国内统一刊号 CN43-0014 第12345期 今日8版\n\n会议\n",
            "2021年5月28日",
            ("weekday", "lunar", "number", "masthead", "line"),
        ),
        (
            "01版：要闻　２０２１年０５月２８日　星期五　责编：张三",
            "２０２１年０５月２８日",
            ("weekday", "masthead", "line"),
        ),
        (
            "二〇二一年五月二十八日　星期五　第28000期（代号1-1）",
            "二〇二一年五月二十八日",
            ("weekday", "number", "line"),
        ),
        (
            "衡 阳 日 报\n2021年5月\n28\n星期五\n辛丑年四月十七\n第9期",
            "2021年5月\n28",
            ("weekday", "lunar", "number", "line"),
        ),
        (
            "長沙晚報 二○二一年五月二十八日 今日十二版",
            "二○二一年五月二十八日",
            ("masthead", "line"),
        ),
        ("2021-05-28 衡阳日报 A1版", "2021-05-28", ("masthead", "line")),
        ("《衡阳日报》（2021年05月28日 第 01 版）\n会议", "2021年05月28日", ("masthead", "line")),
        (
            "会议召开\n" + "正文。" * 600 + "\n2021年5月28日 星期五 编辑：李四 校对：王五",
            "2021年5月28日",
            ("weekday", "masthead", "line"),
        ),
    ],
)
def test_a_masthead_states_the_date_of_issue(page: str, words: str, how: tuple[str, ...]) -> None:
    start = page.index(words)
    assert issue_date(page) == Issued(FRIDAY, (start, start + len(words)), how)


@pytest.mark.parametrize(
    "page",
    [
        "2021年5月28日 星期四\n衡阳日报 第12345期\n",  # it was a Friday
        "2021年5月28日 衡阳日报 农历辛丑年四月十八 第12345期\n",  # it was the 17th
        "本报讯 2021年5月27日,市委书记主持召开会议。\n",
        "正文。" * 400 + "\n2021年5月28日 星期五\n" + "正文。" * 400,  # in the middle of the page
        "2021年5月28日 星期五\n2021年5月27日 星期四\n",
        "衡阳日报\n",
    ],
)
def test_no_date_of_issue_where_none_is_certain(page: str) -> None:
    assert issue_date(page) is None


def test_a_normalised_date_is_told_from_the_text_before() -> None:
    assert normalised("5月27日上午", FRIDAY) == "2021-05-27"
    assert normalised("当日", FRIDAY, before="新华社北京5月26日电　") == "2021-05-26"
    assert normalised("当日", FRIDAY) is None
    assert normalised("2020年全市月季产业综合产值突破40亿元", FRIDAY) is None


@pytest.mark.parametrize(
    ("question", "issue", "put"),
    [
        ("2021年谁任校长？", FRIDAY, "今年谁任校长？"),
        ("2021年5月27日看了什么电影？", FRIDAY, "5月27日看了什么电影？"),
        ("２０２１年５月时谁任校长？", FRIDAY, "５月时谁任校长？"),
        ("二〇二一年五月谁任校长？", FRIDAY, "五月谁任校长？"),
        ("2021年上半年收入多少？", FRIDAY, "今年上半年收入多少？"),
        ("校长在2020年12月是谁？", FRIDAY, "校长在去年12月是谁？"),
        ("2021年谁任校长？", FRIDAY.replace(year=2022), "去年谁任校长？"),
        ("2015年谁任校长？", FRIDAY, "2015年谁任校长？"),
        ("2021年谁任校长？", None, "2021年谁任校长？"),
        ("2020年比2021年多多少？", FRIDAY, "2020年比2021年多多少？"),
        ("2019-2021年的规划叫什么？", FRIDAY, "2019-2021年的规划叫什么？"),
        ("2021年至2025年的规划叫什么？", FRIDAY, "2021年至2025年的规划叫什么？"),
        ("2021年度先进有谁？", FRIDAY, "2021年度先进有谁？"),
        ("谁写了《迎接2021年》？", FRIDAY, "谁写了《迎接2021年》？"),
        ("谁任校长？", FRIDAY, "谁任校长？"),
    ],
)
def test_a_question_is_put_in_a_pages_own_words_for_its_year(
    question: str, issue: dt.date | None, put: str
) -> None:
    assert in_words_of(question, issue, "王华去年任校长。") == put
    assert (
        in_words_of(question, issue, "2021年5月，2020年、二〇二一年和2015年王华任校长。")
        == question
    )


def test_another_year_than_its_own_is_put_so_only_where_a_page_does() -> None:
    question = "2020年谁任校长？"
    assert in_words_of(question, FRIDAY, "去年王华任校长。") == "去年谁任校长？"
    assert in_words_of(question, FRIDAY, "王华任校长。") == question
