"""Windows -> token ids and token positions, as the reader sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from qa.span_model import NULL
from qa.training.ragged import Ints, Ragged, joined, ragged
from qa.training.records import Window

_AT_ONCE = 5000  # windows tokenised together: each then costs a tenth of what it costs alone


@dataclass(frozen=True, slots=True)
class Features:
    """n tokenised windows; the arrays are (n,), tokens counted from the window's first."""

    windows: Ragged
    passage: Ints  # first token of the passage
    start: Ints  # first token of the answer, NULL where there is none
    end: Ints  # last token of the answer, NULL where there is none

    def __len__(self) -> int:
        return len(self.start)


def save(features: Features, path: Path) -> None:
    """Write them to a file (.npz) that `load` reads."""
    f = features
    at, ids = f.windows.at, f.windows.ids
    np.savez(path, ids=ids, at=at, passage=f.passage, start=f.start, end=f.end)


def load(paths: Sequence[Path]) -> Features:
    """The windows of all these files."""
    parts = [dict(np.load(path)) for path in paths]
    windows = joined([Ragged(part["ids"], part["at"]) for part in parts])
    rest = (np.concatenate([p[name] for p in parts]) for name in ("passage", "start", "end"))
    return Features(windows, *rest)


def featurise(
    windows: Sequence[Window], tokenizer: PreTrainedTokenizerBase, max_tokens: int
) -> tuple[Features, int]:
    """Tokenise; the second value counts the answers whose ends fall inside a token.

    Such an answer is widened to whole tokens. Windows whose answer is cut off are left out.
    """
    ids, rows, inexact = [], [], 0
    for at in range(0, len(windows), _AT_ONCE):
        some = windows[at : at + _AT_ONCE]
        coded = tokenizer(
            [window.question for window in some],
            [window.passage for window in some],
            truncation="only_second",
            max_length=max_tokens,
            return_offsets_mapping=True,
        )
        for i, window in enumerate(some):
            offsets = coded["offset_mapping"][i]
            first = coded.sequence_ids(i).index(1)
            start = end = NULL
            if window.end:
                inside = [
                    k
                    for k in range(first, len(offsets) - 1)
                    if offsets[k][0] < window.end and offsets[k][1] > window.start
                ]
                if not inside or offsets[inside[-1]][1] < window.end:
                    continue
                start, end = inside[0], inside[-1]
                inexact += (offsets[start][0], offsets[end][1]) != (window.start, window.end)
            ids.append(coded["input_ids"][i])
            rows.append((first, start, end))
    passage, starts, ends = np.asarray(rows, dtype=np.int64).reshape(-1, 3).T
    return Features(ragged(ids), passage, starts, ends), inexact


def batch(
    features: Features, rows: Sequence[int], pad: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, mask, readable (batch, tokens) and start, end (batch,) of these windows."""
    chosen = np.asarray(rows)
    ids, mask = features.windows.padded(chosen, pad)
    place = np.arange(ids.shape[1])[None, :]
    last = features.windows.lengths[chosen][:, None] - 1  # </s>
    readable = (place >= features.passage[chosen][:, None]) & (place < last)
    readable[:, NULL] = True
    return (
        ids,
        mask,
        torch.from_numpy(readable),
        torch.from_numpy(features.start[chosen]),
        torch.from_numpy(features.end[chosen]),
    )


def epoch_order(lengths: Ints, batch: int, seed: int) -> Iterator[list[int]]:
    """Rows of each batch of one epoch: shuffled, but of like length within a batch."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(lengths))
    pools = [order[i : i + 50 * batch] for i in range(0, len(order), 50 * batch)]
    for pool in pools:
        ranked = pool[np.argsort(lengths[pool], kind="stable")]
        groups = [ranked[i : i + batch].tolist() for i in range(0, len(ranked), batch)]
        for k in rng.permutation(len(groups)):
            yield groups[int(k)]
