"""Windows with an answer -> windows that nearly have one: one word of the question is not theirs.

Unanswerable questions that name what the passage does not ("adversarial" ones: Rajpurkar et al.,
"Know What You Don't Know", 2018) are what a reader trained on answerable ones falls for. A word
that the question and the passage share is exchanged in the question, in the passage, or in both:
then the answer still stands, and no oddness of the words gives away whether it does.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

import jieba.posseg

from qa.training.records import Window

_KINDS = frozenset("ntjliv")
"""Beginnings of the parts of speech that are exchanged: nouns, names, times, idioms, verbs."""
_ASKING = frozenset(
    ("什么", "哪里", "时候", "多少", "时间", "名字", "名称", "原因", "可以", "没有")
)
VERBS = 0.3  # of the verbs may be exchanged: another verb leaves many questions answerable
QUESTION, PASSAGE = 0.5, 0.75  # up to here the question alone, then the passage alone, then both
NEARBY, ALIKE = 0.15, 0.65  # up to here a word of the passage, then one that shares a character


class Vocabulary:
    """The words of many questions by part of speech, to exchange one for another."""

    def __init__(self, questions: Iterable[str]) -> None:
        self._kind: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word, kind in dict.fromkeys(w for q in questions for w in _words(q)):
            self._kind[kind].append(word)
            for character in set(word):
                self._alike[kind, character].append(word)

    def other(self, word: str, kind: str, passage: str, rng: random.Random) -> str | None:
        """Another word of the same kind, mostly one that the passage does not hold, or None."""
        draw = rng.random()
        if draw < NEARBY:
            others = [w for w, k in _words(passage) if k == kind and not _overlap(w, word)]
            return rng.choice(others) if others else None
        similar = self._alike[kind, rng.choice(word)] if draw < ALIKE else self._kind[kind]
        others = [w for w in similar if w not in passage and not _overlap(w, word)]
        return rng.choice(others) if others else None


def near_miss(window: Window, vocabulary: Vocabulary, rng: random.Random) -> Window | None:
    """An answered window with a shared word exchanged, or None where there is no such word.

    Where question and passage both get the new word, the answer stands; else there is none.
    """
    answer = window.passage[window.start : window.end]
    shared = [
        (word, kind)
        for word, kind in _words(window.question)
        if word in window.passage
        and not _overlap(word, answer)
        and (not kind.startswith("v") or rng.random() < VERBS)
    ]
    if not shared:
        return None
    word, kind = rng.choice(shared)
    other = vocabulary.other(word, kind, window.passage, rng)
    if other is None:
        return None
    asked = window.question.replace(word, other)
    draw = rng.random()
    if draw < QUESTION:
        return Window(asked, window.passage, 0, 0)
    if other in window.passage:  # it would be told of twice
        return None
    before = window.passage[: window.start].replace(word, other)
    passage = before + answer + window.passage[window.end :].replace(word, other)
    if draw < PASSAGE:
        return Window(window.question, passage, 0, 0)
    return Window(asked, passage, len(before), len(before) + len(answer))


def _words(content: str) -> list[tuple[str, str]]:
    """(word, part of speech) of the words that can be exchanged."""
    return [
        (pair.word, pair.flag)
        for pair in jieba.posseg.cut(content)
        if len(pair.word) > 1 and pair.flag[0] in _KINDS and pair.word not in _ASKING
    ]


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one
