"""How well raw pages are taken apart: `python -m qa.evaluation.pages --news FILE --months 2026-07`.

Prints, for each style of page and over all, the share of articles, headlines, persons, joins and
captions that are right, that offsets give every character again, and the speed of parsing.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from qa.evaluation.dumps import dumps
from qa.evaluation.styles import TUNED, UNTUNED
from qa.evaluation.truth import Dump, Truth, read, squeezed
from qa.newspaper import parse_page
from qa.newspaper.persons import persons
from qa.records import Article, ArticleKind, Page, Slice, Source

T = TypeVar("T")
Counts = Counter[str]
F1 = ("boundaries", "persons", "captions", "furniture")
"""Counted as found, true and right; the others as all and right."""
SHARES = ("headline", "joins", "wraps", "breaks", "offsets")
COLUMNS = (*F1, *SHARES, "chars/s")


def parse(dump: Dump) -> list[Article]:
    """The articles found on a dump, with nothing known but its text."""
    return parse_page(Page(Source(dump.name, "0" * 64, "", None, None), dump.text))


def place(article: Article) -> Slice:
    """The raw range that an article's id names."""
    start, _, end = article.id.rpartition("#")[2].partition("-")
    return int(start), int(end)


def count(dump: Dump, articles: list[Article]) -> Counts:
    """What was found, what is true and what is right, of one page."""
    counts: Counts = Counter()
    stories = {place(a): a for a in articles if a.kind is ArticleKind.STORY}
    photos = {place(a) for a in articles if a.kind is ArticleKind.PHOTO}
    furniture = {
        (line.start, line.end)
        for a in articles
        if a.kind is ArticleKind.FURNITURE
        for line in a.paragraphs
    }
    _f1(counts, "boundaries", set(stories), {(t.start, t.end) for t in dump.articles})
    _f1(counts, "captions", photos, set(dump.captions))
    _f1(counts, "furniture", furniture, set(dump.furniture))
    named: set[tuple[int, str]] = set()
    for i, truth in enumerate(dump.articles):
        story = _nearest(truth, stories)
        counts["headline all"] += 1
        if story is None:
            continue
        counts["headline right"] += squeezed(story.headline.text) == truth.headline
        named |= {(i, name) for name in names(story)}
    true = {(i, name) for i, truth in enumerate(dump.articles) for name in truth.persons}
    _f1(counts, "persons", named, true)
    _seams(counts, dump, articles)
    counts["offsets all"] += 1
    counts["offsets right"] += is_whole(dump.text, articles)
    return counts


def _f1(counts: Counts, name: str, found: set[T], true: set[T]) -> None:
    counts[f"{name} found"] += len(found)
    counts[f"{name} true"] += len(true)
    counts[f"{name} right"] += len(found & true)


def _nearest(truth: Truth, stories: dict[Slice, Article]) -> Article | None:
    """The story that shares most of its range with a true one."""

    def shared(where: Slice) -> tuple[int, int]:
        start, end = where
        return min(end, truth.end) - max(start, truth.start), start - end

    best = max(stories, key=shared, default=None)
    return stories[best] if best and shared(best)[0] > 0 else None


def names(article: Article) -> set[str]:
    """The persons that an article's byline names, as they would be written in a sentence."""
    byline = article.byline.text.replace("\u200b", "")
    return {squeezed(byline[start:end]) for _, start, end in persons(byline)}


def _seams(counts: Counts, dump: Dump, articles: list[Article]) -> None:
    """Which breaks were mended, and which true ones were left."""
    paragraph: dict[int, int] = {}
    joined: set[Slice] = set()
    parts = [part for article in articles for part in article.paragraphs]
    for number, part in enumerate(parts):
        joined.update((a - 1, b) for (_, a), (b, _) in pairwise(part.slices))
        paragraph.update((i, number) for low, high in part.slices for i in (low, high - 1))
    for name, seams in (("joins", dump.cuts), ("wraps", dump.wraps)):
        counts[f"{name} all"] += len(seams)
        counts[f"{name} right"] += len(joined.intersection(seams))
    counts["breaks all"] += len(dump.breaks)
    counts["breaks right"] += sum(
        a not in paragraph or paragraph[a] != paragraph.get(b) for a, b in dump.breaks
    )


