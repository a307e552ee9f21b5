"""Fit the encoder to questions: `python -m qa.training.retriever --pairs FILE --out FOLDER`.

Low-rank additions to its matrices (Hu et al., "LoRA", 2021) are trained so that a question lies
nearer to the passage that answers it than to what BM25 finds besides and to the passages of other
questions (van den Oord et al., 2018; hard negatives as in Karpukhin et al., "DPR", 2020).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize
from tqdm import tqdm
from transformers import BertModel

from embeddings import adapter, bundled
from qa.training import loop
from qa.training.ragged import Ints, Ragged, joined

Float32 = npt.NDArray[np.float32]
NONE = -1
"""Stands where a question has fewer passages than there is room for."""
DEEPEST = 20
"""Places of BM25's ranking from which passages without the answer are drawn."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """q questions about p passages, tokenised with the encoder's prompts.

    `near` (q, k) are BM25's best passages for each question; `holds` (q, k) is true where such a
    passage has the answer's words in it, in whatever document. `gold` (q, g) are the passages of
    the right document that hold the answer. NONE fills up the rows of `near` and `gold`.
    """

    questions: Ragged
    passages: Ragged
    near: Ints
    holds: npt.NDArray[np.bool_]
    gold: Ints

    def __len__(self) -> int:
        return len(self.questions)


def save(pairs: Pairs, path: Path) -> None:
    """Write them to a file (.npz) that `load` reads."""
    np.savez(
        path,
        questions=pairs.questions.ids,
        questions_at=pairs.questions.at,
        passages=pairs.passages.ids,
        passages_at=pairs.passages.at,
        near=pairs.near,
        holds=pairs.holds,
        gold=pairs.gold,
    )


def load(paths: Sequence[Path]) -> Pairs:
    """The questions and passages of all these files."""
    files = [dict(np.load(path)) for path in paths]
    passages = [Ragged(f["passages"], f["passages_at"]) for f in files]
    before = np.cumsum([0, *map(len, passages)])
    for file, first in zip(files, before, strict=False):
        for name in ("near", "gold"):
            file[name] = np.where(file[name] == NONE, NONE, file[name] + first)
    return Pairs(
        joined([Ragged(f["questions"], f["questions_at"]) for f in files]),
        joined(passages),
        *(np.concatenate([f[name] for f in files]) for name in ("near", "holds", "gold")),
    )


class LowRank(nn.Module):
    """A matrix (out, in) plus the product of (out, rank) and (rank, in), zero at the beginning."""

    def __init__(self, matrix: Tensor, rank: int) -> None:
        super().__init__()
        rows, columns = matrix.shape
        self.up = nn.Parameter(torch.zeros(rows, rank))
        self.down = nn.Parameter(torch.randn(rank, columns) / columns**0.5)

    def forward(self, matrix: Tensor) -> Tensor:
        """The matrix with what was added to it."""
        return matrix + self.up @ self.down


def adapted(folder: Path, rank: int) -> BertModel:
    """The encoder in `folder` with low-rank additions, the only weights that learn. It comes in
    evaluation mode, in which nothing is dropped."""
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
    bert.requires_grad_(False)
    for module in bert.encoder.modules():
        if isinstance(module, nn.Linear):
            addition = LowRank(module.weight, rank)
            parametrize.register_parametrization(module, "weight", addition)
    return bert


def additions(bert: BertModel) -> Iterator[tuple[str, Float32, Float32]]:
    """(name of the matrix, up, down) of each low-rank addition."""
    for name, module in bert.named_modules():
        if isinstance(module, nn.Linear) and parametrize.is_parametrized(module, "weight"):
            (low,) = module.parametrizations["weight"]  # type: ignore[index]
            up, down = (p.detach().cpu().numpy() for p in (low.up, low.down))
            yield f"{name}.weight", up, down


def vectors(bert: BertModel, texts: Ragged, rows: Sequence[int] | Ints) -> Tensor:
    """The mean of the last states of these rows, unit length, (len(rows), size) float32."""
    device = bert.device
    ids, mask = (t.to(device) for t in texts.padded(rows, loop.pad_of(bert)))
    with loop.halves(device):
        states = bert(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    shown = mask.unsqueeze(-1)
    mean = (states.float() * shown).sum(1) / shown.sum(1)
    return nn.functional.normalize(mean, dim=-1)


def drawn(pairs: Pairs, i: int, negatives: int, rng: np.random.Generator) -> Ints:
    """Passages to show with question i: one with the answer first, then some that lack it."""
    gold = pairs.gold[i][pairs.gold[i] != NONE]
    lacking = pairs.near[i][(pairs.near[i] != NONE) & ~pairs.holds[i]][:DEEPEST]
    wrong = rng.choice(lacking, min(negatives, len(lacking)), replace=False)
    return np.concatenate([rng.choice(gold, 1), wrong])


def loss_of(
    bert: BertModel, pairs: Pairs, rows: Ints, args: argparse.Namespace, rng: np.random.Generator
) -> Tensor:
    """Cross entropy of each question's passage among those of all questions in the batch."""
    shown = [drawn(pairs, int(i), args.negatives, rng) for i in rows]
    unique, place = np.unique(np.concatenate(shown), return_inverse=True)
    target = place[np.cumsum([0, *map(len, shown[:-1])])]
    also = np.stack([np.isin(unique, pairs.gold[i]) for i in rows])
    also[np.arange(len(rows)), target] = False  # another passage with the answer is no mistake
    asked, found = vectors(bert, pairs.questions, rows), vectors(bert, pairs.passages, unique)
    scores = asked @ found.T / args.temperature
    scores = scores.masked_fill(torch.from_numpy(also).to(scores.device), -1e4)
    return nn.functional.cross_entropy(scores, torch.from_numpy(target).to(scores.device))


