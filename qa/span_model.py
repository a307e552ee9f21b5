"""The network of the reader: the encoder's transformer with two scores per token."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

NULL = 0  # position of <s>: its scores are those of "this passage does not answer"
UNREADABLE = -1e4  # score of tokens where no answer may stand

HALVES = any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16"))
"""Whether this processor multiplies in bfloat16: then reading and training take half the time, and
the logits move by 0.01 of 5. Where it does not, a step of training takes twenty times as long in
bfloat16 as in float32."""


class SpanModel(nn.Module):
    """BERT with a start and an end score for every token (Devlin et al. 2019, section 4.3)."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(bert.config.hidden_size, 2)

    def forward(self, ids: Tensor, mask: Tensor, readable: Tensor) -> tuple[Tensor, Tensor]:
        """Start and end logits, each (batch, tokens) float32.

        `ids` (batch, tokens) int64; `mask` is true on tokens, false on padding; `readable` is true
        where an answer may stand (the passage, and position NULL). All else gets UNREADABLE.
        """
        hidden = self.bert(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        scores = self.head(hidden).float()  # (batch, tokens, 2)
        scores = scores.masked_fill(~readable.unsqueeze(-1), UNREADABLE)
        return scores[..., 0], scores[..., 1]


def collate(
    rows: Sequence[Sequence[int]], passages: Sequence[tuple[int, int]], pad: int
) -> tuple[Tensor, Tensor, Tensor]:
    """ids, mask and readable of a batch as `SpanModel` takes them, each (len(rows), longest row).

    `rows` are token ids, `passages` the token range of each row's passage.
    """
    shape = (len(rows), max(map(len, rows)))
    ids = torch.full(shape, pad)
    mask, readable = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
    for i, (row, (start, end)) in enumerate(zip(rows, passages, strict=True)):
        ids[i, : len(row)] = torch.as_tensor(row)
        mask[i, : len(row)] = True
        readable[i, start:end] = True
        readable[i, NULL] = True
    return ids, mask, readable


def from_encoder(folder: Path) -> SpanModel:
    """A fresh reader on the weights of the encoder in `folder`; the head starts near zero."""
    model = SpanModel(BertModel.from_pretrained(folder, add_pooling_layer=False))
    nn.init.normal_(model.head.weight, std=0.02)
    nn.init.zeros_(model.head.bias)
    return model
