"""An archive's own words and names: learned, listed, forbidden, and found whole and by parts."""

import json
from pathlib import Path

import pytest
from documents import TWO_COLUMNS, pdf

from embeddings.encoder import Encoder
from qa import lexical, names, new_words, text, words
from qa.archive import Archive
from qa.build import build, is_current
from qa.cli import main
from qa.errors import ArchiveError
from qa.lexical import LexicalIndex, terms
from qa.loaders import Loaded, load
from qa.newspaper import find_articles
from qa.passages import passages
from qa.settings import SEEDS, Settings
from qa.text import Cutter
from qa.words import Words

NEWS = [
    "湘江大学校长万建国表示，雁峰云谷今年扩建。记者张三报道。",
    "昨日，雁峰云谷举行仪式，市长万建国出席。",
    "游客称，雁峰云谷风光好。美国国务卿安东尼·布林肯表示欢迎。",
    "代表团在衡阳举行会谈，来自衡阳的企业参加。",
    "人民法院和商业银行各有任务。该公司说，天气好。大桥通车，台风来了。",
]


def test_names_are_found_by_what_stands_around_them() -> None:
    found = names.find(NEWS, ["李四"], 1)
    assert found.kinds == {
        "万建国": "person",
        "安东尼·布林肯": "person",
        "李四": "person",
        "衡阳": "place",
        "湘江大学": "organisation",
    }


def test_a_place_counts_only_where_words_lead_to_it_often_enough() -> None:
    found = names.Names({"台风": "place", "衡阳": "place"}, {"台风": 1, "衡阳": 3})
    assert found.is_name("衡阳", 200)
    assert not found.is_name("台风", 200)


def test_the_new_words_of_the_shipped_page() -> None:
    (item,) = load(SEEDS)
    assert isinstance(item, Loaded)
    page = item.page
    parts = [p for a in find_articles(page, ()) for p in passages(page, a, 300)]
    texts = [text.fold(part.text) for part in parts]
    found = new_words.find(texts, 2)
    assert {"普奥云洲", "都司教育集团", "华耀校区", "常胜校区", "三高四新"} <= set(found)
    assert {"会议强调", "本报讯", "教育集团", "司教育集团", "普奥"}.isdisjoint(found)
    assert all("".join(texts).count(word) > 1 for word in found)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lines = (
        json.dumps({"title": f"新闻之{n}", "text": news})
        for n, news in zip("一二三四五", NEWS, strict=True)
    )
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_an_own_word_is_one_word_and_is_found_by_its_parts() -> None:
    own = Cutter(["都司教育集团"])
    assert own.words("都司教育集团")[-1] == ("都司教育集团", 0, 6)
    assert {"都司", "教育", "集团"} <= {word for word, _, _ in own.words("都司教育集团")}
    index = LexicalIndex.build([terms("都司教育集团开学", own), terms("教育工作会议", own)])
    for question in ("都司教育集团", "都司集团", "教育集团"):
        scores = index.scores(terms(question, own))
        assert scores[0] > scores[1], question


def test_words_stand_at_their_offsets_in_what_was_cut() -> None:
    raw = "訪問普奥云洲，Ｕ盘"
    cutter = Cutter(["普奥云洲", "Ｕ盘"])
    assert all(text.fold(raw[a:b]) == word for word, a, b in cutter.words(raw))
    assert {"普奥云洲"} <= {word for word, _, _ in cutter.words(raw)}


def test_a_forbidden_word_is_no_word_but_its_parts_are() -> None:
    assert "人民法院" in {word for word, _, _ in text.words("人民法院")}
    cut = [word for word, _, _ in Cutter((), ["人民法院"]).words("人民法院")]
    assert "人民法院" not in cut
    assert {"人民", "法院"} <= set(cut)


def test_processes_cut_with_the_own_words_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Words(frozenset(["普奥云洲"]), frozenset(["人民法院"]))
    texts = [f"第{n}届普奥云洲人民法院" for n in range(7)]
    expected = list(lexical.cut(texts, own))
    assert expected[0].terms.count("普奥云洲") == 1
    monkeypatch.setattr(lexical, "_MANY", 1)
    monkeypatch.setattr(lexical, "_AT_ONCE", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert list(lexical.cut(texts, own)) == expected


def test_the_readers_file_adds_and_forbids(tmp_path: Path) -> None:
    assert words.read(tmp_path) == (frozenset(), frozenset())
    (tmp_path / "words.txt").write_text("# ours\n雲谷  # a place\n\n-大桥\n", "utf-8-sig")
    assert words.read(tmp_path) == ({"云谷"}, {"大桥"})
    (tmp_path / "words.txt").write_text("云谷\n两 词\n", "utf-8")
    with pytest.raises(ArchiveError, match="line 2: '两 词' is not one word"):
        words.read(tmp_path)
    (tmp_path / "words.txt").write_bytes("云谷".encode("gb18030"))
    with pytest.raises(ArchiveError, match="not in UTF-8"):
        words.read(tmp_path)


def test_a_built_archive_holds_its_words_and_names(
    root: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "words.txt").write_text("云谷今年\n-湘江大学\n", "utf-8")
    build(root, encoder, Settings())
    archive = Archive.open(root)
    assert archive.files() == [f"news.jsonl#{n}" for n in range(1, 6)]
    held = {"万建国": 2, "云谷今年": 1, "布林肯": 1}
    assert {word: n for word, n in archive.words() if word in held} == held
    assert "湘江大学" not in dict(archive.words())
    assert archive.named("place", 9) == [("衡阳", 1)]
    assert archive.named("person", 1) == [("万建国", 2)]
    assert archive.named("dish", 9) == []
    assert terms("云谷今年", archive.cutter)[-1] == "云谷今年"
    assert main(["words", "--archive", str(root)]) == 0
    assert "     2  万建国\n" in capsys.readouterr().out
    assert is_current(root, Encoder.name_of(), Settings())
    (root / "words.txt").write_text("云谷\n", "utf-8")
    assert not is_current(root, Encoder.name_of(), Settings())
    assert len(list(load(root))) == len(NEWS)


def test_show_prints_where_an_article_stands_on_its_pdf(
    tmp_path: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([TWO_COLUMNS]))
    build(tmp_path, encoder, Settings())
    first = next(a for a in Archive.open(tmp_path).articles() if a.headline)
    command = ["show", first.id, "--boxes", "--archive", str(tmp_path)]
    assert main(command) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (headline,) = (row for row in rows if row["part"] == "headline")
    ((page, (left, bottom, right, top)),) = headline["boxes"]
    assert (page, left, right) == (1, pytest.approx(150, abs=1), pytest.approx(420, abs=1))
    assert bottom < 740 < top
    (tmp_path / "a.pdf").write_bytes(pdf([TWO_COLUMNS]) + b"\n")
    assert main(command) == 1
    assert "is not the file that was built from" in capsys.readouterr().err
