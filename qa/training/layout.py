"""Fits the weights by which page lines get their roles: `python -m qa.training.layout --news FILE`.

A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over generated page
dumps with known roles, fitted by Adagrad with weight decay; seeded, one core, some minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from qa.evaluation.dumps import dumps
from qa.evaluation.styles import TUNED
from qa.evaluation.truth import Dump, read
from qa.newspaper import chain, heading, marks, observe, roles
from qa.newspaper.chain import Chain, Weights
from qa.newspaper.lines import measure, split, unruled

RARE = 12
"""A feature or step seen in fewer lines is left out: it would be learned by heart."""
BATCH = 8
RATE = 0.15
DECAY = 0.0005
"""Adagrad's step, and how much a page pulls the weights to zero."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sequence of lines: what is seen of them, and their true labels."""

    features: list[list[str]]
    steps: list[str]
    labels: str


def page_sample(dump: Dump) -> Sample:
    """The lines of a page with their roles."""
    lines, _ = unruled(split(dump.text))
    features, steps = observe.features(dump.text, lines, measure(lines))
    labels: list[str] = []
    for i, line in enumerate(lines):
        role = dump.roles[line.start].replace("y", "Y")
        if role in "KTtSs":
            opens = not i or labels[-1] not in "BH" or role == "K"
            role = "B" if opens else "H"
        labels.append(role)
    return Sample(features, steps, "".join(labels))


def heading_samples(dump: Dump) -> Iterable[Sample]:
    """The heading lines of each article with their parts."""
    lines, _ = unruled(split(dump.text))
    given = "".join(dump.roles[line.start] for line in lines)
    blocks = list(re.finditer(r"[KTtSs]+", given))
    for top, end, following in zip(
        [m.start() for m in blocks],
        [m.end() for m in blocks],
        [*(m.start() for m in blocks[1:]), len(lines)],
        strict=True,
    ):
        body = [lines[i] for i in range(end, following) if given[i] in "PpXY"]
        if not body:
            continue
        length = sum(len(line.text) for line in body)
        opening = dump.text[body[0].start : body[0].start + 700]
        below = heading.Below(opening, marks.kind(body[0].text), length)
        features, steps = heading.observed(dump.text, lines[top:end], below)
        yield Sample(features, steps, given[top:end])


def fit(samples: Sequence[Sample], labels: str, epochs: int, rng: random.Random) -> Chain:
    """The weights after some passes over the samples, averaged over the last half of them."""
    seen = Counter(name for s in samples for names in s.features for name in set(names))
    moved = Counter(name for s in samples for name in s.steps)
    k = len(labels)
    features = {name: i for i, name in enumerate(sorted(n for n in seen if seen[n] >= RARE))}
    steps = {"": 0} | {n: i for i, n in enumerate(sorted(n for n in moved if moved[n] >= RARE), 1)}
    shapes = ((len(features) + 1, k), (len(steps), k, k), (k,), (k,))
    weights = [np.zeros(shape, dtype=np.float32) for shape in shapes]
    squares = [np.full(shape, 0.1, dtype=np.float32) for shape in shapes]
    mean = [np.zeros(shape, dtype=np.float64) for shape in shapes]
    model = Chain(labels, features, steps, *weights)
    ready = [_Ready(model, sample) for sample in samples]
    averaged = 0
    for epoch in range(epochs):
        rng.shuffle(ready)
        loss = 0.0
        for at in tqdm(range(0, len(ready), BATCH), f"epoch {epoch + 1} of {epochs}"):
            batch = ready[at : at + BATCH]
            slopes = [np.zeros(shape, dtype=np.float32) for shape in shapes]
            loss -= sum(_slopes(weights, one, slopes) for one in batch)
            for w, g, q in zip(weights, slopes, squares, strict=True):
                g -= DECAY * len(batch) * w
                q += g * g
                w += RATE * g / np.sqrt(q)
            weights[0][-1] = 0
            if 2 * epoch >= epochs:
                averaged += 1
                for m, w in zip(mean, weights, strict=True):
                    m += w
        lines = sum(len(one.truth) for one in ready)
        print(f"epoch {epoch + 1}: {loss / lines:.4f} nats a line")
    emit, move, first, last = ((m / averaged).astype(np.float32) for m in mean)
    return replace(model, emit=emit, move=move, first=first, last=last)


