"""Ways of ranking side by side: `python -m qa.evaluation.retrieval --squad FILE`."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from embeddings.encoder import Encoder
from qa import retrieval
from qa.archive import Archive
from qa.evaluation import datasets, metrics
from qa.evaluation.command import archive_of
from qa.evaluation.datasets import Example
from qa.lexical import terms
from qa.settings import Settings

WEIGHTS = (0.4, 0.5, 0.6, 0.7, 0.8)
RRF = 60  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (2009)

Scores = npt.NDArray[np.float32]


def rankings(dense: Scores, bm25: Scores, candidates: int) -> dict[str, Scores]:
    """Scores of all n passages under each way of ranking, given those of both indexes, (n,)."""
    places = [np.argsort(np.argsort(-scores, kind="stable")) for scores in (dense, bm25)]
    ways = {
        "BM25": bm25,
        "dense": dense,
        "RRF": np.asarray(sum(1 / (RRF + 1 + p) for p in places), dtype=np.float32),
    }
    rows = np.flatnonzero((places[0] < candidates) | ((places[1] < candidates) & (bm25 > 0)))
    for weight in WEIGHTS:
        fused = np.full(len(dense), -np.inf, dtype=np.float32)
        fused[rows] = retrieval.fuse(dense[rows], bm25[rows], weight)
        ways[f"{weight} z(dense) + {1 - weight:.1f} z(BM25)"] = fused
    return ways


def ranks(
    archive: Archive,
    encoder: Encoder,
    examples: Sequence[Example],
    files: dict[str, str],
    settings: Settings,
) -> dict[str, list[int | None]]:
    """For each way of ranking, the rank (from 1) of the best passage that holds the answer."""
    passages = list(archive.passages())
    of_file: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        of_file.setdefault(passage.article_id.rpartition("#")[0], []).append(row)
    everything = np.arange(len(passages), dtype=np.int64)
    found: dict[str, list[int | None]] = {}
    for example in tqdm(examples, "questions"):
        gold = [
            row
            for row in of_file[files[example.document or ""]]
            if any(answer in passages[row].text for answer in example.answers)
        ]
        if not gold:  # the answer runs over a passage's end: no passage holds it
            continue
        vector = encoder.queries([example.question])[0]
        dense = archive.vectors.scores(vector, everything)
        bm25 = archive.lexical.scores(terms(example.question, archive.cutter))
        for way, scores in rankings(dense, bm25, settings.candidates).items():
            order = np.argsort(-scores, kind="stable")  # ties by row, as a search breaks them
            first = int(np.flatnonzero(np.isin(order, gold))[0])
            offered = bool(np.isfinite(scores[order[first]]))
            found.setdefault(way, []).append(first + 1 if offered else None)
    return found


def main() -> None:
    """Print recall@k and MRR of each way, for one set of paragraphs as the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="questions, drawn at random; 0: all")
    args = parser.parse_args()
    examples, documents = datasets.read_squad(args.squad)
    examples = [e for e in examples if e.answers]
    if args.limit:
        examples = random.Random(0).sample(examples, min(args.limit, len(examples)))
    settings, encoder = Settings(), Encoder.load()
    root, files = archive_of(args.squad.stem, documents, encoder, settings)
    archive = Archive.open(root)
    found = ranks(archive, encoder, examples, files, settings)
    counted = len(found["BM25"])
    print(f"{archive.manifest.passages} passages, {counted} questions\n")
    print("| ranked by | R@1 | R@5 | R@10 | MRR |\n|---|---|---|---|---|")
    for way, places in found.items():
        recalls = " | ".join(f"{metrics.recall_at(places, k):.3f}" for k in (1, 5, 10))
        print(f"| {way} | {recalls} | {metrics.mean_reciprocal_rank(places):.3f} |")


if __name__ == "__main__":
    main()
