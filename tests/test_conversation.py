"""Follow-ups are rewritten to what they mean, and new topics are left alone."""

from __future__ import annotations

import pytest

from qa.conversation import Understood, understand
from qa.records import (
    Answer,
    Article,
    ArticleKind,
    Citation,
    Excerpt,
    Hit,
    Passage,
    Source,
)


def turn(
    question: str,
    answer: str = "",
    sentence: str = "",
    headline: str = "",
    kind: ArticleKind = ArticleKind.STORY,
) -> Answer:
    """One earlier turn whose answer stands in one sentence; refused where there is no answer."""
    if not answer:
        return Answer(question, question, 0.1, (), ())
    sentence = sentence or answer
    source = Source("a.txt", "0" * 64, "江城晚报", None, None)
    whole = Excerpt(sentence, ((0, len(sentence)),))
    start = max(sentence.find(answer), 0)
    quote = Excerpt(answer, ((start, start + len(answer)),))
    title = Excerpt(headline, ((0, len(headline)),)) if headline else Excerpt()
    none = Excerpt()
    article = Article("a.txt#0-9", source, kind, none, title, (), none, none, none, (whole,))
    hit = Hit(Passage("a.txt#0-9", article.id, whole, 0), article, 0.9, 9.0, 1.0)
    citation = Citation(source, article.id, headline, "", quote, whole, hit)
    return Answer(question, question, 0.9, (citation,), ())


