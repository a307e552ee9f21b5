"""Texts that are printed more than once: the same, or nearly the same, known by short digests."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from qa.records import Article, ArticleKind
from qa.text import fold

REPEATED = 40
"""Characters from which a body that stands twice in an archive is a second printing; shorter ones
(新华社记者摄) are the same by chance."""
RUN = 5  # characters: what two writers seldom have in common by chance
SKETCH = 12
"""Hashes in a sketch: of two texts that share half their runs, about six are the same, and fewer
than two in one pair of 300."""

UInt64 = npt.NDArray[np.uint64]
_POWERS: UInt64 = np.array([pow(1_000_003, i, 2**64) for i in range(RUN)], dtype=np.uint64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def body(article: Article) -> str:
    """The text of an article as its printings are compared: folded, without white space."""
    if article.kind is ArticleKind.FURNITURE:
        return ""
    return "".join(fold("".join(part.text for part in article.paragraphs)).split())


def digest(text: str) -> str | None:
    """What a body has in common with its other printings; None where it is too short."""
    return hashlib.sha256(text.encode()).hexdigest()[:24] if len(text) >= REPEATED else None


def sketch(text: str) -> list[int]:
    """The smallest hashes of the runs of a body, which texts share as they share runs.

    A min-wise sketch (Broder, "On the resemblance and containment of documents", 1997), of SKETCH
    signed 64-bit numbers or fewer; [] where the body is too short.
    """
    if len(text) < REPEATED:
        return []
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    many = len(codes) - RUN + 1
    hashes: UInt64 = np.zeros(many, dtype=np.uint64)
    for i, power in enumerate(_POWERS):
        hashes += codes[i : i + many] * power
    hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    hashes ^= hashes >> np.uint64(32)
    return [int(n) for n in np.unique(hashes)[:SKETCH].view(np.int64)]


def resemblance(one: str, other: str) -> float:
    """The share of runs that two bodies have in common (Jaccard's index), 0 to 1."""
    a, b = _runs(one), _runs(other)
    return len(a & b) / max(1, len(a | b))


def _runs(text: str) -> set[str]:
    return {text[i : i + RUN] for i in range(len(text) - RUN + 1)}
