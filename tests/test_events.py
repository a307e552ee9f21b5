"""What a question, a chip or a kept conversation does to the page, without a browser."""

import json
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from scenes import (
    BODY,
    HEAD,
    REQUEST,
    Reading,
    Scripted,
    answered,
    asked,
    citation,
    handlers,
    recalled,
)

from qa.errors import ArchiveError
from qa.permalink import query
from qa.records import Answer
from ui import article, cards, turns, words


def test_a_question_shows_at_once_then_what_is_read_then_the_answer() -> None:
    first, reading, last = asked(Scripted(), "在哪里？")
    assert first[0] == ""  # the box is emptied
    assert "在哪里？" in first[1]
    assert "正在检索" in first[1]
    assert "8 段" in reading[1]
    assert Reading(last[1]).marks[0][1] == "湘江东岸"
    assert "理解为" in last[1]
    assert (
        "《衡阳日报》2021年3月2日 第4版，本报记者 张三，“湘江边又添好去处”" in Reading(last[1]).text
    )
    assert HEAD in last[2]
    answer = recalled(Scripted(), last[3]).turns[0].answer
    assert answer == answered("在哪里？", "湘江东岸", understood="市图书馆新馆在哪里？")


def test_a_question_to_a_server_that_has_just_started_says_what_it_waits_for() -> None:
    starting = Scripted()
    starting.models.ready = False
    first, reading, _ = asked(starting, "在哪里？")
    assert "正在载入模型" in first[1]
    assert "8 段" in reading[1]


def test_a_tab_that_opens_empty_is_offered_questions_once_they_are_drawn() -> None:
    drawn = threading.Event()

    class Drawing(Scripted):
        def examples(self) -> list[str]:
            assert drawn.wait(30)
            return ["新馆在哪里？"]

    do = handlers(Drawing())
    assert "新馆在哪里？" not in do["start"]("", REQUEST)[0]
    threading.Timer(0.05, drawn.set).start()
    assert "新馆在哪里？" in do["offer"]("", REQUEST)
    assert "新馆在哪里？" in do["start"]("", REQUEST)[0]
    shown = '{"link": "", "kept": "a conversation"}'
    assert "value" not in do["offer"](shown, REQUEST)  # skipped: what the tab shows stays


def test_a_page_opens_though_no_questions_can_be_drawn(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Scripted):
        def examples(self) -> list[str]:
            raise ArchiveError("questions.jsonl: not JSON")

    do = handlers(Broken())
    assert "welcome" in do["offer"]("", REQUEST)
    assert "questions.jsonl: not JSON" in caplog.text


def test_history_is_the_answers_of_this_conversation_only() -> None:
    assistant = Scripted()
    kept = asked(assistant, "在哪里？")[-1][3]
    kept = asked(assistant, "错误", kept)[-1][3]
    asked(assistant, "它呢？", kept)
    asked(assistant, "别人的问题")
    assert [[a.question for a in h] for h in assistant.histories] == [
        [],
        ["在哪里？"],
        ["在哪里？"],
        [],
    ]


def test_a_refusal_says_so_and_marks_no_answer() -> None:
    drawn = asked(Scripted(), "没有的事")[-1][1]
    assert "报纸里没有找到答案" in drawn
    assert "股价" in drawn
    assert "<mark" not in drawn
    assert 'class="answer' not in drawn


def test_an_error_meant_for_the_reader_is_one_line() -> None:
    last = asked(Scripted(), "错误")[-1]
    assert "页.txt: was changed; run `archive-qa build`" in Reading(last[1]).text
    assert recalled(Scripted(), last[3]).turns[0].answer is None


def test_a_fault_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    last = asked(Scripted(), "崩溃")[-1]
    assert words.ZH["failed"] in last[1]
    assert "a fault of ours" not in last[1]
    assert "a fault of ours" in caplog.text


@pytest.mark.parametrize(
    ("turn", "kind", "number"),
    [(1, "citations", 0), (0, "citations", 1), (0, "near", 0), (-1, "citations", 0)],
)
def test_a_chip_of_what_is_not_there_opens_nothing(turn: int, kind: str, number: int) -> None:
    kept = asked(Scripted(), "在哪里？")[-1][3]
    chip = SimpleNamespace(turn=turn, kind=kind, number=number)
    cite = handlers(Scripted())["cite"]
    assert cite(chip, kept, REQUEST) == article.no_evidence(words.ZH)
    there = SimpleNamespace(turn=0, kind="citations", number=0)
    assert HEAD in cite(there, kept, REQUEST)


def test_a_conversation_read_again_is_the_one_that_was_kept() -> None:
    reply = Answer(
        "在哪里？",
        "新馆在哪里？",
        0.8765432,
        (replace(citation("新馆在湘江东岸"), probability=0.8765432, value="1"),),
        (),
        ("股价",),
        (citation(BODY[14:]),),
    )
    kept = turns.Conversation(
        "c1",
        (
            turns.Turn("__i18n__", "t1", reply, verdict="like"),
            turns.Turn("错误", "t2", error="页.txt: <b>"),
            turns.Turn("停止", "t3"),
        ),
        editing=True,
    )
    text = turns.dump(kept)
    assert "__i18n__" not in text
    assert recalled(Scripted(), text) == kept


