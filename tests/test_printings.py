"""Texts that stand in several places: printed twice, nearly twice, or over two pages."""

import json
from pathlib import Path

import pytest
from scenes import Reading

from embeddings.encoder import Encoder
from qa import removed
from qa.alike import alike
from qa.archive import Archive
from qa.build import build, is_current
from qa.catalogue import catalogue
from qa.cli import main
from qa.errors import ArchiveError
from qa.manifest import place
from qa.records import Scope
from qa.retrieval import search
from qa.settings import Settings
from ui.related import drawn, related
from ui.words import ZH

OPENED = (
    "本报讯 3月1日,市图书馆新馆在湘江东岸开馆。"
    "新馆藏书120万册,设座位2600个,全年无休,每天开放十四个小时。"
)
REST = "读者李四说,新馆离家近,环境也好,以后每个周末都要带孩子来。馆长王小明介绍,下一步还要办夜校。"
ON = "项目经理周海介绍,工地每天有四百名工人分两班施工,基坑已经挖到地下九米,年底主体封顶。"
STORY = f"市图书馆新馆开馆\n\n■本报记者 张三\n\n{OPENED}\n\n{REST}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "archive.toml").write_text(
        "\n".join(
            f'[[pages]]\nfile = "{file}"\nnewspaper = "{paper}"\ndate = 2021-03-02\npage = {page}'
            f'\nsection = "{section}"'
            for file, paper, page, section in (
                ("a.txt", "江城日报", 1, "要闻"),
                ("b.txt", "江城晚报", 3, "民生"),
                ("c.txt", "湘江早报", 2, "民生"),
                ("d1.txt", "大桥日报", 1, "要闻"),
                ("d3.txt", "大桥日报", 3, "综合"),
            )
        ),
        "utf-8",
    )
    (folder / "a.txt").write_text(STORY, "utf-8")
    (folder / "b.txt").write_text(STORY.replace(",", "，"), "utf-8")
    (folder / "c.txt").write_text(
        STORY.replace("全年无休,每天开放十四个小时", "周一闭馆").replace("张三", "赵六"), "utf-8"
    )
    (folder / "d1.txt").write_text(
        f"新馆破土\n\n■本报记者 孙七\n\n本报讯 {ON}\n\n（下转第3版）\n", "utf-8"
    )
    (folder / "d3.txt").write_text(
        f"（上接第1版）\n\n{ON.replace('周海', '吴海')}\n\n{ON.replace('周海', '郑海')}\n", "utf-8"
    )
    return folder


def test_a_text_printed_twice_is_found_once_with_both_places(root: Path, encoder: Encoder) -> None:
    build(root, encoder, Settings())
    archive = Archive.open(root)
    hits = search(archive, encoder, "新馆藏书多少册？", Settings(), 8)
    said = [hit for hit in hits if "全年无休" in hit.passage.text]
    assert len(said) == 1
    places = {said[0].article.source.file, *(a.source.file for a in said[0].printings)}
    assert places == {"a.txt", "b.txt"}
    evening = Scope(newspaper="江城晚报")
    (only, *_) = search(archive, encoder, "新馆藏书多少册？", Settings(), 8, scope=evening)
    assert (only.article.source.file, only.printings) == ("b.txt", ())


def test_an_article_cut_elsewhere_is_alike(root: Path, encoder: Encoder) -> None:
    build(root, encoder, Settings())
    archive = Archive.open(root)
    (article,) = (a for a in archive.articles() if a.source.file == "a.txt")
    found = {other.source.file: share for other, share in alike(archive, article)}
    assert found.keys() == {"c.txt"}  # b.txt is the same text: a printing
    assert 0.5 <= found["c.txt"] < 1.0


