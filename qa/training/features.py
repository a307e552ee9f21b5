"""Windows -> token ids and token positions, as the reader sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from qa.span_model import NULL, collate
from qa.training.windows import Window


@dataclass(frozen=True, slots=True)
class Features:
    """Tokenised windows; `ids` ragged, the other arrays (n,)."""

    ids: list[np.ndarray]
    passage_at: np.ndarray  # first token of the passage
    start: np.ndarray  # first token of the answer, NULL where there is none
    end: np.ndarray  # last token of the answer, NULL where there is none

    def __len__(self) -> int:
        return len(self.ids)


def featurise(
    windows: Sequence[Window], tokenizer: PreTrainedTokenizerBase, max_tokens: int
) -> tuple[Features, int]:
    """Tokenise; the second value counts the answers whose ends fall inside a token.

    Such an answer is widened to whole tokens. Windows whose answer is cut off are left out.
    """
    ids, at, starts, ends, inexact = [], [], [], [], 0
    for window in windows:
        coded = tokenizer(
            window.question,
            window.passage,
            truncation="only_second",
            max_length=max_tokens,
            return_offsets_mapping=True,
        )
        offsets = coded["offset_mapping"]
        first = next(i for i, s in enumerate(coded.sequence_ids(0)) if s == 1)
        start = end = NULL
        if window.end:
            inside = [
                i
                for i in range(first, len(offsets) - 1)
                if offsets[i][0] < window.end and offsets[i][1] > window.start
            ]
            if not inside or offsets[inside[-1]][1] < window.end:
                continue
            start, end = inside[0], inside[-1]
            inexact += (offsets[start][0], offsets[end][1]) != (window.start, window.end)
        ids.append(np.asarray(coded["input_ids"], dtype=np.int32))
        at.append(first)
        starts.append(start)
        ends.append(end)
    return Features(ids, np.asarray(at), np.asarray(starts), np.asarray(ends)), inexact


def batch(
    features: Features, rows: Sequence[int], pad: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, mask, readable (batch, tokens) and start, end (batch,) of these windows."""
    ids = [features.ids[i].tolist() for i in rows]
    passages = [(int(features.passage_at[i]), len(features.ids[i]) - 1) for i in rows]
    order = list(rows)
    return (
        *collate(ids, passages, pad),
        torch.from_numpy(features.start[order]),
        torch.from_numpy(features.end[order]),
    )


def epoch_order(features: Features, batch: int, seed: int) -> Iterator[list[int]]:
    """Rows of each batch of one epoch: shuffled, but of like length within a batch."""
    rng = np.random.default_rng(seed)
    lengths = np.asarray([len(row) for row in features.ids])
    order = rng.permutation(len(features))
    pools = [order[i : i + 50 * batch] for i in range(0, len(order), 50 * batch)]
    for pool in pools:
        ranked = pool[np.argsort(lengths[pool], kind="stable")]
        groups = [ranked[i : i + batch].tolist() for i in range(0, len(ranked), batch)]
        for k in rng.permutation(len(groups)):
            yield groups[int(k)]
