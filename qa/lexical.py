"""BM25 over the words of passages."""

from __future__ import annotations

import functools
import math
import multiprocessing
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from qa.text import PLAIN, Cutter
from qa.words import Cut, Words

_MANY = 5_000_000
"""Characters that one process cuts into words in half a minute: from here on several pay, which
take two seconds each to start."""
_AT_ONCE = 500  # texts that a process is handed at a time
_cut_here: Callable[[str], Cut]
"""Of a process that cuts for another: what it cuts with."""


def terms(passage: str, cutter: Cutter = PLAIN) -> list[str]:
    """The words of a text as BM25 counts them: folded, without punctuation."""
    return [word for word, _, _ in cutter.words(passage)]


def cut(passages: Sequence[str], words: Words) -> Iterator[Cut]:
    """The terms and names of each text, in order; a process a core cuts where there is much."""
    cores = os.cpu_count() or 1
    if cores == 1 or sum(map(len, passages)) < _MANY:
        cutter = words.cutter()
        yield from (words.cut(passage, cutter) for passage in passages)
        return
    spawn = multiprocessing.get_context("spawn")  # a fork would copy the threads of torch half way
    with ProcessPoolExecutor(
        min(cores, 8), mp_context=spawn, initializer=_start, initargs=(words,)
    ) as pool:
        yield from pool.map(_cut, passages, chunksize=_AT_ONCE)


def _start(words: Words) -> None:
    """Make a process ready to cut."""
    global _cut_here
    _cut_here = functools.partial(words.cut, cutter=words.cutter())


def _cut(passage: str) -> Cut:
    return _cut_here(passage)


class LexicalIndex:
    """BM25 as Lucene defines it (k1 1.5, b 0.75); row i is the i-th text it was built from."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index the terms of each document; ValueError where there is none."""
        vocabulary = {"": 0}  # bm25s wants one term even where no document has any
        rows = [  # four bytes a term, since a large archive has tens of millions
            array("I", (vocabulary.setdefault(t, len(vocabulary)) for t in terms))
            for terms in documents
        ]
        if not rows:
            raise ValueError("a BM25 index needs at least one document, and there is none")
        bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        bm25.index((rows, vocabulary), show_progress=False)
        return cls(bm25)

    @property
    def size(self) -> int:
        """Number of documents."""
        return int(self._bm25.scores["num_docs"])

    def scores(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 score of every document for the query's terms, (size,) float32, 0 without a match.

        A term that the query repeats counts as often.
        """
        known = self._bm25.get_tokens_ids([term for term in query if term])
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), dtype=np.float32)

    def knows(self, term: str) -> bool:
        """Whether any document holds the term."""
        return term in self._bm25.vocab_dict

    def rarity(self, term: str) -> float:
        """ln((n + 1) / (df + 1)): 0 for a term that each of the n documents holds; df 0 if none."""
        column = self._bm25.vocab_dict.get(term)
        edges = self._bm25.scores["indptr"]
        held = 0 if column is None else int(edges[column + 1]) - int(edges[column])
        return math.log((self.size + 1) / (held + 1))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index, memory-mapped."""
        return cls(bm25s.BM25.load(folder, mmap=True))
