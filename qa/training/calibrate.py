"""Fit the confidence: `python -m qa.training.calibrate --squad FILE --questions 200`.

The file's paragraphs become an archive, only half of them where each of its questions has an
answer, so that half then have none there. What the reader finds for them, right or wrong, gives
the numbers for `qa/settings.py`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from tqdm import tqdm

from embeddings.encoder import Encoder
from qa import text
from qa.answer import apart, beside
from qa.assistant import Assistant
from qa.build import build
from qa.citations import sentence_around
from qa.evaluation import datasets, metrics
from qa.evaluation.datasets import Example
from qa.questions import Kind, kind_of
from qa.retrieval import worth_reading
from qa.settings import Settings

RIGHT = 0.5
"""F1 from which a span counts as right: it shares most of its characters with the answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """The best span of one passage for one question, with what tells whether it is right."""

    question: int
    score: float  # the reader's margin, or the support where a sentence answers
    fused: float  # the retriever's
    right: bool
    article: str
    words: str  # folded


@dataclass(frozen=True, slots=True)
class Best:
    """The row of a question that ranks first, and the scores of what other articles say instead."""

    score: float
    against: tuple[float, ...]
    right: bool


def collect(squad: Path, count: int, folder: Path) -> tuple[list[Row], list[Row]]:
    """Ask `count` questions that spans answer, and as many that sentences do, where there are.

    They are asked of an archive of the paragraphs, every second one where all are answered. A
    question that is asked about two paragraphs is left out: one may answer it for the other.
    """
    examples, documents = datasets.read_squad(squad)
    often = Counter(example.question for example in examples)
    examples = [example for example in examples if often[example.question] == 1]
    kept = documents[::2] if all(e.answers for e in examples) else documents
    files = datasets.write_archive(kept, folder)
    settings = Settings()
    build(folder, Encoder.load(), settings)
    assistant = Assistant.open(folder, settings=settings)
    rows: tuple[list[Row], list[Row]] = ([], [])
    for found, sentences in zip(rows, (False, True), strict=True):
        fit = [e for e in examples if (kind_of(e.question) is Kind.SENTENCE) == sentences]
        chosen = random.Random(1).sample(fit, min(count, len(fit)))
        for number, example in enumerate(tqdm(chosen, "questions")):
            held = example.document in files and files[example.document or ""]
            found += _asked(assistant, example, number, held or "", sentences=sentences)
    return rows


def _asked(
    assistant: Assistant, example: Example, number: int, file: str, *, sentences: bool
) -> Iterator[Row]:
    """The best span of each passage found for a question that `file` answers, if any does."""
    settings = assistant.settings
    hits = worth_reading(assistant.search(example.question, settings.read), settings)
    for found in assistant.models.reader.scores([(example.question, h.passage.text) for h in hits]):
        hit = hits[found.passage]
        start, end, score = found.start, found.end, found.margin
        if sentences:
            (start, end), score = sentence_around(hit.passage, start, end), found.support
        quote = hit.passage.text[start:end]
        shared = metrics.contained if sentences else metrics.f1
        right = hit.article.source.file == file and shared(quote, example.answers) >= RIGHT
        yield Row(number, score, hit.score, right, hit.article.id, text.fold(quote))


def best(rows: list[Row], retrieval: float, *, contested: bool) -> list[Best]:
    """What ranks first of each question; where it is `contested`, with what speaks against it."""
    ranked: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: -(row.score + retrieval * row.fused)):
        ranked.setdefault(row.question, []).append(row)
    found = []
    for same in ranked.values():
        first, *others = (same[i] for i in apart([row.words for row in same]))
        against = [row.score for row in others if contested and row.article != first.article]
        found.append(Best(first.score, tuple(against), first.right))
    return found


def probabilities(rows: list[Best], slope: float, offset: float) -> npt.NDArray[np.float64]:
    """That each best span is right, beside what other articles say instead."""

    def alone(score: float) -> float:
        return float(1 / (1 + np.exp(-(slope * score + offset))))

    return np.array([beside(alone(row.score), [*map(alone, row.against)]) for row in rows])


def scale(rows: list[Best]) -> dict[str, float]:
    """How scores tell the odds, by the greatest likelihood, and how well that separates.

    Without rivals it is Platt, "Probabilistic Outputs for Support Vector Machines" (1999).
    """
    right = np.array([row.right for row in rows])

    def surprise(parameters: npt.NDArray[np.float64]) -> float:
        found = probabilities(rows, *parameters).clip(1e-9, 1 - 1e-9)
        return float(-np.log(np.where(right, found, 1 - found)).mean())

    slope, offset = minimize(surprise, np.array([0.3, 0.0]), method="Nelder-Mead").x
    probability = probabilities(rows, slope, offset)
    return {
        "slope": float(slope),
        "offset": float(offset),
        "questions": len(rows),
        "right": float(right.mean()),
        "auroc": metrics.auroc(probability.tolist(), right.tolist()),
        "calibration error": metrics.calibration_error(probability.tolist(), right.tolist()),
        **{
            f"right of those at {t} and above": float(right[probability >= t].mean())
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
    spans: list[Row] = []
    sentences: list[Row] = []
    for path in args.squad:
        with tempfile.TemporaryDirectory() as folder:
            made = collect(path, args.questions, Path(folder) / path.stem)
        for rows, new in zip((spans, sentences), made, strict=True):
            offset = rows[-1].question + 1 if rows else 0
            rows += [replace(row, question=offset + row.question) for row in new]
    settings = Settings()
    for name, rows, weight, contested in (
        ("confidence", spans, settings.retrieval_weight, True),
        ("sentence", sentences, settings.sentence_retrieval_weight, False),
    ):
        for key, value in scale(best(rows, weight, contested=contested)).items():
            print(f"{name} {key:32} {value:.3f}")


if __name__ == "__main__":
    main()
