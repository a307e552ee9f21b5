"""Fusion by its formula, and the passages it finds."""

import numpy as np
import pytest

from qa.assistant import Assistant
from qa.lexical import terms
from qa.retrieval import fuse, standardise


def test_standardised_scores_have_no_mean_and_unit_deviation() -> None:
    scores = standardise(np.array([1.0, 2.0, 3.0, 6.0], dtype=np.float32))
    assert scores.mean() == pytest.approx(0, abs=1e-6)
    assert scores.std() == pytest.approx(1, abs=1e-6)
    assert standardise(np.full(3, 7.0, dtype=np.float32)).tolist() == [0, 0, 0]


def test_fusion_is_the_weighted_sum_of_standardised_scores() -> None:
    dense = np.array([0.9, 0.8, 0.7], dtype=np.float32)
    bm25 = np.array([0.0, 5.0, 10.0], dtype=np.float32)
    z = 1.5**0.5  # the z-score of the ends of three evenly spaced values
    np.testing.assert_allclose(fuse(dense, bm25, 0.7), [0.4 * z, 0, -0.4 * z], atol=1e-5)


def test_hits_carry_the_scores_that_brute_force_gives(assistant: Assistant) -> None:
    question = "大型团体操有多少名学生参加？"
    hits = assistant.search(question, 5)
    encoder = assistant.encoder
    texts = [hit.passage.text for hit in hits]
    np.testing.assert_allclose(
        [hit.dense for hit in hits],
        encoder.passages(texts) @ encoder.queries([question])[0],
        atol=1e-4,
    )
    bm25 = assistant.archive.lexical.scores(terms(question))
    rows = {p.id: row for row, p in enumerate(assistant.archive.passages())}
    assert [hit.bm25 for hit in hits] == [bm25[rows[hit.passage.id]] for hit in hits]
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
    assert "3000余名" in hits[0].passage.text


def test_a_question_in_traditional_script_finds_the_simplified_page(assistant: Assistant) -> None:
    hits = assistant.search("衡陽市科技活動周的主題是什麼？", 1)
    assert "百年回望" in hits[0].passage.text
