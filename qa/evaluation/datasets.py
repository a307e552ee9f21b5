"""Question sets of three formats as one record, and their documents as an archive folder."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import ArchiveError
from qa.evaluation.kinds import asked_for
from qa.records import Slice

UNANSWERABLE = "unanswerable"
"""Kind of the questions that nothing answers; the others go by their question word."""
_PER_FOLDER = 1000  # files in one folder: what a file manager still opens at once


class BadDataset(ArchiveError):
    """A question or document file is not in the format it should be in."""


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
    for i, entry in enumerate(_list(_load(path), "data", f"{path}")):
        where = f"{path}: data[{i}]"
        title = entry.get("title") or "" if isinstance(entry, dict) else ""
        for j, paragraph in enumerate(_list(entry, "paragraphs", where)):
            here = f"{where}.paragraphs[{j}]"
            context = _string(paragraph, "context", here)
            document = documents.setdefault(
                context, Document(f"{i}-{j}", str(title), context, "")
            ).id
            for k, qa in enumerate(_list(paragraph, "qas", here)):
                spot = f"{here}.qas[{k}]"
                question = _string(qa, "question", spot)
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
    for where, line in _lines(path):
        answers = _list(line, "answers", where)
        places = tuple(
            _slices(answer, f"{where}, answers[{i}]") for i, answer in enumerate(answers)
        )
        history = _list(line, "history", where) if "history" in line else []
        examples.append(
            Example(
                _string(line, "id", where),
                _string(line, "kind", where),
                _string(line, "question", where),
                tuple(map(str, history)),
                _texts(line, "answers", where),
                None,
                _string(line, "file", where) if answers else None,
                places,
            )
        )
    return examples


def read_documents(path: Path) -> Iterator[Document]:
    """Documents of JSON lines `{"id", "text", "title"?, "date"?}`, plain or as .gz or .xz."""
    for where, line in _lines(path):
        yield Document(
            str(line["id"]) if "id" in line else _string(line, "id", where),
            str(line.get("title") or ""),
            _string(line, "text", where),
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
    for number, (where, line) in enumerate(_items(path)):
        question, answers = _string(line, "question", where), _answers(line, where)
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
    files: dict[str, str] = {}
    for number, document in enumerate(documents):
        if document.id in files:
            raise BadDataset(f"two documents have the id “{document.id}”; ids must differ")
        date = f"{document.date}-" if document.date else ""
        file = f"{number // _PER_FOLDER:04}/{date}{number:07}.txt"
        files[document.id] = file
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page_text(document), encoding="utf-8", newline="")
    return files


def page_text(document: Document) -> str:
    """A document as a page: its title, if it has one, as the first block."""
    title = " ".join(document.title.split())
    heading = f"{title}\n\n" if title else ""
    return f"{heading}{document.text}\n"


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix == ".xz":
            content = lzma.decompress(content)
        elif path.suffix == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise BadDataset(f"{path}: cannot be read ({error}); check the path") from error
    except UnicodeDecodeError as error:
        raise BadDataset(f"{path}: expected UTF-8, found another byte at {error.start}") from error


def _load(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise BadDataset(f"{path}: line {error.lineno} is not JSON: {error.msg}") from error


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of each line that is not blank."""
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}: line {number}"
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadDataset(f"{where} is not JSON: {error.msg}") from error
        yield where, _object(found, where)


def _items(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of a JSON list, or of JSON lines."""
    if not _read(path).lstrip().startswith("["):
        yield from _lines(path)
        return
    for number, item in enumerate(_load(path)):
        where = f"{path}: item {number}"
        yield where, _object(item, where)


def _object(found: Any, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadDataset(f"{where}: expected an object, found {_kind(found)}")
    return found


def _list(record: Any, key: str, where: str) -> list[Any]:
    found = _object(record, where).get(key)
    if not isinstance(found, list):
        raise BadDataset(f"{where}: expected a list as `{key}`, found {_kind(found)}")
    return found


def _string(record: Any, key: str, where: str) -> str:
    found = _object(record, where).get(key)
    if not isinstance(found, str):
        raise BadDataset(f"{where}: expected a text as `{key}`, found {_kind(found)}")
    return found


def _texts(record: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The different texts of a list of `{"text"}` objects or of strings; empty ones say nothing."""
    found = _list(record, key, where)
    texts = [
        item if isinstance(item, str) else _string(item, "text", f"{where}, {key}[{i}]")
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
    return (_string(record, "answer", where),) if record.get("answer") else ()


def _slices(answer: Any, where: str) -> tuple[Slice, ...]:
    pairs = _object(answer, where).get("slices", [[answer.get("start"), answer.get("end")]])
    if not all(isinstance(edge, int) for pair in pairs for edge in pair):
        raise BadDataset(f"{where}: expected offsets as `start` and `end`, found {pairs}")
    return tuple((start, end) for start, end in pairs)


def _kind(found: Any) -> str:
    return "nothing" if found is None else f"{type(found).__name__} {str(found)[:40]!r}"
