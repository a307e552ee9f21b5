"""Words that jieba's dictionary does not have, found by how an archive uses their characters.

A run of characters is a word where they stand together far more often than by chance, and where
what stands on either side is free: Matrix67, 互联网时代的社会语言学 (2012); the same two measures,
pointwise mutual information and branching entropy, in Zhikov, Takamura and Okumura, "An Efficient
Algorithm for Unsupervised Word Segmentation with Branching Entropy and MDL" (EMNLP 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from qa import names, text

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LONGEST, SHORT = 6, 4
"""Characters of the longest word that is looked for, and of those that are no organisation: longer
runs, such as 可以追溯到, are phrases."""
MOST = 10_000_000
"""Characters that are counted; of a larger archive, passages at even distances. Six tables of four
bytes a character are kept meanwhile."""
COHESION = 4.0
"""Times, as a natural logarithm, that its parts stand together oftener than by chance."""
FREEDOM = 1.0
"""Entropy in nats of the characters on either side: e of them, were they equally frequent. Of what
stands there seldom, half of what it can be at most is enough."""
LOOKED_AT = 5  # places of a run that are held against jieba's cut
_WRITTEN = b"0123456789abcdefghijklmnopqrstuvwxyz%."
_AROUND = 10  # characters on either side that are cut with it
_NOWHERE = frozenset("的了是和与及或")
_EDGES = frozenset("在让接应着到们时说称中来地很更最")
"""Characters that begin or end no new word although the dictionary has them for nouns or verbs."""
_NO_EDGE = frozenset(["p", "c", "d", "r", "u", "uj", "ul", "m", "q", "y", "f", "t"])
_ALWAYS = 0.9
"""Share of the places of 尔眼科 that 爱 must precede, a verb or particle, to be part of it."""


def find(texts: Sequence[str], least: int) -> list[str]:
    """The new words of folded texts that stand there `least` times, those of most times first."""
    every = max(1, -(-sum(map(len, texts)) // MOST))
    content = "\n".join(texts[::every])
    grams = _Grams(content, least)
    found = [word for n in range(2, LONGEST + 1) for word in grams.words(n)]
    found = [
        (word, count) for word, count in found if _is_new(word, content) and grams.is_cut(word)
    ]
    return [word for word, _ in sorted(found, key=lambda f: (-f[1], f[0]))]


def _is_new(word: str, content: str) -> bool:
    """Whether jieba cuts it into pieces of which one is no word, and no particle is among them."""
    if word in names.tags() or (len(word) > SHORT and not names.ends_organisation(word)):
        return False
    pieces = list(text.tokenizer().cut(word, HMM=False))
    short = [len(piece) == 1 for piece in pieces]
    if not any(short) and not any(map(names.is_rare, pieces)):
        return False
    if _is_particle(pieces[-1]) or not _NOWHERE.isdisjoint(pieces):
        return False
    return not _is_particle(pieces[0]) or (
        short[1] and content.count(word) >= _ALWAYS * content.count(word[1:])
    )


def _is_particle(piece: str) -> bool:
    return piece in _EDGES or (len(piece) == 1 and names.tags().get(piece) in _NO_EDGE)


class _Grams:
    """The frequent runs of Han characters in a text, by length.

    `ranks[n][p]` numbers the run of n characters that begins at p among those of its length; -1
    where it is not frequent or holds something else than Han characters.
    """

    def __init__(self, content: str, least: int) -> None:
        self.content, self.least = content, least
        codes = np.frombuffer(content.encode("utf-32-le"), dtype=np.uint32)
        han = (codes >= 0x3400) & (codes <= 0x9FFF)
        self.total = int(han.sum())
        self.written = (codes < 0x80) & np.isin(codes, np.frombuffer(_WRITTEN, dtype=np.uint8))
        self.chars = np.where(han, codes, 0).astype(np.int64)
        self.ranks: list[npt.NDArray[np.int32]] = [np.zeros(0, np.int32)]
        self.counts: list[Ints] = [np.zeros(0, np.int64)]
        self.first: list[Ints] = [np.zeros(0, np.int64)]
        self._count(np.flatnonzero(han), self.chars[han], 1)
        for n in range(2, LONGEST + 1):
            shorter = self.ranks[n - 1]
            at = np.flatnonzero((shorter[:-1] >= 0) & (shorter[1:] >= 0))
            at = at[at + n <= len(codes)]
            self._count(at, shorter[at].astype(np.int64) << 16 | self.chars[at + n - 1], least)

    def _count(self, at: Ints, keys: Ints, least: int) -> None:
        """Number the runs that begin at `at` and are equal where their keys are, (k,) each."""
        _, first, inverse, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        kept = counts >= least
        numbers = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        ranks = np.full(len(self.chars), -1, dtype=np.int32)
        ranks[at] = numbers[inverse]
        self.ranks.append(ranks)
        self.counts.append(counts[kept])
        self.first.append(at[first[kept]])

    def words(self, n: int) -> list[tuple[str, int]]:
        """The runs of n characters that are words by both measures, each with its count."""
        close = np.flatnonzero(self._cohesion(n) >= COHESION)
        chosen = np.full(len(self.counts[n]), -1, dtype=np.int64)
        chosen[close] = np.arange(len(close))
        at = np.flatnonzero(self.ranks[n] >= 0)
        which = chosen[self.ranks[n][at]]
        at, which = at[which >= 0], which[which >= 0]
        free = np.minimum(
            self._freedom(which, at - 1, len(close)), self._freedom(which, at + n, len(close))
        )
        words = close[free >= np.minimum(FREEDOM, 0.5 * np.log(self.counts[n][close]))]
        begins, times = self.first[n][words], self.counts[n][words]
        return [
            (self.content[p : p + n], c)
            for p, c in zip(begins.tolist(), times.tolist(), strict=True)
        ]

    def is_cut(self, word: str) -> bool:
        """Whether jieba ends a word on either side of it, in most of the first places it stands.

        南省 is none: jieba has 河南省 there.
        """
        at, agreed, seen = -1, 0, 0
        while seen < LOOKED_AT and (at := self.content.find(word, at + 1)) >= 0:
            begin, seen = max(0, at - _AROUND), seen + 1
            window = self.content[begin : at + len(word) + _AROUND]
            pieces = text.tokenizer().cut(window, HMM=False)
            ends = set(accumulate((len(piece) for piece in pieces), initial=begin))
            agreed += at in ends and at + len(word) in ends
        return 2 * agreed > seen

    def _cohesion(self, n: int) -> Floats:
        """Pointwise mutual information of the two parts of each run where it is least, (k,)."""
        at, whole = self.first[n], np.log(self.counts[n] * float(self.total))
        parts = [
            np.log(self.counts[k][self.ranks[k][at]].astype(float))
            + np.log(self.counts[n - k][self.ranks[n - k][at + k]].astype(float))
            for k in range(1, n)
        ]
        return np.asarray(whole - np.max(parts, axis=0))

    def _freedom(self, which: Ints, beside: Ints, size: int) -> Floats:
        """Entropy of what stands beside each run, (size,); each mark or end of a text is another.

        Digits and letters are one character: 日下午 is no word for standing behind all numbers.

        `which` numbers the run and `beside` is the place of its neighbour, (k,) each.
        """
        inside = (beside >= 0) & (beside < len(self.chars))
        neighbour = np.where(inside, self.chars[np.where(inside, beside, 0)], 0)
        edge = (neighbour == 0) & ~(inside & self.written[np.where(inside, beside, 0)])
        neighbour[edge] = 0x10000 + np.arange(int(edge.sum()))
        keys, counts = np.unique(which << 32 | neighbour, return_counts=True)
        of = keys >> 32
        times = np.bincount(of, counts, minlength=size)
        share = counts / times[of]
        return np.asarray(np.bincount(of, -share * np.log(share), minlength=size), dtype=np.float64)
