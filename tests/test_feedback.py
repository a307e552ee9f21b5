"""What readers think of answers, and the questions that it makes."""

import json
from pathlib import Path

import pytest

from qa import cli, feedback
from qa.assistant import Assistant
from qa.errors import ArchiveError
from qa.evaluation.datasets import read_archive_questions
from qa.records import Answer


@pytest.fixture
def answers(assistant: Assistant) -> tuple[Answer, Answer]:
    """An answer and a refusal of the archive that ships."""
    found = assistant.ask("谁为陈德基颁发特聘教授聘书？")
    none = assistant.ask("怎样给自行车补胎？")
    assert (found.answered, none.answered) == (True, False)
    return found, none


def test_liked_answers_are_questions_that_evaluate_reads(
    answers: tuple[Answer, Answer], tmp_path: Path
) -> None:
    path = tmp_path / "home" / "feedback.jsonl"
    found, none = answers
    feedback.append(path, "t1", found, ["市委常委会会议由谁主持？"], "like", "")
    feedback.append(path, "t2", none, [], "like", "对\n的")
    feedback.append(path, "t3", found, [], "dislike", "年份不对")
    assert len(path.read_text("utf-8").splitlines()) == 3
    lines = list(feedback.questions(feedback.read(path)))
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), "utf-8")
    liked, refused = read_archive_questions(questions)
    assert (liked.id, liked.kind, liked.question) == ("liked-t1", "liked", found.question)
    assert liked.history == ("市委常委会会议由谁主持？",)
    assert liked.answers == tuple(dict.fromkeys(c.quote.text for c in found.citations))
    assert liked.places == tuple(c.quote.slices for c in found.citations)
    assert liked.document == found.citations[0].source.file
    assert (refused.kind, refused.answers, refused.document) == ("unanswerable", (), None)


def test_the_later_verdict_counts(answers: tuple[Answer, Answer], tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    feedback.append(path, "t1", answers[0], [], "like", "")
    feedback.append(path, "t2", answers[1], [], "like", "")
    feedback.append(path, "t1", answers[0], [], "dislike", "错")
    assert [(r["turn"], r["verdict"]) for r in feedback.read(path)] == [
        ("t1", "dislike"),
        ("t2", "like"),
    ]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"turn": "t1", "verdict": "like"}\n{"turn"\n', "utf-8")
    with pytest.raises(ArchiveError, match="line 2 is not a verdict"):
        list(feedback.read(path))


def test_the_command_prints_them(
    answers: tuple[Answer, Answer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ARCHIVE_QA_HOME", str(tmp_path))
    assert cli.main(["feedback"]) == 0
    assert capsys.readouterr().out == ""
    feedback.append(feedback.place(), "t1", answers[0], [], "like", "")
    feedback.append(feedback.place(), "t2", answers[0], [], "dislike", "错")
    assert cli.main(["feedback"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "liked-t1"
    assert cli.main(["feedback", "--disliked"]) == 0
    assert json.loads(capsys.readouterr().out)["reason"] == "错"
