"""Exact search for the nearest vectors, by inner product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Int64 = npt.NDArray[np.int64]


class VectorIndex:
    """Vectors in rows, searched exactly; for unit rows the score is the cosine, -1..1."""

    def __init__(self, index: Any) -> None:
        self._index = index  # faiss.IndexFlatIP: exact, and 100,000 rows take some milliseconds

    @classmethod
    def build(cls, vectors: Float32) -> VectorIndex:
        """An index over the rows of `vectors`, float32 (n, dim); row i stays row i."""
        if vectors.ndim != 2:
            raise ValueError(f"vectors have {vectors.ndim} dimensions, and 2 were expected")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """The index saved at `path`, memory-mapped: its vectors are read when they are searched."""
        # IO_FLAG_MMAP copies the vectors of a flat index into memory; this flag does map them.
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index to `path`, where `load` finds it."""
        faiss.write_index(self._index, str(path))

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, queries: Float32, k: int, among: Int64 | None = None) -> tuple[Float32, Int64]:
        """The best rows of each query: scores float32 and rows int64, each (q, min(k, size)).

        `queries` is float32 (q, dim). Best first, equal scores by row. With `among`, different rows
        int64 (r,), only these are searched, and min(k, r) found. ValueError when the dimensions
        differ or k is below 1.
        """
        if queries.ndim != 2 or queries.shape[1] != self.dim:
            raise ValueError(f"queries are {queries.shape}, and (q, {self.dim}) was expected")
        if k < 1:
            raise ValueError(f"k is {k}, and at least 1 was expected")
        k = min(k, self.size if among is None else len(among))
        if k == 0 or len(queries) == 0:
            shape = (len(queries), k)
            return np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int64)
        only = None
        if among is not None:
            chosen = faiss.IDSelectorBatch(np.ascontiguousarray(among, dtype=np.int64))
            only = faiss.SearchParameters()
            only.sel = chosen
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        scores, rows = self._index.search(queries, k, params=only)
        order = np.lexsort((rows, -scores), axis=1)
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(rows, order, axis=1)

    def scores(self, query: Float32, rows: Int64) -> Float32:
        """Inner products of `query`, float32 (dim,), with some `rows`, int64 (r,): float32 (r,).

        ValueError when the dimensions differ, IndexError when there is no such row.
        """
        if query.shape != (self.dim,):
            raise ValueError(f"the query is {query.shape}, and ({self.dim},) was expected")
        return np.asarray(self.vectors(rows) @ query, dtype=np.float32)

    def vectors(self, rows: Int64) -> Float32:
        """Some `rows`, int64 (r,), as they were put in: float32 (r, dim).

        IndexError when there is no such row.
        """
        if len(rows) == 0:
            return np.zeros((0, self.dim), dtype=np.float32)
        if rows.min() < 0 or rows.max() >= self.size:
            raise IndexError(
                f"rows {rows.min()} to {rows.max()} were asked for, and there are {self.size}"
            )
        found = self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))
        return np.asarray(found, dtype=np.float32)
