"""The confidence is fitted to the odds of an answer among those that speak against it."""

import numpy as np
import pytest

from qa.training.calibrate import Best, Row, best, probabilities, scale


def test_only_other_words_of_other_articles_speak_against_the_best() -> None:
    rows = [
        Row(0, 2.0, 1.0, True, "a", "5月27日"),
        Row(0, 2.5, 0.0, False, "b", "5月28日"),
        Row(0, 2.0, 0.0, False, "c", "28日"),  # as b says
        Row(0, 1.0, 0.0, True, "d", "27日"),  # as the best says
        Row(0, 1.5, 0.0, False, "a", "6月"),  # in the article of the best
        Row(1, -1.0, 0.0, False, "a", "六年级"),
    ]
    assert best(rows, 1.0, contested=True) == [Best(2.0, (2.5,), True), Best(-1.0, (), False)]
    assert best(rows, 1.0, contested=False)[0] == Best(2.0, (), True)
    assert best(rows, 0.0, contested=False)[0] == Best(2.5, (), False)


def test_odds_share_what_is_certain() -> None:
    rows = [Best(0.0, (), True), Best(0.0, (0.0,), True), Best(2.0, (2.0, 2.0), True)]
    even, halved, third = probabilities(rows, 1.0, 0.0)
    assert (even, halved) == (0.5, pytest.approx(1 / 3))
    assert third == pytest.approx(np.exp(2) / (1 + 3 * np.exp(2)))


def test_the_fit_finds_the_odds_that_made_the_data() -> None:
    rng = np.random.default_rng(7)
    made = [
        Best(x, tuple(rng.normal(0, 4, n)), False)
        for x, n in zip(rng.normal(2, 4, 4000).tolist(), rng.integers(0, 3, 4000), strict=True)
    ]
    chances = probabilities(made, 0.4, -0.6)
    drawn = [
        Best(row.score, row.against, bool(hit))
        for row, hit in zip(made, rng.random(len(made)) < chances, strict=True)
    ]
    fitted = scale(drawn)
    assert fitted["slope"] == pytest.approx(0.4, abs=0.04)
    assert fitted["offset"] == pytest.approx(-0.6, abs=0.12)
    assert fitted["calibration error"] < 0.03