@pytest.mark.parametrize("text", ["[]", "{", '{"format": 2}', '{"format": 1, "turns": [1]}', "9"])
def test_a_conversation_that_cannot_be_read_is_said_and_not_kept(text: str) -> None:
    opened = SimpleNamespace(kept=text)
    shown, evidence, memory = handlers(Scripted())["open"](opened, REQUEST)
    assert 'role="alert"' in shown
    assert (evidence, memory) == (article.no_evidence(words.ZH), "")


def test_a_citation_that_is_gone_is_shown_as_gone_and_not_as_a_refusal() -> None:
    kept = asked(Scripted(), "在哪里？")[-1][3].replace("湘江东岸", "湘江西岸")
    shown, evidence, _ = handlers(Scripted())["open"](SimpleNamespace(kept=kept), REQUEST)
    read = Reading(shown).text
    assert words.ZH["lost"] in read
    assert "湘江西岸" in read
    assert words.ZH["refusal"] not in read
    assert "<mark" not in shown
    assert evidence == article.no_evidence(words.ZH)


def test_retry_and_edit_replace_the_last_question_only() -> None:
    assistant = Scripted()
    do = handlers(assistant)
    kept = asked(assistant, "第二问", asked(assistant, "第一问")[-1][3])[-1][3]
    again = list(do["retry"](kept, REQUEST))[-1][3]
    assert [t.question for t in recalled(assistant, again).turns] == ["第一问", "第二问"]
    box, shown, editing = do["edit"](kept, REQUEST)
    assert box == "第二问"
    assert words.ZH["editing"] in shown
    changed = recalled(assistant, asked(assistant, "第三问", editing)[-1][3])
    assert [t.question for t in changed.turns] == ["第一问", "第三问"]
    assert not changed.editing
    assert recalled(assistant, do["keep"](editing, REQUEST)[1]) == recalled(assistant, kept)
    assert [[a.question for a in h] for h in assistant.histories[2:]] == [["第一问"], ["第一问"]]


def test_a_question_is_kept_before_it_is_answered_and_shown_as_stopped() -> None:
    kept = asked(Scripted(), "在哪里？")[0][3]
    assert recalled(Scripted(), kept).turns[0].answer is None
    shown, evidence = handlers(Scripted())["stop"](kept, REQUEST)
    assert words.ZH["stopped"] in shown
    assert evidence == article.no_evidence(words.ZH)


def test_a_link_opens_what_was_cited_and_a_changed_file_opens_nothing() -> None:
    link = "?" + query(citation("新馆在湘江东岸"), "新馆<b>在哪里？")
    opening = '{"link": "%s", "kept": ""}'
    start = handlers(Scripted())["start"]
    left, right, memory, *_ = start(opening % link, REQUEST)
    assert "新馆<b>在哪里？" in Reading(left).text
    repaired = Reading(right.split('<div class="raw"')[0])
    assert "".join(text for _, text in repaired.marks) == "新馆在湘江东岸"
    assert memory == ""
    left, right, *_ = start(opening % link.replace("&v=000", "&v=111"), REQUEST)
    assert "改动过" in Reading(left).text
    assert right == article.no_evidence(words.ZH)


def test_a_chosen_language_comes_before_the_browsers() -> None:
    start = handlers(Scripted())["start"]
    headers = {"accept-language": "zh-CN", "cookie": "a=b; archive_qa_language=en"}
    shown = start("", SimpleNamespace(headers=headers))
    assert words.EN["tagline"] in shown[0]
    assert [update["value"] for update in shown[-3:]] == ["Ask", "Stop", "New chat"]
    broken = SimpleNamespace(headers={"accept-language": "zh", "cookie": "archive_qa_language=<x>"})
    assert words.ZH["tagline"] in start("", broken)[0]


def test_a_verdict_is_kept_with_its_reason_and_thanked_for(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVE_QA_HOME", str(tmp_path))
    do = handlers(Scripted())
    kept = asked(Scripted(), "它呢？", asked(Scripted(), "在哪里？")[-1][3])[-1][3]
    event = SimpleNamespace(turn=1, verdict="dislike", reason="不" * 600)
    shown, memory = do["judge"](event, kept, REQUEST)
    assert words.ZH["thanks_dislike"] in shown
    assert recalled(Scripted(), memory).turns[1].verdict == "dislike"
    record = json.loads((tmp_path / "feedback.jsonl").read_text("utf-8"))
    assert (record["verdict"], record["history"]) == ("dislike", ["在哪里？"])
    assert record["reason"] == "不" * cards.LONGEST_REASON
    assert record["answer"]["citations"][0]["quote"] == "湘江东岸"
    do["judge"](SimpleNamespace(turn=1, verdict="<b>", reason=""), kept, REQUEST)
    assert len((tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()) == 1
