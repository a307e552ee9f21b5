"""From where to where a span is quoted, and which are not."""

import pytest

from qa.assistant import Assistant
from qa.bounds import quotable
from qa.evaluation.harness import context_hit
from qa.records import Span


def test_a_byline_answers_only_who_made_something(assistant: Assistant) -> None:
    hits = assistant.search("市委常委会召开会议", 10)
    found = next(h for h in hits if "陈润" in h.passage.text)
    at = found.passage.text.index("陈润")
    spans = [Span(found, at, at + 2, 0.9)]
    assert quotable("会议由谁主持？", spans) == []
    assert quotable("哪位记者到了会场？", spans) == spans


@pytest.mark.parametrize(
    ("passage", "read", "question", "expected"),
    [
        ("为期14天的训练。", "14天的", "训练为期多少天？", "14天"),
        ("自由的样子。", "自由的", "是什么样的？", "自由的"),
        ("自由的样子。", "的", "是谁？", "的"),
        ("展览自7月8日起开放。", "自7月8日起", "展览从哪天开放？", "7月8日"),
        ("该奖2014年开始颁发。", "2014年开始", "该奖始于哪一年？", "2014年"),
        ("大概在7月初的一天来过。", "大概在7月初的一天", "何时来过？", "7月初的一天"),
        ("谈判将在今年年底前启动。", "在今年年底前", "谈判何时启动？", "今年年底前"),
        ("在上海国家会议中心举办。", "在上海国家会议中心", "在哪里举办？", "上海国家会议中心"),
        ("由水利部启动。", "由水利部", "由哪个部门启动？", "水利部"),
        ("由水利部启动。", "由水利部", "什么部门启动？", "由水利部"),
        ("他来自衡山。", "来自衡山", "他是从哪里来的？", "衡山"),
        ("于都县是出发地。", "于都县", "从哪里出发？", "于都县"),
        ("自贡是灯城。", "自贡", "哪里是灯城？", "自贡"),
        ("他在北京，她在上海。", "在北京，她在上海", "他们在哪里？", "在北京，她在上海"),
        ("在会上，他起来发言。", "在会上", "谁在会上？", "在会上"),
        ("东站和西站分别于5月和7月开工。", "5月和7月", "西站何时开工？", "7月"),
        ("东站和西站分别于5月和7月开工。", "5月和7月", "西站在哪些月份开工？", "5月和7月"),
        ("出动西雅图、波特兰等地警力。", "西雅图", "哪些城市出动了？", "西雅图、波特兰等地"),
    ],
)
def test_a_span_is_quoted_without_what_only_ties_it(
    passage: str, read: str, question: str, expected: str
) -> None:
    hit, start = context_hit("x", passage), passage.index(read)
    (quoted,) = quotable(question, [Span(hit, start, start + len(read), 0.9)])
    assert quoted.text == expected


@pytest.mark.parametrize(
    ("question", "read", "kept"),
    [
        ("华耀校区在哪里？", "常胜校区", False),
        ("常胜校区在什么地方？", "华耀校区", False),
        ("华耀校区和哪里表演了节目？", "常胜校区", True),
        ("表演在哪里？", "常胜校区", True),
        ("华耀校区的校长是谁？", "常胜校区", True),
        ("华耀校区在哪里？", "长丰路", True),
    ],
)
def test_what_is_enumerated_with_a_place_does_not_tell_where_it_is(
    question: str, read: str, kept: bool
) -> None:
    passage = "都司教育集团华耀校区、常胜校区开展表演，新校区在长丰路。"
    hit, start = context_hit("x", passage), passage.index(read)
    assert bool(quotable(question, [Span(hit, start, start + len(read), 0.9)])) is kept
