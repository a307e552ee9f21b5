"""Outcomes -> the numbers of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qa.evaluation import metrics
from qa.evaluation.harness import DEPTH, Outcome

RECALL_AT = (1, 5, 10, DEPTH)

Numbers = dict[str, Any]


def summarise(outcomes: Sequence[Outcome]) -> Numbers:
    """All numbers of a run, shares 0..1; NaN where there is nothing to take a share of.

    - `best`: the best answers to answerable questions, whatever their confidence, with bootstrap
      intervals of 95 %.
    - `shown`: the same where a refusal scores 0, as SQuAD 2.0 does.
    - `refusal`: AUROC of the confidence, answerable questions against the others, and those whose
      best answer is right against all others.
    - `success`: share of questions that were answered right or rightly refused.
    """
    wanted = [o for o in outcomes if o.example.answers]
    others = [o for o in outcomes if not o.example.answers]
    confidences = [o.confidence for o in outcomes]
    return {
        "questions": {"all": len(outcomes), "answerable": len(wanted), "not": len(others)},
        "success": mean([success(o) for o in outcomes]),
        "best": _scores(wanted, [1.0] * len(wanted)),
        "shown": _scores(wanted, [float(o.answered) for o in wanted]),
        "answered": {
            "all": mean([o.answered for o in outcomes]),
            "answerable": mean([o.answered for o in wanted]),
            "right_of_answered": mean([o.right for o in outcomes if o.answered]),
            "disputed": mean([o.disputed for o in outcomes]),
            "right_of_undisputed": mean(
                [o.right for o in outcomes if o.answered and not o.disputed]
            ),
            "cites_the_right_place": mean([o.cited_right for o in wanted if o.answered]),
        },
        "refusal": {
            "rightly_refused": mean([not o.answered for o in others]),
            "auroc_answerable": metrics.auroc(
                confidences, [bool(o.example.answers) for o in outcomes]
            ),
            "auroc_right": metrics.auroc(confidences, [o.right for o in outcomes]),
        },
        "confidence": _confidence(outcomes),
        "retrieval": _retrieval(wanted),
        "seconds": _latency(outcomes),
        "by_kind": _by_kind(outcomes),
    }


def success(outcome: Outcome) -> bool:
    """Whether the question was answered right or rightly refused."""
    return outcome.right if outcome.answered else not outcome.example.answers


def mean(values: Sequence[float]) -> float:
    """The mean; NaN without values."""
    return sum(values) / len(values) if values else math.nan


def _scores(outcomes: Sequence[Outcome], weights: Sequence[float]) -> Numbers:
    pairs = list(zip(outcomes, weights, strict=True))
    exact, f1 = [o.exact_match * w for o, w in pairs], [o.f1 * w for o, w in pairs]
    return {
        "exact_match": mean(exact),
        "exact_match_95": list(metrics.bootstrap(exact)),
        "f1": mean(f1),
        "f1_95": list(metrics.bootstrap(f1)),
        "contained": mean([o.contained * w for o, w in pairs]),
    }


def _retrieval(wanted: Sequence[Outcome]) -> dict[str, float]:
    ranks = [o.rank for o in wanted]
    found = {f"recall@{k}": metrics.recall_at(ranks, k) for k in RECALL_AT}
    return {**found, "mrr": metrics.mean_reciprocal_rank(ranks)}


def _latency(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    spread = {}
    for stage in dict.fromkeys(stage for o in outcomes for stage in o.seconds):
        times = [o.seconds[stage] for o in outcomes if stage in o.seconds]
        spread[stage] = {f"p{q}": metrics.percentile(times, q) for q in (50, 95)}
    return spread


def _confidence(outcomes: Sequence[Outcome]) -> Numbers:
    confidences, right = [o.confidence for o in outcomes], [o.right for o in outcomes]
    points = metrics.risk_coverage(confidences, right)
    return {
        "calibration_error": metrics.calibration_error(confidences, right),
        "reliability": [asdict(bin_) for bin_ in metrics.reliability(confidences, right)],
        "risk_coverage_area": metrics.risk_coverage_area(points),
        "risk_coverage": [asdict(point) for point in points],
    }


def _by_kind(outcomes: Sequence[Outcome]) -> Numbers:
    kinds: Numbers = {}
    for kind in sorted({o.example.kind for o in outcomes}):
        same = [o for o in outcomes if o.example.kind == kind]
        kinds[kind] = {
            "questions": len(same),
            "exact_match": mean([o.exact_match for o in same if o.example.answers]),
            "f1": mean([o.f1 for o in same if o.example.answers]),
            "success": mean([success(o) for o in same]),
        }
    return kinds
