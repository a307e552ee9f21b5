"""Archives too large to embed: BM25 over all passages, vectors for its candidates alone.

Everything else is the product's own: the build, the search that fuses both scores, the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from embeddings.encoder import Encoder
from embeddings.index import Float32, Int64, VectorIndex
from qa import embedded
from qa.archive import Archive

UNEMBEDDED = "none (BM25 alone)"


class NoEncoder(Encoder):
    """Stands for the encoder in the build of an archive without vectors.

    Such an archive names it in its manifest, so that nothing takes it for one with vectors.
    """

    def __init__(self) -> None:
        self.identity = UNEMBEDDED
        self.dim = 1

    def passages(self, texts: Sequence[str]) -> Float32:
        """A zero for each text."""
        return np.zeros((len(texts), self.dim), dtype=np.float32)


class CandidateVectors(VectorIndex):
    """The vectors of an archive's passages, each made when it is first asked for.

    It finds nothing by itself, so that a search takes its candidates from BM25. `folder` keeps the
    vectors for the next run.
    """

    def __init__(self, archive: Archive, encoder: Encoder, folder: Path) -> None:
        super().__init__(faiss.IndexFlatIP(encoder.dim))
        self._archive, self._encoder, self._folder = archive, encoder, folder
        self._known: dict[int, Float32] = {}

    def search(
        self,
        queries: Float32,
        k: int,
        among: Int64 | None = None,  # noqa: ARG002 - there is nothing to search among
    ) -> tuple[Float32, Int64]:
        """No rows for any query: scores float32 and rows int64, each (q, 0)."""
        return super().search(queries, k)

    def vectors(self, rows: Int64) -> Float32:
        """The vectors of some `rows`, int64 (r,): float32 (r, dim)."""
        missing = [row for row in rows.tolist() if row not in self._known]
        if missing:
            texts = [self._archive.passage(row).text for row in missing]
            made = embedded.vectors(self._folder, None, texts, self._encoder)
            self._known.update(zip(missing, made, strict=True))
        found = [self._known[row] for row in rows.tolist()]
        return np.stack(found) if found else np.zeros((0, self.dim), dtype=np.float32)
