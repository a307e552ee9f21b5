"""The gold questions are what the shipped page says, character for character."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from qa.settings import SEEDS

KINDS = {
    *("who", "when", "date", "where", "how_many", "which", "what", "why", "how", "said"),
    *("yes_no", "byline", "credit", "article", "follow_up", "new_topic", "unanswerable"),
}
PAGE = SEEDS / "pages" / "hengyang-daily-2021-05-28-p1.txt"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    lines = (SEEDS / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_answer_stands_in_the_raw_page(page: str, questions: list[dict[str, Any]]) -> None:
    wrong = []
    for question in questions:
        if question["answers"]:
            assert SEEDS / question["file"] == PAGE, question["id"]
        for answer in question["answers"]:
            slices = answer.get("slices", [[answer["start"], answer["end"]]])
            joined = "".join(page[a:b] for a, b in slices)
            edges = [edge for pair in slices for edge in pair]
            if (
                joined != answer["text"]
                or [edges[0], edges[-1]] != [answer["start"], answer["end"]]
                or edges != sorted(edges)
            ):
                wrong.append((question["id"], answer, joined))
    assert wrong == []


def test_only_layout_breaks_are_left_out_of_an_answer(
    page: str, questions: list[dict[str, Any]]
) -> None:
    gaps = {
        page[left[1] : right[0]]
        for question in questions
        for answer in question["answers"]
        for left, right in zip(answer.get("slices", []), answer.get("slices", [])[1:], strict=False)
    }
    assert gaps == {"\n", "\n\n"}


def test_no_answer_runs_over_a_line_end(questions: list[dict[str, Any]]) -> None:
    texts = [answer["text"] for question in questions for answer in question["answers"]]
    assert [text for text in texts if "\n" in text or text != text.strip()] == []


def test_kinds_agree_with_answers_and_history(questions: list[dict[str, Any]]) -> None:
    assert {q["kind"] for q in questions} == KINDS
    for question in questions:
        assert bool(question["answers"]) == (question["kind"] != "unanswerable"), question["id"]
        if question["kind"] in ("follow_up", "new_topic"):
            assert question["history"], question["id"]
        elif question["kind"] != "unanswerable":
            assert question["history"] == [], question["id"]
        assert all(isinstance(turn, str) and turn.strip() for turn in question["history"])


def test_no_question_twice(questions: list[dict[str, Any]]) -> None:
    for key in (
        [q["id"] for q in questions],
        [(q["question"], *q["history"]) for q in questions],
    ):
        assert [item for item, count in Counter(key).items() if count > 1] == []
    for question in questions:
        texts = [(a["text"], a["start"]) for a in question["answers"]]
        assert len(set(texts)) == len(texts), question["id"]


def test_no_question_copies_the_page(page: str, questions: list[dict[str, Any]]) -> None:
    """A question that quotes its answer, or a whole clause of the page, tests nothing."""
    joined = page.replace("\n", "")
    for question in questions:
        asked = question["question"]
        assert all(a["text"] not in asked for a in question["answers"]), question["id"]
        longest = max(len(part) for part in _common(asked, joined))
        assert longest <= 16, question["id"]


def _common(question: str, page: str) -> list[str]:
    """The longest run of the question from each of its characters on that the page holds."""
    runs = []
    for start in range(len(question)):
        end = start
        while end < len(question) and question[start : end + 1] in page:
            end += 1
        runs.append(question[start:end])
    return runs


def test_enough_questions_of_each_sort(questions: list[dict[str, Any]]) -> None:
    """At least what a share in percent needs to mean something."""
    count = Counter(q["kind"] for q in questions)
    answerable = len(questions) - count["unanswerable"]
    assert answerable >= 75
    assert count["unanswerable"] >= 20
    assert count["follow_up"] >= 14
    assert count["new_topic"] >= 2


def test_the_readme_names_every_page() -> None:
    readme = (SEEDS / "README.md").read_text("utf-8")
    pages = [path.relative_to(SEEDS).as_posix() for path in (SEEDS / "pages").iterdir()]
    assert [page for page in pages if f"`{page}`" not in readme] == []
