"""How right dates are: `python -m qa.evaluation.dates --news FILE [--gold FILE] [--wrong]`.

On articles whose date of issue is known, datelines (新华社北京6月3日电) must lie at most two days
before it, a weekday in brackets must be that of its date, and a date with 今年 must be found again
when that word is taken away. In labelled sentences, it counts which of the stated dates are found,
and which of those found are right.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from qa.evaluation import files
from qa.values.dates import When, find

TWO_DAYS = dt.timedelta(2)
_DATELINE = re.compile(r"(?:本报|新华社)[^\s，。（(]{1,12}?\d{1,2}月\d{1,2}日(?:专)?电")
_WEEKDAY = re.compile(r"日[（(](?:周|星期)([一二三四五六日天])[）)]")
_NEAR_YEAR = re.compile(r"(?<!如)今年(?=\d{1,2}月)")


@dataclass
class Share:
    """Right ones among all, with examples of the wrong ones."""

    right: int = 0
    all: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, is_right: bool, example: str) -> None:
        self.all += 1
        self.right += is_right
        if not is_right:
            self.wrong.append(example)

    def __str__(self) -> str:
        return f"{self.right} of {self.all} ({100 * self.right / max(1, self.all):.1f} %)"


@dataclass(frozen=True, slots=True)
class Story:
    issue: dt.date
    text: str


def read_news(path: Path) -> Iterator[Story]:
    """The dated articles of a file of lines with `date` and `paragraphs` or `text`."""
    for _, row in files.lines(path):
        if row["date"]:
            text = row["text"] if "text" in row else "\n".join(row["paragraphs"])
            yield Story(dt.date.fromisoformat(row["date"]), text)


def datelines(stories: Iterable[Story], share: Share) -> None:
    """Count the datelines that resolve to at most two days before the date of issue."""
    for story in stories:
        for match in _DATELINE.finditer(story.text):
            whens = [w for w in find(story.text, story.issue) if w.end > match.start()]
            when = next((w for w in whens if w.end <= match.end()), None)
            day = when.interval.last if when else None
            is_right = day is not None and dt.timedelta(0) <= story.issue - day <= TWO_DAYS
            share.count(is_right, f"{story.issue} {match[0]} -> {day}")
            break


def weekdays(stories: Iterable[Story], share: Share) -> None:
    """Count the dates with a weekday in brackets that fall on it."""
    for story in stories:
        for match in _WEEKDAY.finditer(story.text):
            stated = 6 if match[1] == "天" else "一二三四五六日".index(match[1])
            for when in find(story.text, story.issue):
                if when.start <= match.start() < when.end and when.interval.first:
                    quoted = story.text[when.start : when.end]
                    ends = (when.interval.first.weekday(), when.interval.last.weekday())
                    is_right = stated in ends
                    share.count(is_right, f"{story.issue} {quoted} -> {when.iso}")


def years(stories: Iterable[Story], share: Share) -> None:
    """Count the dates that stay the same when 今年 before the month is left out."""
    for story in stories:
        for sentence in re.split(r"(?<=[。！？\n])", story.text):
            match = _NEAR_YEAR.search(sentence)
            if match is None:
                continue
            without = sentence[: match.start()] + sentence[match.end() :]
            told = _at(find(sentence, story.issue), match.start())
            bare = _at(find(without, story.issue), match.start())
            if told:
                is_right = bare is not None and bare.iso == told.iso
                share.count(is_right, f"{story.issue} {told.iso} {bare and bare.iso} {sentence}")


def _at(whens: Iterable[When], start: int) -> When | None:
    return next((when for when in whens if when.start == start), None)


def gold(path: Path) -> dict[str, tuple[Share, Share]]:
    """For each month of issue of a file of labelled sentences: found of stated, right of found.

    A line is `{"issue", "dateline", "text", "dates": [[words, ISO 8601], ...]}`. Dates of datelines
    do not count, they are measured apart.
    """
    shares: dict[str, tuple[Share, Share]] = defaultdict(lambda: (Share(), Share()))
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = f"{row['dateline']}　{row['text']}" if row["dateline"] else row["text"]
        found = [w for w in find(text, dt.date.fromisoformat(row["issue"])) if not _wire(text, w)]
        stated, right = shares[row["issue"][:7]]
        open_ = [(text[w.start : w.end], w.iso) for w in found]
        for words, iso in row["dates"]:
            hit = next((f for f in open_ if f[1] == iso and (words in f[0] or f[0] in words)), None)
            stated.count(hit is not None, f"{row['issue']} {words}={iso}, found {open_}: {text}")
            if hit:
                open_.remove(hit)
                right.count(True, "")
        for words, iso in open_:
            right.count(False, f"{row['issue']} {words}={iso}: {text}")
    return dict(shares)


def _wire(text: str, when: When) -> bool:
    return any(m.start() < when.end <= m.end() for m in _DATELINE.finditer(text))


def speed(stories: Iterable[Story]) -> float:
    """Characters a second of `find` on one core."""
    counted = 0
    started = time.perf_counter()
    for story in stories:
        find(story.text, story.issue)
        counted += len(story.text)
    return counted / (time.perf_counter() - started)


def main() -> None:
    """Print each measure as a table row, by month of issue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="lines with date and paragraphs")
    parser.add_argument("--gold", type=Path, help="labelled sentences")
    parser.add_argument("--from", dest="first", default="", help="month: 2026-04")
    parser.add_argument("--to", dest="last", default="9999", help="month: 2026-06")
    parser.add_argument("--wrong", type=int, default=0, help="examples of wrong ones to print")
    args = parser.parse_args()
    stories = [
        story
        for story in tqdm(read_news(args.news), "articles")
        if args.first <= story.issue.isoformat()[:7] <= args.last
    ]
    rows: dict[str, Share] = {}
    for name, measure in (("datelines", datelines), ("weekdays", weekdays), ("years", years)):
        measure(stories, rows.setdefault(name, Share()))
    for month, shares in gold(args.gold).items() if args.gold else ():
        if args.first <= month <= args.last:
            for name, share in zip(("found of stated", "right of found"), shares, strict=True):
                total = rows.setdefault(name, Share())
                total.right, total.all = total.right + share.right, total.all + share.all
                total.wrong += share.wrong
    for name, share in rows.items():
        print(f"| {name} | {share} |")
        for example in share.wrong[: args.wrong]:
            print("   ", example)
    print(f"| speed | {speed(stories[:500]):,.0f} characters a second |")


if __name__ == "__main__":
    main()
