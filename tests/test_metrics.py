"""Every measure against cases worked by hand."""

from __future__ import annotations

import math

import pytest

from qa.evaluation import metrics
from qa.evaluation.metrics import RiskPoint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3000余名", ["3000", "余", "名"]),
        ("“UP”模式", ["up", "模", "式"]),
        ("Windows 10系统", ["windows", "10", "系", "统"]),
        ("U.S. 军", ["us", "军"]),
        ("2021年5月", ["2021", "年", "5", "月"]),
        ("增长5.4%", ["增", "长", "54", "%"]),
        ("《南泥湾》、《浏阳河》", list("南泥湾浏阳河")),
        ("〇五班", ["〇", "五", "班"]),
        ("……！", []),
    ],
)
def test_mixed_segmentation(text: str, expected: list[str]) -> None:
    assert metrics.tokens(text) == expected


def test_exact_match_ignores_case_marks_and_spaces() -> None:
    assert metrics.exact_match("《up 模式》。", ["“UP”模式"]) == 1
    assert metrics.exact_match("UP", ["“UP”模式", "up!"]) == 1
    assert metrics.exact_match("5%", ["5"]) == 0
    assert metrics.exact_match("", ["邓群策"]) == 0


def test_common_substring_is_contiguous() -> None:
    # A subsequence would find 4 (a, b, d, e); the longest run is d e f.
    assert metrics.longest_common_substring("abxdef", "abdefy") == 3
    assert metrics.longest_common_substring("abc", "") == 0


@pytest.mark.parametrize(
    ("prediction", "golds", "expected"),
    [
        ("5月27日上午", ["5月27日"], 2 * 4 / (6 + 4)),  # 5 月 27 日 | 上 午
        ("3000余名学生", ["3000余名"], 2 * 3 / (5 + 3)),
        ("邓群策", ["市委书记邓群策"], 2 * 3 / (3 + 7)),
        ("同济大学", ["南华大学"], 2 * 2 / (4 + 4)),
        ("上海", ["衡阳"], 0.0),
        ("衡山", ["衡阳", "衡山科学城"], 2 * 2 / (2 + 5)),  # the better of 0.5 and 4/7
        ("华耀、常胜", ["华耀常胜"], 1.0),
        ("", ["衡阳"], 0.0),
    ],
)
def test_f1(prediction: str, golds: list[str], expected: float) -> None:
    assert metrics.f1(prediction, golds) == pytest.approx(expected)


def test_contained_goes_both_ways_but_never_by_nothing() -> None:
    assert metrics.contained("市委书记邓群策主持", ["邓群策"]) == 1
    assert metrics.contained("邓群策", ["市委书记邓群策"]) == 1
    assert metrics.contained("朱健", ["邓群策"]) == 0
    assert metrics.contained("", ["邓群策"]) == 0
    assert metrics.contained("朱健", ["。"]) == 0


def test_recall_and_reciprocal_rank() -> None:
    ranks = [1, 3, None, 2]
    assert metrics.recall_at(ranks, 1) == 1 / 4
    assert metrics.recall_at(ranks, 2) == 2 / 4
    assert metrics.recall_at(ranks, 10) == 3 / 4
    assert metrics.mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 3 + 0 + 1 / 2) / 4)
    assert math.isnan(metrics.recall_at([], 1))


def test_auroc_counts_pairs() -> None:
    # Positives .9 .4, negatives .5 .4 .1: wins 3 + 1, ties 1 of the 6 pairs.
    scores = [0.9, 0.5, 0.4, 0.4, 0.1]
    positive = [True, False, True, False, False]
    assert metrics.auroc(scores, positive) == pytest.approx((3 + 1 + 0.5) / 6)
    assert math.isnan(metrics.auroc([0.3, 0.4], [True, True]))


def test_risk_over_coverage() -> None:
    # By falling confidence: right, (wrong, right: a tie, so one point), wrong.
    points = metrics.risk_coverage([0.5, 0.9, 0.2, 0.5], [False, True, False, True])
    assert points == [
        RiskPoint(0.9, 1 / 4, 0.0),
        RiskPoint(0.5, 3 / 4, 1 / 3),
        RiskPoint(0.2, 1.0, 2 / 4),
    ]
    assert metrics.risk_coverage_area(points) == pytest.approx(
        0.25 * 0 + 0.5 * (1 / 3) + 0.25 * 0.5
    )
    assert metrics.risk_coverage([], []) == []


def test_calibration_error() -> None:
    # Bin (.8, .9]: confidence .9 and .85, one right: |.5 - .875|; bin (0, .1]: .1, wrong: .1.
    expected = (2 / 3) * abs(0.5 - 0.875) + (1 / 3) * 0.1
    found = metrics.calibration_error([0.9, 0.85, 0.1], [True, False, False])
    assert found == pytest.approx(expected)
    assert metrics.calibration_error([1.0, 0.0], [True, False]) == 0
    assert math.isnan(metrics.calibration_error([], []))


def test_reliability_has_a_point_for_each_bin_with_questions() -> None:
    found = metrics.reliability([0.9, 0.85, 0.1, 0.0], [True, False, False, True])
    assert found == [
        metrics.Bin(2, pytest.approx(0.05), 0.5),  # 0 and the upper edge .1 are in the first
        metrics.Bin(2, pytest.approx(0.875), 0.5),
    ]
    assert metrics.reliability([], []) == []


def test_bootstrap_holds_the_mean_and_narrows_with_more_questions() -> None:
    scores = [1.0, 0.0, 0.0, 1.0]
    low, high = metrics.bootstrap(scores)
    # Of 4 draws with p = 1/2, none or all come up with probability 1/16 > 2.5 %.
    assert (low, high) == (0.0, 1.0)
    low, high = metrics.bootstrap(scores * 100)
    # Binomial: 0.5 -+ 1.96 sqrt(.25 / 400) = 0.5 -+ 0.049.
    assert low == pytest.approx(0.451, abs=0.006)
    assert high == pytest.approx(0.549, abs=0.006)
    assert metrics.bootstrap(scores * 100) == (low, high)  # seeded
    assert metrics.bootstrap([0.25] * 7) == (0.25, 0.25)
    assert all(math.isnan(edge) for edge in metrics.bootstrap([]))


def test_percentile_is_linear_between_ranks() -> None:
    assert metrics.percentile([40.0, 10.0, 30.0, 20.0], 50) == 25.0
    assert metrics.percentile([10.0, 20.0], 95) == pytest.approx(19.5)
    assert math.isnan(metrics.percentile([], 50))
