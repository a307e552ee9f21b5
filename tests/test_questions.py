"""Which questions are answered by whole sentences."""

import pytest

from qa.questions import asks_for_sentence, content_words


@pytest.mark.parametrize(
    "question",
    [
        "市长出席签约仪式了吗？",
        "会议是否研究了信访工作？",
        "是不是每个班都参加？",
        "学校为什么选团体操？",
        "新桥为何停工",
        "会议说疫情要怎样防？",
        "书记强调了什么？",
        "校长对学生有什么要求？",
        "代表们有哪些建议？",
        "落户之后公司打算怎么做？",
    ],
)
def test_yes_no_why_how_and_what_was_said(question: str) -> None:
    assert asks_for_sentence(question)


@pytest.mark.parametrize(
    "question",
    [
        "新馆藏书多少册？",
        "谁主持了会议？",
        "团队以什么模式落户衡阳？",
        "活动在哪里启动？",
        "什么时候开的？",
        "吗啡是哪一年发现的？",
        "讲座的主讲人是谁？",
        "会议提出要打赢哪几场战役？",
    ],
)
def test_facts_are_answered_by_spans(question: str) -> None:
    assert not asks_for_sentence(question)


def test_words_that_only_ask_are_no_content() -> None:
    assert content_words("请问衡阳有多少家企业？") == ["衡阳", "家", "企业"]
