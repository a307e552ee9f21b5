"""FAISS against NumPy brute force."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.index import VectorIndex


def unit_rows(n: int, dim: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def brute_force(vectors: np.ndarray, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    scores = queries.astype(np.float64) @ vectors.T.astype(np.float64)
    rows = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(scores, rows, axis=1), rows


@pytest.mark.parametrize("k", [1, 10, 150, 700])
def test_search_is_exact(k: int) -> None:
    vectors, queries = unit_rows(700, 48, 0), unit_rows(5, 48, 1)
    scores, rows = VectorIndex.build(vectors).search(queries, k)
    expected_scores, expected_rows = brute_force(vectors, queries, k)
    np.testing.assert_array_equal(rows, expected_rows)
    np.testing.assert_allclose(scores, expected_scores, atol=1e-6)
    assert (scores.dtype, rows.dtype) == (np.float32, np.int64)


def test_more_asked_for_than_there_is() -> None:
    vectors, queries = unit_rows(3, 8, 0), unit_rows(2, 8, 1)
    scores, rows = VectorIndex.build(vectors).search(queries, 10)
    np.testing.assert_array_equal(rows, brute_force(vectors, queries, 3)[1])
    assert scores.shape == (2, 3)


def test_ties_are_in_the_order_of_rows() -> None:
    # small integers: every inner product is exact, so that equal scores are equal
    vectors = np.random.default_rng(2).integers(-1, 2, (200, 4)).astype(np.float32)
    queries = np.array([[1, 0, 2, 0], [0, 3, 0, -1]], dtype=np.float32)
    scores, rows = VectorIndex.build(vectors).search(queries, 200)
    expected_scores, expected_rows = brute_force(vectors, queries, 200)
    np.testing.assert_array_equal(scores, expected_scores)
    np.testing.assert_array_equal(rows, expected_rows)
    cut, _ = VectorIndex.build(vectors).search(queries, 7)  # ties at the cut: the scores are fixed
    np.testing.assert_array_equal(cut, expected_scores[:, :7])


def test_search_among_some_rows_finds_the_best_of_them() -> None:
    rng = np.random.default_rng(11)
    vectors = rng.normal(size=(50, 8)).astype(np.float32)
    index = VectorIndex.build(vectors)
    among = np.array([3, 7, 20, 41, 49], dtype=np.int64)
    query = rng.normal(size=(1, 8)).astype(np.float32)
    scores, rows = index.search(query, 3, among)
    best = among[np.argsort(-(vectors[among] @ query[0]))][:3]
    assert rows[0].tolist() == best.tolist()
    np.testing.assert_allclose(scores[0], vectors[best] @ query[0], rtol=1e-5)
    assert index.search(query, 9, among)[1].shape == (1, 5)
    assert index.search(query, 9, among[:0])[1].shape == (1, 0)


def test_scores_of_chosen_rows() -> None:
    vectors, query = unit_rows(50, 16, 0), unit_rows(1, 16, 1)[0]
    rows = np.array([49, 0, 7, 7])
    found = VectorIndex.build(vectors).scores(query, rows)
    np.testing.assert_allclose(found, vectors[rows] @ query, atol=1e-6)
    assert VectorIndex.build(vectors).scores(query, rows[:0]).shape == (0,)


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    vectors, queries = unit_rows(300, 32, 0), unit_rows(4, 32, 1)
    built = VectorIndex.build(vectors)
    built.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.size, loaded.dim) == (300, 32)
    for one, other in zip(built.search(queries, 20), loaded.search(queries, 20), strict=True):
        np.testing.assert_array_equal(one, other)
    rows = np.arange(0, 300, 7)
    np.testing.assert_array_equal(loaded.scores(queries[0], rows), built.scores(queries[0], rows))


def test_a_loaded_index_outlives_its_file(tmp_path: Path) -> None:
    vectors, queries = unit_rows(300, 32, 0), unit_rows(4, 32, 1)
    path = tmp_path / "vectors.faiss"
    VectorIndex.build(vectors).save(path)
    loaded = VectorIndex.load(path)
    path.unlink()  # as when an archive is rebuilt while an older one is being served
    np.testing.assert_array_equal(loaded.search(queries, 5)[1], brute_force(vectors, queries, 5)[1])


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs Linux's list of mappings")
def test_loading_maps_the_file(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    VectorIndex.build(unit_rows(300, 32, 0)).save(path)
    loaded = VectorIndex.load(path)
    assert str(path) in Path("/proc/self/maps").read_text()
    assert loaded.size == 300


def test_errors_name_both_numbers() -> None:
    index = VectorIndex.build(unit_rows(5, 8, 0))
    with pytest.raises(ValueError, match=r"\(2, 9\).*\(q, 8\)"):
        index.search(unit_rows(2, 9, 0), 1)
    with pytest.raises(ValueError, match=r"\(9,\).*\(8,\)"):
        index.scores(unit_rows(1, 9, 0)[0], np.array([0]))
    with pytest.raises(IndexError, match=r"rows 0 to 5 .* there are 5"):
        index.scores(unit_rows(1, 8, 0)[0], np.array([5, 0]))
    with pytest.raises(ValueError, match="k is 0"):
        index.search(unit_rows(1, 8, 0), 0)
    with pytest.raises(ValueError, match=r"1 dimensions.* 2 "):
        VectorIndex.build(np.zeros(8, np.float32))


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.build(np.zeros((0, 8), np.float32))
    scores, rows = index.search(unit_rows(2, 8, 0), 5)
    assert scores.shape == rows.shape == (2, 0)
