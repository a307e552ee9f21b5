"""What sentences tell of several things one by one (分别), by the thing that is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.respective import meant

STRIKES = "编剧工会和演员工会分别于5月和7月开始罢工。"
SPORT = (
    "拨款兴修的体育馆、游泳池和球场，造价分别为31万元、8万元和2万元，建在城南、西门外和县府东侧。"
)
PLACES = (
    "新建体育馆、游泳池和球场，造价分别为31万元、8万元和2万元，地点分别在城南、西门外和县府东侧。"
)
TALKS = "会上，生态环境部和中国疾控中心分别介绍了水源保护、饮用水卫生标准等要求。"


@pytest.mark.parametrize(
    ("passage", "read", "question", "expected"),
    [
        (STRIKES, "5月和7月", "演员工会哪个月罢工？", "7月"),
        (STRIKES, "5月和7月", "编剧工会是在几月开始罢工的？", "5月"),
        (STRIKES, "7月", "编剧工会何时罢工？", "5月"),  # the neighbour was read
        (STRIKES, "5月和7月", "两个工会什么时候开始罢工？", "5月和7月"),
        (STRIKES, "5月和7月", "编剧工会和演员工会何时罢工？", "5月和7月"),
        (STRIKES, "5月和7月", "演员工会等分别在几月罢工？", "5月和7月"),
        (STRIKES, "编剧工会和演员工会", "谁在7月罢工？", "演员工会"),
        (SPORT, "31万元、8万元和2万元", "建球场花了多少钱？", "2万元"),
        (PLACES, "城南、西门外和县府东侧", "球场建在哪里？", "县府东侧"),
        (PLACES, "体育馆、游泳池和球场", "西门外建的是什么？", "游泳池"),
        (TALKS, "生态环境部和中国疾控中心", "水源保护由谁介绍？", "生态环境部"),
        (TALKS, "生态环境部和中国疾控中心", "饮用水标准谁来讲？", "中国疾控中心"),
        (
            "刷单类、投资类和冒充客服类诈骗分别占到一周总量的29.09%、29.1%、12.73%。",
            "29.09%、29.1%、12.73%",
            "冒充客服类诈骗占比多少？",
            "12.73%",
        ),
        (
            "而《芭比》和《奥本海默》的票房目前已分别突破7亿美元和4亿美元。",
            "7亿美元和4亿美元",
            "《奥本海默》票房突破多少？",
            "4亿美元",
        ),
        (
            "共接待游客19.3万人次，实现收入3079万元，同比分别增长25.6%和37.5%。",
            "37.5%",
            "接待游客增幅是多少？",
            "25.6%",
        ),
        (
            "《每日新闻》和《朝日新闻》的数据分别为24%（上月27%）和28%（上月30%）。",
            "24%（上月27%）和28%",
            "《朝日新闻》的数据是多少？",
            "28%",
        ),
        ("笔试分A、B、C三类，分别对应管理、卫生和教育岗位。", "管理", "C类对应什么？", "教育岗位"),
        ("两馆分别以“江南”和“塞北”为主题。", "“江南”和“塞北”", "以什么为主题？", "“江南”和“塞北”"),
        ("张三、李四分别任县委书记、县长。", "张三", "县长是谁？", "李四"),
        ("刘明和王洪分别会见了杜邦和米勒。", "杜邦和米勒", "刘明会见了谁？", "杜邦和米勒"),
        ("李强、王毅分别同他会见。", "李强、王毅", "谁会见了他？", "李强、王毅"),
        ("李强和王毅到会。", "李强和王毅", "李强到了吗？", "李强和王毅"),
    ],
)
def test_the_thing_asked_about_decides(
    passage: str, read: str, question: str, expected: str
) -> None:
    start = passage.index(read)
    a, b = meant(passage, start, start + len(read), question)
    assert passage[a:b] == expected


@given(st.text("甲乙分别、和，。5月《》（）", min_size=1, max_size=40), st.data())
def test_any_text_gives_a_range_of_the_sentence(passage: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(passage) - 1))
    end = data.draw(st.integers(start + 1, len(passage)))
    question = data.draw(st.text("甲乙5月谁", max_size=6))
    a, b = meant(passage, start, end, question)
    assert 0 <= a < b <= len(passage)
