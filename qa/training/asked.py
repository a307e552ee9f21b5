"""Questions made for this project, joined to what they are about.

`asked.jsonl` holds a piece of text a line: of an article of a daily its date, page and title and
the range of its paragraphs that was read, of an agency's article its `id`, since the articles are
not in the repository; of a text written for the questions the text (`context`). With it the
questions, with answers as they stand there; none where it does not say. `python -m
qa.training.asked --news FILE FILE --to FILE` writes the questions that nothing is trained on as a
SQuAD-style file, to tune on; with `--train` the others; with `--agency` the answered ones about the
agency's articles alone, as a list to ask all of them: `evaluate --documents FILE --questions FILE`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import text
from qa.evaluation import files
from qa.training import windows as wins
from qa.training.records import Question, Window

FILE = Path(__file__).with_name("asked.jsonl")
TUNE = 7
"""Every so many articles are kept from training."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text or part of an article, one paragraph a line, and the questions about it.

    `questions` are (question, answers), the better answers first; none where it does not say.
    """

    title: str
    context: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]


def read_news(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The articles of files (.xz) of a daily or an agency, as the model card names them."""
    return [article for path in paths for _, article in files.lines(path)]


def pieces(
    articles: Sequence[dict[str, Any]],
    *,
    tune: bool,
    since: int = 0,
    until: int | None = None,
    file: Path = FILE,
) -> list[Piece]:
    """What was asked about, in the file's order: what is trained on, or what is kept to `tune` on.

    Only the lines from `since` on, counted from 0, to `until`: lines are only ever added at the
    end. ValueError where an article is missing or does not hold an answer: `articles` are then
    not those that were read.
    """
    found = {_key(a): a for a in articles}
    made = []
    lines = list(enumerate(file.read_text("utf-8").splitlines()))
    for number, line in lines[since:until]:
        if (number % TUNE == 0) != tune:
            continue
        entry, where = json.loads(line), f"{file}:{number + 1}"
        context = entry["context"] if "context" in entry else _printed(entry, found, where)
        asked = tuple((q["question"], tuple(q["answers"])) for q in entry["questions"])
        for answer in (a for _, answers in asked for a in answers):
            if answer not in context:
                raise ValueError(
                    f"{where}: “{answer}” is not in “{entry.get('title') or entry['id']}”"
                )
        made.append(Piece(entry.get("title", ""), context, asked))
    return made


def _key(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells an article from all others: an agency's id, or where a daily printed it."""
    return (entry["id"],) if "id" in entry else (entry["date"], entry["page"], entry["title"])


def _printed(
    entry: dict[str, Any], articles: Mapping[tuple[Any, ...], dict[str, Any]], where: str
) -> str:
    """What was read of an article; ValueError where there is no such article."""
    key = _key(entry)
    if key not in articles:
        raise ValueError(f"{where}: the news files have no article {key}")
    if "id" in entry:
        return str(articles[key]["text"])
    first, end = entry["paragraphs"]
    return "\n".join(articles[key]["paragraphs"][first:end])


def place(context: str, question: str, answer: str) -> int:
    """Where an answer stands: of several places, in the sentence most like the question."""
    said = text.sentences(context)
    words = {word for word, _, _ in text.words(question)}

    def alike(at: int) -> int:
        around = next((a, b) for a, b in said if b > at)
        return sum(word in words for word, _, _ in text.words(context[slice(*around)]))

    return max(_places(context, answer), key=alike)


def _places(context: str, answer: str) -> Iterator[int]:
    at = context.find(answer)
    while at >= 0:
        yield at
        at = context.find(answer, at + 1)


def questions(found: Sequence[Piece]) -> Iterator[Question]:
    """The questions that their pieces answer, each with its best answer, in readable form."""
    for piece in found:
        for question, answers in piece.questions:
            if answers:
                at = place(piece.context, question, answers[0])
                context, title = text.readable(piece.context), text.readable(piece.title)
                answer = context[at : at + len(answers[0])]
                yield Question(text.readable(question), context, title, answer, at)


def unanswered(found: Sequence[Piece], chars: int, rng: random.Random) -> Iterator[Window]:
    """Each question that its piece does not answer, with the part of it that comes nearest."""
    for piece in found:
        context, title = text.readable(piece.context), text.readable(piece.title)
        for question, answers in piece.questions:
            if not answers:
                passage = _nearest(context, text.readable(question), chars, rng)
                window = Window(text.readable(question), passage, 0, 0)
                yield wins.headed(window, title) if rng.random() < 0.5 else window


def _nearest(context: str, question: str, chars: int, rng: random.Random) -> str:
    """Whole sentences around one that shares most words with the question."""
    words = {word for word, _, _ in text.words(question)}
    ranges = text.sentences(context)
    shared = [
        sum(word in words for word, _, _ in text.words(context[a:b])) + rng.random()
        for a, b in ranges
    ]
    a, b = ranges[max(range(len(ranges)), key=shared.__getitem__)]
    return wins.around(Question(question, context, "", context[a:b], a), chars, rng).passage


def as_squad(found: Sequence[Piece]) -> dict[str, Any]:
    """The questions in the format of SQuAD 2.0."""
    data = []
    for i, piece in enumerate(found):
        qas = [
            {
                "id": f"{i}-{k}",
                "question": question,
                "answers": [
                    {"text": a, "answer_start": place(piece.context, question, a)} for a in answers
                ],
                "is_impossible": not answers,
            }
            for k, (question, answers) in enumerate(piece.questions)
        ]
        paragraphs = [{"context": piece.context, "qas": qas}]
        data.append({"title": piece.title, "paragraphs": paragraphs})
    return {"version": "v2.0", "data": data}


def of_articles(found: Sequence[Piece], articles: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answered questions about whole articles of an agency, each with the text of its own."""
    texts = {article["text"] for article in articles if "id" in article}
    return [
        {"question": question, "answers": list(answers), "doc": piece.context}
        for piece in found
        for question, answers in piece.questions
        if answers and piece.context in texts
    ]


def main() -> None:
    """Write the questions to tune on, or to train on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--news", type=Path, required=True, nargs="+", help="the daily's articles and the agency's"
    )
    parser.add_argument("--to", type=Path, required=True, help="the file to write")
    parser.add_argument("--until", type=int, help="line of asked.jsonl to end before")
    parser.add_argument("--train", action="store_true", help="those that are trained on instead")
    parser.add_argument("--agency", action="store_true", help="a list of the agency's alone")
    args = parser.parse_args()
    news = read_news(args.news)
    found = pieces(news, tune=not args.train, until=args.until)
    made = of_articles(found, news) if args.agency else as_squad(found)
    args.to.write_text(json.dumps(made, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
