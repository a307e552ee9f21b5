"""Folding, sentences and words."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import text

MARKS = st.text(alphabet="甲乙丙。！？!?“”‘’《》（）\n\r 　,，说")


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("５月２７日，ＵＰ模式", "5月27日,up模式"),
        ("衡陽廣播電視臺", "衡阳广播电视台"),
        ("“甲”「乙」『丙』‘丁’", "\"甲\"\"乙\"'丙''丁'"),
        ("天问一号—着陆　火星", "天问一号-着陆 火星"),
        ("衡阳\r\n日报", "衡阳\r\n日报"),
        ("㎡ﬁİ", "㎡ﬁİ"),  # would need two characters
    ],
)
def test_fold_makes_one_form_of_variants(raw: str, folded: str) -> None:
    assert text.fold(raw) == folded


@given(st.text())
def test_fold_keeps_every_offset_and_folding_again_changes_nothing(raw: str) -> None:
    folded = text.fold(raw)
    assert [text.fold(char) for char in raw] == list(folded)
    assert text.fold(folded) == folded


def split(content: str) -> list[str]:
    return [content[a:b] for a, b in text.sentences(content)]


@pytest.mark.parametrize(
    "parts",
    [
        ["会议研究了其他事项。", "会议强调,要抓好落实！", "谁来落实？"],
        ["主题是“百年回望。砥砺前行。”的活动昨日启动。", "共三天。"],
        ["“人生最幸运的事就是与有情怀的人共事。”朱健指出,双方要努力创新。", "高山在座。"],
        ["他说：“我来。”", "众人鼓掌。"],
        ["《谁是最可爱的人？》再版。", "首印一万册。"],
        ["全市科技活动周昨启动\n\n", "■本报记者 唐海强\n", "本报讯 活动启动。\n"],
        ["投稿请至http://paper.cn/?id=7查看。", "谢谢！"],
        ["甲。\r\n", "乙\r", "丙"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert split("".join(parts)) == parts


def test_a_long_quotation_is_split_inside() -> None:
    first, second = "“" + "我们" * 40 + "。", "他们" * 10 + "。”"
    assert split(first + second) == [first, second]


@given(MARKS)
def test_sentences_tile_the_text(content: str) -> None:
    assert "".join(split(content)) == content
    ranges = text.sentences(content)
    assert all(a < b for a, b in ranges)
    if content.strip():
        assert all(content[a:b].strip() for a, b in ranges)


@pytest.mark.parametrize("unit", ["“", "。", "“甲”", "“甲。”乙", "甲", "《", "甲,", " \n"])
def test_sentences_take_linear_time(unit: str) -> None:
    started = time.process_time()
    text.sentences(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 5


def test_words_stand_at_their_offsets_and_hold_no_punctuation() -> None:
    raw = "衡陽國家高新區團委，５月２７日“ＵＰ”。"
    found = text.words(raw)
    assert {"衡阳", "国家", "高新区", "团委", "5", "27", "up"} <= {word for word, _, _ in found}
    assert all(text.fold(raw[a:b]) == word for word, a, b in found)
    assert not {",", '"', "。"} & {word for word, _, _ in found}


def test_words_find_the_parts_of_a_compound() -> None:
    assert {"人民", "法院", "人民法院"} <= {word for word, _, _ in text.words("人民法院")}


@given(MARKS)
def test_words_cover_every_letter(raw: str) -> None:
    covered = {i for _, a, b in text.words(raw) for i in range(a, b)}
    assert covered >= {i for i, char in enumerate(raw) if char.isalnum()}


def test_words_say_nothing_and_leave_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    code = "from qa import text; text.words('衡阳日报')"
    ran = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    assert (ran.stdout, ran.stderr) == ("", "")
    assert not list(tmp_path.iterdir())


def test_a_long_line_of_what_is_no_word_is_cut_in_time() -> None:
    started = time.perf_counter()
    found = text.words("大桥" + "无" * 300_000 + "通车")
    assert found[0] == ("大桥", 0, 2)
    assert found[-1][2] == 300_004
    assert time.perf_counter() - started < 20
    assert text.words("市" * 998 + "图书馆新馆")[-1][0] == "新馆"
