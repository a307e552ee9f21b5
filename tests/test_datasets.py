"""Readers of question sets: what they read, and what they say about a file that is wrong."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from qa.evaluation import datasets
from qa.evaluation.datasets import Document, Example
from qa.evaluation.files import BadDataset
from qa.settings import SEEDS

SQUAD = {
    "data": [
        {
            "title": "衡阳",
            "paragraphs": [
                {
                    "context": "签约在衡阳举行。",
                    "qas": [
                        {
                            "id": "a",
                            "question": "签约在哪里？",
                            "answers": [
                                {"text": "衡阳", "answer_start": 3},
                                {"text": "衡阳", "answer_start": 3},
                            ],
                        },
                        {
                            "id": "b",
                            "question": "签了多少钱？",
                            "answers": [{"text": "举行", "answer_start": 5}],
                            "is_impossible": True,
                        },
                    ],
                }
            ],
        },
        {"title": "衡阳", "paragraphs": [{"context": "签约在衡阳举行。", "qas": []}]},
    ]
}


def test_squad(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(SQUAD), "utf-8")
    context = "签约在衡阳举行。"
    examples, documents = datasets.read_squad(path)
    assert examples == [
        Example("a", "where", "签约在哪里？", (), ("衡阳",), context, "0-0", ()),
        Example("b", "unanswerable", "签了多少钱？", (), (), context, None, ()),
    ]
    assert documents == [Document("0-0", "衡阳", context, "")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "expected a list as `data`, found nothing"),
        (
            {"data": [{"paragraphs": "x"}]},
            "data[0]: expected a list as `paragraphs`, found str 'x'",
        ),
        (
            {
                "data": [
                    {"paragraphs": [{"context": "甲", "qas": [{"question": 5, "answers": []}]}]}
                ]
            },
            "data[0].paragraphs[0].qas[0]: expected a text as `question`, found int '5'",
        ),
    ],
)
def test_a_wrong_squad_file_is_named(tmp_path: Path, content: Any, message: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadDataset) as caught:
        datasets.read_squad(path)
    assert str(caught.value) == f"{path}: {message}"


def test_questions_of_the_archive_that_ships() -> None:
    by_id = {e.id: e for e in datasets.read_archive_questions(SEEDS / "questions.jsonl")}
    cut = by_id["what-04"]
    assert cut.answers[0] == "火星探测任务"
    page = (SEEDS / str(cut.document)).read_bytes().decode("utf-8")
    assert ["".join(page[a:b] for a, b in place) for place in cut.places] == list(cut.answers)
    follow = by_id["follow-up-02"]
    assert (follow.question, follow.history) == (
        "那常胜校区呢？",
        ("华耀校区有多少个班参加了团体操？",),
    )
    refused = by_id["unanswerable-01"]
    assert (refused.answers, refused.document, refused.places) == ((), None, ())


DOCUMENTS = [
    {"id": "d/1", "title": "科技\n周", "text": "启动于衡山。", "date": "2021-05-27"},
    {"id": 2, "text": "甲\u2028乙", "date": None},
]


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_documents_plain_or_packed(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"docs.jsonl{suffix}"
    content = "\n".join(json.dumps(d, ensure_ascii=False) for d in DOCUMENTS).encode()
    pack = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}[suffix]
    path.write_bytes(pack(content))
    assert list(datasets.read_documents(path)) == [
        Document("d/1", "科技\n周", "启动于衡山。", "2021-05-27"),
        Document("2", "", "甲\u2028乙", ""),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b'{"id": "a", "text": "x"}\n{"id": "b"}',
            ": line 2: expected a text as `text`, found nothing",
        ),
        (b'{"id": "a", "text": "x"}\n{', ": line 2 is not JSON: Expecting property name"),
        (b"[1]", ": line 1: expected an object, found list '[1]'"),
        (
            '{"id": "a", "text": "x", "date": "5月27日"}'.encode(),
            ": line 1: expected a date such as 2021-05-28 as `date`, found “5月27日”",
        ),
        ("{}".encode("utf-16"), ": expected UTF-8, found another byte at 0"),
    ],
)
def test_a_wrong_document_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadDataset) as caught:
        list(datasets.read_documents(path))
    assert str(caught.value).startswith(f"{path}{message}")


@pytest.mark.parametrize("as_lines", [True, False])
def test_questions_about_documents(tmp_path: Path, as_lines: bool) -> None:
    items = [
        {"question": "在哪里启动？", "answer": "衡山", "doc": "启动于衡山。"},
        {"id": "q", "question": "谁来了？", "answers": [], "doc": None},
        {"question": "乙是什么？", "answers": ["乙", "", "乙"], "doc": "2"},
    ]
    text = "\n".join(map(json.dumps, items)) if as_lines else json.dumps(items)
    path = tmp_path / "questions.json"
    path.write_text(text, "utf-8")
    documents = [Document("1", "", "启动于衡山。", ""), Document("2", "", "甲乙", "")]
    assert datasets.read_questions(path, documents) == [
        Example("0", "where", "在哪里启动？", (), ("衡山",), "启动于衡山。", "1", ()),
        Example("q", "unanswerable", "谁来了？", (), (), None, None, ()),
        Example("2", "what", "乙是什么？", (), ("乙",), "甲乙", "2", ()),
    ]
    with pytest.raises(
        BadDataset, match=r"“启动于衡山。”.*neither the id nor the text of one of the 1"
    ):
        datasets.read_questions(path, documents[1:])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    with pytest.raises(BadDataset, match=r"none\.jsonl: cannot be read .*No such file"):
        list(datasets.read_documents(path))


def test_documents_become_pages(tmp_path: Path) -> None:
    documents = [
        Document("d/1", "科技\n周", "启动于衡山。", "2021-05-27"),
        Document("2", "", "甲\r\n乙", ""),
    ]
    files = datasets.write_archive(documents, tmp_path)
    assert files == {"d/1": "0000/2021-05-27-0000000.txt", "2": "0000/0000001.txt"}
    assert (tmp_path / files["d/1"]).read_bytes().decode() == "科技 周\n\n启动于衡山。\n"
    assert (tmp_path / files["2"]).read_bytes().decode() == "甲\r\n乙\n"
    with pytest.raises(BadDataset, match="the id “2”"):
        datasets.write_archive([documents[1], documents[1]], tmp_path)
