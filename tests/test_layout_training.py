"""Fitting the weights of page roles: the gradient, and that what is there to learn is learned."""

import itertools
import random

import numpy as np
import pytest

from qa.newspaper.chain import Chain
from qa.training.layout import Sample, _Ready, _slopes, fit

SAMPLE = Sample([["x", "y"], ["z"], ["x", "z"], ["y"]], ["near", "", "near"], "abca")


@pytest.fixture
def model() -> Chain:
    rng = np.random.default_rng(0)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    features, steps = {"x": 0, "y": 1, "z": 2}, {"": 0, "near": 1}
    return Chain("abc", features, steps, drawn(4, 3), drawn(2, 3, 3), drawn(3), drawn(3))


def weights(model: Chain) -> list[np.ndarray]:
    return [model.emit, model.move, model.first, model.last]


def log_probability(model: Chain) -> float:
    """log p of the sample's labels by the definition: over every labelling."""

    def score(labels: tuple[int, ...]) -> float:
        total = float(model.first[labels[0]] + model.last[labels[-1]])
        for names, label in zip(SAMPLE.features, labels, strict=True):
            total += sum(float(model.emit[model.features[name], label]) for name in names)
        for step, (a, b) in zip(SAMPLE.steps, itertools.pairwise(labels), strict=True):
            total += float(model.move[model.steps[step], a, b])
        return total

    everything = [score(labels) for labels in itertools.product(range(3), repeat=4)]
    return score((0, 1, 2, 0)) - float(np.logaddexp.reduce(everything))


def test_the_log_probability_is_that_of_the_definition(model: Chain) -> None:
    slopes = [np.zeros_like(w) for w in weights(model)]
    found = _slopes(weights(model), _Ready(model, SAMPLE), slopes)
    assert found == pytest.approx(log_probability(model), abs=1e-4)


def test_the_gradient_is_that_of_small_steps(model: Chain) -> None:
    slopes = [np.zeros_like(w) for w in weights(model)]
    _slopes(weights(model), _Ready(model, SAMPLE), slopes)
    for w, slope in zip(weights(model), slopes, strict=True):
        for place in np.ndindex(w.shape):
            if w is model.emit and place[0] == 3:
                continue  # the row of unknown features, which is kept at zero
            kept = w[place]
            w[place] = kept + 0.01
            above = log_probability(model)
            w[place] = kept - 0.01
            below = log_probability(model)
            w[place] = kept
            assert slope[place] == pytest.approx((above - below) / 0.02, abs=2e-3)


def test_what_follows_from_features_and_steps_is_learned() -> None:
    rng = random.Random(1)
    samples = []
    for _ in range(60):
        labels = "a"
        while len(labels) < 8:  # behind a stands b; behind b what the feature says
            labels += "b" if labels[-1] == "a" else rng.choice("ab")
        features = [
            ["bias", f"shows {x}" if i and labels[i - 1] == "b" else "bias"]
            for i, x in enumerate(labels)
        ]
        samples.append(Sample(features, ["next"] * 7, labels))
    model = fit(samples, "ab", 6, rng)
    assert [model.decode(s.features, s.steps) for s in samples] == [s.labels for s in samples]
