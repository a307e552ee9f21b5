"""Rows of tokens of any length in one flat array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Row i is `ids[at[i]:at[i + 1]]`; `at` is (n + 1,). The vocabulary needs two bytes an id."""

    ids: npt.NDArray[np.uint16]
    at: Ints

    def __len__(self) -> int:
        return len(self.at) - 1

    @property
    def lengths(self) -> Ints:
        """Tokens of each row, (n,)."""
        return np.diff(self.at)

    def row(self, i: int) -> list[int]:
        """The tokens of row i."""
        return [int(token) for token in self.ids[self.at[i] : self.at[i + 1]]]

    def padded(self, rows: Sequence[int] | Ints, pad: int) -> tuple[Tensor, Tensor]:
        """ids int64 and mask bool of these rows, each (len(rows), longest row)."""
        chosen = np.asarray(rows)
        lengths = self.lengths[chosen][:, None]
        place = np.arange(int(lengths.max()))[None, :]
        mask = place < lengths
        tokens = np.minimum(self.at[chosen][:, None] + place, len(self.ids) - 1)
        ids = np.where(mask, self.ids[tokens], pad).astype(np.int64)
        return torch.from_numpy(ids), torch.from_numpy(mask)


def ragged(rows: Iterable[Sequence[int]]) -> Ragged:
    """These rows, in one array."""
    kept = [np.asarray(row, dtype=np.uint16) for row in rows]
    at = np.cumsum([0, *map(len, kept)])
    return Ragged(np.concatenate(kept or [np.zeros(0, dtype=np.uint16)]), at)


def joined(parts: Sequence[Ragged]) -> Ragged:
    """The rows of all parts, in order."""
    lengths = np.concatenate([part.lengths for part in parts])
    return Ragged(np.concatenate([part.ids for part in parts]), np.cumsum([0, *lengths]))
