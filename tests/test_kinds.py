"""What a question asks for, by its question word."""

import pytest

from qa.evaluation.kinds import asked_for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("签约仪式由谁主持？", "who"),
        ("他是誰？", "who"),
        ("哪位教授颁发了聘书？", "who"),
        ("活动何时启动？", "when"),
        ("哪一年建成？", "when"),
        ("范廷颂是什么时候被任为主教的？", "when"),
        ("签约在哪里举行？", "where"),
        ("他出生在哪个城市？", "where"),
        ("有多少名学生参加？", "how_many"),
        ("共有几个校区？", "how_many"),
        ("为什么选择团体操？", "why"),
        ("这种病被称为什么？", "what"),
        ("该如何办理？", "how"),
        ("陈德基在哪所大学任教？", "which"),
        ("活动的主题是什么？", "what"),
        ("图书馆免费吗？", "yes_no"),
        ("列出主要内容", "other"),
    ],
)
def test_by_the_question_word(question: str, kind: str) -> None:
    assert asked_for(question) == kind
