"""Words -> the articles that hold them, each with the sentence around them: search by the letter.

Where the words stand side by side as they were asked, the article comes first; then articles that
hold all of them in one passage, by BM25. Only where none does, those that hold most of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.archive import Archive
from qa.catalogue import Ints, catalogue
from qa.citations import cite_part
from qa.records import EVERYTHING, Article, Citation, Excerpt, Hit, Passage, Scope, Slice
from qa.text import fold

LONGEST = 100  # characters of what is looked for
LOOKED_THROUGH = 1500
"""Passages, the best by their words, in which the exact words are looked for: 0.2 s."""
SCANNED = 200  # pages that are taken where no word of the index is what was asked
SNIPPET = 90  # characters: two or three lines
_LEAD = 24  # characters of a snippet before its first match
_PHRASE, _WORD = 1e6, 1e3  # rank above any sum of BM25 scores, which stay below a hundred

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """An article found: the citation of the words in it, and a snippet around them.

    `matched` are the raw slices of all words looked for, in the snippet and in the headline;
    `exact`: they stand there side by side as they were asked.
    """

    article: Article
    citation: Citation
    snippet: Excerpt
    matched: tuple[Slice, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """Some of the `total` articles found, best first."""

    total: int
    found: tuple[Match, ...]


def find(
    archive: Archive, wanted: str, start: int, limit: int, scope: Scope = EVERYTHING
) -> Matches:
    """The articles of a scope that hold what is wanted, from the `start`-th on, at most `limit`."""
    phrases, words = _terms(archive, wanted)
    if not phrases:
        return Matches(0, ())
    ranks = _ranks(archive, phrases, words, scope)
    rows = np.flatnonzero(ranks)
    best = rows[np.argsort(-ranks[rows], kind="stable")]
    articles = catalogue(archive).of_row[best]
    first = np.sort(np.unique(articles, return_index=True)[1])  # the best passage of each article
    shown = best[first[start : start + limit]].tolist()
    matches = (_match(archive, row, phrases, words, bool(ranks[row] >= _PHRASE)) for row in shown)
    return Matches(len(first), tuple(matches))


def places(archive: Archive, wanted: str, parts: Iterable[Excerpt]) -> tuple[Slice, ...]:
    """Raw slices of what is wanted in parts of a page: as it was asked, or else word by word."""
    phrases, words = _terms(archive, wanted)
    kept = list(parts)
    for terms in (phrases, words):
        found = [s for p in kept for a, b in _ranges(p.text, terms) for s in p.cut(a, b).slices]
        if found:
            return tuple(found)
    return ()


def _terms(archive: Archive, wanted: str) -> tuple[list[str], list[str]]:
    """What is wanted, folded: as it was asked, cut at spaces; and its words, each once."""
    phrases = fold(wanted[:LONGEST]).split()
    single = dict.fromkeys(w for p in phrases for w, _, _ in archive.cutter.words(p))
    words = [w for w in single if len(w) > 1] or list(single)  # 的 and 在 are everywhere
    return phrases, words


def _ranks(archive: Archive, phrases: Sequence[str], words: Sequence[str], scope: Scope) -> Scores:
    """The rank of every passage, float64 (passages,), 0 for what is not found."""
    held = np.zeros(archive.lexical.size, dtype=np.int64)
    score = np.zeros(archive.lexical.size)
    for word in words:
        bm25 = archive.lexical.scores([word])
        held += bm25 > 0
        score += bm25
    if scope != EVERYTHING:
        held[~_inside(archive, scope)] = 0
    ranks = np.where(held > 0, held * _WORD + score, 0.0)
    exact = _exact(archive, phrases, ranks)
    most = int(held.max(initial=0))
    if not len(exact) and (most < len(words) or not words):
        exact = _scanned(archive, phrases, scope)
    ranks[held < most] = 0
    ranks[exact] += _PHRASE
    return ranks


def _inside(archive: Archive, scope: Scope) -> npt.NDArray[np.bool_]:
    """Which passages are in a scope, (passages,)."""
    listed = catalogue(archive)
    articles = np.zeros(len(listed.ids), dtype=bool)
    articles[listed.within(archive, scope)] = True
    return np.asarray(articles[listed.of_row])


def _exact(archive: Archive, phrases: Sequence[str], ranks: Scores) -> Ints:
    """The rows among the best in which each phrase stands as it was asked."""
    candidates = np.flatnonzero(ranks)
    if len(candidates) > LOOKED_THROUGH:
        candidates = candidates[np.argpartition(-ranks[candidates], LOOKED_THROUGH)]
        candidates = candidates[:LOOKED_THROUGH]
    texts = ((row, fold(archive.passage(row).text)) for row in candidates.tolist())
    exact = [row for row, text in texts if all(phrase in text for phrase in phrases)]
    if len(phrases) == 1 and archive.lexical.knows(phrases[0]):
        exact += np.flatnonzero(archive.lexical.scores(phrases)).tolist()
    return np.array([row for row in set(exact) if ranks[row]], dtype=np.int64)


def _scanned(archive: Archive, phrases: Sequence[str], scope: Scope) -> Ints:
    """The rows that hold the phrases inside words: found on the pages themselves, not by index."""
    tests = " AND ".join("instr(lower(text), ?)" for _ in phrases)
    found = archive.select(
        "SELECT row FROM passage JOIN article ON article.id = passage.article"
        f" WHERE file IN (SELECT file FROM page WHERE {tests} LIMIT {SCANNED})",
        *phrases,
    )
    rows = np.array([row for (row,) in found], dtype=np.int64)
    rows = rows[_inside(archive, scope)[rows]]
    texts = ((row, fold(archive.passage(row).text)) for row in rows.tolist())
    return np.array([r for r, t in texts if all(p in t for p in phrases)], dtype=np.int64)


def _match(
    archive: Archive, row: int, phrases: Sequence[str], words: Sequence[str], exact: bool
) -> Match:
    passage = archive.passage(row)
    article = archive.article(passage.article_id)
    ranges = _ranges(passage.text, phrases if exact else words)
    start, end = _window(passage, ranges)
    quoted = next(((a, b) for a, b in ranges if start <= a and b <= end), ranges[0])
    quote = passage.excerpt.cut(*quoted)
    hit = Hit(passage, article, 0.0, float(archive.lexical.scores(words)[row]), 0.0)
    raw = archive.page(article.source.file).text
    snippet = passage.excerpt.cut(start, end)
    matched = [s for a, b in ranges for s in passage.excerpt.cut(a, b).slices]
    citation = cite_part(hit, quote, snippet or quote, raw, 0.0, "")
    return Match(article, citation, snippet, tuple(matched), exact)


def _ranges(raw: str, wanted: Sequence[str]) -> list[Slice]:
    """Where what is wanted stands in a text, merged, in reading order."""
    text = fold(raw)
    found: list[Slice] = []
    for word in wanted:
        at = text.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    merged: list[Slice] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(passage: Passage, ranges: Sequence[Slice]) -> Slice:
    """The part of the body with most of what was matched; its opening where the body has none."""
    low, high = passage.body_start, len(passage.text)
    inside = [a for a, _ in ranges if a >= low]
    if not inside:
        return low, min(high, low + SNIPPET)
    starts = [max(low, min(a - _LEAD, high - SNIPPET)) for a in inside]
    counts = [sum(start <= a < start + SNIPPET for a in inside) for start in starts]
    start = starts[counts.index(max(counts))]
    end = min(high, start + SNIPPET)
    return start, next((a for a, b in ranges if start < a < end < b), end)  # none cut in two
