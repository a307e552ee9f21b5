"""What kind of answer a question asks for."""

import pytest

from qa.questions import (
    Kind,
    asks_for_value,
    classes_asked_for,
    content_words,
    fits,
    kind_of,
)


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
        "居民该如何办理？",
        "桥是怎样修的？",
    ],
)
def test_yes_no_why_how_and_what_was_said(question: str) -> None:
    assert kind_of(question) is Kind.SENTENCE


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
        "永定河的水位如何？",
        "这次比赛的成绩怎么样",
        "后来怎样了？",
    ],
)
def test_facts_are_answered_by_spans(question: str) -> None:
    assert kind_of(question) is Kind.SPAN


def test_words_that_only_ask_are_no_content() -> None:
    assert content_words("请问衡阳有多少家企业？") == ["衡阳", "企业"]
    assert content_words("几位教师写了多少本家书？") == ["教师", "写", "家书"]
    assert content_words("衡阳有多少名胜？") == ["衡阳", "名胜"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("市委常委会会议那篇报道是谁写的？", Kind.WRITER),
        ("学生跳团体操的稿子是哪位本报记者采写的？", Kind.WRITER),
        ("谁报道了报社党员看电影？", Kind.WRITER),
        ("高新区团委活动的照片是谁拍的？", Kind.WRITER),
        ("《浏阳河》的词作者是谁？", Kind.SPAN),
        ("新闻发布会由谁主持？", Kind.SPAN),
        ("哪篇报道讲了衡阳的科技家底？", Kind.ARTICLES),
        ("有哪些文章提到新桥？", Kind.ARTICLES),
        ("有没有写学生跳操的文章？标题是什么？", Kind.ARTICLES),
        ("有没有关于新桥的报道？", Kind.ARTICLES),
        ("什么新闻发布会在衡阳举行？", Kind.SPAN),
        ("从遗骸可以得知什么消息？", Kind.SPAN),
        ("医院后来更名为什么？", Kind.SPAN),
        ("停工是为什么？", Kind.SENTENCE),
        ("这部漫画是何时出版的？", Kind.SPAN),
        ("这篇报道是哪天见报的？", Kind.ISSUE),
        ("那条消息是什么时候刊登的？", Kind.ISSUE),
        ("新馆什么时候开放？", Kind.SPAN),
        ("哪些学校参加了比赛？", Kind.LIST),
        ("会议提出要打赢哪几场战役？", Kind.LIST),
        ("会上提到的是哪十六个字？", Kind.SPAN),
        ("两队的教练分别是谁？", Kind.LIST),
    ],
)
def test_kinds(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("question", "expected"),
    [("多少学生参加？", True), ("会议哪天召开？", True), ("谁主持会议？", False)],
)
def test_dates_and_numbers_have_values(question: str, expected: bool) -> None:
    assert asks_for_value(question) is expected


@pytest.mark.parametrize(
    ("question", "words", "does"),
    [
        ("市委常委会是几号开的会？", "邓群策", False),
        ("市委常委会是几号开的会？", "5月27日", True),
        ("市委常委会是几号开的会？", "27号", True),
        ("火箭是几月几号发射的？", "长征五号", False),
        ("商场在几号线的终点？", "地铁二号线", True),
        ("哪一年通车？", "去年底", True),
        ("哪一年通车？", "湘江大桥", False),
        ("哪一天的会议由谁主持？", "邓群策", True),
        ("藏书多少册？", "120万册", True),
        ("藏书多少册？", "全部藏书", True),
        ("藏书多少册？", "湘江东岸", False),
        ("有几个区参加？", "三个", True),
        ("提出要打赢哪几场战役？", "政治安全保卫战", True),
        ("什么主题占了多少比例？", "改革", True),
        ("工程用了多长时间？", "2021年", False),
        ("工程要多久？", "5月27日", False),
        ("工程要多久？", "三年", True),
        ("拘留多少天？", "十日", True),
        ("他多久以前到的？", "2021年5月", True),
        ("会议由谁主持？", "邓群策", True),
        ("修剪花了多长时间？", "8月初", False),
        ("门票多少钱？", "不收费", True),
        ("响应提升到几级？", "Ⅱ级", True),
        ("公布条例的国务院令是第几号？", "第838号", True),
        ("那几年的旧船拿来干啥？", "架设浮桥", True),
        ("从哪天起算？", "登记之日", True),
        ("哪个部门启动了响应？", "6省市", False),
        ("哪个部门启动了响应？", "水利部", True),
        ("哪些单位参加了签约？", "市委副书记、市长", False),
        ("哪些单位参加了签约？", "国家特聘专家、博士生导师、普奥云洲公司", False),
        ("哪些单位参加了签约？", "市教育局、市一中", True),
        ("他是哪个单位的什么人？", "新闻发言人", True),
    ],
)
def test_what_cannot_be_of_the_kind_asked_for_does_not_fit(
    question: str, words: str, *, does: bool
) -> None:
    assert fits(question, words) is does


def test_the_classes_that_a_list_is_asked_of() -> None:
    assert classes_asked_for("广州在哪些新兴产业领域领先？")[-2:] == ("新兴产业领域", "新兴产业")
    assert classes_asked_for("公司在哪几个重点领域有布局？")[-1] == "重点领域"
    assert classes_asked_for("谁出席？") == ()
