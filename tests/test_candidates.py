"""An archive without vectors: only what BM25 finds is embedded, and scores as in a whole one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder
from qa import retrieval
from qa.archive import Archive
from qa.build import build
from qa.errors import IndexMismatch
from qa.evaluation.candidates import CandidateVectors, NoEncoder
from qa.settings import Settings

QUESTION = "图书馆新馆藏书多少册？"


@pytest.fixture
def unembedded(papers: Path) -> Archive:
    build(papers, NoEncoder(), Settings())
    return Archive.open(papers)


def test_nothing_takes_it_for_an_archive_with_vectors(
    unembedded: Archive, encoder: Encoder
) -> None:
    unembedded.check(NoEncoder(), Settings())
    with pytest.raises(IndexMismatch, match=r"built with encoder none \(BM25 alone\)"):
        unembedded.check(encoder, Settings())


def test_candidates_score_as_in_an_archive_with_vectors(
    papers: Path, unembedded: Archive, encoder: Encoder, tmp_path: Path
) -> None:
    unembedded.vectors = CandidateVectors(unembedded, encoder, tmp_path)
    found = retrieval.search(unembedded, encoder, QUESTION, Settings(), 5)
    build(papers, encoder, Settings())
    whole = retrieval.search(Archive.open(papers), encoder, QUESTION, Settings(), 5)
    # Both passages hold words of the question, so that BM25 alone offers what both indexes do.
    assert [hit.passage.id for hit in found] == [hit.passage.id for hit in whole]
    assert len(found) == 2
    for one, other in zip(found, whole, strict=True):
        np.testing.assert_allclose(
            (one.dense, one.bm25, one.score), (other.dense, other.bm25, other.score), atol=1e-4
        )


class Counting(Encoder):
    """Counts what the real encoder embeds."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity, self.dim = encoder.identity, encoder.dim
        self._real = encoder
        self.embedded: list[str] = []

    def passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override,type-arg]
        self.embedded += texts
        return self._real.passages(texts)


def test_a_vector_is_made_once_and_kept_for_the_next_run(
    unembedded: Archive, encoder: Encoder, tmp_path: Path
) -> None:
    texts = [passage.text for passage in unembedded.passages()]
    counting = Counting(encoder)
    vectors = CandidateVectors(unembedded, counting, tmp_path)
    assert vectors.size == 0
    assert vectors.search(encoder.queries([QUESTION]), 3)[1].shape == (1, 0)
    second = vectors.vectors(np.array([1]))
    assert counting.embedded == texts[1:]
    both = CandidateVectors(unembedded, counting, tmp_path).vectors(np.array([1, 0]))
    assert sorted(counting.embedded) == sorted(texts)
    np.testing.assert_array_equal(both[:1], second)
    np.testing.assert_allclose(both, encoder.passages(texts[::-1]), atol=1e-5)
