"""Builds after the first: what is as it was is copied, and the outcome is that of a build anew."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.encoder import Encoder
from qa import build as builds
from qa import learned
from qa.archive import Archive
from qa.build import build, is_current
from qa.settings import Settings

PAGE = "{0}通车\n\n■本报记者 {1}\n\n本报讯 3月{2}日,{0}建成通车。{0}全长{2}850米,总投资12亿元。\n"
TURNS = "{0}\n\n■本报记者 张三\n\n本报讯 {1}\n\n（下转第3版）\n"
COMES = "（上接第1版）\n\n{0}\n\n{0}\n"
LONG = "项目经理周海介绍,工地每天有四百名工人分两班施工,基坑已经挖到地下九米,年底主体封顶。"
TABLES = (
    "page",
    "article",
    "passage",
    "event",
    "person",
    "continuation",
    "file",
    "cut",
    "word",
    "sketch",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "archive.toml").write_text(
        'newspaper = "试刊日报"\n[[pages]]\nfile = "t1.txt"\npage = 1\n'
        '[[pages]]\nfile = "t3.txt"\npage = 3\n',
        "utf-8",
    )
    for i, name in enumerate(("湘江大桥", "雁峰隧道", "石鼓高架", "蒸水大桥")):
        text = PAGE.format(name, f"李{'一二三四'[i]}", i + 1)
        (folder / f"2021-03-0{i + 1}-{i}.txt").write_text(text, "utf-8")
    (folder / "t1.txt").write_text(TURNS.format("新馆破土", LONG), "utf-8")
    (folder / "t3.txt").write_text(COMES.format(LONG.replace("周海", "吴海")), "utf-8")
    with zipfile.ZipFile(folder / "k.zip", "w") as package:
        package.writestr("a.txt", PAGE.format("岳屏隧道", "王五", 7))
        package.writestr("b.txt", PAGE.format("松木大桥", "王六", 8))
        package.writestr("c.txt", "")
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The pages that are parsed."""
    seen: list[str] = []
    find = builds.find_articles

    def noting(page: Any, stated: Any) -> Any:
        seen.append(page.source.file)
        return find(page, stated)

    monkeypatch.setattr(builds, "find_articles", noting)
    return seen


def content(root: Path) -> dict[str, list[Any]]:
    """Everything that an archive holds."""
    archive = Archive.open(root)
    rows = {table: sorted(archive.select(f"SELECT * FROM {table}")) for table in TABLES}
    rows["texts"] = list(archive.texts())
    rows["skipped"] = sorted(archive.manifest.skipped.items())
    rows["bm25"] = archive.lexical.scores(["大桥", "施工"]).tolist()
    rows["vectors"] = np.round(archive.vectors.vectors(np.arange(archive.vectors.size)), 5).tolist()
    return rows


def same_as_anew(root: Path, encoder: Encoder) -> bool:
    """Whether the archive in use holds what one that is built anew does."""
    found = content(root)
    build(root, encoder, Settings(), anew=True)
    return content(root) == found


def test_only_what_changed_is_parsed(root: Path, encoder: Encoder, parsed: list[str]) -> None:
    build(root, encoder, Settings())
    assert len(parsed) == 8
    assert Archive.open(root).manifest.skipped["k.zip!/c.txt"] == "is empty"
    parsed.clear()
    build(root, encoder, Settings())
    assert parsed == []
    (root / "2021-03-02-1.txt").write_text(PAGE.format("衡州隧道", "赵七", 5), "utf-8")
    (root / "2021-03-03-2.txt").unlink()
    (root / "2021-02-01-0.txt").write_text(PAGE.format("来雁大桥", "赵八", 6), "utf-8")
    build(root, encoder, Settings())
    assert parsed == ["2021-02-01-0.txt", "2021-03-02-1.txt"]
    assert same_as_anew(root, encoder)


def test_a_page_of_which_something_else_is_stated_is_parsed(
    root: Path, encoder: Encoder, parsed: list[str]
) -> None:
    build(root, encoder, Settings())
    parsed.clear()
    with (root / "archive.toml").open("a", encoding="utf-8") as toml:
        toml.write('[[pages]]\nfile = "k.zip!/b.txt"\nsection = "要闻"\n')
    build(root, encoder, Settings())
    assert parsed == ["k.zip!/a.txt", "k.zip!/b.txt"]
    assert Archive.open(root).page("k.zip!/b.txt").source.section == "要闻"
    assert not any("matches no page" in r for r in Archive.open(root).manifest.skipped.values())
    assert same_as_anew(root, encoder)


def test_parts_are_joined_when_one_of_them_comes_later(
    root: Path, encoder: Encoder, parsed: list[str]
) -> None:
    second = (root / "t3.txt").read_text("utf-8")
    (root / "t3.txt").unlink()
    build(root, encoder, Settings())
    assert Archive.open(root).select("SELECT * FROM continuation") == []
    parsed.clear()
    (root / "t3.txt").write_text(second, "utf-8")
    build(root, encoder, Settings())
    assert parsed == ["t3.txt"]
    archive = Archive.open(root)
    (told,) = (text for text in archive.texts() if "吴海" in text)
    assert told.startswith("新馆破土\n")
    assert same_as_anew(root, encoder)


def test_another_passage_length_parses_everything(
    root: Path, encoder: Encoder, parsed: list[str]
) -> None:
    build(root, encoder, Settings())
    parsed.clear()
    build(root, encoder, Settings(passage_chars=90))
    assert len(parsed) == 8


def test_words_stay_until_much_is_new(
    root: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    learn = learned.learn

    def noting(texts: Any, signed: Any, folder: Path) -> Any:
        asked.append(len(texts))
        return learn(texts, signed, folder)

    monkeypatch.setattr(learned, "learn", noting)
    monkeypatch.setattr(learned, "NEW", 0.2)
    build(root, encoder, Settings())
    (root / "n1.txt").write_text(PAGE.format("蒸湘大桥", "钱一", 5), "utf-8")
    build(root, encoder, Settings())
    assert asked == [8]
    assert "钱一" in Archive.open(root).persons()
    assert Archive.open(root).lexical.scores(["蒸湘"]).max() > 0
    (root / "n2.txt").write_text(PAGE.format("杨柳大桥", "钱二", 5), "utf-8")
    (root / "n3.txt").write_text(PAGE.format("合江隧道", "钱三", 5), "utf-8")
    build(root, encoder, Settings())
    assert asked == [8, 11]
    (root / "words.txt").write_text("合江隧道\n", "utf-8")
    build(root, encoder, Settings())
    assert asked == [8, 11, 11]


def test_a_page_with_furniture_alone_does_not_ask_for_a_build(root: Path, encoder: Encoder) -> None:
    (root / "z.html").write_text(
        "<html><!--enpproperty <title>本版责编：张三</title><pageno>6</pageno>"
        "<date>2021-03-01</date><papername>试刊日报</papername>/enpproperty--><body>"
        "<!--enpcontent-->版式设计：李四<!--/enpcontent--></body></html>",
        "utf-8",
    )
    manifest = build(root, encoder, Settings())
    assert manifest.skipped["z.html"] == builds.NO_STORY
    assert is_current(root, Encoder.name_of(), Settings())
