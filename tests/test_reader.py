"""Spans: their ends, their windows, and what the trained weights find."""

import numpy as np
import pytest

from qa.assistant import Assistant
from qa.reader import Reader, best_range, tidy
from qa.records import Hit


@pytest.mark.parametrize(
    ("passage", "rough", "expected"),
    [
        ("陈德基团队以“UP”模式落户", "“UP", "“UP”"),
        ("陈德基团队以“UP”模式落户", "UP”模式", "“UP”模式"),
        ("陈德基团队以“UP”模式落户", "“UP”模式", "“UP”模式"),
        ("集中观看《大地颂歌》,并聆听", "大地颂歌》", "《大地颂歌》"),
        ("集中观看《大地颂歌》,并聆听", "大地颂歌", "大地颂歌"),
        ("他说“好,很好。”大家", "说“好", "说“好"),
        ("他说“好,很好。”大家", "“好", "好"),
        ("共计3000余名学生参加。", ",共计3000余名学生参加。", "共计3000余名学生参加"),
        ("■通讯员 周亦至 摄", "■通讯员 周亦至", "通讯员 周亦至"),
    ],
)
def test_ends_are_tidied(passage: str, rough: str, expected: str) -> None:
    start = passage.find(rough.lstrip(",")) - (rough[0] == ",")
    a, b = tidy(f",{passage}", start + 1, start + 1 + len(rough))
    assert f",{passage}"[a:b] == expected


def test_the_best_range_is_the_best_of_all_allowed_by_brute_force() -> None:
    rng = np.random.default_rng(3)
    starts, ends = rng.normal(size=(2, 40)).astype(np.float32)
    starts[1:6] = ends[1:6] = -1e4  # the question
    limit = 7
    line = np.arange(40) // 15
    expected = max(
        (starts[i] + ends[j], i, j)
        for i in range(6, 40)
        for j in range(i, min(40, i + limit))
        if line[i] == line[j]
    )
    found = best_range(starts, ends, line, limit)
    assert found is not None
    assert found[:2] == expected[1:]
    assert found[2] == pytest.approx(expected[0] - starts[0] - ends[0], abs=1e-5)


def test_nothing_readable_gives_nothing() -> None:
    masked = np.full(5, -1e4, dtype=np.float32)
    masked[0] = 0
    assert best_range(masked, masked, np.zeros(5, dtype=np.int64), 4) is None


def test_a_long_passage_is_read_to_its_end(assistant: Assistant) -> None:
    reader = assistant.reader
    filler = "会议还研究了其他事项。" * 60
    answer = "市图书馆新馆的馆长是王小明。"
    (found,) = reader.scores("市图书馆新馆的馆长是谁？", [filler + answer])
    assert (filler + answer)[found.start : found.end] == "王小明"


def test_empty_passages_and_no_passages_give_no_spans(reader_of_none: Reader) -> None:
    assert reader_of_none.scores("谁？", []) == []
    assert reader_of_none.scores("谁？", ["  \n"]) == []


@pytest.fixture
def reader_of_none(assistant: Assistant) -> Reader:
    return assistant.reader


def test_a_passage_that_answers_outranks_one_that_does_not(assistant: Assistant) -> None:
    question = "谁为陈德基颁发特聘教授聘书？"
    hits = assistant.search(question, 8)
    spans = assistant.reader.read(question, hits)
    best = spans[0]
    assert best.hit.passage.text[best.start : best.end].endswith("高山")
    by_passage = {s.hit.passage.id: s.probability for s in spans}
    assert best.probability == max(by_passage.values())
    assert best.probability > 2 * sorted(by_passage.values())[len(by_passage) // 2]
    assert all(isinstance(s.hit, Hit) for s in spans)
