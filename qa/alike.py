"""Articles that say nearly the same: the wire copy that two papers print, each cut in its way."""

from __future__ import annotations

from qa.archive import Archive
from qa.records import Article, ArticleKind
from qa.text import fold

SHARED = 0.5
"""Part of the five-character runs of both that two articles share from which they are alike: 1 is
the same text, and two reports of one event by two writers share less than a tenth."""
_RUN = 5
_LOOKED_AT = 20  # passages near one of the article's, for each of its first passages
_PASSAGES = 3


def alike(archive: Archive, article: Article) -> list[tuple[Article, float]]:
    """The articles that are nearly this one, most alike first, with the share of runs in common.

    Jaccard's index over runs of characters (Broder, "On the resemblance and containment of
    documents", 1997), of the articles whose passages are nearest by their vectors.
    """
    rows = archive.rows(article.id)[:_PASSAGES]
    if article.kind is not ArticleKind.STORY or not len(rows):
        return []
    _, near = archive.vectors.search(archive.vectors.vectors(rows), _LOOKED_AT)
    ids = dict.fromkeys(archive.passage(row).article_id for row in near.ravel().tolist())
    own, found = _runs(article), []
    for other in map(archive.article, ids.keys() - {article.id}):
        runs = _runs(other)
        share = len(own & runs) / max(1, len(own | runs))
        if share >= SHARED:
            found.append((other, share))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].id))


def _runs(article: Article) -> set[str]:
    body = "".join(fold("".join(p.text for p in article.paragraphs)).split())
    return {body[i : i + _RUN] for i in range(len(body) - _RUN + 1)}
