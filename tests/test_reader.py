"""Spans: their ends, their windows, and what the trained weights find."""

from itertools import pairwise

import numpy as np
import pytest

from qa.assistant import Assistant
from qa.reader import Reader, best_ranges, support, tidy
from qa.records import Hit
from qa.span_model import UNREADABLE


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
        ("是为了报仇。(据新华社)", "为了报仇。(", "为了报仇"),
        ("他说“好”,走了", "”,走了", "走了"),
    ],
)
def test_ends_are_tidied(passage: str, rough: str, expected: str) -> None:
    start = passage.find(rough.lstrip(",")) - (rough[0] == ",")
    a, b = tidy(f",{passage}", start + 1, start + 1 + len(rough))
    assert f",{passage}"[a:b] == expected


def test_the_best_ranges_are_the_best_of_all_allowed_by_brute_force() -> None:
    rng = np.random.default_rng(3)
    starts, ends = rng.normal(size=(2, 40)).astype(np.float32)
    starts[1:6] = ends[1:6] = UNREADABLE  # the question
    limit = 7
    line = np.arange(40) // 15
    allowed = sorted(
        (
            (float(starts[i] + ends[j]), i, j)
            for i in range(6, 40)
            for j in range(i, min(40, i + limit))
            if line[i] == line[j]
        ),
        reverse=True,
    )
    expected: list[tuple[float, int, int]] = []
    for score, i, j in allowed:
        if all(j < a or b < i for _, a, b in expected):
            expected.append((score, i, j))
    found = list(best_ranges(starts, ends, line, limit, 4))
    assert [(i, j) for i, j, _ in found] == [(i, j) for _, i, j in expected[:4]]
    assert [margin for *_, margin in found] == pytest.approx(
        [score - float(starts[0] + ends[0]) for score, *_ in expected[:4]], abs=1e-5
    )


def test_support_is_the_sum_over_all_pairs_in_the_sentence() -> None:
    starts, ends = np.random.default_rng(5).normal(size=(2, 12)).astype(np.float32)
    starts[1:4] = ends[1:4] = UNREADABLE
    among = np.arange(12) < 8  # with the null token and the question, which never count
    pairs = [float(starts[i] + ends[j]) for i in range(4, 8) for j in range(4, 8)]
    expected = np.log(np.exp(pairs).sum()) - float(starts[0] + ends[0])
    assert support(starts, ends, among) == pytest.approx(expected, abs=1e-5)


def test_nothing_readable_gives_nothing() -> None:
    masked = np.full(5, UNREADABLE, dtype=np.float32)
    masked[0] = 0
    assert list(best_ranges(masked, masked, np.zeros(5, dtype=np.int64), 4, 2)) == []


def test_ranges_of_one_passage_are_apart(assistant: Assistant) -> None:
    passage = "参加比赛的有市一中、市二中。市三中也派队参加了比赛。"
    found = assistant.models.reader.scores([("哪些学校参加了比赛？", passage)], 3)
    ranges = sorted((s.start, s.end) for s in found)
    assert all(a[1] <= b[0] for a, b in pairwise(ranges))
    assert any("市三中" in passage[s.start : s.end] for s in found)
    assert [s.margin for s in found] == sorted((s.margin for s in found), reverse=True)


def test_a_long_passage_is_read_to_its_end(assistant: Assistant) -> None:
    reader = assistant.models.reader
    filler = "会议还研究了其他事项。" * 60
    answer = "市图书馆新馆的馆长是王小明。"
    (found,) = reader.scores([("市图书馆新馆的馆长是谁？", filler + answer)])
    assert (filler + answer)[found.start : found.end] == "王小明"


def test_empty_passages_and_no_passages_give_no_spans(reader_of_none: Reader) -> None:
    assert reader_of_none.scores([]) == []
    assert reader_of_none.scores([("谁？", "  \n")]) == []
    assert reader_of_none.scores([("谁？", "\x01\x02")]) == []  # no token stands for these


@pytest.fixture
def reader_of_none(assistant: Assistant) -> Reader:
    return assistant.models.reader


def test_a_passage_that_answers_outranks_one_that_does_not(assistant: Assistant) -> None:
    question = "谁为陈德基颁发特聘教授聘书？"
    hits = assistant.search(question, 8)
    spans = assistant.models.reader.read(question, hits)
    best = spans[0]
    assert best.hit.passage.text[best.start : best.end].endswith("高山")
    by_passage = {s.hit.passage.id: s.probability for s in reversed(spans)}
    assert best.probability == max(by_passage.values())
    assert best.probability > 2 * sorted(by_passage.values())[len(by_passage) // 2]
    assert all(isinstance(s.hit, Hit) for s in spans)


def test_a_sentence_is_supported_by_more_than_its_best_span(assistant: Assistant) -> None:
    question = "陈德基对衡阳的工业条件怎么看？"
    hits = assistant.search(question, 4)
    found = assistant.models.reader.scores([(question, hit.passage.text) for hit in hits])
    assert all(one.support > one.margin for one in found)
    by_passage = {one.passage: one.support for one in found}
    whole = assistant.models.reader.read(question, hits, sentences=True)
    assert hits.index(whole[0].hit) == max(
        by_passage,
        key=lambda i: by_passage[i] + assistant.settings.sentence_retrieval_weight * hits[i].score,
    )


def test_an_answer_can_begin_a_line(assistant: Assistant) -> None:
    passage = "数学之美\n“何乐而不为”……\n7月24日，桂林中学举办了一场交流会，老师朗读了作文。"
    found = assistant.models.reader.scores([("桂林中学哪天举办了交流会？", passage)])[0]
    assert passage[found.start : found.end] == "7月24日"


def test_a_year_is_told_from_the_day_of_issue(assistant: Assistant) -> None:
    spans = {
        year: assistant.models.reader.read(
            question, assistant.search(question, assistant.settings.read)
        )[0]
        for year in (2020, 2021)
        for question in (f"{year}年南华大学的党委书记是谁？",)
    }
    said = spans[2021]
    assert said.hit.passage.text[said.start : said.end] == "高山"
    assert said.probability > assistant.settings.threshold > spans[2020].probability
