"""A question set through a stand-in assistant: every number of the report worked by hand."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa import weights
from qa.evaluation import metrics, plots, summary
from qa.evaluation.datasets import Document, Example
from qa.evaluation.harness import Outcome, context_hit, hits_of, rank_of, run, run_oracle
from qa.evaluation.report import report, to_json, to_markdown, write
from qa.models import Models
from qa.records import Answer, Citation, Hit, Span
from qa.settings import Settings

TEXTS = {
    "a.txt": "邓群策主持会议。邓群策是市委书记。",
    "b.txt": "陈德基团队落户衡阳。",
    "c.txt": "活动在衡山科学城启动。",
}
HITS = {file: context_hit(file, text) for file, text in TEXTS.items()}


def cite(file: str, quote: str, at: int = 0) -> Citation:
    hit = HITS[file]
    start = hit.passage.text.index(quote, at)
    excerpt = hit.passage.excerpt
    return Citation(
        source=hit.article.source,
        article_id=hit.article.id,
        headline="",
        byline="",
        quote=excerpt.cut(start, start + len(quote)),
        context=excerpt,
        hit=hit,
    )


class StandIn:
    """Says what it was told to say, or refuses below its threshold; keeps what it was asked."""

    def __init__(
        self, says: dict[str, tuple[float, Citation | None, list[str]]], threshold: float
    ) -> None:
        self.says, self.settings = says, Settings(threshold=threshold)
        self.asked: list[tuple[str, list[str]]] = []
        self.models = Models.of(self, self)  # type: ignore[arg-type]

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        self.asked.append((question, [answer.text for answer in history]))
        confidence, citation, _ = self.says[question]
        shown = citation and confidence >= self.settings.threshold
        self.search(f"{question}!", 8)
        others = (
            (replace(cite("a.txt", "邓群策"), probability=0.6),) if question == "天气？" else ()
        )
        cited = (citation,) if shown else ()
        return Answer(question, f"{question}!", confidence, cited, (), others=others)

    def search(self, question: str, limit: int) -> list[Hit]:
        assert question.endswith("!")  # the question as understood is what is searched
        return [HITS[file] for file in self.says[question[:-1]][2]][:limit]

    def queries(self) -> None:
        """The question is embedded in no time."""

    def read(self) -> None:
        """Nothing is read."""


def ask_all(says: dict[str, Any], examples: Sequence[Example], **named: Any) -> list[Outcome]:
    """The outcomes of the stand-in with a threshold of one half."""
    return run(StandIn(says, 0.5), StandIn(says, 0.0), examples, **named)  # type: ignore[arg-type]


def example(
    name: str,
    question: str,
    answers: tuple[str, ...] = (),
    document: str | None = None,
    history: tuple[str, ...] = (),
) -> Example:
    kind = "who" if answers else "unanswerable"
    return Example(name, kind, question, history, answers, None, document, ())


EXAMPLES = [
    example("exact", "谁主持？", ("邓群策",), "a.txt"),
    example("longer", "在哪里启动？", ("衡山",), "c.txt"),
    example("wrong", "落户哪里？", ("衡阳",), "doc-b"),
    example("refused", "他是谁？", ("市委书记",), "a.txt", ("谁主持？", "落户哪里？")),
    example("rightly", "票价？"),
    example("wrongly", "天气？"),
]
SAYS = {
    "谁主持？": (0.9, cite("a.txt", "邓群策"), ["a.txt", "b.txt"]),
    "在哪里启动？": (0.8, cite("c.txt", "衡山科学城"), ["a.txt", "b.txt", "c.txt"]),
    "落户哪里？": (0.3, cite("b.txt", "团队"), ["a.txt"]),
    "他是谁？": (0.4, cite("a.txt", "市委书记"), ["a.txt"]),
    "票价？": (0.1, cite("b.txt", "陈德基"), ["b.txt"]),
    "天气？": (0.6, cite("c.txt", "启动"), ["c.txt"]),
}


@pytest.fixture
def outcomes() -> list[Outcome]:
    return ask_all(SAYS, EXAMPLES, files={"doc-b": "b.txt"})


def test_each_question_is_scored(outcomes: list[Outcome]) -> None:
    table = [
        (o.example.id, o.answered, o.exact_match, o.f1, o.contained, o.rank, o.cited_right)
        for o in outcomes
    ]
    assert table == [
        ("exact", True, 1.0, 1.0, 1.0, 1, True),
        ("longer", True, 0.0, pytest.approx(2 * 2 / (5 + 2)), 1.0, 3, True),
        ("wrong", False, 0.0, 0.0, 0.0, None, True),
        ("refused", False, 1.0, 1.0, 1.0, 1, True),
        ("rightly", False, 0.0, 0.0, 0.0, None, False),
        ("wrongly", True, 0.0, 0.0, 0.0, None, False),
    ]
    assert [o.seconds.keys() for o in outcomes] == [{"search", "answer", "total"}] * 6
    assert {o.understood for o in outcomes} == {f"{question}!" for question in SAYS}


def test_the_history_is_what_the_user_saw() -> None:
    assistant = StandIn(SAYS, 0.5)
    run(assistant, StandIn(SAYS, 0.0), EXAMPLES[3:4])  # type: ignore[arg-type]
    warm_up, *asked = assistant.asked
    assert warm_up == ("他是谁？", [])
    assert asked == [
        ("谁主持？", []),
        ("落户哪里？", ["邓群策"]),
        ("他是谁？", ["邓群策", ""]),  # below the threshold: a refusal, without text
    ]


def test_numbers(outcomes: list[Outcome]) -> None:
    numbers = summary.summarise(outcomes)
    assert numbers["questions"] == {"all": 6, "answerable": 4, "not": 2}
    assert numbers["success"] == 3 / 6  # exact, longer, rightly
    assert numbers["best"] == {
        "exact_match": 2 / 4,
        "exact_match_95": list(metrics.bootstrap([1, 0, 0, 1])),
        "f1_95": list(metrics.bootstrap([1, 4 / 7, 0, 1])),
        "f1": pytest.approx((1 + 4 / 7 + 0 + 1) / 4),
        "contained": 3 / 4,
    }
    assert numbers["shown"] == {
        "exact_match": 1 / 4,
        "exact_match_95": list(metrics.bootstrap([1, 0, 0, 0])),
        "f1_95": list(metrics.bootstrap([1, 4 / 7, 0, 0])),
        "f1": pytest.approx((1 + 4 / 7) / 4),
        "contained": 2 / 4,
    }
    assert numbers["answered"] == {
        "all": 3 / 6,
        "answerable": 2 / 4,
        "right_of_answered": 2 / 3,
        "disputed": 1 / 6,  # wrongly
        "right_of_undisputed": 1.0,
        "cites_the_right_place": 1.0,
    }
    # Answerable .9 .8 .3 .4 against .1 .6: wins 2 + 2 + 1 + 1 of 8 pairs.
    # Right .9 .8 .4 against .3 .1 .6: wins 3 + 3 + 2 of 9 pairs.
    assert numbers["refusal"] == {
        "rightly_refused": 1 / 2,
        "auroc_answerable": 6 / 8,
        "auroc_right": 8 / 9,
    }
    assert numbers["retrieval"] == {
        "recall@1": 2 / 4,
        "recall@5": 3 / 4,
        "recall@10": 3 / 4,
        "recall@20": 3 / 4,
        "mrr": pytest.approx((1 + 1 / 3 + 0 + 1) / 4),
    }
    risks = [point["risk"] for point in numbers["confidence"]["risk_coverage"]]
    assert risks == [0, 0, 1 / 3, 1 / 4, 2 / 5, 3 / 6]
    assert numbers["confidence"]["risk_coverage_area"] == pytest.approx(sum(risks) / 6)
    # One question a bin: |1 - .9|, |1 - .8|, |0 - .3|, |1 - .4|, |0 - .1|, |0 - .6|.
    assert numbers["confidence"]["calibration_error"] == pytest.approx(1.9 / 6)
    assert numbers["by_kind"]["unanswerable"]["success"] == 1 / 2
    assert math.isnan(numbers["by_kind"]["unanswerable"]["f1"])


def test_a_right_word_in_the_wrong_place_is_no_right_passage() -> None:
    text = TEXTS["a.txt"]
    second = text.index("邓群策", 1)
    placed = Example("x", "who", "？", (), ("邓群策",), None, "a.txt", (((second, second + 3),),))
    whole = HITS["a.txt"]
    early = context_hit("a.txt", text[:8])  # the same words, but before the place
    other = context_hit("z.txt", text)
    assert rank_of(placed, "a.txt", [other, early, whole]) == 3
    assert rank_of(placed, "a.txt", [other, early]) is None
    assert rank_of(example("y", "？", ("“邓 群策”",)), None, [HITS["b.txt"], early]) == 2


class StandInReader:
    """Takes the last two characters of what it is given."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        size = len(hits[0].passage.text)
        return [Span(hits[0], size - 2, size, 0.7)] if question else []