def test_an_article_goes_on_on_another_page(root: Path, encoder: Encoder) -> None:
    build(root, encoder, Settings())
    archive = Archive.open(root)
    stories = {a.source.file: a for a in archive.articles() if a.kind == "story"}
    first, second = stories["d1.txt"], stories["d3.txt"]
    assert (first.before, first.after, first.story) == ("", second.id, "")
    assert (second.before, second.after, second.story) == (first.id, "", "新馆破土")
    assert (second.headline.text, second.title) == ("", "新馆破土")
    assert stories["a.txt"].before == stories["a.txt"].after == ""


def test_sections_narrow_a_search(root: Path, encoder: Encoder) -> None:
    build(root, encoder, Settings())
    archive = Archive.open(root)
    rows = catalogue(archive).rows_within(archive, Scope(section="民生")).tolist()
    files = {archive.article(archive.passage(row).article_id).source.file for row in rows}
    assert files == {"b.txt", "c.txt"}


def test_a_removed_file_is_left_out_until_it_is_taken_in_again(
    root: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    build(root, encoder, Settings())
    assert main(["remove", "--archive", str(root), "c.txt"]) == 0
    assert "4 files (4 unchanged, 1 removed): 4 pages" in capsys.readouterr().out
    assert (root / "c.txt").exists()
    assert "c.txt" not in Archive.open(root).files()
    assert is_current(root, Encoder.name_of(), Settings())
    assert main(["remove", "--archive", str(root), "--undo", "c.txt"]) == 0
    assert "5 files (1 new, 4 unchanged): 5 pages" in capsys.readouterr().out
    with pytest.raises(ArchiveError, match=r"x.txt: no page of the archive"):
        removed.change(place(root), Archive.open(root).manifest, ["x.txt"], undo=False)
    with pytest.raises(ArchiveError, match=r"c.txt: was not removed; removed is nothing"):
        removed.change(place(root), Archive.open(root).manifest, ["c.txt"], undo=True)


def test_pages_of_a_removed_file_are_left_out() -> None:
    gone = frozenset({"a.pdf", "b.zip"})
    files = ("a.pdf#p3", "b.zip!/x/c.txt", "b.zip!/d.pdf#p1", "a.pdfx", "c/a.pdf")
    assert [removed.leaves_out(gone, file) for file in files] == [True, True, True, False, False]


def test_show_names_the_place_the_parts_and_the_twins(
    root: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    build(root, encoder, Settings())
    stories = {a.source.file: a for a in Archive.open(root).articles() if a.kind == "story"}
    assert main(["show", "--archive", str(root), "--json", stories["d3.txt"].id]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = {line["part"]: line["text"] for line in lines}
    assert told["source"] == "大桥日报 2021-03-02 page 3 综合"
    assert told["from"] == stories["d1.txt"].id
    assert main(["show", "--archive", str(root), stories["a.txt"].id]) == 0
    assert (
        f"printed   {stories['b.txt'].id} (江城晚报 2021-03-02 page 3 民生)"
        in capsys.readouterr().out
    )


def test_the_page_lists_parts_and_twins_as_they_belong(root: Path, encoder: Encoder) -> None:
    build(root, encoder, Settings())
    archive = Archive.open(root)
    stories = {a.source.file: a for a in archive.articles() if a.kind == "story"}
    shown = {file: related(archive, story) for file, story in stories.items()}
    told = {
        file: [(one.how, one.citation.source.file) for one in found]
        for file, found in shown.items()
    }
    assert told == {
        "a.txt": [("printing", "b.txt"), ("alike", "c.txt")],
        "b.txt": [("printing", "a.txt"), ("alike", "c.txt")],
        "c.txt": [("alike", "a.txt"), ("alike", "b.txt")],
        "d1.txt": [("after", "d3.txt")],
        "d3.txt": [("before", "d1.txt")],
    }
    assert Reading(drawn(shown["d3.txt"], ZH)).text == (
        "上接《大桥日报》2021年3月2日 第1版，本报记者 孙七，“新馆破土”"
    )
    assert drawn([], ZH) == ""
