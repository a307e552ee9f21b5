"""Page dumps with known articles, and the numbers of a parse of them."""

import dataclasses
import random

import pytest

from qa.evaluation.dumps import dumps
from qa.evaluation.pages import count, is_whole, measures, parse
from qa.evaluation.styles import TUNED, UNTUNED, draw
from qa.evaluation.truth import Dump, Row, is_article, names, persons
from qa.newspaper.lines import split
from qa.records import Article, Excerpt


def row(title: str, author: str, *paragraphs: str, kicker: str = "", subtitle: str = "") -> Row:
    return {
        "date": "2026-04-01",
        "page": 2,
        "section": "要闻",
        "kicker": kicker,
        "title": title,
        "subtitle": subtitle,
        "author": author,
        "paragraphs": list(paragraphs),
    }


SENTENCES = [
    "市图书馆新馆在湘江东岸动工，占地一百二十亩，设计藏书二百万册，明年国庆节前开门迎客。",
    "项目经理周海介绍，工地每天有四百名工人分两班施工，基坑已经挖到地下九米。",
    "“孩子们盼着有个看书的好去处。”家住附近的居民李梅说，她每个周末都来看进度。",
    "据市文旅局统计，全市现有公共图书馆十二座，去年接待读者三百多万人次，同比增长两成。",
]
PAGE = [
    row(
        "新馆破土\u3000书香满城", "本报记者  张  三  李小四", *SENTENCES, kicker="湘江东岸添新景——"
    ),
    row(
        "大桥通车",
        "",
        "本报衡阳4月1日电  （记者王五、赵六六）" + SENTENCES[1],
        SENTENCES[3],
        subtitle="全长三公里",
    ),
    row("老街新貌（走基层）", "孙七", *SENTENCES[1:]),
    row("图片报道", "", SENTENCES[0], "周  八摄（影像中国）"),
]
EVERY = [*TUNED, *UNTUNED]


def made(style: str, seed: int = 3, copies: int = 12) -> list[Dump]:
    return list(dumps([PAGE] * copies, [style], seed))


@pytest.mark.parametrize("style", EVERY)
def test_the_same_seed_makes_the_same_dumps_and_another_one_others(style: str) -> None:
    assert made(style) == made(style)
    assert [d.text for d in made(style)] != [d.text for d in made(style, seed=4)]


@pytest.mark.parametrize("style", EVERY)
def test_what_is_true_of_a_dump_can_be_read_off_it(style: str) -> None:
    for dump in made(style):
        text = dump.text
        starts = {line.start: line for line in split(text)}
        assert dump.roles.keys() == starts.keys()
        for truth in dump.articles:
            assert dump.roles[truth.start] in "KT"
            assert truth.headline in "".join(text[truth.start : truth.end].split())
            assert not text[truth.end - 1].isspace()
        for start, end in [*dump.captions, *dump.furniture]:
            assert start in starts
            assert text[start:end].strip() == text[start:end]
        for last, first in [*dump.cuts, *dump.wraps, *dump.breaks]:
            assert first in starts
            assert not text[last].isspace()
        for last, first in dump.wraps:
            assert text[last + 1 : first].isspace()


@pytest.mark.parametrize("style", EVERY)
def test_the_paragraphs_come_back_when_cuts_and_wraps_are_mended(style: str) -> None:
    for dump in made(style):
        seams = {first: last for last, first in [*dump.cuts, *dump.wraps]}
        mended: dict[int, str] = {}  # by the last character of what was read
        for line in split(dump.text):
            before = mended.pop(seams[line.start]) if line.start in seams else ""
            mended[line.end - 1] = before + line.text
        whole = {"".join(text.split()) for text in mended.values()}
        for sentence in SENTENCES[2:3]:
            held = [text for text in whole if sentence in text]
            assert held
            assert all(text.startswith((sentence, "本报")) for text in held)


def test_persons_are_those_of_the_byline_or_of_the_dateline() -> None:
    assert [persons(r) for r in PAGE[:3]] == [
        frozenset({"张三", "李小四"}),
        frozenset({"王五", "赵六六"}),
        frozenset({"孙七"}),
    ]
    assert names("王  观  游  仪、洪秋婷") == ["王观", "游仪", "洪秋婷"]


def test_what_no_reader_could_tell_apart_is_left_out() -> None:
    collection = row("环球扫描", "", SENTENCES[0], "本报北京4月1日电  " + SENTENCES[1])
    assert [is_article(r) for r in [*PAGE, collection]] == [True, True, True, False, False]


def test_a_style_is_drawn_anew_but_keeps_what_it_is() -> None:
    rng = random.Random(0)
    drawn = [draw("wrapped", rng) for _ in range(20)]
    assert all(style.width and style.indent for style in drawn)
    assert len({dataclasses.astuple(style) for style in drawn}) > 10


def test_counts_of_a_page_worked_by_hand() -> None:
    (dump,) = made("spaced", copies=1)
    none = measures(count(dump, []))
    assert (none["boundaries"], none["headline"], none["offsets"]) == (0.0, 0.0, 0.0)
    articles = parse(dump)
    assert is_whole(dump.text, articles)
    less = articles[:-1]
    assert not is_whole(dump.text, less)
    found = count(dump, articles)
    assert found["boundaries true"] == found["headline all"] == len(dump.articles)
    lost = dataclasses.replace(dump, articles=[dump.articles[0]])
    only = count(lost, [a for a in articles if _range(a) == (lost.articles[0].start,)])
    assert measures(only)["boundaries"] == 1.0


def _range(article: Article) -> tuple[int]:
    return (int(article.id.rpartition("#")[2].split("-")[0]),)


def test_an_excerpt_that_is_no_slice_is_noticed() -> None:
    (dump,) = made("bare", copies=1)
    articles = parse(dump)
    start, end = articles[0].paragraphs[0].slices[0]
    forged = Excerpt("假" * (end - start), ((start, end),))
    wrong = dataclasses.replace(articles[0], paragraphs=(forged, *articles[0].paragraphs[1:]))
    assert not is_whole(dump.text, [wrong, *articles[1:]])


@pytest.mark.parametrize("style", EVERY)
def test_every_dump_keeps_every_character_in_its_place(style: str) -> None:
    for dump in made(style, copies=4):
        assert is_whole(dump.text, parse(dump))
