"""A built archive held against the raw files it was built from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from qa import removed
from qa.archive import Archive
from qa.errors import FileSkipped
from qa.loaders import load_pages
from qa.manifest import place
from qa.records import Article, Excerpt, Page


def problems(archive: Archive) -> Iterator[str]:
    """One line for each file, passage or article part that the raw files do not bear out."""
    root = Path(archive.manifest.root)
    if not root.exists():
        yield f"{root}: the folder this archive was built from is gone"
        return
    gone = removed.read(place(root))
    now: dict[str, Page] = {}
    for page in load_pages(root):
        if not isinstance(page, FileSkipped) and not removed.leaves_out(gone, page.source.file):
            now[page.source.file] = page
    for file, sha256 in archive.manifest.files.items():
        if file not in now:
            yield f"{file}: was indexed and can no longer be read"
        elif now[file].source.sha256 != sha256:
            yield f"{file}: its SHA-256 is {now[file].source.sha256}, and {sha256} was indexed"
    for file in now.keys() - archive.manifest.files.keys() - archive.manifest.skipped.keys():
        yield f"{file}: is new and was not indexed"
    parts = chain(
        ((p.id, archive.article(p.article_id).source.file, p.excerpt) for p in archive.passages()),
        ((a.id, a.source.file, e) for a in archive.articles() for e in excerpts(a)),
    )
    total = archive.manifest.passages
    for name, file, excerpt in tqdm(parts, "quotations", total=total, disable=total < 2000):
        if file in now and not excerpt.matches(now[file].text):
            yield f"{name}: “{excerpt.text[:40]}” does not stand at {excerpt.slices[:3]} in {file}"


def excerpts(article: Article) -> Iterator[Excerpt]:
    """Every part of an article that it has."""
    single = (article.kicker, article.headline, article.column, article.byline, article.dateline)
    yield from filter(None, chain(single, article.subheads, article.paragraphs))