def test_the_oracle_reads_the_passages_of_its_document_alone() -> None:
    held = Document("d", "新区动工", "陈德基团队落户衡阳", "")
    given = Example("q", "what", "在哪里？", (), ("衡阳",), held.text, "d", ())
    silent = Example("s", "what", "", (), ("衡阳",), held.text, "d", ())
    stand_in: Any = StandInReader()
    found, nothing = run_oracle(stand_in, [given, silent], [held], Settings(threshold=0.5))
    assert (found.answer, found.exact_match, found.answered, found.confidence) == (
        *("衡阳", 1.0, True),
        0.7,
    )
    assert (nothing.answer, nothing.answered, nothing.confidence) == ("", False, 0.0)
    with pytest.raises(ValueError, match="question exact has no document"):
        run_oracle(stand_in, EXAMPLES[:1], [held], Settings())


def test_a_document_is_read_as_an_archive_would_hold_it() -> None:
    text = "".join(f"第{i}届运动会在湘江东岸举行，共有{i}支队伍参加了全部比赛。" for i in range(40))
    first, *others = hits_of(Document("d", "运动会历史", text, ""), 200)
    assert others
    for hit in (first, *others):
        assert hit.passage.text.startswith("运动会历史\n第")
        assert hit.passage.text.endswith("比赛。")
    assert [h.passage.text for h in hits_of(Document("d", "", "第4版", ""), 200)] == ["第4版"]


