"""What every system of the bench answers, and the two plain ones: the nearest sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Encoder
from embeddings.index import VectorIndex
from qa import embedded, text
from qa.lexical import LexicalIndex, terms
from qa.records import Passage


@dataclass(frozen=True, slots=True)
class Reply:
    """A system's best answer, its score (higher is surer), and whether it would be shown."""

    answer: str
    score: float
    answered: bool


class System(Protocol):
    """Something that answers questions from passages.

    `notes` say how it was set up; `scored` whether its score tells right answers from wrong ones.
    """

    name: str
    notes: str
    scored: bool

    def ask(self, question: str) -> Reply:
        """The best answer to a question."""

    def find(self, question: str, limit: int) -> list[int]:
        """The rows of the `limit` passages nearest to a question, best first."""


Scores = Callable[[str], npt.NDArray[np.float32]]


class NearestSentence:
    """Answers with the one sentence that a single score puts first, and never refuses."""

    scored = True

    def __init__(
        self, name: str, notes: str, sentences: Sequence[tuple[int, str]], scores: Scores
    ) -> None:
        self.name, self.notes = name, notes
        self._sentences, self._scores = sentences, scores

    def ask(self, question: str) -> Reply:
        """The best sentence; the first of equal ones."""
        scores = self._scores(question)
        best = int(scores.argmax())
        return Reply(self._sentences[best][1], float(scores[best]), True)

    def find(self, question: str, limit: int) -> list[int]:
        """The passages of the best sentences."""
        order = np.argsort(-self._scores(question), kind="stable")
        rows = dict.fromkeys(self._sentences[i][0] for i in order.tolist())
        return list(rows)[:limit]


def sentences_of(passages: Sequence[Passage]) -> list[tuple[int, str]]:
    """(row of its passage, sentence) of every sentence and heading line, white space stripped."""
    found = []
    for row, passage in enumerate(passages):
        cut = (passage.text[a:b].strip() for a, b in text.sentences(passage.text))
        found += [(row, sentence) for sentence in cut if sentence]
    return found


def dense_sentence(passages: Sequence[Passage], encoder: Encoder, folder: Path) -> System:
    """The sentence whose vector is nearest; `folder` keeps the vectors for the next run."""
    sentences = sentences_of(passages)
    index = VectorIndex.build(embedded.vectors(folder, None, [s for _, s in sentences], encoder))
    everything = np.arange(index.size, dtype=np.int64)

    def scores(question: str) -> npt.NDArray[np.float32]:
        return index.scores(encoder.queries([question])[0], everything)

    return NearestSentence("dense top-1 sentence", "the same encoder", sentences, scores)


def bm25_sentence(passages: Sequence[Passage]) -> System:
    """The sentence with the highest BM25."""
    sentences = sentences_of(passages)
    index = LexicalIndex.build([terms(sentence) for _, sentence in sentences])

    def scores(question: str) -> npt.NDArray[np.float32]:
        return index.scores(terms(question))

    return NearestSentence("BM25 top-1 sentence", "the same jieba words", sentences, scores)
