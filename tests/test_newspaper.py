"""A raw page -> articles, each part in its place."""

import datetime as dt
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.loaders import load_pages
from qa.newspaper import parse_page
from qa.records import Article, ArticleKind, Excerpt, Page, Source
from qa.settings import SEEDS

SOURCE = Source("page.txt", "0" * 64, "衡阳日报", dt.date(2021, 5, 28), 1)
BODY = "新馆藏书120万册,设座位2600个,是全市最大的公共图书馆,开馆首日接待读者八千人次。"


def page_of(text: str) -> Page:
    return Page(SOURCE, text)


def parse(text: str) -> list[Article]:
    return parse_page(page_of(text))


def texts(parts: tuple[Excerpt, ...]) -> list[str]:
    return [part.text for part in parts]


def check_every_character_has_one_place(page: Page) -> None:
    """Each visible character of the page is in one part of one article, and parts are slices."""
    seen: Counter[int] = Counter()
    articles = parse_page(page)
    for article in articles:
        own: Counter[int] = Counter()
        parts = (article.kicker, article.headline, *article.subheads, article.column)
        for part in (*parts, *article.paragraphs):
            assert part.matches(page.text)
            own.update(i for a, b in part.slices for i in range(a, b))
        for inner in (article.byline, article.dateline):  # may be printed inside a paragraph
            assert inner.matches(page.text)
            own.update({i for a, b in inner.slices for i in range(a, b)} - own.keys())
        seen += own
        start, end = article.id.rpartition("#")[2].split("-")
        assert (int(start), int(end)) == (min(own), max(own) + 1)
    visible = {i: 1 for i, char in enumerate(page.text) if not char.isspace()}
    assert {i: n for i, n in seen.items() if not page.text[i].isspace()} == visible
    assert len({article.id for article in articles}) == len(articles)


@pytest.fixture(scope="module")
def shipped() -> Page:
    (page,) = load_pages(SEEDS)
    assert isinstance(page, Page)
    return page


HEADINGS = [
    (
        ArticleKind.STORY,
        "市委常委会召开会议",
        ["传达贯彻习近平总书记重要讲话批示精神", "邓群策主持"],
        "",
        "■本报记者 陈润",
        "本报讯",
    ),
    (
        ArticleKind.STORY,
        "陈德基团队以“UP”模式落户衡阳",
        ["朱健、高山出席落户签约仪式"],
        "",
        "■本报记者 罗文鹏",
        "本报讯",
    ),
    (
        ArticleKind.STORY,
        "衡阳亮出百年科技创新“家底”",
        ["全市科技活动周昨在衡山科学城启动"],
        "",
        "■本报记者 唐海强",
        "本报讯",
    ),
    (
        ArticleKind.STORY,
        "发扬优良传统和作风,开创高质量发展新局面",
        ["衡阳日报社全体党员观看党史学习教育电影《大地颂歌》"],
        "学党史 悟思想\n办实事 开新局",
        "■本报记者 金明达",
        "本报讯",
    ),
    (ArticleKind.PHOTO, "", [], "", "■通讯员 周亦至 摄", ""),
    (
        ArticleKind.STORY,
        "都司教育集团:学生同跳大型团体操",
        [],
        "",
        "■本报记者 雷昕\n通讯员 赵舒",
        "本报讯",
    ),
]
PARAGRAPHS = [  # how each paragraph of each article begins and ends
    [
        ("本报讯 5月27日上午,市委书记邓群策", "安排部署我市河长制有关工作。"),
        ("会议传达贯彻了习近平总书记在全球健康峰会", "全力确保改革落地见效。"),
        ("会议要求,要从政治和全局的高度", "确保全市社会大局安全和谐稳定。"),
        ("会议强调,要严把全市扫黑除恶专项斗争", "幸福感和安全感。"),
        ("会议要求,要精准精细实施“原地倍增”行动", "建设现代产业强市提供有力支撑。"),
        ("会议强调,要全面落实“节水优先", "汇聚起河湖保护治理的强大合力。"),
        ("会议还研究了其他事项。", "会议还研究了其他事项。"),
    ],
    [
        ("本报讯 5月27日下午,国家特聘专家", "为陈德基颁发特聘教授聘书。"),
        ("朱健指出:衡阳在从老工业基地城市", "争取国家相关政策支持。"),
        ("“人生最幸运的事就是与有情怀的人共事。”朱健指出", "闯出一条新路子。"),
        ("高山表示,希望通过与陈德基团队合作", "加快衡阳城市数字化发展进程。"),
        ("陈德基表示,衡阳拥有深厚的工业基础", "在数字经济领域实现弯道超车。"),
        ("市政协副主席张亮参加。", "市政协副主席张亮参加。"),
    ],
    [
        ("本报讯 5月27日,2021年衡阳市科技活动周", "在衡山科学城启动。"),
        ("本届活动周主题是“百年回望", "不断激发全民创新热情。"),
        ("党的十八大以来,市委、市政府", "“双创”氛围日趋浓厚。"),
        ("当天还举行了科技活动周系列活动之一", "专题讲座。"),
    ],
    [
        ("本报讯 5月27日,衡阳日报社组织全社党员干部", "社负责人讲授微党课。"),
        ("《大地颂歌》以十八洞村为点", "先进典型和伟大精神。"),
        ("观影前,衡阳日报社负责人在微党课上要求", "公信力的区域性新型主流媒体。"),
        ("观影结束后,衡阳日报社党员们纷纷表示", "作出新的更大贡献。"),
    ],
    [("为迎接中国共产党成立100周年", "传承初心绽风华”活动。")],
    [
        ("本报讯 5月26日、27日,都司教育集团", "庆祝六一到来。"),
        ("常胜校区四年级学生化身工、农、兵", "《浏阳河》的悠扬乐章。"),
        ("记者了解到,都司教育集团今年之所以选择", "3000余名学生参加。"),
    ],
]
MENDED = [  # what a column end had cut, with the place of the cut
    (0, 1, "致我国首次火星探测任|务天问一号探测器成功着陆火星"),
    (0, 4, "着力培育一批营收|超100亿元、50亿元、10亿元"),
    (1, 1, "智能化改造。衡阳|市将以最大的热情"),
    (1, 3, "人才培养、学科建设|和产业发展等方面"),
    (3, 0, "并聆听衡阳日报|社负责人讲授微党课。"),
    (3, 2, "高质量推动|媒体融合发展"),
]


