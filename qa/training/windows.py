"""SQuAD-style questions -> windows of whole sentences, with and without the answer."""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import bm25s

from qa import text
from qa.training.records import Question, Window

LEAD_CHARS = 80  # of a first sentence above a passage


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


def without(question: Question, chars: int, rng: random.Random) -> Window | None:
    """The window around the answer with the sentences that give it cut out, or None if too short.

    The subject is right, and only the fact is missing: the hardest passage to refuse.
    """
    window = around(question, chars, rng)
    rest = "".join(
        window.passage[a:b]
        for a, b in text.sentences(window.passage)
        if b <= window.start or a >= window.end
    )
    if len(rest) < chars // 3 or question.answer in rest:
        return None
    return Window(question.question, rest, 0, 0)


_YEAR = re.compile(r"(?<!\d)(1[89]|20)(\d\d)(?=年)")


def swapped(
    question: Question, titles: Sequence[str], chars: int, rng: random.Random
) -> Window | None:
    """The window with the answer, but the question asks of another subject or year, or None."""
    window = around(question, chars, rng)
    asked, title = question.question, question.title
    if year := _YEAR.search(asked):
        other = str(int(year[0]) + rng.choice((-7, -3, -2, -1, 1, 2, 3, 5)))
        changed = asked[: year.start()] + other + asked[year.end() :]
    elif len(title) > 1 and title in asked:
        other = rng.choice(titles)
        changed = asked.replace(title, other)
    else:
        return None
    if other in question.context:
        return None
    return Window(changed, window.passage, 0, 0)


def mistaken(questions: Sequence[Question], chars: int, rng: random.Random) -> list[Window]:
    """For every question a passage that BM25 finds for it in another context: not an answer."""
    if not questions:
        return []
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
            starts = [a for a, _ in text.sentences(context) if len(context) - a > chars // 2]
            start = rng.choice(starts or [0])
            found.append(Window(question.question, context[start : start + chars], 0, 0))
            break
    return found


def headed(window: Window, title: str, byline: str = "") -> Window:
    """The window under a headline and a byline, as the passages of an archive are."""
    head = "".join(f"{line}\n" for line in (title, byline) if line)
    shift = len(head) if window.end else 0
    return Window(window.question, head + window.passage, window.start + shift, window.end + shift)


def led(window: Window, question: Question) -> Window:
    """The window below the first sentence of its context, as passages without a headline are.

    Unchanged where it holds that sentence, or where the sentence holds an answer that it lacks.
    """
    lead = question.context[slice(*text.sentences(question.context)[0])][:LEAD_CHARS]
    tells = not window.end and question.answer in lead
    return window if tells or lead[:20] in window.passage else headed(window, lead)


_MARKS = re.compile(r"[，。；！？;!?]|,(?!\d)")


def unmarked(window: Window) -> Window:
    """The window without the marks that part its clauses, as old pages and some web texts are."""
    removed = [m.start() for m in _MARKS.finditer(window.passage)]
    start, end = (at - bisect_left(removed, at) for at in (window.start, window.end))
    return Window(window.question, _MARKS.sub("", window.passage), start, end)


_WHO = {
    "记者": (
        "《{}》这篇报道是谁写的？",
        "“{}”的记者是谁？",
        "谁采写了{}这篇报道？",
        "{}一文的作者是谁？",
        "报道{}的是哪位记者？",
    ),
    "通讯员": ("《{}》的通讯员是谁？", "{}这篇稿子的通讯员叫什么名字？"),
    "摄": ("“{}”的照片是谁拍的？", "{}这张图片的摄影者是谁？", "谁拍摄了{}的照片？"),
}
_AUTHOR = re.compile(r"(?:本报记者)?\s*(?!本报)(\S\s+\S|\S{2,4})")
_FORMS = (
    ("{title}\n■本报记者 {记者}\n通讯员 {通讯员}\n", ("记者", "通讯员")),
    ("{title}\n■本报记者 {记者}\n", ("记者",)),
    ("{title}\n本报记者 {记者}\n", ("记者",)),
    ("{title}\n□记者 {记者} 通讯员 {通讯员}\n", ("记者", "通讯员")),
    ("{title}\n{记者}\n", ("记者",)),
    ("■通讯员 {摄} 摄\n", ("摄",)),
    ("本报记者 {摄} 摄影报道\n", ("摄",)),
    ("{title}\n", ()),
)


def authors(articles: Sequence[dict[str, Any]]) -> list[str]:
    """The names of articles that state one author."""
    found = (_AUTHOR.fullmatch(a["author"]) for a in articles)
    return [text.readable("".join(m[1].split())) for m in found if m]


def bylines(articles: Sequence[dict[str, Any]], count: int, rng: random.Random) -> list[Window]:
    """Questions for who wrote or photographed, made from articles with `title` and `author`.

    The heading is set in one of several forms; a person that it does not name has no answer there.
    """
    names = authors(articles)
    named = [(a, _AUTHOR.fullmatch(a["author"])) for a in articles]
    usable = [a for a, m in named if m and len(a["title"]) > 5 and a["paragraphs"]]
    made = []
    for article in rng.sample(usable, min(count, len(usable))):
        title = text.readable(article["title"])
        people = dict(zip(_WHO, rng.sample(names, len(_WHO)), strict=True))
        form, held = rng.choice(_FORMS)
        asked = rng.choice(held) if held and rng.random() < 0.8 else rng.choice(list(_WHO))
        body = text.readable("".join(article["paragraphs"]))[: rng.randint(80, 200)]
        passage = form.format(title=title, **people) + body
        start = form.format(title=title, **people).find(people[asked]) if asked in held else -1
        end = start + len(people[asked]) if start >= 0 else 0
        question = rng.choice(_WHO[asked]).format(title)
        made.append(Window(question, passage, max(start, 0), end))
    return made
