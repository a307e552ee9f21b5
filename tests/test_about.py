"""Who wrote it, when it was printed, which articles: answered from an article's record."""

import pytest

from qa.assistant import Assistant
from qa.newspaper.persons import persons

MEETING = "市委常委会召开会议"


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("■本报记者 陈润", [("记者", "陈润")]),
        ("■本报记者 雷昕\n通讯员 赵舒", [("记者", "雷昕"), ("通讯员", "赵舒")]),
        ("■通讯员 周亦至 摄", [("通讯员", "周亦至")]),
        ("本报记者　罗文鹏　王　芳", [("记者", "罗文鹏"), ("记者", "王　芳")]),
        ("（记者李四 文/图）", [("记者", "李四")]),
        ("新华社记者 张三、赵六", [("记者", "张三"), ("记者", "赵六")]),
    ],
)
def test_persons_of_a_byline(byline: str, expected: list[tuple[str, str]]) -> None:
    assert [(role, byline[a:b]) for role, a, b in persons(byline)] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("市委常委会会议那篇报道是谁写的？", "陈润"),
        ("谁报道了报社党员看《大地颂歌》？", "金明达"),
        ("团体操那篇稿子的通讯员叫什么？", "赵舒"),
        ("团体操那篇稿子是谁写的？", "雷昕"),
        ("高新区团委活动的照片是谁拍的？", "周亦至"),
        ("哪篇报道讲了衡阳的科技家底？", "衡阳亮出百年科技创新“家底”"),
        ("陈润写了哪些报道？", MEETING),
    ],
)
def test_the_record_answers(assistant: Assistant, question: str, expected: str) -> None:
    given = assistant.ask(question)
    assert given.text == expected
    citation = given.citations[0]
    raw = assistant.page(citation.source.file).text
    assert raw[citation.quote.start : citation.quote.end] == expected


@pytest.mark.parametrize(
    "question",
    [
        "市委常委会会议那篇报道的通讯员是谁？",  # it has none
        "三峡大坝那篇报道是谁写的？",
        "有哪些关于湘江的报道？",
        "市委常委会会议的照片是谁拍的？",
    ],
)
def test_no_such_record_is_refused(assistant: Assistant, question: str) -> None:
    given = assistant.ask(question)
    assert (given.text, given.answered) == ("", False)
    assert given.near


def test_the_day_of_issue_stands_beside_the_headline(assistant: Assistant) -> None:
    given = assistant.ask("市委常委会开会那篇报道是哪天见报的？")
    assert [(c.quote.text, c.value) for c in given.citations] == [(MEETING, "2021-05-28")]


def test_an_article_pointed_to_needs_no_subject(assistant: Assistant) -> None:
    first = assistant.ask("市委常委会会议由谁主持？")
    then = assistant.ask("这篇报道是哪天见报的？", [first])
    assert [(c.quote.text, c.value) for c in then.citations] == [(MEETING, "2021-05-28")]


def test_which_articles_lists_headlines_of_the_subject_alone(assistant: Assistant) -> None:
    given = assistant.ask("哪些报道提到中国共产党？")
    holding = {
        article.id
        for article in assistant.archive.articles()
        if any("中国共产党" in paragraph.text for paragraph in article.paragraphs)
    }
    assert len(holding) > 1
    assert {c.article_id for c in given.citations} == holding
    assert all(c.quote.text == c.headline for c in given.citations if c.headline)
