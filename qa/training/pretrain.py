"""Teach the encoder's transformer more Chinese before it learns to read:
`python -m qa.training.pretrain --tokens FILE --out FOLDER`.

It was trained on a hundred languages. Here it fills in hidden tokens of newspaper text (Devlin et
al. 2019; runs of tokens as in Joshi et al., "SpanBERT", 2020), its word embeddings frozen as in all
training here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm
from transformers import AutoTokenizer

from embeddings import bundled
from qa.span_model import SpanModel, from_encoder
from qa.training import loop, runs

MASKED = 0.2  # of the tokens
SPAN = 3  # longest run of masked tokens that is drawn at once
MASK = "<mask>"


def hide(ids: Tensor, mask: int, words: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """(what is shown, where something is hidden) of ids (rows, tokens).

    Four in five hidden tokens are the mask, one in ten is another token, one in ten itself.
    """

    def draw() -> Tensor:
        return torch.rand(ids.shape, device=ids.device, generator=generator)

    mean = (1 + SPAN) / 2
    begins, length = draw() < MASKED / mean, (draw() * SPAN).long()
    hidden = begins.clone()
    for k in range(1, SPAN):
        hidden[:, k:] |= (begins & (length >= k))[:, :-k]
    hidden &= ids > 3  # not <s>, <pad>, </s>, <unk>
    how = draw()
    other = torch.randint(4, words, ids.shape, device=ids.device, generator=generator)
    shown = torch.where(hidden & (how < 0.8), mask, ids)
    return torch.where(hidden & (how >= 0.9), other, shown), hidden


class Filling(nn.Module):
    """What guesses a hidden token: thrown away afterwards. Scores against the word embeddings."""

    def __init__(self, model: SpanModel) -> None:
        super().__init__()
        words, size = model.bert.embeddings.word_embeddings.weight.shape
        self.dense, self.norm = nn.Linear(size, size), nn.LayerNorm(size)
        self.bias = nn.Parameter(torch.zeros(words))

    def forward(self, hidden: Tensor, words: Tensor) -> Tensor:
        """Logits (n, vocabulary) of `hidden` (n, size)."""
        made: Tensor = self.norm(nn.functional.gelu(self.dense(hidden)))
        return made @ words.T + self.bias


def train(args: argparse.Namespace) -> None:
    """Go over the rows `epochs` times; the result is `OUT/reader.pt`, its head untrained."""
    torch.manual_seed(args.seed)
    device = loop.device()
    folder = bundled.model_folder(original=True)
    mask = AutoTokenizer.from_pretrained(folder).get_vocab()[MASK]
    model = from_encoder(folder).to(device)
    loop.set_dropout(model, 0.0)
    model.bert.embeddings.requires_grad_(False)
    filling = Filling(model).to(device)
    words = model.bert.embeddings.word_embeddings.weight
    weights = [p for m in (model.bert, filling) for p in m.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        weights, lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=device.type == "cuda"
    )
    tokens = np.concatenate([np.load(path) for path in args.tokens])
    rows = torch.from_numpy(tokens.astype(np.int32)).to(device)
    generator = torch.Generator(device).manual_seed(args.seed)
    per_epoch = len(rows) // args.batch
    steps = int(args.epochs * per_epoch)
    bar = tqdm(range(steps), mininterval=10)
    model.train()
    for i in bar:
        loop.set_rate(optimizer, i, steps, args.rate)
        at = i % per_epoch * args.batch
        if at == 0:
            order = torch.randperm(len(rows), device=device, generator=generator)
        ids = rows[order[at : at + args.batch]].long()
        shown, hidden = hide(ids, mask, len(words), generator)
        with loop.halves(device):
            states = model.bert(input_ids=shown).last_hidden_state[hidden]
            loss = nn.functional.cross_entropy(filling(states, words), ids[hidden])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        if i % 50 == 0:
            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), args.out / runs.RESULT)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tokens", type=Path, required=True, nargs="+", help="files of qa.training.corpus"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the result")
    loop.add_arguments(parser, epochs=2, batch=128, of="rows", rate=5e-4, seed=5)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
