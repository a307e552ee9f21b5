"""A linear-chain model: the best sequence of labels for a sequence of observed lines.

Each line gives names of features, and each step from one line to the next one name of a step. The
score of a labelling is the sum of a weight for each (feature, label) and (step, label, label); the
best labelling is found by the Viterbi algorithm. Weights are fitted by `qa.training.layout`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import chain

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chain:
    """The weights of a model of k labels: (features + 1, k), (steps, k, k), (k,) and (k,)."""

    labels: str  # one character each
    features: dict[str, int]  # name -> row of `emit`; its last row, of zeros, is any other name
    steps: dict[str, int]  # name -> block of `move`; block 0 is any other name
    emit: Weights
    move: Weights
    first: Weights
    last: Weights

    def decode(
        self,
        observed: Sequence[Sequence[str]],
        steps: Sequence[str],
        barred: Sequence[str] = (),
    ) -> str:
        """The labels of n lines, given the features of each and the n - 1 steps between them.

        `barred` may hold, for each line, the labels that it cannot have.
        """
        bars = self._bars(barred)
        return "".join(self.labels[i] for i in self.path(*self.indices(observed, steps), bars)[0])

    def score(
        self, observed: Sequence[Sequence[str]], steps: Sequence[str], barred: Sequence[str]
    ) -> float:
        """The score of the best labels; -inf where every one is barred."""
        return self.path(*self.indices(observed, steps), self._bars(barred))[1]

    def _bars(self, barred: Sequence[str]) -> list[tuple[int, int]]:
        return [(i, self.labels.index(label)) for i, no in enumerate(barred) for label in no]

    def indices(
        self, observed: Sequence[Sequence[str]], steps: Sequence[str]
    ) -> tuple[list[list[int]], list[int]]:
        """Features and steps by their place among the weights."""
        row, unknown = self.features.get, len(self.features)
        return [[row(name, unknown) for name in names] for names in observed], [
            self.steps.get(name, 0) for name in steps
        ]

    def path(
        self,
        rows: Sequence[Sequence[int]],
        blocks: Sequence[int],
        bars: Sequence[tuple[int, int]] = (),
    ) -> tuple[list[int], float]:
        """The best labels, by their place in `labels`, and their score; (line, label) is barred."""
        if not rows:
            return [], 0.0
        flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        starts = np.cumsum([0, *map(len, rows[:-1])])
        emitted = np.add.reduceat(self.emit[flat], starts, axis=0)
        if bars:
            at, labels = zip(*bars, strict=True)
            emitted[at, labels] = -np.inf
        best = self.first + emitted[0]
        back = np.empty((len(rows), len(self.labels)), dtype=np.int64)
        for i, block in enumerate(blocks, 1):
            scores = best[:, None] + self.move[block]
            back[i] = scores.argmax(axis=0)
            best = scores.max(axis=0) + emitted[i]
        best = best + self.last
        path = [int(best.argmax())]
        for i in range(len(rows) - 1, 0, -1):
            path.append(int(back[i, path[-1]]))
        return path[::-1], float(best.max())


def unpack(told: dict[str, object]) -> Chain:
    """A model from its JSON form: the labels, and by name the weights that are not zero."""
    labels = str(told["labels"])
    k = len(labels)

    def rows(name: str, shape: tuple[int, ...]) -> tuple[dict[str, int], Weights]:
        sparse: dict[str, dict[str, float]] = told[name]  # type: ignore[assignment]
        filled = np.zeros((len(sparse), *shape), dtype=np.float32)
        for i, weights in enumerate(sparse.values()):
            for key, weight in weights.items():
                filled[(i, *(labels.index(label) for label in key))] = weight
        return {name: i for i, name in enumerate(sparse)}, filled

    features, emit = rows("features", (k,))
    steps, move = rows("steps", (k, k))
    _, ends = rows("ends", (k,))
    return Chain(
        labels=labels,
        features=features,
        steps=steps,
        emit=np.concatenate([emit, np.zeros((1, k), dtype=np.float32)]),
        move=move,
        first=ends[0],
        last=ends[1],
    )


def pack(model: Chain) -> dict[str, object]:
    """The JSON form of a model; weights are rounded to two digits, small ones left out."""

    def sparse(weights: Weights) -> dict[str, float]:
        places = np.argwhere(np.abs(weights) >= 0.02)
        return {
            "".join(model.labels[j] for j in place): round(float(weights[tuple(place)]), 2)
            for place in places
        }

    return {
        "labels": model.labels,
        "features": {name: sparse(model.emit[i]) for name, i in model.features.items()},
        "steps": {name: sparse(model.move[i]) for name, i in model.steps.items()},
        "ends": {"first": sparse(model.first), "last": sparse(model.last)},
    }


@functools.cache
def load(name: str) -> Chain:
    """The model of this name that ships with the package."""
    file = resources.files("qa.newspaper") / f"{name}.json"
    return unpack(json.loads(file.read_text("utf-8")))
