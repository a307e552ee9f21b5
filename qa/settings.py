"""Every number of the system in one frozen object; each has its unit and its reason."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds"
"""The archive that ships."""


def data_home() -> Path:
    """Folder of built archives: ARCHIVE_QA_HOME, else the user's data folder."""
    return Path(os.environ.get("ARCHIVE_QA_HOME") or platformdirs.user_data_dir("archive-qa"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of building and of asking; those that shape the index are kept in its manifest."""

    passage_chars: int = 200
    """Characters of body text a passage aims at: two to five sentences, short enough that one
    vector still means one thing (DESIGN) and that ten of them are read within a second."""

    candidates: int = 50
    """Passages that each index offers for fusion. On CMRC dev, reranking BM25's best 50 by the
    fused score found as much as full dense search."""
    dense_weight: float = 0.6
    """Weight of the vectors in the fused score, the rest is BM25's. Of 0.4 to 0.8, R@1 is at most
    .005 below the best on CMRC trial and .001 on XQuAD (`python -m qa.evaluation.retrieval`); on
    the news questions over 63,668 articles R@10 is .701, and .657 at 0.7, with the same F1."""

    meant_bonus: float = 1.0
    """Added to the fused score (in standard deviations) of the article a follow-up refers to."""
    days_bonus: float = 1.0
    """Added to the fused score of passages that tell of the day or month in the question, whatever
    words they name it with (昨日 for 5月27日)."""
    read: int = 8
    """Passages that the reader reads for a question, at most."""
    read_always: int = 3
    """Passages that are read however far they rank below the best one: in an archive of a few
    passages, the second may contradict the first."""
    read_within: float = 1.25
    """By how much a passage's fused score may be below the best one's for the reader to read it,
    beyond those. On 400 kept questions about an agency's articles, asked of all 63,668, seven
    within 1.0 give EM 52.5, F1 65.9, eight within 1.2 or 1.3 at least 53.5, 67.2, for a sixth more
    to read; ten or twelve within 1.5 give no more (`qa/weights/README.md`)."""
    articles: int = 24
    """Passages whose articles are looked at for a question about articles rather than facts."""
    reader_tokens: int = 224
    """Tokens of a window, question included: as in training; a passage seldom has more."""
    question_chars: int = 80
    """Characters of a question that the reader reads: the rest of a window is the passage."""
    reader_stride: int = 80
    """Tokens that two windows of a long passage share: longer than nearly every answer."""
    reader_batch: int = 16
    """Windows in one forward pass: the passages of nearly every question; more take memory."""
    spans: int = 3
    """Spans of one passage: a list may have several in it, and the others are candidates."""
    answer_tokens: int = 64
    """Longest span, in tokens: on CMRC trial the best of 24, 36, 48 and 64 by F1, by little."""
    retrieval_weight: float = 1.0
    """Weight of the fused retrieval score beside the reader's margin. Of 0 to 6, the best F1 of
    spans on the 67 news questions over 63,668 articles (65.4, and 60.5 at 6)."""
    confidence_slope: float = 0.322
    confidence_offset: float = -0.309
    """Logistic map from the reader's margin to the probability that the span is right, whose odds
    are then held against those of what other articles say instead (`answer.py`); fitted so by
    `python -m qa.training.calibrate` to the questions of `asked.jsonl` that are kept to tune on and
    to CMRC trial, where half of the paragraphs are missing."""
    sentence_retrieval_weight: float = 4.0
    """The weight where whole sentences answer why, how, whether or what was said, whose support
    separates passages less than a margin does: of 0 to 8, the best AUROC in an earlier fit (0.928;
    0.921 to 0.927 at the others)."""
    sentence_slope: float = 0.297
    sentence_offset: float = 0.002
    """The same map from the support of those sentences; fitted to such questions alone."""
    threshold: float = 0.5
    """Probability below which the archive is said not to answer: what is shown is likelier right
    than wrong. Of the 713 questions that the probability was fitted to, more than half without a
    right span, 83 % of the answers shown are then right (80 % where sentences answer); at 0.4 82 %
    (77), at 0.7 88 % (87)."""


BUILD_SETTINGS = ("passage_chars",)
"""Settings that shape the index: a change of one of them asks for a rebuild."""
