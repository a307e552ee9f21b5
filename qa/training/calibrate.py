"""Fit the confidence: `python -m qa.training.calibrate --squad FILE --questions 400`.

Half of the file's paragraphs become an archive, so that half of its questions have no answer
there. What the reader finds for them, right or wrong, gives the numbers for `qa/settings.py`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from embeddings.encoder import Encoder
from qa.assistant import Assistant
from qa.build import build
from qa.evaluation import datasets, metrics
from qa.settings import Settings

RIGHT = 0.5
"""F1 from which a span counts as right: it shares most of its characters with the answer."""

Row = tuple[int, float, float, bool]
"""(question, reader's margin, fused retrieval score, right) of one passage's best span."""


def collect(squad: Path, count: int, folder: Path) -> list[Row]:
    """Ask `count` questions of an archive of every second paragraph."""
    examples, documents = datasets.read_squad(squad)
    kept = documents[::2]
    files = datasets.write_archive(kept, folder)
    settings = Settings()
    chosen = random.Random(1).sample(examples, min(count, len(examples)))
    build(folder, Encoder.load(), settings)
    assistant = Assistant.open(folder, settings=settings)
    rows: list[Row] = []
    for number, example in enumerate(tqdm(chosen, "questions")):
        held = example.document in files
        hits = assistant.search(example.question, settings.read)
        for found in assistant.reader.scores(example.question, [h.passage.text for h in hits]):
            hit = hits[found.passage]
            span = hit.passage.text[found.start : found.end]
            there = held and hit.article.source.file == files[example.document or ""]
            right = there and metrics.f1(span, example.answers) >= RIGHT
            rows.append((number, found.margin, hit.score, right))
    return rows


def fit(rows: list[Row]) -> dict[str, float]:
    """The settings that make the probability fit: first the weights of a rank, then its scale.

    Platt, "Probabilistic Outputs for Support Vector Machines" (1999), over every passage's span for
    the weight of retrieval beside the reader, and over the best span of each question for how the
    reader's margin tells the probability.
    """
    scores = np.array([(margin, fused) for _, margin, fused, _ in rows])
    right = np.array([r for *_, r in rows])
    weights = LogisticRegression(C=1e3).fit(scores, right).coef_[0]
    retrieval = float(weights[1] / weights[0])
    value = scores[:, 0] + retrieval * scores[:, 1]
    best: dict[int, int] = {}
    for i, (question, *_) in enumerate(rows):
        if question not in best or value[i] > value[best[question]]:
            best[question] = i
    chosen = list(best.values())
    margins, right = scores[chosen, :1], right[chosen]
    scale = LogisticRegression(C=1e3).fit(margins, right)
    slope, offset = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    probability = 1 / (1 + np.exp(-(slope * margins[:, 0] + offset)))
    return {
        "retrieval_weight": retrieval,
        "confidence_slope": slope,
        "confidence_offset": offset,
        "right": float(right.mean()),
        "auroc": metrics.auroc(probability.tolist(), right.tolist()),
        "calibration_error": metrics.calibration_error(probability.tolist(), right.tolist()),
        **{
            f"precision at {t}, answered": float(right[probability >= t].mean())
            for t in (0.3, 0.4, 0.5, 0.6, 0.7)
            if (probability >= t).any()
        },
    }


def main() -> None:
    """Print the fitted settings and how well they separate right from wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, required=True, nargs="+")
    parser.add_argument("--questions", type=int, default=400, help="questions of each file")
    args = parser.parse_args()
    rows: list[Row] = []
    for path in args.squad:
        with tempfile.TemporaryDirectory() as folder:
            offset = rows[-1][0] + 1 if rows else 0
            found = collect(path, args.questions, Path(folder) / path.stem)
        rows += [(offset + q, margin, fused, right) for q, margin, fused, right in found]
    for name, value in fit(rows).items():
        print(f"{name:28} {value:.3f}")


if __name__ == "__main__":
    main()