def test_the_shipped_page_has_its_five_articles_and_its_photo(shipped: Page) -> None:
    articles = parse_page(shipped)
    found = [
        (a.kind, a.headline.text, texts(a.subheads), a.column.text, a.byline.text, a.dateline.text)
        for a in articles
    ]
    assert found == HEADINGS
    assert [a.kicker.text for a in articles] == [""] * 6
    for article, expected in zip(articles, PARAGRAPHS, strict=True):
        for paragraph, (first, last) in zip(article.paragraphs, expected, strict=True):
            assert paragraph.text.startswith(first)
            assert paragraph.text.endswith(last)
    check_every_character_has_one_place(shipped)


def test_the_shipped_page_is_mended_where_columns_cut_it_and_nowhere_else(shipped: Page) -> None:
    articles = parse_page(shipped)
    cut = [
        (i, j)
        for i, article in enumerate(articles)
        for j, paragraph in enumerate(article.paragraphs)
        if len(paragraph.slices) > 1
    ]
    assert cut == [(i, j) for i, j, _ in MENDED]
    for i, j, seam in MENDED:
        paragraph = articles[i].paragraphs[j]
        before, after = seam.split("|")
        assert before + after in paragraph.text
        (first, second) = paragraph.slices
        assert shipped.text[: first[1]].endswith(before)
        assert shipped.text[second[0] :].startswith(after)
        assert shipped.text[first[1] : second[0]] == "\n\n"


def test_a_page_with_blank_lines_between_articles_only() -> None:
    one, two = parse(
        f"市图书馆新馆开馆\n本报记者 张三 通讯员 李四\n本报讯 昨日,新馆开馆。\n"
        f"藏书丰富\n{BODY}\n{BODY}\n"
        f"\n湘江大桥通车\n——全长3公里的跨江通道今起试运行\n本报记者 王五\n本报讯 {BODY}\n"
    )
    assert (one.headline.text, one.byline.text) == ("市图书馆新馆开馆", "本报记者 张三 通讯员 李四")
    assert texts(one.paragraphs) == ["本报讯 昨日,新馆开馆。", "藏书丰富", BODY, BODY]
    assert (two.headline.text, texts(two.subheads)) == (
        "湘江大桥通车",
        ["——全长3公里的跨江通道今起试运行"],
    )


def test_indented_paragraphs_are_told_from_their_second_halves() -> None:
    (article,) = parse(
        f"市图书馆新馆开馆\n　　{BODY}\n　　{BODY}新馆设\n在湘江东岸。\n　　{BODY}\n"
    )
    assert texts(article.paragraphs) == [BODY, BODY + "新馆设在湘江东岸。", BODY]


def test_lines_cut_at_a_width_are_joined() -> None:
    paragraph = BODY * 4
    wrapped = "\n".join(paragraph[i : i + 16] for i in range(0, len(paragraph), 16))
    (article,) = parse(f"市图书馆新馆开馆\n本报记者 张三\n{wrapped}\n　　{BODY}\n")
    assert article.headline.text == "市图书馆新馆开馆"
    assert texts(article.paragraphs) == [paragraph, BODY]


