"""Answers kept as JSON, links to citations, and what an archive that changed makes of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from scenes import PAPER

from embeddings.encoder import Encoder
from qa.archive import Archive
from qa.assistant import Assistant
from qa.build import build
from qa.citations import cite, near
from qa.permalink import BadLink, Fault, follow, query
from qa.records import Answer, Citation, Hit
from qa.settings import Settings
from qa.transcript import BadTranscript, Lost, answer_record, read_answer

FILE = "library.txt"


@pytest.fixture
def archive(papers: Path, encoder: Encoder) -> Archive:
    build(papers, encoder, Settings())
    return Archive.open(papers)


def hit(archive: Archive) -> Hit:
    """The passage about the library, with scores that no rounding hides."""
    found = next(p for p in archive.passages() if "图书馆" in p.text)
    return Hit(found, archive.article(found.article_id), 0.123456789, 4.5, -0.25)


def cited(archive: Archive, words: str) -> Citation:
    of = hit(archive)
    start = of.passage.text.index(words)
    raw = archive.page(FILE).text
    return cite(of, start, start + len(words), raw, 0.7654321, "1200000")


def answer(archive: Archive) -> Answer:
    of = hit(archive)
    second = replace(cited(archive, "2600个"), probability=0.1)
    raw = archive.page(FILE).text
    nearest = near(of, "环境", raw)
    first = cited(archive, "120万册")
    same = replace(first, probability=0.6)
    return Answer(
        *("藏书？", "新馆藏书？", 0.7654321),
        *((first,), (nearest,), ("藏书",), (second,), (same,)),
    )


def test_an_answer_comes_back_whole(archive: Archive) -> None:
    kept = json.loads(json.dumps(answer_record(answer(archive)), ensure_ascii=False))
    recalled = read_answer(kept, archive)
    assert recalled.answer == answer(archive)
    assert recalled.lost == ()
    del kept["agreeing"]  # as it was kept before
    assert read_answer(kept, archive).answer == replace(answer(archive), agreeing=())


def test_gold_answers_of_the_shipped_archive_come_back_whole(
    assistant: Assistant, gold: list[dict[str, Any]]
) -> None:
    for asked in gold[:12]:
        reply = assistant.ask(asked["question"])
        recalled = read_answer(json.loads(json.dumps(answer_record(reply))), assistant.archive)
        assert (recalled.answer, recalled.lost) == (reply, ())
        for citation in reply.citations:
            question, found = follow(query(citation, asked["question"]), assistant.archive)
            assert question == asked["question"]
            assert (found.quote, found.source) == (citation.quote, citation.source)
            assert found.hit.passage == citation.hit.passage


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("120万册", "150万册"),  # the words changed
        lambda text: text.replace("开馆。", "落成开馆。"),  # the place moved
        lambda text: text[:20],  # the passage is gone
    ],
)
def test_what_the_archive_no_longer_holds_comes_back_as_lost(
    archive: Archive, papers: Path, encoder: Encoder, change: Callable[[str], str]
) -> None:
    kept = answer_record(answer(archive))
    (papers / FILE).write_text(change(PAPER), "utf-8")
    build(papers, encoder, Settings())
    recalled = read_answer(kept, Archive.open(papers))
    assert recalled.answer.citations == ()
    source = "library.txt，本报记者 张三，“市图书馆新馆开馆”"
    assert recalled.lost[0] == Lost("citations", "120万册", source)
    left = recalled.answer
    shown = len(recalled.lost) + len(left.near) + len(left.others) + len(left.agreeing)
    assert shown == 4  # nothing is dropped


@pytest.mark.parametrize("wrong", [None, [], {}, {"question": "?"}, "text", {"citations": [1]}])
def test_what_is_no_answer_is_named_so(archive: Archive, wrong: Any) -> None:
    with pytest.raises(BadTranscript, match="ask its question anew"):
        read_answer(wrong, archive)


def test_a_forged_quotation_is_lost(archive: Archive) -> None:
    kept = answer_record(answer(archive))
    kept["citations"][0]["quote"] = "999万册"
    assert read_answer(kept, archive).lost[0].quote == "999万册"
    kept = answer_record(answer(archive))
    kept["citations"][0]["slices"] = [[-5, 10**6]]
    assert [lost.group for lost in read_answer(kept, archive).lost] == ["citations"]


def test_a_link_opens_its_citation_and_claims_no_score(archive: Archive) -> None:
    citation = cited(archive, "120万册")
    question, found = follow("?" + query(citation, "藏书&q=多少？"), archive)
    bare = replace(citation.hit, dense=0.0, bm25=0.0, score=0.0)
    assert question == "藏书&q=多少？"
    assert found == replace(citation, hit=bare, probability=0.0, value="")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("file", "../library.txt", Fault.GONE),
        ("file", "", Fault.MALFORMED),
        ("article", "0-1", Fault.GONE),
        ("passage", "x", Fault.GONE),
        ("at", "", Fault.MALFORMED),
        ("at", "5-5", Fault.MALFORMED),
        ("at", "１-9", Fault.MALFORMED),
        ("at", "0-9999", Fault.MALFORMED),
        ("at", ".".join(["1-2"] * 500), Fault.MALFORMED),
        ("v", "000000000000", Fault.CHANGED),
        ("v", "", Fault.CHANGED),
    ],
)
def test_a_link_that_does_not_hold_says_why(
    archive: Archive, name: str, value: str, fault: Fault
) -> None:
    parts = {k: v[0] for k, v in parse_qs(query(cited(archive, "120万册"), "问")).items()}
    with pytest.raises(BadLink) as raised:
        follow(urlencode(parts | {name: value}), archive)
    assert (raised.value.fault, raised.value.question) == (fault, "问")


def test_a_link_to_a_byline_opens_it(archive: Archive) -> None:
    of = hit(archive)
    byline = replace(cited(archive, "120万册"), quote=of.article.byline, context=of.article.byline)
    assert follow(query(byline, ""), archive)[1].quote == of.article.byline
