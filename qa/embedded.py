"""Passage texts -> vectors, each text embedded once: what was done before is taken over.

Embedding takes nearly all the time of a build. Vectors come from the version in use, from a build
that was stopped half way, or from the encoder, in this order.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from embeddings.encoder import Encoder
from qa.archive import Archive

Float32 = npt.NDArray[np.float32]

_AT_ONCE = 256
"""Texts between two commits: half a minute's work is what a kill can lose."""
_READ = 10_000  # vectors of the version in use at a time: 15 MB
_UNFINISHED = "unfinished.sqlite"


def vectors(where: Path, old: Archive | None, texts: Sequence[str], encoder: Encoder) -> Float32:
    """The unit vectors of `texts`, float32 (n, dim).

    `where` keeps what is embedded until `done`; `old` is the version in use, which counts only if
    it was built with the same encoder.
    """
    found = np.zeros((len(texts), encoder.dim), dtype=np.float32)
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    if old is not None and old.manifest.encoder == encoder.identity:
        _take_over(old, rows, found)
    with _store(where) as store:
        keys = {_key(encoder, text): text for text in rows}
        for key, vector in store.execute("SELECT key, vector FROM vector"):
            if key in keys:
                found[rows.pop(keys[key])] = np.frombuffer(vector, dtype=np.float32)
        left = sorted(rows, key=len)  # like lengths together: little padding
        with tqdm(total=len(left), desc="vectors", unit="passage", disable=len(left) < 50) as bar:
            for start in range(0, len(left), _AT_ONCE):
                some = left[start : start + _AT_ONCE]
                made = encoder.passages(some)
                for text, vector in zip(some, made, strict=True):
                    found[rows[text]] = vector
                store.executemany(
                    "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                    [(_key(encoder, t), v.tobytes()) for t, v in zip(some, made, strict=True)],
                )
                store.commit()
                bar.update(len(some))
    return found


def _take_over(old: Archive, rows: dict[str, list[int]], found: Float32) -> None:
    """Fill in what the version in use has, and take it out of `rows`."""
    there = [(at, rows.pop(text)) for at, text in enumerate(old.texts()) if text in rows]
    for start in range(0, len(there), _READ):
        some = there[start : start + _READ]
        vectors = old.vectors.vectors(np.array([at for at, _ in some], dtype=np.int64))
        for vector, (_, same) in zip(vectors, some, strict=True):
            found[same] = vector


def done(where: Path) -> None:
    """Forget what was kept for a build that might have been stopped: it was published."""
    (where / _UNFINISHED).unlink(missing_ok=True)


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.identity}\0{text}".encode()).digest()


@contextmanager
def _store(where: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(where / _UNFINISHED)) as store:
        store.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, vector BLOB)")
        yield store