BRIDGE = turn(
    "青江大桥什么时候通车？",
    "10月1日",
    "10月1日,全长3200米的青江大桥正式通车,结束了两岸靠轮渡往来的历史。",
    "青江大桥国庆通车",
)
VISIT = turn(
    "谁率团访问了江城大学？",
    "省教育厅厅长沈玉兰",
    "9月12日,省教育厅厅长沈玉兰率团访问江城大学,校长周立人陪同。",
    "省教育厅到江城大学调研",
)
MARATHON = turn(
    "江城国际马拉松在哪里起跑？",
    "滨江广场",
    "11月5日清晨,江城国际马拉松在滨江广场鸣枪起跑,两万名选手参赛。",
    "两万人雨中开跑",
)
WINNER = turn(
    "谁获得了女子组冠军？",
    "王晓燕",
    "王晓燕以2小时31分获得女子组冠军。",
    "两万人雨中开跑",
)
GDP = turn(
    "2019年江城市的出口额是多少？",
    "320亿元",
    "2019年,江城市的出口额达320亿元。",
    "外贸交出亮眼成绩单",
)
FILM = turn(
    "电影节的开幕影片是什么？",
    "《春江水暖》",
    "电影节以《春江水暖》开幕。",
    "银幕点亮古城",
)
PLEDGE = turn(
    "刘志强表示了什么？",
    "工厂将在三年内完成设备更新，并与王建国的团队合作。",
    "刘志强表示,工厂将在三年内完成设备更新，并与王建国的团队合作。",
    "老厂换新颜",
)
PHOTO = turn(
    "谁在田里收割水稻？",
    "村民",
    "金秋时节,村民在田里收割水稻。",
    "稻浪千重",
    ArticleKind.PHOTO,
)
SCHOOLS = turn(
    "第一中学有多少名学生报名？",
    "420名",
    "第一中学420名、实验中学310名学生报名。",
    "科技夏令营开始报名",
)
MERGER = turn(
    "宏达集团为什么收购蓝海公司？",
    "为了进入新能源市场",
    "宏达集团收购蓝海公司，是为了进入新能源市场。",
    "宏达收购蓝海",
)
FORUM = turn(
    "长江经济论坛由谁主持？",
    "副省长何文斌",
    "6月8日,长江经济论坛由副省长何文斌主持,美国学者约翰·史密斯发言。",
    "共话长江",
)
REFUSED = turn("云山水库的蓄水量是多少？")


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        # pronouns
        ([VISIT], "她的职务是什么？", "沈玉兰的职务是什么？"),
        ([VISIT], "她还访问了哪里？", "沈玉兰还访问了哪里？"),
        ([WINNER], "她用了多长时间？", "王晓燕用了多长时间？"),
        ([PLEDGE], "他还说了什么？", "刘志强还说了什么？"),
        ([FORUM], "他是什么职务？", "何文斌是什么职务？"),
        ([FORUM], "他的職務是什麼？", "何文斌的职务是什么？"),
        ([VISIT, GDP], "她是谁？", "沈玉兰是谁？"),
        ([BRIDGE], "它全长多少米？", "青江大桥全长多少米？"),
        ([FILM], "它的导演是谁？", "《春江水暖》的导演是谁？"),
        ([BRIDGE], "其全长是多少？", "青江大桥的全长是多少？"),
        # demonstratives
        ([BRIDGE], "这座大桥是谁设计的？", "青江大桥是谁设计的？"),
        ([VISIT], "该校的校长是谁？", "江城大学的校长是谁？"),
        ([GDP], "该市有多少人口？", "江城市有多少人口？"),
        ([MERGER], "这家公司的总部在哪里？", "宏达集团的总部在哪里？"),
        ([MARATHON], "那里当天还有什么活动？", "滨江广场11月5日还有什么活动？"),
        ([FORUM], "这次论坛有哪些嘉宾？", "长江经济论坛有哪些嘉宾？"),
        ([FILM], "这部电影讲了什么？", "《春江水暖》讲了什么？"),
        # the cited article
        ([BRIDGE], "这篇报道是谁写的？", "《青江大桥国庆通车》这篇报道是谁写的？"),
        ([MARATHON], "文中提到了哪些选手？", "《两万人雨中开跑》这篇报道中提到了哪些选手？"),
        ([PHOTO], "这张照片是谁拍的？", "《稻浪千重》这张照片是谁拍的？"),
        ([BRIDGE], "照片呢？", "《青江大桥国庆通车》的照片是谁拍的？"),
        ([GDP], "作者是谁？", "《外贸交出亮眼成绩单》这篇报道的作者是谁？"),
        # 那X呢
        ([GDP], "那2020年呢？", "2020年江城市的出口额是多少？"),
        ([GDP], "那进口额呢？", "2019年江城市的进口额是多少？"),
        ([GDP], "湖州市呢？", "2019年湖州市的出口额是多少？"),
        ([SCHOOLS], "那实验中学呢？", "实验中学有多少名学生报名？"),
        ([SCHOOLS], "老师呢？", "第一中学有多少名老师报名？"),
        ([WINNER], "男子组呢？", "谁获得了男子组冠军？"),
        ([PLEDGE], "那王建国呢？", "王建国表示了什么？"),
        # a question word alone
        ([MARATHON], "什么时候？", "江城国际马拉松什么时候起跑？"),
        ([BRIDGE], "在哪里？", "青江大桥在哪里通车？"),
        ([MERGER], "什么时候？", "宏达集团什么时候收购蓝海公司？"),
        ([VISIT], "为什么？", "沈玉兰为什么率团访问江城大学？"),
        ([VISIT], "什么时候访问的？", "沈玉兰什么时候率团访问江城大学？"),
        ([MARATHON], "多少人？", "江城国际马拉松有多少人？"),
        ([FORUM], "還有誰主持？", "长江经济论坛还有谁主持？"),
        ([turn("江城国际马拉松有多少人参加？")], "哪一天？", "江城国际马拉松哪一天举行？"),
        # no topic of its own
        ([MARATHON], "有多少人参加？", "江城国际马拉松有多少人参加？"),
        ([FORUM], "什么时候开的？", "长江经济论坛是什么时候开的？"),
        ([FORUM], "参加的有哪些人？", "参加长江经济论坛的有哪些人？"),
        ([FORUM], "谁参加了？", "谁参加了长江经济论坛？"),
        ([FORUM], "主题是什么？", "长江经济论坛的主题是什么？"),
        ([PLEDGE], "还说了什么？", "刘志强还说了什么？"),
        ([VISIT], "还有谁？", "除了沈玉兰，还有谁率团访问了江城大学？"),
        ([BRIDGE], "是谁建的？", "青江大桥是谁建的？"),
        ([REFUSED], "什么时候建成的？", "云山水库是什么时候建成的？"),
    ],
)
def test_a_follow_up_is_made_self_contained(
    history: list[Answer], question: str, understood: str
) -> None:
    assert understand(question, history).question == understood


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "他的职务是什么？"),
        ([], "那常胜校区呢？"),
        ([VISIT], "江城大学有多少学生？"),
        ([VISIT], "《春江水暖》的导演是谁？"),
        ([BRIDGE], "维他命有什么作用？"),
        ([VISIT], "其他学校有哪些变化？"),
        ([VISIT], "其中最大的湖是哪个？"),
        ([FORUM], "油价涨了多少？"),
        ([FORUM], "谁是新任财政局局长？"),
        ([MARATHON], "王晓燕的成绩是多少？"),
        ([MARATHON], "什么时候下雨？"),
        ([BRIDGE], "他说了什么？"),
        ([GDP], "这部电影讲了什么？"),
        ([BRIDGE], "刘志强说他什么时候退休？"),
        ([turn("谁出席了签约仪式？", "朱健")], "那高山呢？"),
        ([MERGER], "谢谢！"),
        ([MERGER], "你是谁？"),
        ([MERGER], "蘋果公司的市值是多少？"),
        ([BRIDGE], "那天气呢？"),
        ([VISIT], "高考什么时候开始？"),
        ([VISIT], "中国队赢了吗？"),
        ([FORUM], "《渔光曲》其风格有什么特点？"),
        ([MARATHON], "云山县从建县时到现在，它的人口增加了多少？"),
        ([MARATHON], "哪些地方欧洲越橘较多？"),
        ([MARATHON], "今年的粮食产量是多少？"),
    ],
)
def test_a_new_topic_and_what_nothing_fits_stay_as_asked(
    history: list[Answer], question: str
) -> None:
    assert understand(question, history) == Understood(question, None)