def recall(bert: BertModel, pairs: Pairs) -> str:
    """How high the vectors alone rank the first passage with the answer, among all passages."""
    with torch.no_grad():
        asked, found = (
            torch.cat(
                [vectors(bert, texts, rows) for rows in np.array_split(np.arange(n), -(-n // 64))]
            )
            for texts, n in ((pairs.questions, len(pairs)), (pairs.passages, len(pairs.passages)))
        )
    scores = asked @ found.T
    gold = torch.from_numpy(pairs.gold).to(scores.device)
    best = scores.gather(1, gold.clamp_min(0)).masked_fill(gold == NONE, -2).amax(1, keepdim=True)
    ranks = (scores > best).sum(1).cpu().numpy() + 1
    return "  ".join(f"R@{k} {float((ranks <= k).mean()):.3f}" for k in (1, 3, 5, 8, 20))


def train(args: argparse.Namespace) -> None:
    """Train; the result is `OUT/adapter.safetensors`. Prints the recall that it ends with."""
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    device = loop.device()
    pairs = load(args.pairs)
    bert = adapted(bundled.model_folder(original=True), args.rank)
    bert.to(device)  # type: ignore[arg-type]
    weights = [p for p in bert.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=args.rate, weight_decay=0.01)
    usable = np.flatnonzero((pairs.gold != NONE).any(1))
    per_epoch = len(usable) // args.batch
    steps = int(args.epochs * per_epoch)
    print(f"{len(usable)} questions, {len(pairs.passages)} passages, {steps} steps")
    bar = tqdm(range(steps), mininterval=10)
    for i in bar:
        if i % per_epoch == 0:
            order = rng.permutation(usable)
        loop.set_rate(optimizer, i, steps, args.rate)
        at = i % per_epoch * args.batch
        loss = loss_of(bert, pairs, order[at : at + args.batch], args, rng)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if i % 20 == 0:
            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    args.out.mkdir(parents=True, exist_ok=True)
    adapter.pack(additions(bert), args.out)
    for path in args.held:
        print(f"{path.stem}: {recall(bert, load([path]))}")


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pairs", type=Path, required=True, nargs="+", help="files of qa.training.pairs"
    )
    parser.add_argument("--held", type=Path, nargs="*", default=[], help="such files to measure on")
    parser.add_argument("--out", type=Path, required=True, help="folder of the result")
    parser.add_argument("--rank", type=int, default=16, help="of each addition")
    parser.add_argument("--negatives", type=int, default=3, help="of BM25's best, a question")
    parser.add_argument("--temperature", type=float, default=0.03)
    loop.add_arguments(parser, epochs=3, batch=128, of="questions", rate=5e-4, seed=3)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
