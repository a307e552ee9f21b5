"""The linear-chain model: its best labels against all labellings, its way to JSON and back."""

import itertools
import json

import numpy as np
import pytest

from qa.newspaper.chain import Chain, load, pack, unpack

LABELS = "abc"
LINES = [["x"], ["x", "y"], ["never seen"], ["y", "z"]]
STEPS = ["near", "far", "never seen"]


@pytest.fixture
def model() -> Chain:
    rng = np.random.default_rng(7)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).round(2).astype(np.float32)

    emit = np.concatenate([drawn(3, 3), np.zeros((1, 3), dtype=np.float32)])
    features, steps = {"x": 0, "y": 1, "z": 2}, {"": 0, "near": 1, "far": 2}
    return Chain(LABELS, features, steps, emit, drawn(3, 3, 3), drawn(3), drawn(3))


def score(model: Chain, labels: str) -> float:
    """The sum of weights by the definition, a lookup for each feature and step."""
    at = [LABELS.index(label) for label in labels]
    total = float(model.first[at[0]] + model.last[at[-1]])
    for names, label in zip(LINES, at, strict=True):
        total += sum(float(model.emit[model.features.get(name, 3), label]) for name in names)
    for step, (a, b) in zip(STEPS, itertools.pairwise(at), strict=True):
        total += float(model.move[model.steps.get(step, 0), a, b])
    return total


def test_the_best_labels_are_the_best_of_all(model: Chain) -> None:
    everything = ["".join(labels) for labels in itertools.product(LABELS, repeat=len(LINES))]
    best = max(everything, key=lambda labels: score(model, labels))
    assert model.decode(LINES, STEPS) == best
    assert model.score(LINES, STEPS, ()) == pytest.approx(score(model, best), abs=1e-4)


def test_a_barred_label_is_never_given(model: Chain) -> None:
    best = model.decode(LINES, STEPS)
    barred = ["", best[1], "", best[3]]
    allowed = [
        "".join(labels)
        for labels in itertools.product(LABELS, repeat=len(LINES))
        if labels[1] != best[1] and labels[3] != best[3]
    ]
    assert model.decode(LINES, STEPS, barred) == max(allowed, key=lambda x: score(model, x))


def test_no_lines_have_no_labels(model: Chain) -> None:
    assert model.decode([], []) == ""


def test_a_model_goes_to_json_and_back(model: Chain) -> None:
    again = unpack(json.loads(json.dumps(pack(model))))
    for name in ("emit", "move", "first", "last"):
        weights = getattr(model, name)
        kept = np.where(np.abs(weights) < 0.02, 0, weights)  # what packing leaves out
        np.testing.assert_allclose(getattr(again, name), kept, atol=1e-6)
    assert (again.labels, again.features, again.steps) == (LABELS, model.features, model.steps)


@pytest.mark.parametrize("name", ["roles", "heading"])
def test_the_shipped_models_are_whole(name: str) -> None:
    model = load(name)
    k = len(model.labels)
    assert model.emit.shape == (len(model.features) + 1, k)
    assert model.move.shape == (len(model.steps), k, k)
    assert not model.emit[-1].any()
    assert all(np.isfinite(w).all() for w in (model.emit, model.move, model.first, model.last))