def test_the_report_on_disk(tmp_path: Path, outcomes: list[Outcome]) -> None:
    files = {"questions": {"file": "questions.jsonl", "bytes": 3}}
    result = report("seeds", "open", 0.5, {"read": 8}, outcomes, files)
    as_json, as_markdown, *drawn = write(result, tmp_path)
    data = json.loads(as_json.read_text("utf-8"))
    assert data == to_json(result)
    assert as_json.name == "seeds-open.json"
    assert data["settings"] == {"read": 8}
    assert data["numbers"]["by_kind"]["unanswerable"]["f1"] is None  # NaN is not JSON
    assert set(data["environment"]) >= {"time", "python", "processor", "cores", "versions"}
    reader = json.loads((weights.FOLDER / "reader.json").read_text("utf-8"))
    assert data["environment"]["weights"]["reader_sha256"] == reader["sha256"]
    assert data["data"] == files
    assert data["questions"][3]["history"] == ["谁主持？", "落户哪里？"]
    markdown = as_markdown.read_text("utf-8")
    assert [path.name for path in drawn] == [
        f"seeds-open-{plot}.png" for plot in ("risk", "reliability", "seconds")
    ]
    assert all(f"![]({path.name})" in markdown for path in drawn)
    assert "- questions: file questions.jsonl, bytes 3" in markdown
    assert "| Right or rightly refused | 50.0 |" in markdown
    assert "| EM / F1, best answer | 50.0 / 64.3 |" in markdown
    assert "| ✗ | wrong | 落户哪里？ | (团队) | 衡阳 | 0.30 | – |" in markdown
    assert "| ✓✓ | exact | 谁主持？ | 邓群策 | 邓群策 | 0.90 | 1 |" in markdown


def test_numbers_alone_hold_no_question(tmp_path: Path, outcomes: list[Outcome]) -> None:
    result = report("x", "open", 0.5, {}, outcomes, {})
    as_json, as_markdown, *_ = write(result, tmp_path, texts=False)
    data = json.loads(as_json.read_text("utf-8"))
    assert (data["questions"], data["numbers"]) == ([], to_json(result)["numbers"])
    assert outcomes[0].example.question not in as_markdown.read_text("utf-8")


def test_without_matplotlib_the_report_says_so(
    tmp_path: Path, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "find_spec", lambda _: None)
    paths = write(report("x", "open", 0.5, {}, outcomes, {}), tmp_path)
    assert [path.name for path in paths] == ["x-open.json", "x-open.md"]
    assert "No plots, since matplotlib is not installed" in paths[1].read_text("utf-8")


def test_the_product_never_imports_matplotlib() -> None:
    code = "import sys, app, qa.commands, qa.evaluation.command; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_archive_text_cannot_break_the_table() -> None:
    hit = context_hit("x.txt", "a|b\n<img>")
    quote = hit.passage.excerpt
    citation = Citation(hit.article.source, "x", "", "", quote, quote, hit)
    odd = ask_all({"什么？": (0.9, citation, [])}, [example("odd", "什么？", ("a",))])
    lines = to_markdown(report("x", "open", 0.5, {}, odd, {})).splitlines()
    assert lines[-1] == "| ✓ | odd | 什么？ | a\\|b &lt;img> | a | 0.90 | – |"