def test_wire_copy_names_its_place_date_and_writer_in_the_first_paragraph() -> None:
    (article,) = parse(f"我国载人航天\n新华社北京5月27日电（记者李国利、邓孟）{BODY}\n{BODY}\n")
    assert article.dateline.text == "新华社北京5月27日电"
    assert article.byline.text == "（记者李国利、邓孟）"
    assert article.paragraphs[0].text.startswith("新华社北京5月27日电（记者李国利、邓孟）新馆")


def test_a_kicker_leads_to_its_headline() -> None:
    (article,) = parse(f"朱健在调研教育工作时强调\n办好人民满意的教育\n——衡阳教育这五年\n{BODY}\n")
    assert article.kicker.text == "朱健在调研教育工作时强调"
    assert article.headline.text == "办好人民满意的教育"
    assert texts(article.subheads) == ["——衡阳教育这五年"]


def test_a_caption_inside_an_article_stands_apart_and_the_sentence_around_it_is_whole() -> None:
    story, photo = parse(
        f"市图书馆新馆开馆\n\n本报记者 张三\n\n本报讯 {BODY}\n\n{BODY}新馆位于湘江\n\n"
        f"图为读者在新馆看书。\n\n李四 摄\n\n东岸,三月动工。\n"
    )
    assert texts(story.paragraphs) == ["本报讯 " + BODY, BODY + "新馆位于湘江东岸,三月动工。"]
    assert (photo.kind, photo.byline.text) == (ArticleKind.PHOTO, "李四 摄")
    assert texts(photo.paragraphs) == ["图为读者在新馆看书。"]


def test_a_caption_that_ends_in_its_credit() -> None:
    _, photo = parse(f"市图书馆新馆开馆\n\n本报讯 {BODY}\n\n图为读者在新馆看书。本报记者 李四 摄\n")
    assert (photo.kind, photo.byline.text) == (ArticleKind.PHOTO, "本报记者 李四 摄")


@pytest.mark.parametrize(
    "line",
    ["■本报记者 张三", "□ 张小三", "记者 张三 李四 通讯员 王五", "（本报记者 张三）", "张  三"],
)
def test_bylines_of_many_forms(line: str) -> None:
    (article,) = parse(f"市图书馆新馆开馆\n\n{line}\n\n{BODY}\n")
    assert (article.headline.text, article.byline.text) == ("市图书馆新馆开馆", line)


@pytest.mark.parametrize("line", ["记者了解到", "记者从市教育局获悉", "通讯员走访全城"])
def test_what_only_begins_like_a_byline_is_none(line: str) -> None:
    (article,) = parse(f"市图书馆新馆开馆\n\n本报讯 {BODY}\n\n{line},{BODY}\n")
    assert article.byline == Excerpt()


@pytest.mark.parametrize(
    "line",
    [
        f"，正文：记者从市图书馆了解到，{BODY * 3}来源 衡阳日报",
        f"2023-07-24 10:11:00，正文：{BODY * 3}新馆外景 李四摄市民看书 王五摄{BODY}责编 赵六",
        "2023-07-27 09:08，正文：今年是图书馆建馆七十周年"
        + "市民走进新馆翻开书页看见城市的过去与今天" * 4,
    ],
)
def test_a_report_copied_as_one_line_is_text(line: str) -> None:
    (article,) = parse(line + "\n")
    assert (article.headline, texts(article.paragraphs)) == (Excerpt(), [line])
    assert len(article.byline.text) < 20


def test_a_page_of_headlines_only_and_a_page_of_body_only() -> None:
    (headline,) = parse("市图书馆新馆开馆\n")
    assert (headline.headline.text, headline.paragraphs) == ("市图书馆新馆开馆", ())
    (body,) = parse(f"{BODY}\n\n{BODY}")
    assert (body.headline, texts(body.paragraphs)) == (Excerpt(), [BODY, BODY])
    assert parse(" \n\n　\n") == []


LINE = st.sampled_from(
    [
        "",
        "市图书馆新馆开馆",
        "全长3公里,",
        "■本报记者 张三",
        "通讯员 李四",
        "王五 摄",
        "（记者 张三）",
        "学党史 悟思想",
        "本报讯 昨日开馆。",
        "新华社北京5月27日电（记者李国利）神舟十二号",
        "　　" + BODY,
        BODY[:30],
        BODY[30:],
        "，到。",
        "“",
        "■",
        "（",
        "图为读者。李四摄",
        "（下转第3版）",
        "一、总体要求",
        "\u200b",
        "a" * 60,
        "\x85 \x1c",
    ]
)


