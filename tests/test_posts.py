"""Posts told from the titles before a name."""

from dataclasses import replace

import pytest
from scenes import HIT

from qa import posts
from qa.records import Excerpt, Hit, Passage


def told(said: str) -> Hit:
    passage = Passage("p#0-1", HIT.article.id, Excerpt(said, ((0, len(said)),)), 0)
    return replace(HIT, passage=passage)


@pytest.mark.parametrize(
    ("question", "said", "post"),
    [
        ("邓群策的职务是什么？", "市委书记邓群策主持召开会议。", "市委书记"),
        ("邓群策是谁？", "会议由市委书记邓群策主持。", "市委书记"),
        (
            "邓群策是什么职务？",
            "27日上午,衡阳市委常委、市委书记邓群策到会。",
            "衡阳市委常委、市委书记",
        ),
        ("陈红是什么身份", "“看质量。”省农科院副院长陈红说。", "省农科院副院长"),
        ("李四担任什么职务？", "市长张三和书记李四到会。", "书记"),
        (
            "孙辉担任什么职务？",
            "国家粮食和物资储备局总工程师孙辉说。",
            "国家粮食和物资储备局总工程师",
        ),
        ("韩正是什么职务？", "新华社北京6月3日电  国家副主席韩正会见来宾。", "国家副主席"),
        (
            "陈德基在公司里是什么职务？",
            "国家特聘专家、云洲(上海)有限公司董事长陈德基到会。",
            "云洲(上海)有限公司董事长",
        ),
        ("周海现在担任什么职务？", "周海现任雁峰区区长，此前在乡镇工作。", "雁峰区区长"),
        ("陈德基在清华大学担任什么职务？", "同济大学教授陈德基到会。", None),
        ("湘江大桥是谁？", "湘江大桥通车。", None),
        ("市委书记是谁？", "省委常委、市委书记邓群策到会。", None),
        ("会议由谁主持？", "市委书记邓群策主持会议。", None),
    ],
)
def test_the_title_before_a_name_is_the_post(question: str, said: str, post: str | None) -> None:
    whom = posts.asked(question)
    found = posts.find(whom, [told(said)]) if whom else []
    assert [said[s.start : s.end] for s in found] == ([post] if post else [])


def test_what_more_passages_say_comes_first() -> None:
    whom = posts.asked("张三是谁？")
    assert whom
    hits = [
        told("村民张三说。"),
        told("局长张三说。"),
        told("市局局长李四、局长张三到会。"),
        told("局长张三。"),
    ]
    assert [h.hit.passage.text[h.start : h.end] for h in posts.find(whom, hits)][:2] == [
        "局长",
        "局长",
    ]
