"""Building, swapping in, refusing, and holding against the raw files."""

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from qa import manifest as manifests
from qa.archive import Archive
from qa.build import build, is_current
from qa.errors import IndexMismatch, NoArchive
from qa.settings import Settings
from qa.verify import excerpts, problems


def opened(root: Path, encoder: Encoder) -> Archive:
    archive = Archive.open(root)
    archive.check(encoder, Settings())
    return archive


def test_what_is_stored_is_what_was_parsed(papers: Path, encoder: Encoder) -> None:
    manifest = build(papers, encoder, Settings())
    archive = opened(papers, encoder)
    assert archive.files() == ["1999/bridge.txt", "library.txt"] == sorted(manifest.files)
    articles = list(archive.articles())
    assert [a.headline.text for a in articles] == ["市湘江大桥通车", "市图书馆新馆开馆"]
    assert [archive.article(a.id) for a in articles] == articles
    assert articles[0].source.file == "1999/bridge.txt"
    for article in articles:
        raw = archive.page(article.source.file).text
        assert all(e.matches(raw) for e in excerpts(article))
    passages = list(archive.passages())
    assert len(passages) == archive.vectors.size == archive.lexical.size == manifest.passages
    assert {p.article_id for p in passages} == {a.id for a in articles}
    assert all("120万册" in archive.article(p.article_id).paragraphs[0].text for p in passages)


def test_row_i_of_both_indexes_is_passage_i(papers: Path, encoder: Encoder) -> None:
    build(papers, encoder, Settings())
    archive = opened(papers, encoder)
    texts = [p.text for p in archive.passages()]
    _, rows = archive.vectors.search(encoder.passages(texts), 1)
    assert rows[:, 0].tolist() == list(range(len(texts)))
    bridge = next(i for i, t in enumerate(texts) if "大桥" in t)
    assert archive.lexical.scores(["大桥"]).argmax() == bridge


def test_bad_files_are_named_and_the_rest_is_built(papers: Path, encoder: Encoder) -> None:
    (papers / "photo.txt").write_bytes(bytes(range(256)) * 20)
    (papers / "empty.txt").write_bytes(b"")
    manifest = build(papers, encoder, Settings())
    assert sorted(manifest.files) == ["1999/bridge.txt", "library.txt"]
    assert sorted(manifest.skipped) == ["empty.txt", "photo.txt"]
    assert "empty" in manifest.skipped["empty.txt"]


def test_a_folder_with_nothing_usable_leaves_the_old_index(papers: Path, encoder: Encoder) -> None:
    build(papers, encoder, Settings())
    for path in papers.rglob("*.txt"):
        path.write_bytes(b"")
    with pytest.raises(NoArchive, match=r"none of its 2 files(.|\n)*library.txt"):
        build(papers, encoder, Settings())
    assert opened(papers, encoder).manifest.pages == 2
    assert len(list((manifests.place(papers) / "versions").iterdir())) == 1


def test_another_encoder_or_setting_is_refused_with_the_remedy(
    papers: Path, encoder: Encoder
) -> None:
    build(papers, encoder, Settings())
    where = manifests.place(papers)
    with pytest.raises(IndexMismatch, match=r"passage_chars.*archive-qa build .*papers"):
        Archive.open(papers).check(encoder, replace(Settings(), passage_chars=90))
    path = next(where.glob("versions/*/manifest.json"))
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"encoder": "other-model"}), "utf-8")
    with pytest.raises(IndexMismatch, match="encoder other-model"):
        opened(papers, encoder)


def test_a_masthead_dates_a_page_that_nothing_else_dates(papers: Path, encoder: Encoder) -> None:
    path = papers / "library.txt"
    masthead = "衡阳日报\n2021年5月28日 星期五 第12345期\n\n"
    path.write_text(masthead + path.read_text("utf-8"), "utf-8")
    build(papers, encoder, Settings())
    dates = {a.source.file: a.source.date for a in opened(papers, encoder).articles()}
    assert dates == {"library.txt": dt.date(2021, 5, 28), "1999/bridge.txt": None}


def test_no_archive_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match=r"nothing: no archive.*archive-qa build .*nothing"):
        Archive.open(tmp_path / "nothing")


def test_only_a_change_of_files_asks_for_a_new_build(papers: Path, encoder: Encoder) -> None:
    assert not is_current(papers, Encoder.name_of(), Settings())
    (papers / "empty.txt").write_bytes(b"")
    build(papers, encoder, Settings())
    assert is_current(papers, Encoder.name_of(), Settings())
    (papers / "archive.toml").write_text('newspaper = "湘江日报"\n', "utf-8")
    assert not is_current(papers, Encoder.name_of(), Settings())
    build(papers, encoder, Settings())
    (papers / "empty.txt").write_text("不再是空的\n\n本报讯 昨日,此文写成。\n", "utf-8")
    assert not is_current(papers, Encoder.name_of(), Settings())
    build(papers, encoder, Settings())
    assert is_current(papers, Encoder.name_of(), Settings())
    (papers / "library.txt").write_text("改了标题\n\n本报讯 今天开馆。\n", "utf-8")
    assert not is_current(papers, Encoder.name_of(), Settings())


def test_verify_finds_what_was_changed_behind_its_back(papers: Path, encoder: Encoder) -> None:
    build(papers, encoder, Settings())
    assert list(problems(opened(papers, encoder))) == []
    path = papers / "library.txt"
    path.write_text(path.read_text("utf-8").replace("120", "130"), "utf-8")
    found = list(problems(opened(papers, encoder)))
    assert any("SHA-256" in line for line in found)
    assert any("120万册" in line and "does not stand" in line for line in found)
    path.unlink()
    assert any("library.txt: was indexed" in line for line in problems(opened(papers, encoder)))


KILLED = """
import sys, time
from pathlib import Path
from embeddings.index import VectorIndex
from embeddings.encoder import Encoder
from qa.build import build
from qa.settings import Settings
save = VectorIndex.save
def slow(self, path):
    save(self, path)
    Path(sys.argv[2]).write_text("half written")
    time.sleep(60)
VectorIndex.save = slow
build(Path(sys.argv[1]), Encoder.load(), Settings())
"""


def test_a_killed_build_leaves_the_old_index(
    papers: Path, encoder: Encoder, tmp_path: Path
) -> None:
    build(papers, encoder, Settings())
    (papers / "new.txt").write_text("新桥动工\n\n本报讯 昨日,新桥动工。\n", "utf-8")
    signal = tmp_path / "signal"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(papers), str(signal)])
    while not signal.exists():
        assert process.poll() is None, "the build ended before it could be killed"
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert opened(papers, encoder).files() == ["1999/bridge.txt", "library.txt"]
    build(papers, encoder, Settings())
    assert opened(papers, encoder).files() == ["1999/bridge.txt", "library.txt", "new.txt"]
    assert len(list((manifests.place(papers) / "versions").iterdir())) == 1
