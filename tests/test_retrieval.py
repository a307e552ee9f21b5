"""Fusion by its formula, and the passages it finds."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder
from qa.archive import Archive
from qa.assistant import Assistant
from qa.build import build
from qa.lexical import terms
from qa.records import Scope
from qa.retrieval import fuse, search, standardise, worth_reading
from qa.settings import Settings


def test_standardised_scores_have_no_mean_and_unit_deviation() -> None:
    scores = standardise(np.array([1.0, 2.0, 3.0, 6.0], dtype=np.float32))
    assert scores.mean() == pytest.approx(0, abs=1e-6)
    assert scores.std() == pytest.approx(1, abs=1e-6)
    assert standardise(np.full(3, 7.0, dtype=np.float32)).tolist() == [0, 0, 0]


def test_fusion_is_the_weighted_sum_of_standardised_scores() -> None:
    dense = np.array([0.9, 0.8, 0.7], dtype=np.float32)
    bm25 = np.array([0.0, 5.0, 10.0], dtype=np.float32)
    z = 1.5**0.5  # the z-score of the ends of three evenly spaced values
    np.testing.assert_allclose(fuse(dense, bm25, 0.7), [0.4 * z, 0, -0.4 * z], atol=1e-5)


def test_what_ranks_far_below_the_best_is_not_read(assistant: Assistant) -> None:
    question = "大型团体操有多少名学生参加？"
    hits = assistant.search(question, 8)
    scores = [hit.score for hit in hits]
    near = Settings(read_always=1, read_within=scores[0] - scores[2])
    assert worth_reading(hits, near) == hits[:3]
    assert worth_reading(hits[::-1], near) == hits[:3]  # in whatever order they are
    assert worth_reading(hits, Settings(read_always=4, read_within=0.0)) == hits[:4]
    assert worth_reading([], Settings()) == []
    told: list[int] = []
    assert assistant.ask(question, progress=lambda _, count: told.append(count)).answered
    asked = hits[: assistant.settings.read]
    assert told == [len(worth_reading(asked, assistant.settings))]
    assert told[0] < len(hits)


def test_of_two_articles_both_are_read_however_far_apart_they_rank(
    tmp_path: Path, assistant: Assistant
) -> None:
    (tmp_path / "2021-03-02-p1.txt").write_text(
        "市图书馆新馆开馆\n\n■本报记者 张三\n\n"
        "本报讯 市图书馆新馆昨日开馆,新馆藏书120万册,设座位二千个。\n",
        "utf-8",
    )
    (tmp_path / "2021-03-09-p1.txt").write_text(
        "读书节开幕\n\n■本报记者 李四\n\n"
        "本报讯 第十届读书节昨日在市图书馆开幕,馆里共有藏书95万册,市民前来借阅。\n",
        "utf-8",
    )
    build(tmp_path, assistant.models.encoder, Settings())
    both = Assistant(Archive.open(tmp_path), assistant.models, Settings())
    question = "新馆藏书多少册？"
    best, other = both.search(question, 8)
    assert best.score - other.score == pytest.approx(2.0)  # BM25 and the vectors agree
    found = both.ask(question)
    assert [c.quote.text for c in (*found.citations, *found.others)] == ["120万册", "95万册"]


def test_hits_carry_the_scores_that_brute_force_gives(assistant: Assistant) -> None:
    question = "大型团体操有多少名学生参加？"
    hits = assistant.search(question, 5)
    encoder = assistant.models.encoder
    texts = [hit.passage.text for hit in hits]
    np.testing.assert_allclose(
        [hit.dense for hit in hits],
        encoder.passages(texts) @ encoder.queries([question])[0],
        atol=1e-4,
    )
    bm25 = assistant.archive.lexical.scores(terms(question, assistant.archive.cutter))
    rows = {p.id: row for row, p in enumerate(assistant.archive.passages())}
    assert [hit.bm25 for hit in hits] == [bm25[rows[hit.passage.id]] for hit in hits]
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
    assert "3000余名" in hits[0].passage.text


def test_a_question_in_traditional_script_finds_the_simplified_page(assistant: Assistant) -> None:
    hits = assistant.search("衡陽市科技活動周的主題是什麼？", 1)
    assert "百年回望" in hits[0].passage.text


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Archive:
    folder = tmp_path_factory.mktemp("two")
    for day, person, books in (("01", "张三", 120), ("02", "李四", 80)):
        (folder / f"2021-03-{day}-p1.txt").write_text(
            f"市图书馆开馆\n\n■本报记者 {person}\n\n"
            f"本报讯 市图书馆昨日开馆,藏书{books}万册,设座位二千个。\n",
            "utf-8",
        )
    for i, subject in enumerate(("湘江大桥通车", "学校开运动会", "菜市场改造", "公交换新车")):
        (folder / f"2021-02-1{i}-p1.txt").write_text(
            f"{subject}\n\n■本报记者 王五\n\n本报讯 {subject},市民前来观看,工作人员忙个不停。\n",
            "utf-8",
        )
    build(folder, encoder, Settings())
    return Archive.open(folder)


@pytest.mark.parametrize(
    ("scope", "person"),
    [
        (Scope(first=dt.date(2021, 3, 2)), "李四"),
        (Scope(first=dt.date(2021, 3, 1), last=dt.date(2021, 3, 1)), "张三"),
        (Scope(person="李四"), "李四"),
        (Scope(person="张三", page=1), "张三"),
    ],
)
def test_nothing_outside_the_scope_is_found(
    two_days: Archive, encoder: Encoder, scope: Scope, person: str
) -> None:
    question = "图书馆藏书多少册？"
    everything = search(two_days, encoder, question, Settings(), 9)
    assert len({hit.article.id for hit in everything}) == 6
    found = search(two_days, encoder, question, Settings(), 9, scope=scope)
    assert {hit.article.byline.text for hit in found} == {f"■本报记者 {person}"}


def test_a_day_is_found_whatever_words_name_it(two_days: Archive, assistant: Assistant) -> None:
    both = Assistant(two_days, assistant.models, Settings())
    for asked, person in (
        ("2月28日开馆的图书馆藏书多少？", "张三"),  # 昨日 in the paper of 1 March
        ("3月1日开馆的图书馆藏书多少？", "李四"),
        ("3月2日的报纸上,图书馆藏书多少？", "李四"),
        ("3月1日的报纸上,图书馆藏书多少？", "张三"),
    ):
        assert both.search(asked, 9)[0].article.byline.text == f"■本报记者 {person}"
    of_issue = both.search("3月1日的报纸上,图书馆藏书多少？", 9)
    assert {hit.article.source.date for hit in of_issue} == {dt.date(2021, 3, 1)}
    of_no_issue = both.search("3月9日的报纸上,图书馆藏书多少？", 9)
    assert len({hit.article.id for hit in of_no_issue}) == 6


def test_an_empty_scope_finds_nothing(two_days: Archive, encoder: Encoder) -> None:
    nowhere = Scope(newspaper="晚报")
    assert search(two_days, encoder, "图书馆藏书多少册？", Settings(), 9, scope=nowhere) == []
    assert two_days.persons() == ["王五", "张三", "李四"]
