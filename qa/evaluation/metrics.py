"""The measures of extractive question answering, each from its definition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|\S")
# Unicode counts these as symbols, CMRC 2018 as punctuation; per cent it counts as punctuation,
# but 5% is not 5.
_ALSO_PUNCTUATION = frozenset("^`~+=|$<>～")
_NOT_PUNCTUATION = frozenset("%％‰")


def _is_punctuation(character: str) -> bool:
    if character in _NOT_PUNCTUATION:
        return False
    return character in _ALSO_PUNCTUATION or unicodedata.category(character).startswith("P")


def _without_punctuation(text: str) -> str:
    return "".join(c for c in text.lower() if not _is_punctuation(c))


def normalise(text: str) -> str:
    """The text in lower case without punctuation and white space: what exact match compares."""
    return "".join(_without_punctuation(text).split())


def tokens(text: str) -> list[str]:
    """CMRC 2018's mixed segmentation: each CJK character, each run of Latin letters and digits.

    Lower case; punctuation is dropped first (`U.S.` is one token), white space separates.
    """
    return _TOKEN.findall(_without_punctuation(text))


def longest_common_substring(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest contiguous run that both sequences hold, in O(len(a) len(b))."""
    best = 0
    row = [0] * (len(b) + 1)  # row[j]: the common run that ends at the current item and b[j - 1]
    for item in a:
        row = [0, *(row[j] + 1 if item == other else 0 for j, other in enumerate(b))]
        best = max(best, max(row))
    return best


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """1 where the prediction equals a gold answer after `normalise`, else 0."""
    return float(normalise(prediction) in {normalise(gold) for gold in golds})


def f1(prediction: str, golds: Sequence[str]) -> float:
    """The best F1 over the gold answers, 0..1, 0 where nothing was predicted.

    With l = longest common substring of the two token sequences: precision = l / predicted
    tokens, recall = l / gold tokens, F1 their harmonic mean, 2 l / (predicted + gold). Cui et al.,
    "A Span-Extraction Dataset for Chinese Machine Reading Comprehension" (2019), section 3, and
    the behaviour of its scorer. Unlike that scorer, all of Unicode's punctuation is dropped, and
    white space between Chinese characters never counts.
    """
    predicted = tokens(prediction)
    scores = [0.0]
    for gold in map(tokens, golds):
        common = longest_common_substring(predicted, gold)
        if common:
            scores.append(2 * common / (len(predicted) + len(gold)))
    return max(scores)


def contained(prediction: str, golds: Sequence[str]) -> float:
    """1 where, after `normalise`, the prediction holds a gold answer or a gold answer holds it."""
    said = normalise(prediction)
    wanted = [normalise(gold) for gold in golds]
    return float(bool(said) and any(gold and (gold in said or said in gold) for gold in wanted))


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Share of questions whose first right passage is among the first k.

    `ranks` count from 1, None where no right passage was found. NaN without questions. (The
    share of all right passages found is another thing; here one is enough.)
    """
    return _mean([rank is not None and rank <= k for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Mean of 1 / rank, 0 where no right passage was found (Voorhees, TREC-8, 1999)."""
    return _mean([1 / rank if rank else 0.0 for rank in ranks])


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """The probability that a positive scores above a negative, ties counting half.

    The Mann-Whitney U statistic over the number of pairs (Hanley and McNeil, 1982), which is the
    area under the receiver operating characteristic. NaN where one of the classes is empty.
    """
    marks = np.asarray(positive, dtype=bool)
    values = np.asarray(scores, dtype=float)
    high, low = values[marks], np.sort(values[~marks])
    if not len(high) or not len(low):
        return float("nan")
    below = np.searchsorted(low, high, side="left")
    not_above = np.searchsorted(low, high, side="right")
    return float((below + not_above).sum() / (2 * len(high) * len(low)))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """At this threshold, this share of questions is answered, and this share of those wrongly."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """Risk over coverage as the threshold falls, one point for each distinct confidence.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (2010).
    """
    order = np.argsort(-np.asarray(confidences, dtype=float), kind="stable")
    points = []
    wrong = 0
    for answered, i in enumerate(order, start=1):
        wrong += not right[i]
        is_last = answered == len(order)
        if is_last or confidences[order[answered]] != confidences[i]:
            points.append(RiskPoint(confidences[i], answered / len(order), wrong / answered))
    return points


def risk_coverage_area(points: Sequence[RiskPoint]) -> float:
    """Mean risk over all coverages, 0..1, lower is better (AURC: Geifman, Uziel, El-Yaniv 2019).

    Questions of equal confidence share the risk of the point that answers all of them.
    """
    area = covered = 0.0
    for point in points:
        area += (point.coverage - covered) * point.risk
        covered = point.coverage
    return area if points else float("nan")


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions of similar confidence: how many, their mean confidence, the share right."""

    questions: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The questions in equal bins of confidence, 0..1, ascending, without the empty ones.

    A bin holds its upper edge, the first one 0 as well (Guo et al., "On Calibration of Modern
    Neural Networks", 2017, section 2).
    """
    values, marks = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    bin_of = np.clip(np.ceil(values * bins).astype(int) - 1, 0, bins - 1)
    same = [bin_of == i for i in range(bins)]
    return [
        Bin(int(s.sum()), float(values[s].mean()), float(marks[s].mean())) for s in same if s.any()
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: mean over the questions of |right - confidence| of their bin.

    Guo et al. (2017), equation 3. NaN without questions.
    """
    found = reliability(confidences, right, bins)
    return _mean([abs(b.right - b.confidence) for b in found for _ in range(b.questions)])


def bootstrap(
    values: Sequence[float], level: float = 0.95, resamples: int = 2000
) -> tuple[float, float]:
    """The interval that holds the mean of `values` with probability `level`; NaNs without values.

    Percentile bootstrap over the questions (Efron and Tibshirani, "An Introduction to the
    Bootstrap", 1993, chapter 13), with a fixed seed: the same values give the same interval.
    """
    if not values:
        return float("nan"), float("nan")
    scores = np.asarray(values, dtype=float)
    rng = np.random.default_rng(0)
    means = [scores[rng.integers(len(scores), size=len(scores))].mean() for _ in range(resamples)]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def percentile(values: Sequence[float], q: float) -> float:
    """The q-th percentile, 0..100, linear between the two nearest ranks; NaN without values."""
    return float(np.percentile(values, q)) if len(values) else float("nan")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