class _Ready:
    """A sample by the places of its features, steps and labels among the weights."""

    def __init__(self, model: Chain, sample: Sample) -> None:
        rows, blocks = model.indices(sample.features, sample.steps)
        self.flat = np.fromiter((i for names in rows for i in names), dtype=np.int64)
        self.counts = np.array([len(names) for names in rows])
        self.blocks = np.array(blocks, dtype=np.int64)
        self.truth = np.array([model.labels.index(x) for x in sample.labels], dtype=np.int64)


def _slopes(weights: list[Weights], one: _Ready, slopes: list[Weights]) -> float:
    """Add the gradient of log p(labels | lines) to `slopes`; that log probability.

    Forward and backward sums are scaled to one at every line (Rabiner 1989, section V.A).
    """
    emit, move, first, last = weights
    starts = np.cumsum(one.counts) - one.counts
    emitted = np.add.reduceat(emit[one.flat], starts, axis=0)
    emitted[0] += first
    emitted[-1] += last
    top = emitted.max(axis=1, keepdims=True)
    psi = np.exp(emitted - top)
    table = np.exp(move)
    n = len(psi)
    ahead, scale = np.empty_like(psi), np.empty(n, dtype=np.float64)
    now = psi[0]
    for i in range(n):
        if i:
            now = (now @ table[one.blocks[i - 1]]) * psi[i]
        scale[i] = now.sum()
        ahead[i] = now = now / scale[i]
    behind = np.ones_like(psi)
    for i in range(n - 2, -1, -1):
        behind[i] = table[one.blocks[i]] @ (psi[i + 1] * behind[i + 1]) / scale[i + 1]
    share = -ahead * behind
    share[np.arange(n), one.truth] += 1
    np.add.at(slopes[0], one.flat, np.repeat(share, one.counts, axis=0))
    slopes[2] += share[0]
    slopes[3] += share[-1]
    told = emitted[np.arange(n), one.truth].sum()
    if n > 1:
        after = psi[1:] * behind[1:] / scale[1:, None].astype(np.float32)
        pairs = -ahead[:-1, :, None] * table[one.blocks] * after[:, None, :]
        pairs[np.arange(n - 1), one.truth[:-1], one.truth[1:]] += 1
        np.add.at(slopes[1], one.blocks, pairs)
        told += move[one.blocks, one.truth[:-1], one.truth[1:]].sum()
    return float(told - np.log(scale).sum() - top.sum())


def main() -> None:
    """Make the dumps, fit both models, write their weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="true articles, .jsonl.xz")
    parser.add_argument("--months", nargs="+", default=["2026-04", "2026-05", "2026-06"])
    parser.add_argument("--rounds", type=int, default=4, help="times that each page is set anew")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--only", choices=["roles", "heading"])
    args = parser.parse_args()
    rng = random.Random(0)
    pages = read(args.news, args.months)
    made: list[Dump] = []
    for seed in range(args.rounds):
        rng.shuffle(pages)
        made += dumps(pages, TUNED, 1000 + seed)
    folder = Path(chain.__file__).parent
    if args.only != "heading":
        samples = [page_sample(dump) for dump in tqdm(made, "pages")]
        model = fit(samples, roles.LABELS, args.epochs, rng)
        _write(folder / "roles.json", model)
    if args.only != "roles":
        samples = [sample for dump in tqdm(made, "headings") for sample in heading_samples(dump)]
        _write(folder / "heading.json", fit(samples, heading.LABELS, args.epochs, rng))


def _write(path: Path, model: Chain) -> None:
    path.write_text(json.dumps(chain.pack(model), ensure_ascii=False, indent=0), "utf-8")
    print(f"{path}: {len(model.features)} features, {len(model.steps)} steps")


if __name__ == "__main__":
    main()