def is_whole(raw: str, articles: Iterable[Article]) -> bool:
    """Whether each visible character is in one part of one article, and parts are raw slices."""
    seen: Counter[int] = Counter()
    for article in articles:
        own: Counter[int] = Counter()
        parts = (article.kicker, article.headline, *article.subheads, article.column)
        for part in (*parts, *article.paragraphs):
            if not part.matches(raw):
                return False
            own.update(i for a, b in part.slices for i in range(a, b))
        for inner in (article.byline, article.dateline):  # may be printed inside a paragraph
            own.update({i for a, b in inner.slices for i in range(a, b)} - own.keys())
        seen += own
    visible = {i for i, char in enumerate(raw) if not char.isspace()}
    return all(seen[i] == 1 for i in visible)


def measures(counts: Counts) -> dict[str, float]:
    """The columns of the table from what was counted; a column of which there is none is 1."""
    row = {}
    for name in F1:
        total = counts[f"{name} found"] + counts[f"{name} true"]
        row[name] = 2 * counts[f"{name} right"] / total if total else 1.0
    for name in SHARES:
        total = counts[f"{name} all"]
        row[name] = counts[f"{name} right"] / total if total else 1.0
    row["chars/s"] = counts["chars"] / max(counts["microseconds"], 1) * 1e6
    return {name: row[name] for name in COLUMNS}


def measure(made: Iterable[Dump]) -> dict[str, dict[str, float]]:
    """The measures of each style, and of the tuned and the untuned styles together."""
    by_style: dict[str, Counts] = {}
    for dump in made:
        started = time.process_time()
        articles = parse(dump)
        spent = time.process_time() - started
        counts = count(dump, articles)
        counts["chars"] += len(dump.text)
        counts["microseconds"] += round(spent * 1e6)
        by_style.setdefault(dump.style, Counter()).update(counts)
    rows = {style: measures(counts) for style, counts in by_style.items()}
    for title, group in (("all tuned", TUNED), ("all untuned", UNTUNED)):
        together: Counts = Counter()
        for style in group:
            together.update(by_style.get(style, Counter()))
        if together:
            rows[title] = measures(together)
    return rows


def table(rows: dict[str, dict[str, float]]) -> Iterator[str]:
    """The lines of a Markdown table, a style a row."""
    yield f"| style | {' | '.join(COLUMNS)} |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for style, row in rows.items():
        cells = [f"{row[c]:,.0f}" if c == "chars/s" else f"{row[c]:.3f}" for c in COLUMNS]
        yield f"| {style} | {' | '.join(cells)} |"


def main() -> None:
    """Make the dumps, parse them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="true articles, .jsonl.xz")
    parser.add_argument("--months", nargs="+", default=["2026-07"])
    parser.add_argument("--pages", type=int, default=0, help="pages, drawn at random; 0: all")
    parser.add_argument("--styles", nargs="+", default=[*TUNED, *UNTUNED])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write the numbers here")
    args = parser.parse_args()
    pages = read(args.news, args.months)
    random.Random(args.seed).shuffle(pages)
    pages = pages[: args.pages] if args.pages else pages
    made = (dump for style in args.styles for dump in dumps(pages, [style], args.seed))
    parse(next(dumps(pages, args.styles, args.seed)))  # the weights and the dictionary are read
    rows = measure(tqdm(made, "pages", total=len(pages) * len(args.styles)))
    print("\n".join(table(rows)))
    if args.json:
        told = {"news": args.news.name, "months": args.months, "seed": args.seed, "styles": rows}
        args.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
