"""SQuAD-style questions -> windows of whole sentences, with and without the answer."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s

from qa import text


@dataclass(frozen=True, slots=True)
class Question:
    """A training question; `context[start:start + len(answer)] == answer`, all `text.readable`."""

    question: str
    context: str
    title: str
    answer: str
    start: int


@dataclass(frozen=True, slots=True)
class Window:
    """A question with one passage; (0, 0) as the answer range means that it is not in there."""

    question: str
    passage: str
    start: int
    end: int


def read_squad(path: Path) -> Iterator[Question]:
    """Answerable questions of a SQuAD-style file, with their first answer, in readable form."""
    for document in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in document["paragraphs"]:
            context = text.readable(paragraph["context"])
            for qa in paragraph["qas"]:
                if not qa["answers"]:
                    continue
                answer = qa["answers"][0]
                start = int(answer["answer_start"])
                yield Question(
                    text.readable(qa["question"]),
                    context,
                    text.readable(str(document.get("title", ""))),
                    context[start : start + len(answer["text"])],
                    start,
                )


def around(question: Question, chars: int, rng: random.Random) -> Window:
    """A window of about `chars` characters that holds the answer at a random place."""
    sentences = text.sentences(question.context)
    end = question.start + len(question.answer)
    first = next(i for i, (_, b) in enumerate(sentences) if b > question.start)
    last = next(i for i, (_, b) in enumerate(sentences) if b >= end)
    while True:
        room = chars - (sentences[last][1] - sentences[first][0])
        left = first > 0 and sentences[first][0] - sentences[first - 1][0] <= room
        right = last + 1 < len(sentences) and sentences[last + 1][1] - sentences[last][1] <= room
        if not left and not right:
            break
        if left and (not right or rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    low, high = sentences[first][0], sentences[last][1]
    if high - low > 2 * chars:  # one endless sentence: keep what surrounds the answer
        low = max(low, question.start - chars)
        high = min(high, end + chars)
    return Window(question.question, question.context[low:high], question.start - low, end - low)


def beside(question: Question, chars: int, rng: random.Random) -> Window | None:
    """A window of the same context without the answer, or None where there is no room for one."""
    starts = [a for a, _ in text.sentences(question.context)]
    rng.shuffle(starts)
    for start in starts:
        passage = question.context[start : start + chars]
        if len(passage) > chars // 3 and question.answer not in passage:
            return Window(question.question, passage, 0, 0)
    return None


def mistaken(questions: Sequence[Question], chars: int, rng: random.Random) -> list[Window]:
    """For every question a passage that BM25 finds for it in another context: not an answer."""
    contexts = list(dict.fromkeys(q.context for q in questions))
    retriever = bm25s.BM25()
    retriever.index([[w for w, _, _ in text.words(c)] for c in contexts], show_progress=False)
    asked = [[w for w, _, _ in text.words(q.question)] for q in questions]
    rows, _ = retriever.retrieve(asked, k=4, show_progress=False)
    found = []
    for question, row in zip(questions, rows, strict=True):
        for i in row:
            context = contexts[int(i)]
            if question.answer in context or context == question.context:
                continue
            starts = [a for a, _ in text.sentences(context)]
            start = rng.choice(starts)
            found.append(Window(question.question, context[start : start + chars], 0, 0))
            break
    return found


def headed(window: Window, title: str) -> Window:
    """The window under its title as a headline line, as the passages of an archive are."""
    head = title + "\n"
    shift = len(head) if window.end else 0
    return Window(window.question, head + window.passage, window.start + shift, window.end + shift)


_WHO_WROTE = (
    "《{}》这篇报道是谁写的？",
    "“{}”的记者是谁？",
    "谁采写了{}这篇报道？",
    "{}一文的作者是谁？",
    "报道{}的是哪位记者？",
)


_AUTHOR = re.compile(r"(?:本报记者)?\s*(?!本报)(\S\s+\S|\S{2,4})")


def bylines(articles: Sequence[dict[str, Any]], count: int, rng: random.Random) -> list[Window]:
    """Questions for the byline, made from articles with `title`, `author` and `paragraphs`."""
    named = [(a, _AUTHOR.fullmatch(a["author"])) for a in articles]
    usable = [(a, m) for a, m in named if m and len(a["title"]) > 5 and a["paragraphs"]]
    made = []
    for article, author in rng.sample(usable, min(count, len(usable))):
        title, name = text.readable(article["title"]), text.readable("".join(author[1].split()))
        mark = rng.choice(("■本报记者 ", "本报记者 ", "□记者 ", "■通讯员 ", "记者 ", ""))
        body = text.readable("".join(article["paragraphs"]))[: rng.randint(80, 200)]
        question = rng.choice(_WHO_WROTE).format(title)
        head = f"{title}\n{mark}"
        if rng.random() < 0.25:  # the byline is missing: no answer
            made.append(Window(question, f"{title}\n{body}", 0, 0))
        else:
            passage = f"{head}{name}\n{body}"
            made.append(Window(question, passage, len(head), len(head) + len(name)))
    return made
