"""BM25 against its formula."""

import math
from pathlib import Path

import numpy as np
import pytest

from qa.lexical import LexicalIndex, terms

DOCUMENTS = [
    ["衡阳", "科技", "活动", "周"],
    ["衡阳", "日报", "社", "党员", "衡阳"],
    ["科技", "创新"],
    [],
]


def bm25(query: list[str], document: list[str], k1: float = 1.5, b: float = 0.75) -> float:
    """Lucene's BM25: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), and no (k1 + 1) factor."""
    average = sum(map(len, DOCUMENTS)) / len(DOCUMENTS)
    score = 0.0
    for term in query:
        n = sum(term in d for d in DOCUMENTS)
        idf = math.log(1 + (len(DOCUMENTS) - n + 0.5) / (n + 0.5))
        tf = document.count(term)
        score += idf * tf / (tf + k1 * (1 - b + b * len(document) / average)) if tf else 0.0
    return score


@pytest.mark.parametrize(
    "query", [["衡阳"], ["科技", "衡阳"], ["衡阳", "衡阳"], ["党员", "没有"], ["没有"], []]
)
def test_scores_follow_the_formula(query: list[str]) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    expected = [bm25(query, d) for d in DOCUMENTS]
    np.testing.assert_allclose(index.scores(query), expected, rtol=1e-5)


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(DOCUMENTS)
    index.save(tmp_path / "bm25")
    again = LexicalIndex.load(tmp_path / "bm25")
    np.testing.assert_array_equal(again.scores(["衡阳", "周"]), index.scores(["衡阳", "周"]))
    assert again.size == 4
    assert again.knows("日报")
    assert not again.knows("上海")


def test_nothing_to_index_is_said() -> None:
    with pytest.raises(ValueError, match="at least one document"):
        LexicalIndex.build([])


def test_terms_meet_across_script_and_width() -> None:
    assert terms("衡陽日報５月２７日") == terms("衡阳日报5月27日")
    assert "，" not in terms("衡阳，日报")
