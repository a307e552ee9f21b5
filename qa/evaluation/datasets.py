"""Question sets of three formats as one record, and their documents as an archive folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation import files
from qa.evaluation.files import BadDataset
from qa.evaluation.kinds import asked_for
from qa.records import Slice

UNANSWERABLE = "unanswerable"
"""Kind of the questions that nothing answers; the others go by their question word."""
_PER_FOLDER = 1000  # files in one folder: what a file manager still opens at once


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and what counts as right: any of `answers`, or a refusal where there are none.

    `document` is the id of the document that answers (of a question about an archive: its file),
    `context` its text where the set brings it. `places` are the raw slices of every place where an
    answer stands; empty where the set does not tell.
    """

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    answers: tuple[str, ...]
    context: str | None
    document: str | None
    places: tuple[tuple[Slice, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text to ask about; title and date are empty where the set states none."""

    id: str
    title: str
    text: str
    date: str


def read_squad(path: Path) -> tuple[list[Example], list[Document]]:
    """Questions and paragraphs of a SQuAD-style file; a paragraph that comes twice is one document.

    BadDataset names the place where the file is not in that format. Format: Rajpurkar et al.,
    SQuAD 1.1 (2016), with `is_impossible` of SQuAD 2.0 (2018) or empty answers.
    """
    examples: list[Example] = []
    documents: dict[str, Document] = {}
    for i, entry in enumerate(files.a_list(files.load(path), "data", f"{path}")):
        where = f"{path}: data[{i}]"
        title = entry.get("title") or "" if isinstance(entry, dict) else ""
        for j, paragraph in enumerate(files.a_list(entry, "paragraphs", where)):
            here = f"{where}.paragraphs[{j}]"
            context = files.a_string(paragraph, "context", here)
            document = documents.setdefault(
                context, Document(f"{i}-{j}", str(title), context, "")
            ).id
            for k, qa in enumerate(files.a_list(paragraph, "qas", here)):
                spot = f"{here}.qas[{k}]"
                question = files.a_string(qa, "question", spot)
                answers = () if qa.get("is_impossible") else _texts(qa, "answers", spot)
                examples.append(
                    Example(
                        str(qa.get("id", f"{i}-{j}-{k}")),
                        asked_for(question) if answers else UNANSWERABLE,
                        question,
                        (),
                        answers,
                        context,
                        document if answers else None,
                        (),
                    )
                )
    return examples, list(documents.values())


def read_archive_questions(path: Path) -> list[Example]:
    """Questions of a `questions.jsonl` that lies in an archive (its format: seeds/README.md)."""
    examples = []
    for where, line in files.lines(path):
        answers = files.a_list(line, "answers", where)
        places = tuple(
            _slices(answer, f"{where}, answers[{i}]") for i, answer in enumerate(answers)
        )
        history = files.a_list(line, "history", where) if "history" in line else []
        examples.append(
            Example(
                files.a_string(line, "id", where),
                files.a_string(line, "kind", where),
                files.a_string(line, "question", where),
                tuple(map(str, history)),
                _texts(line, "answers", where),
                None,
                files.a_string(line, "file", where) if answers else None,
                places,
            )
        )
    return examples


def read_documents(path: Path) -> Iterator[Document]:
    """Documents of JSON lines `{"id", "text", "title"?, "date"?}`, plain or as .gz or .xz."""
    for where, line in files.lines(path):
        yield Document(
            str(line["id"]) if "id" in line else files.a_string(line, "id", where),
            str(line.get("title") or ""),
            files.a_string(line, "text", where),
            _date(line, where),
        )


def read_questions(path: Path, documents: Sequence[Document]) -> list[Example]:
    """Questions about documents: a JSON list, or JSON lines, of `{"question", "answers": [...]}`.

    `answers` may be `answer`, one string; without either, or empty, nothing answers. `doc`, where
    given, is the id or the text of the document that answers. BadDataset where there is no such
    document.
    """
    ids = {document.text: document.id for document in reversed(documents)}
    ids.update((document.id, document.id) for document in documents)
    contexts = {document.id: document.text for document in documents}
    examples = []
    for number, (where, line) in enumerate(files.items(path)):
        question, answers = files.a_string(line, "question", where), _answers(line, where)
        document = None
        if line.get("doc") is not None:
            document = ids.get(str(line["doc"]))
            if document is None:
                named = str(line["doc"])[:40]
                raise BadDataset(
                    f"{where}: `doc` is “{named}”, which is neither the id nor the text of one of "
                    f"the {len(documents)} documents; check that both files belong together"
                )
        examples.append(
            Example(
                str(line.get("id", number)),
                asked_for(question) if answers else UNANSWERABLE,
                question,
                (),
                answers,
                contexts[document] if document else None,
                document,
                (),
            )
        )
    return examples


def write_archive(documents: Sequence[Document], folder: Path) -> dict[str, str]:
    """Write each document as a page, its title as the first block; returns document id -> file.

    Files are numbered in the order of the documents, a thousand a folder, and named relative to
    `folder` as an archive names them. A document that states a date has it in its file name.
    BadDataset where two documents have the same id.
    """
    written: dict[str, str] = {}
    for number, document in enumerate(documents):
        if document.id in written:
            raise BadDataset(f"two documents have the id “{document.id}”; ids must differ")
        date = f"{document.date}-" if document.date else ""
        file = f"{number // _PER_FOLDER:04}/{date}{number:07}.txt"
        written[document.id] = file
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page_text(document), encoding="utf-8", newline="")
    return written


def page_text(document: Document) -> str:
    """A document as a page: its title, if it has one, as the first block."""
    title = " ".join(document.title.split())
    heading = f"{title}\n\n" if title else ""
    return f"{heading}{document.text}\n"


def _texts(record: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The different texts of a list of `{"text"}` objects or of strings; empty ones say nothing."""
    found = files.a_list(record, key, where)
    texts = [
        item if isinstance(item, str) else files.a_string(item, "text", f"{where}, {key}[{i}]")
        for i, item in enumerate(found)
    ]
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _date(record: Mapping[str, Any], where: str) -> str:
    found = str(record.get("date") or "")
    try:
        return dt.date.fromisoformat(found).isoformat() if found else ""
    except ValueError:
        raise BadDataset(
            f"{where}: expected a date such as 2021-05-28 as `date`, found “{found[:40]}”"
        ) from None


def _answers(record: Mapping[str, Any], where: str) -> tuple[str, ...]:
    if "answers" in record:
        return _texts(record, "answers", where)
    return (files.a_string(record, "answer", where),) if record.get("answer") else ()


def _slices(answer: Any, where: str) -> tuple[Slice, ...]:
    pairs = files.an_object(answer, where).get("slices", [[answer.get("start"), answer.get("end")]])
    if not all(isinstance(edge, int) for pair in pairs for edge in pair):
        raise BadDataset(f"{where}: expected offsets as `start` and `end`, found {pairs}")
    return tuple((start, end) for start, end in pairs)
