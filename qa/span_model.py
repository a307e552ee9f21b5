"""The network of the reader: the encoder's transformer with two scores per token."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, BertModel

NULL = 0  # position of <s>: its scores are those of "this passage does not answer"
UNREADABLE = -1e4  # score of tokens where no answer may stand

HALVES = any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16"))
"""Whether this processor multiplies in bfloat16: then reading and training take half the time, and
the logits move by 0.01 of 5. Where it does not, a step of training takes twenty times as long in
bfloat16 as in float32."""

Logits = tuple[Tensor, Tensor]
"""Start and end logits of a window's tokens, each (tokens,) float32."""


class SpanModel(nn.Module):
    """BERT with a start and an end score for every token (Devlin et al. 2019, section 4.3)."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(bert.config.hidden_size, 2)

    def forward(self, ids: Tensor, mask: Tensor, readable: Tensor) -> tuple[Tensor, Tensor]:
        """Start and end logits of a padded batch, each (batch, tokens) float32: to train on.

        `ids` (batch, tokens) int64; `mask` is true on tokens, false on padding; `readable` is true
        where an answer may stand (the passage, and position NULL). All else gets UNREADABLE.
        """
        hidden = self.bert(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        scores = self.head(hidden).float()  # (batch, tokens, 2)
        scores = scores.masked_fill(~readable.unsqueeze(-1), UNREADABLE)
        return scores[..., 0], scores[..., 1]

    def read_apart(self) -> None:
        """Make ready for `read`, and unfit for `forward`."""
        self.bert.set_attn_implementation(_APART)

    def read(
        self, rows: Sequence[Sequence[int]], passages: Sequence[tuple[int, int]]
    ) -> list[Logits]:
        """The logits of each row, as `forward` gives them, on a CPU in four fifths of the time.

        `rows` are token ids, `passages` the token range of each row's passage. The rows go through
        the layers one behind another, without padding.
        """
        sizes = [len(row) for row in rows]
        ids = torch.cat([torch.as_tensor(row) for row in rows])
        places = torch.cat([torch.arange(size) for size in sizes])
        states = self.bert.embeddings(ids[None], position_ids=places[None])
        for layer in self.bert.encoder.layer:
            states = layer(states, lengths=sizes)
        found = []
        parts = torch.split(self.head(states[0]).float(), sizes)
        for scores, (first, end) in zip(parts, passages, strict=True):
            readable = torch.zeros(len(scores), 1, dtype=torch.bool)
            readable[first:end] = readable[NULL] = True
            scores = scores.masked_fill(~readable, UNREADABLE)
            found.append((scores[:, 0], scores[:, 1]))
        return found


_APART = "apart"


def _apart(
    _module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    _mask: None,
    *,
    lengths: list[int],
    scaling: float,
    **_: object,
) -> tuple[Tensor, None]:
    """Attention of rows one behind another, each to itself: (1, tokens, heads, size).

    `query`, `key` and `value` are (1, heads, tokens, size). Written out, it takes three fifths of
    the time of torch's fused one on a CPU; it is for inference, without dropout.
    """
    rows = zip(
        *(torch.split(states[0], lengths, dim=1) for states in (query, key, value)), strict=True
    )
    seen = [((q @ k.mT * scaling).softmax(-1) @ v).transpose(0, 1) for q, k, v in rows]
    return torch.cat(seen)[None], None


AttentionInterface.register(_APART, _apart)


def from_encoder(folder: Path) -> SpanModel:
    """A fresh reader on the weights of the encoder in `folder`; the head starts near zero."""
    model = SpanModel(BertModel.from_pretrained(folder, add_pooling_layer=False))
    nn.init.normal_(model.head.weight, std=0.02)
    nn.init.zeros_(model.head.bias)
    return model
