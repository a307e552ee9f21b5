"""The bench: the plain systems, the exported reader, and the table of a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, BertForQuestionAnswering

from embeddings import bundled
from embeddings.encoder import Encoder
from qa.evaluation import bench, peers
from qa.evaluation.baselines import Reply, bm25_sentence, dense_sentence, sentences_of
from qa.evaluation.datasets import Example
from qa.evaluation.harness import context_hit
from qa.evaluation.summary import summarise
from qa.reader import Reader
from qa.settings import Settings

TEXTS = (
    "图书馆新馆在湘江东岸开馆。新馆藏书120万册,设座位2600个。",
    "湘江大桥昨日通车。大桥全长1.2公里。",
    "市委常委会召开会议。会议由邓群策主持。",
)
HITS = [context_hit(f"{row}.txt", text) for row, text in enumerate(TEXTS)]
PASSAGES = [hit.passage for hit in HITS]


def test_sentences_know_their_passage() -> None:
    assert sentences_of(PASSAGES)[:3] == [
        (0, "图书馆新馆在湘江东岸开馆。"),
        (0, "新馆藏书120万册,设座位2600个。"),
        (1, "湘江大桥昨日通车。"),
    ]


def test_bm25_says_the_sentence_with_the_rare_words() -> None:
    system = bm25_sentence(PASSAGES)
    reply = system.ask("新馆藏书多少册？")
    assert (reply.answer, reply.answered) == ("新馆藏书120万册,设座位2600个。", True)
    assert reply.score > system.ask("谁主持？").score > 0
    assert system.find("会议由谁主持？", 2)[0] == 2


def test_dense_says_the_nearest_sentence(encoder: Encoder, tmp_path: Path) -> None:
    system = dense_sentence(PASSAGES, encoder, tmp_path)
    question = "会议是谁主持的？"
    reply = system.ask(question)
    assert reply.answer == "会议由邓群策主持。"
    cosine = encoder.queries([question])[0] @ encoder.passages([reply.answer])[0]
    assert reply.score == pytest.approx(float(cosine), abs=1e-4)
    assert sorted(system.find(question, 3)) == [0, 1, 2]
    assert system.find(question, 1) == [2]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return peers.export_reader(tmp_path_factory.mktemp("reader"))


def test_the_exported_reader_scores_as_ours(exported: Path) -> None:
    model = BertForQuestionAnswering.from_pretrained(exported).eval()
    coded = AutoTokenizer.from_pretrained(exported)(
        "会议由谁主持？", TEXTS[2], return_tensors="pt", return_offsets_mapping=True
    )
    offsets, passage = coded.pop("offset_mapping")[0].tolist(), coded.sequence_ids(0)
    with torch.inference_mode():
        scores = model(**coded)
    null = float(scores.start_logits[0, 0] + scores.end_logits[0, 0])
    inside = [i for i, sequence in enumerate(passage) if sequence == 1]
    start = max(inside, key=lambda i: float(scores.start_logits[0, i]))
    end = max(inside, key=lambda i: float(scores.end_logits[0, i]))
    margin = float(scores.start_logits[0, start] + scores.end_logits[0, end]) - null
    (ours,) = Reader.load(bundled.model_folder(), Settings()).scores([("会议由谁主持？", TEXTS[2])])
    assert TEXTS[2][ours.start : ours.end] == "邓群策"
    assert (ours.start, ours.end) == (offsets[start][0], offsets[end][1])
    assert ours.margin == pytest.approx(margin, abs=0.05)  # ours reads in bfloat16 where it can


class StandIn:
    """Says one thing, and finds the passages in their order."""

    name, notes, scored = "stand-in", "", False

    def ask(self, question: str) -> Reply:
        return Reply("邓群策", 0.9, True) if "谁" in question else Reply("", 0.0, False)

    def find(self, question: str, limit: int) -> list[int]:
        return [1, 2, 0][:limit] if question else []


def test_the_table_of_a_run_worked_by_hand() -> None:
    examples = [
        Example("a", "who", "会议由谁主持？", (), ("邓群策",), None, "2.txt", ()),
        Example("b", "what", "大桥多长？", (), ("1.2公里",), None, "1.txt", ()),
        Example("c", "unanswerable", "票价多少？", (), (), None, None, ()),
    ]
    outcomes = bench.ask_all(StandIn(), examples, HITS, {})
    assert [(o.answer, o.exact_match, o.answered, o.rank) for o in outcomes] == [
        ("邓群策", 1.0, True, 2),
        ("", 0.0, False, 1),
        ("", 0.0, False, None),
    ]
    numbers = summarise(outcomes)
    numbers["seconds"]["total"] = {"p50": 0.0123, "p95": 0.4567}
    line = bench.row("stand-in", numbers, scored=False)
    assert line == (
        "stand-in",
        "50.0 ±50.0",  # of two questions, each resample is 0, 1/2 or 1
        "50.0 ±50.0",
        "33.3",
        "100.0",
        "100.0",
        "no score",
        *("0.500", "1.000", "1.000"),
        "12 / 457 ms",
    )
    # Answerable .9 and 0 against 0: one win and one tie of two pairs.
    assert bench.row("stand-in", numbers, scored=True)[6] == "0.750"


def vectors_of(encoder: Encoder) -> np.ndarray:  # type: ignore[type-arg]
    return encoder.passages(TEXTS)


def test_haystack_answers_from_the_same_passages(exported: Path, encoder: Encoder) -> None:
    pytest.importorskip("haystack")
    system = peers.Haystack(TEXTS, vectors_of(encoder), exported, read=3)
    assert system.find("会议由谁主持？", 3)[0] == 2
    reply = system.ask("会议由谁主持？")
    assert reply.answer == "邓群策"
    assert 0 < reply.score < 1
    assert not system.ask("").answered


def test_txtai_answers_from_the_same_passages(exported: Path, encoder: Encoder) -> None:
    pytest.importorskip("txtai")
    system = peers.Txtai(TEXTS, vectors_of(encoder), exported, encoder)
    assert system.find("会议由谁主持？", 3)[0] == 2
    reply = system.ask("会议由谁主持？")
    assert (reply.answer.replace(" ", ""), reply.answered) == ("邓群策", True)