def test_a_question_about_the_cited_article_names_its_id() -> None:
    assert understand("文中还提到了谁？", [BRIDGE]).article_id == "a.txt#0-9"
    assert understand("谁写的？", [BRIDGE]) == Understood(
        "《青江大桥国庆通车》这篇报道是谁写的？", "a.txt#0-9"
    )
    assert understand("它全长多少米？", [BRIDGE]).article_id is None


def test_without_a_citation_no_article_is_meant() -> None:
    assert understand("这篇报道是谁写的？", [REFUSED]) == Understood("这篇报道是谁写的？", None)


def test_a_title_inside_a_headline_gets_inner_marks() -> None:
    history = [turn("谁看了电影？", "全体党员", "全体党员观看《大河》。", "职工观看《大河》")]
    assert understand("这篇文章是谁写的？", history).question == (
        "《职工观看〈大河〉》这篇文章是谁写的？"
    )


def test_a_rewritten_question_carries_into_the_next_turn() -> None:
    first = understand("那实验中学呢？", [SCHOOLS]).question
    second = turn(first, "310名", "第一中学420名、实验中学310名学生报名。", "科技夏令营开始报名")
    assert understand("为什么？", [SCHOOLS, second]).question == "实验中学为什么报名？"
    assert understand("那第二中学呢？", [SCHOOLS, second]).question == "第二中学有多少名学生报名？"


def test_the_latest_turn_wins_over_an_older_one() -> None:
    assert understand("他还说了什么？", [PLEDGE, FORUM]).question == "何文斌还说了什么？"
    assert understand("他还说了什么？", [FORUM, PLEDGE]).question == "刘志强还说了什么？"
