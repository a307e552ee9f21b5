"""What belongs to an opened article and stands elsewhere: its other part, printings, near twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa import holdings, permalink
from qa.alike import alike
from qa.archive import Archive
from qa.citations import source_line
from qa.records import Article, Citation
from ui.markup import attribute, safe
from ui.words import Words


@dataclass(frozen=True, slots=True)
class Related:
    """Another article, as a citation of its headline, and how it belongs to this one."""

    how: str  # "before", "after", "printing" or "alike"
    citation: Citation


def related(archive: Archive, article: Article) -> list[Related]:
    """The other parts of an article, then the articles that say the same or nearly the same."""
    parts = [("before", article.before), ("after", article.after)]
    printings = [("printing", other.id) for other in archive.printings(article.id)]
    twins = [("alike", other.id) for other, _ in alike(archive, article)]
    first: dict[str, str] = {}
    for how, other in (*parts, *printings, *twins):
        if other:
            first.setdefault(other, how)
    return [Related(how, holdings.entry(archive, other).citation) for other, how in first.items()]


def drawn(found: Sequence[Related], words: Words) -> str:
    """A list of them, each of which opens in place of the article; nothing where there is none."""
    entries = "".join(
        f"<li><span>{words['related_' + one.how]}</span>"
        f'<button type="button" data-read="{attribute(permalink.query(one.citation, ""))}" '
        f'lang="zh-CN">{safe(source_line(one.citation))}</button></li>'
        for one in found
    )
    return f'<ul class="related">{entries}</ul>' if entries else ""