@given(st.lists(LINE), st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\n \n"]))
def test_lines_of_every_kind_in_any_order_keep_their_place(lines: list[str], end: str) -> None:
    check_every_character_has_one_place(page_of(end.join(lines)))


@given(st.text())
def test_any_text_keeps_every_character_in_its_place(text: str) -> None:
    check_every_character_has_one_place(page_of(text))


def test_the_same_lines_at_another_place_are_the_same_articles_moved(shipped: Page) -> None:
    moved = parse_page(replace(shipped, text="\n" * 7 + shipped.text))
    assert [a.headline.text for a in moved] == [a.headline.text for a in parse_page(shipped)]
    assert [a.headline.start for a in moved if a.headline] == [
        a.headline.start + 7 for a in parse_page(shipped) if a.headline
    ]


UNITS = [
    BODY,
    BODY + "\n",
    "甲\n",
    "■记者 甲\n",
    "（甲）\n",
    "学党史 悟思想\n",
    "图为读者。甲摄\n",
    "“",
    "（记者",
    "摄 ",
    "甲 乙",
]


@pytest.mark.parametrize("unit", UNITS)
def test_parsing_takes_linear_time(unit: str) -> None:
    def spent(characters: int) -> float:
        text = BODY + "\n" + unit * (characters // len(unit))
        started = time.process_time()
        parse(text)
        return time.process_time() - started

    parse(BODY)  # the weights and the dictionary are read
    assert spent(80_000) < 8 * spent(20_000) + 1


def kinds(articles: list[Article]) -> list[tuple[ArticleKind, str, list[str]]]:
    return [(a.kind, a.headline.text, texts(a.paragraphs)) for a in articles]


def test_furniture_of_the_page_is_kept_out_of_articles() -> None:
    found = kinds(
        parse(
            f"人民日报\n2026年4月1日 星期三\n第3版：要闻\n\n市图书馆新馆开馆\n\n本报记者 张三\n\n"
            f"本报讯 {BODY}\n\n{BODY}\n\n（下转第4版）\n\n湘江大桥通车\n\n本报记者 李四\n\n"
            f"本报讯 {BODY}\n\n本版责编：王五　版式设计：赵六\n"
        )
    )
    furniture = ArticleKind.FURNITURE
    assert found == [
        (furniture, "", ["人民日报", "2026年4月1日 星期三", "第3版：要闻"]),
        (ArticleKind.STORY, "市图书馆新馆开馆", ["本报讯 " + BODY, BODY]),
        (furniture, "", ["（下转第4版）"]),
        (ArticleKind.STORY, "湘江大桥通车", ["本报讯 " + BODY]),
        (furniture, "", ["本版责编：王五　版式设计：赵六"]),
    ]


def test_a_drawn_line_stands_between_articles() -> None:
    found = kinds(
        parse(
            f"市图书馆新馆开馆\n本报讯 {BODY}\n{BODY}\n————————\n"
            f"湘江大桥通车\n本报讯 {BODY}\n{BODY}\n"
        )
    )
    assert found == [
        (ArticleKind.STORY, "市图书馆新馆开馆", ["本报讯 " + BODY, BODY]),
        (ArticleKind.FURNITURE, "", ["————————"]),
        (ArticleKind.STORY, "湘江大桥通车", ["本报讯 " + BODY, BODY]),
    ]


def test_an_article_that_breaks_off_goes_on_behind_another() -> None:
    outer, inner = parse(
        f"市图书馆新馆开馆\n本报记者 张三\n　　本报讯 {BODY}\n　　{BODY}新馆位于湘\n"
        f"湘江大桥通车\n本报记者 李四\n　　本报讯 {BODY}\n　　{BODY}\n"
        f"江东岸，三月动工。\n　　{BODY}\n"
    )
    assert texts(outer.paragraphs) == [
        "本报讯 " + BODY,
        BODY + "新馆位于湘江东岸，三月动工。",
        BODY,
    ]
    assert (inner.headline.text, texts(inner.paragraphs)) == (
        "湘江大桥通车",
        ["本报讯 " + BODY, BODY],
    )
    assert outer.id.endswith(f"#0-{outer.paragraphs[-1].end}")


@pytest.mark.parametrize(
    ("ending", "byline"),
    [
        ("（本报记者　张三　李小四）", "（本报记者　张三　李小四）"),
        ("\n（本报记者 张三）", "（本报记者 张三）"),
        ("（张三）", "（张三）"),
        ("\n（新华社北京5月27日电　记者张三）", "（新华社北京5月27日电　记者张三）"),
        ("\n（新华社北京5月27日电）", ""),
        ("\n（作者为市图书馆馆长）", ""),
    ],
)
def test_who_signs_below_the_text(ending: str, byline: str) -> None:
    (article,) = parse(f"市图书馆新馆开馆\n　　{BODY}\n　　{BODY}\n　　{BODY}{ending}\n")
    assert article.byline.text == byline
