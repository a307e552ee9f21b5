"""Articles that say nearly the same: the wire copy that two papers print, each cut in its way."""

from __future__ import annotations

from qa.archive import Archive
from qa.duplicates import body, resemblance, sketch
from qa.records import Article, ArticleKind

SHARED = 0.5
"""Part of the runs of both that two articles share from which they are alike: 1 is the same text,
and two reports of one event by two writers share less than a tenth."""
_LOOKED_AT = 50  # candidates whose texts are compared
_COMMON = 2  # hashes of both sketches, from which an article is one


def alike(archive: Archive, article: Article) -> list[tuple[Article, float]]:
    """The articles that are nearly this one, most alike first, with the share of runs in common.

    Its other printings, which are the same text, are not among them: see Archive.printings.
    """
    text = body(article)
    hashes = sketch(text)
    if article.kind is not ArticleKind.STORY or not hashes:
        return []
    asked = ",".join("?" * len(hashes))
    near = archive.select(
        f"SELECT id FROM sketch JOIN article USING (at) WHERE hash IN ({asked})"
        " AND body != (SELECT body FROM article WHERE id = ?)"
        " GROUP BY at HAVING COUNT(*) >= ? ORDER BY COUNT(*) DESC, at LIMIT ?",
        *(*hashes, article.id, _COMMON, _LOOKED_AT),
    )
    others = [archive.article(other) for (other,) in near]
    found = [(other, resemblance(text, body(other))) for other in others]
    kept = [(other, share) for other, share in found if share >= SHARED]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0].id))
