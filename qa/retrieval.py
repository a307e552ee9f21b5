"""Question -> the passages that are most likely to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Encoder
from qa.archive import Archive
from qa.catalogue import catalogue
from qa.duplicates import REPEATED
from qa.events import Days
from qa.lexical import terms
from qa.records import EVERYTHING, Hit, Scope
from qa.settings import Settings
from qa.text import fold


def standardise(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Zero mean and unit deviation over the candidates; all zero where they do not differ."""
    deviation = float(scores.std()) if len(scores) else 0.0
    if deviation == 0.0:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / deviation, dtype=np.float32)


def fuse(
    dense: npt.NDArray[np.float32], bm25: npt.NDArray[np.float32], weight: float
) -> npt.NDArray[np.float32]:
    """Weighted sum of the standardised scores of the same candidates, (k,).

    The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval" (2023), with z-scores; `weight` is that of `dense`.
    """
    return np.asarray(weight * standardise(dense) + (1 - weight) * standardise(bm25))


def worth_reading(hits: Sequence[Hit], settings: Settings) -> list[Hit]:
    """The best `read_always` of the hits, and behind them those within `read_within` of the best.

    A gap alone will not do: standardised over two passages, scores lie up to two apart, and the
    second may contradict the first.
    """
    best = sorted(hits, key=lambda hit: -hit.score)
    enough = best[0].score - settings.read_within if best else 0.0
    return [hit for i, hit in enumerate(best) if i < settings.read_always or hit.score >= enough]


def search(
    archive: Archive,
    encoder: Encoder,
    question: str,
    settings: Settings,
    limit: int,
    article_id: str | None = None,
    scope: Scope = EVERYTHING,
    days: Days | None = None,
) -> list[Hit]:
    """The `limit` best passages for a question, best first.

    Candidates are the best of either index; each gets both scores, whichever index found it. The
    passages of `article_id`, which the question refers to, are candidates too and are preferred.
    So are passages that tell of `days`. Nothing outside `scope` is found. A text that was printed
    several times is found once, with its other printings.
    """
    vector = encoder.queries([question])
    bm25 = archive.lexical.scores(terms(question, archive.cutter))
    everything = replace(scope, whole=False) == EVERYTHING
    among = None if everything else catalogue(archive).rows_within(archive, scope)
    _, near = archive.vectors.search(vector, settings.candidates, among)
    meant = archive.rows(article_id) if article_id else np.zeros(0, dtype=np.int64)
    dated = archive.rows_telling_of(*days) if days else np.zeros(0, dtype=np.int64)
    _, then = archive.vectors.search(vector, settings.candidates, dated)
    if among is None:
        lexical = _best(bm25, settings.candidates)
    else:
        lexical = among[_best(bm25[among], settings.candidates)]
        meant, then = np.intersect1d(meant, among), np.intersect1d(then, among)[None]
    rows = np.unique(np.concatenate([near[0], lexical, meant, then[0]]))
    dense = archive.vectors.scores(vector[0], rows)
    fused = fuse(dense, bm25[rows], settings.dense_weight)
    fused += settings.meant_bonus * np.isin(rows, meant)
    fused += settings.days_bonus * np.isin(rows, dated)
    order: Sequence[int] = np.argsort(-fused, kind="stable").tolist()
    hits: dict[str, Hit] = {}
    for i in order:
        passage = archive.passage(int(rows[i]))
        body = fold(passage.text[passage.body_start :])
        said = body if len(body) >= REPEATED else passage.id
        if said not in hits and len(hits) == limit:
            break
        article = archive.article(passage.article_id)
        if said in hits:
            hits[said] = replace(hits[said], printings=(*hits[said].printings, article))
            continue
        scores = float(dense[i]), float(bm25[rows[i]]), float(fused[i])
        hits[said] = Hit(passage, article, *scores)
    return [_with_printings(archive, hit, among) for hit in hits.values()]


def _with_printings(archive: Archive, hit: Hit, among: npt.NDArray[np.int64] | None) -> Hit:
    """The hit with all other printings of its article, of which only some may be candidates."""
    found = {article.id: article for article in hit.printings}
    for article in archive.printings(hit.article.id):
        if among is None or np.isin(archive.rows(article.id), among).any():
            found.setdefault(article.id, article)
    found.pop(hit.article.id, None)
    return replace(hit, printings=tuple(found.values()))


def _best(scores: npt.NDArray[np.float32], k: int) -> npt.NDArray[np.int64]:
    """Rows of the k best scores above zero, in any order."""
    k = min(k, len(scores))
    if not k:
        return np.zeros(0, dtype=np.int64)
    rows = np.argpartition(-scores, k - 1)[:k]
    return rows[scores[rows] > 0]
