"""Digital-newspaper HTML against the true articles of the same issue.

`python -m qa.evaluation.epaper --pages FOLDER --news FILE` prints how many pages give the headline,
the author, the page number, the section and the text that the articles of that day have.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from qa.evaluation import files
from qa.evaluation.truth import squeezed
from qa.loaders import Loaded, load
from qa.newspaper import find_articles
from qa.records import Article, ArticleKind

_ORDER = (ArticleKind.STORY, ArticleKind.PHOTO, ArticleKind.FURNITURE)
"""A page is one article: what else stands on it comes behind it."""
PARTS = ("headline", "author", "page", "section", "text")


def parts_of(article: Article) -> dict[str, Any]:
    """What a page gives, in the form of `truth_of`."""
    return {
        "headline": squeezed(article.headline.text),
        "author": squeezed(article.byline.text),
        "page": article.source.page,
        "section": article.source.section,
        "text": squeezed("".join(p.text for p in article.paragraphs)),
    }


def truth_of(record: dict[str, Any]) -> dict[str, Any]:
    """What is true of an article; white space does not count."""
    return {
        "headline": squeezed(record["title"]),
        "author": squeezed(record["author"]),
        "page": record["page"],
        "section": record["section"],
        "text": squeezed("".join(record["paragraphs"])),
    }


def compare(pages: Path, news: Path) -> tuple[Counter[str], list[str]]:
    """How many pages there are and have each part right, and what differs.

    A byline that is printed inside the text counts where no author is stated. A page that is
    nothing but furniture (本版责编) has no article to compare with.
    """
    records = [record for _, record in files.lines(news)]
    loaded = [item for item in load(pages) if isinstance(item, Loaded)]
    days = {str(item.page.source.date) for item in loaded}
    truths = [truth_of(record) for record in records if record["date"] in days]
    counts, differs = Counter[str](), list[str]()
    for item in loaded:
        article = min(find_articles(item.page, item.stated), key=lambda a: _ORDER.index(a.kind))
        found = parts_of(article)
        best = max(truths, key=lambda truth: sum(found[part] == truth[part] for part in PARTS))
        if not best["author"] and found["author"] in best["text"]:
            found["author"] = ""
        if article.kind is ArticleKind.FURNITURE:
            counts["furniture"] += 1
            continue
        same = {part for part in PARTS if found[part] == best[part]}
        counts.update(same)
        counts["pages"] += 1
        counts["all"] += len(same) == len(PARTS)
        differs += [
            f"{item.page.source.file}: {part}: {found[part]!r:.80} is {best[part]!r:.80}"
            for part in PARTS
            if part not in same
        ]
    return counts, differs


def main() -> None:
    """Print the counts, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True, help="a folder of such HTML")
    parser.add_argument("--news", type=Path, required=True, help="true articles, .jsonl.xz")
    args = parser.parse_args()
    counts, differs = compare(args.pages, args.news)
    print("\n".join(differs))
    print("  ".join(f"{part} {counts[part]} of {counts['pages']}" for part in (*PARTS, "all")))
    print(f"{counts['furniture']} more are furniture")


if __name__ == "__main__":
    main()
