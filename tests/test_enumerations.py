"""Spans prolonged to the whole of an enumeration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.enumerations import and_others, whole


@pytest.mark.parametrize(
    ("text", "begins", "expected"),
    [
        (
            "打赢政治安全战、信访维稳战、公共防控战和系统治理战。",
            "政治安全战",
            "政治安全战、信访维稳战、公共防控战和系统治理战",
        ),
        ("观看了《南泥湾》《浏阳河》的悠扬乐章。", "《南泥湾》", "《南泥湾》《浏阳河》"),
        ("审定《意见(试行)》和《若干办法》。", "《意见(试行)》", "《意见(试行)》和《若干办法》"),
        ("审定《意见》和《若干办法》。", "《意见》", "《意见》和《若干办法》"),
        ("出动西雅图、波特兰、洛杉矶等地警力。", "西雅图", "西雅图、波特兰、洛杉矶"),
        ("获一、二等奖。", "一", "一、二等奖"),
        ("扮成了工、农、兵、学、商。", "工", "工、农、兵、学、商"),
        ("扮成了工、农、兵、学、商。", "工、农", "工、农、兵、学、商"),
        ("衡阳市、长沙市与株洲市的代表到会。", "衡阳市", "衡阳市、长沙市与株洲市"),
        ("张三、李四共同主持了今天在大礼堂举行的开幕仪式。", "张三", "张三"),
        ("5月26日、27日，演出开始。", "5月26日", "5月26日、27日"),
        ("大桥通车,全长两千米、宽三十米。", "大桥通车,全长两千米", "大桥通车,全长两千米"),
        ("几个市(衡阳市、长沙市、株洲市)的代表到会。", "衡阳市", "衡阳市、长沙市、株洲市"),
        ("市长和书记到会。", "市长", "市长"),  # two people, and not asked as a list here
        ("他去了北京。", "北京", "北京"),
        ("观看了《南泥湾》、", "《南泥湾》", "《南泥湾》"),  # where a column or a passage ends
    ],
)
def test_an_enumeration_is_taken_whole(text: str, begins: str, expected: str) -> None:
    start = text.index(begins)
    a, b = whole(text, start, start + len(begins))
    assert text[a:b] == expected


@pytest.mark.parametrize(
    ("text", "items", "expected"),
    [
        ("出动西雅图、洛杉矶等地警力。", "西雅图、洛杉矶", "西雅图、洛杉矶等地"),
        ("与应急、水利等相关部门沟通。", "应急、水利", "应急、水利等相关部门"),
        ("用炸弹、地雷等对驻军袭击。", "炸弹、地雷", "炸弹、地雷等"),
        ("表演了《南泥湾》《浏阳河》等。", "《南泥湾》《浏阳河》", "《南泥湾》《浏阳河》等"),
        ("陈军、胡果雄等出席。", "胡果雄", "胡果雄"),  # one item, which was asked for
        ("获一、二等奖。", "一、二", "一、二"),
        ("访问法国、德国等国家。", "法国、德国", "法国、德国等"),
        ("办展览、讲座等部门多样的活动。", "展览、讲座", "展览、讲座等"),
        ("机器人、生物医药等新兴产业比重提升。", "机器人、生物医药", "机器人、生物医药等新兴产业"),
    ],
)
def test_an_open_list_says_so(text: str, items: str, expected: str) -> None:
    start = text.index(items)
    a, b = and_others(text, start, start + len(items), ["新兴产业", "部门"])
    assert text[a:b] == expected


@given(st.text("甲乙、和等《》，。", max_size=30), st.data())
def test_a_span_is_never_cut_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = whole(text, start, end)
    assert a == start
    assert end <= b <= len(text)
