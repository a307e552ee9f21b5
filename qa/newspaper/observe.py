"""What can be seen of the lines of a page: the features by which their roles are told."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from qa.newspaper import marks
from qa.newspaper.lines import Layout, Line
from qa.newspaper.looks import SIZES, Look, look
from qa.text import tokenizer

_SHORT = 60
"""Characters: a line beyond this is body text, and neighbours are not asked what else it may be."""
REACH = 600
"""Characters before and behind a line in which its words are looked for: a few paragraphs."""
NEAR = 10_000
"""Characters around a break in which its two sides are looked for: a page of most newspapers."""
_UNIT = 300
"""Characters at the end of a paragraph that tell its kind; a caption has no more."""
_LEDE = re.compile(
    r"(?:(?:当地时间|北京时间)?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|以来)|近日|日前|近年来|今年|昨日|昨天|今天|今日|连日来|记者)"
)
_CLOSING = re.compile(r"(?:[电讯版理导写摘编]|作者.{2,30}|[\u3400-\u9fff]{2,4})[）)]$")


def gaps(lines: Sequence[Line], layout: Layout) -> list[str]:
    """How far each line but the first stands below the one before, as this page spaces lines."""
    named = []
    for line in lines[1:]:
        if line.gap == layout.gap:
            name = "as ever"
        elif line.gap < layout.gap:
            name = "close"
        else:
            name = "far" if line.gap < layout.widest else "farthest"
        named.append(name)
    return named


def steps(lines: Sequence[Line], looks: Sequence[Look], apart: Sequence[str]) -> list[str]:
    """The names of the steps between lines: the gap, how a line ends, how the next is set."""
    named = []
    for i, (a, b) in enumerate(pairwise(looks)):
        ends = "stop" if a.ends in ("stop", "colon") else "on"
        inset = "in" if lines[i + 1].indented else "out"
        named.append(f"{apart[i]} {ends} {inset} {'goes on' if b.opens == 'goes on' else ''}")
    return named


def features(raw: str, lines: Sequence[Line], layout: Layout) -> tuple[list[list[str]], list[str]]:
    """The features of each line and the steps between lines, for `Chain.decode`."""
    looks = [look(line, layout) for line in lines]
    apart = ["first", *gaps(lines, layout), "last"]
    setting = f"{'in' if layout.indents else 'flush'} {'w' if layout.wrapped else 'l'}"
    spaced = layout.spacing
    ahead = _ahead(looks, lines)
    pending, since = _pending(looks, lines, layout)
    units = _units(lines, looks, apart, layout)
    none = Look(-1, "none", "none", "none", "")
    found: list[list[str]] = []
    for i, this in enumerate(looks):
        line = lines[i]
        before = looks[i - 1] if i else none
        after = looks[i + 1] if i + 1 < len(looks) else none
        inset = f"{setting} {'inset' if line.indented else 'out'}"
        names = [
            "bias",
            f"size {this.size}",
            f"ends {this.ends}",
            f"opens {this.opens}",
            f"kind {this.kind}",
            f"{this.ends} {this.size}",
            f"inset {inset}",
            f"inset {inset} {before.ends} {this.full}",
            f"inset {inset} {this.ends} {this.size // 3}",
            f"full {this.full} {this.ends}",
            f"over {before.full} {before.ends} {this.full}",
            f"gap {apart[i]} {spaced}",
            f"gap {apart[i]} {spaced} {before.ends} {this.ends}",
            f"gaps {apart[i]} {apart[i + 1]} {spaced} {this.ends}",
            f"below {apart[i + 1]} {after.kind}",
            f"before {before.kind}",
            f"before {before.ends} {before.size // 2}",
            f"before {before.kind} {this.kind}",
            f"after {after.kind} {this.ends}",
            f"after {after.ends} {after.size // 2} {this.ends}",
            f"after {after.opens}",
            *units[i],
            f"pending {pending[i]} {this.ends} {inset}",
            f"pending {pending[i]} {before.ends} {before.kind} {apart[i]}",
        ]
        if len(line.text) < _SHORT:
            names += [f"ahead {ahead[i]}", f"ahead {ahead[i]} {before.ends} {apart[i]}"]
            if marks.names_its_series(line.text):
                names += ["series", f"series {before.ends}"]
            if i + 1 < len(lines) and _LEDE.match(lines[i + 1].text):
                names += ["over lede", f"over lede {before.ends}"]
            if i and _CLOSING.search(lines[i - 1].text[-40:]):
                names.append("under closing")
            if i and this.ends != "stop" and this.full != "full" and this.kind == "plain":
                names += _topic(raw, line, before.ends)
        if i and before.ends not in ("stop", "none") and before.full != "full":
            seam = _seam(raw, lines[i - 1], line, "seam")
            names += seam
            found[-1] += [f"below {name}" for name in seam]
        if since[i] >= 0:
            names += _seam(raw, lines[since[i]], line, "across")
        found.append(names)
    return found, steps(lines, looks, apart[1:-1])


def _units(
    lines: Sequence[Line], looks: Sequence[Look], apart: Sequence[str], layout: Layout
) -> list[list[str]]:
    """What the lines that seem to be one paragraph are as a whole, and what stands below it."""
    found: list[list[str]] = []
    start = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and _flows(lines, looks, apart, layout, i):
            continue
        kind = looks[start].kind
        if i > start + 1:
            kind = marks.kind("".join(line.text for line in lines[start:i])[-_UNIT:])
        shows = any("图为" in line.text for line in lines[start:i])
        below = looks[i].kind if i < len(lines) else "none"
        length = sum(len(line.text) for line in lines[start:i]) // 50
        names = [f"unit {kind} {shows} {below}", f"unit {min(length, 6)} {below} {shows}"]
        if start:
            names.append(f"unit {below} {apart[start]} {looks[start - 1].ends} {kind}")
        found += [names] * (i - start)
        start = i
    return found


def _flows(
    lines: Sequence[Line], looks: Sequence[Look], apart: Sequence[str], layout: Layout, i: int
) -> bool:
    """Whether line i seems to go on with the one before: as far as layout alone tells."""
    before, line = looks[i - 1], lines[i]
    if line.indented or apart[i] in ("far", "farthest") or looks[i].kind == "credit":
        return False
    if layout.wrapped:
        return before.full == "full" and line.gap == 0
    return len(lines[i - 1].text) > 30 and before.ends in ("word", "comma", "open")


def _ahead(looks: Sequence[Look], lines: Sequence[Line]) -> list[str]:
    """What stands under each line and the short lines below it: a byline, a dateline, text."""
    named = ["end"] * len(looks)
    found, distance = "end", 0
    for i in range(len(looks) - 1, -1, -1):
        named[i] = f"{found} {min(distance, 4)}"
        this = looks[i]
        if this.kind in ("byline", "names", "dateline", "dateline named", "credit", "furniture"):
            found, distance = this.kind, 1
        elif this.ends == "stop" or len(lines[i].text) >= _SHORT:
            found, distance = "text", 1
        else:
            distance += 1
    return named


def _pending(
    looks: Sequence[Look], lines: Sequence[Line], layout: Layout
) -> tuple[list[str], list[int]]:
    """Whether text broke off above each line and has not gone on yet, what came since, and where.

    The place is that of the line that broke off, -1 where it is the line before, or there is none.
    """
    named: list[str] = []
    places: list[int] = []
    since, place = "", -1
    for i, this in enumerate(looks):
        named.append(since or "no")
        places.append(place if since and since != "line" else -1)
        body = len(lines[i].text) > 20 or this.ends in ("stop", "comma") or bool(this.full)
        if this.kind == "credit" or _is_caption(lines[i], this):
            since = "photo" if since else ""
        elif this.kind != "plain" and not this.kind.startswith("dateline"):
            continue
        elif this.ends != "stop" and body:
            since, place = "line", i
        elif since and since != "text":
            since = "text" if since == "photo" or layout.indents else ""
        elif not layout.indents:
            since = ""
    return named, places


def _is_caption(line: Line, this: Look) -> bool:
    """Whether a line is a caption by its own words: 图为…, or its photographer at its end."""
    return this.kind == "credited" or "图为" in line.text[:200]


def _topic(raw: str, line: Line, before: str) -> list[str]:
    """Whether the words of a line, and of the text below, stand in the text above already."""
    above = raw[max(0, line.start - REACH) : line.start]
    below = raw[line.end : line.end + REACH]
    own = [line.text[i : i + 2] for i in range(len(line.text) - 1)]
    new = [below[i : i + 2] for i in range(2, min(len(below), 240), 2)]
    known = _share(own, above)
    goes_on = _share(new, above)
    return [
        f"known {known} {before}",
        f"taken up {_share(own, below)}",
        f"goes on {goes_on} {before}",
        f"topic {known // 2} {goes_on // 2} {before == 'stop'}",
    ]


def _share(pairs: Sequence[str], text: str) -> int:
    """How many of the pairs of characters stand in a text, from none (0) to all (10)."""
    return round(10 * sum(pair in text for pair in pairs) / max(len(pairs), 1))


def _seam(raw: str, above: Line, line: Line, name: str) -> list[str]:
    """Whether the characters on both sides of a break belong together: in this page, in a word."""
    pair = above.text[-1] + line.text[0]
    near = (max(0, line.start - NEAR), line.start + NEAR)
    count = raw.count(pair, *near)
    three = 0
    if count:
        longer = (above.text[-2:] + line.text[0], above.text[-1] + line.text[:2])
        three = sum(raw.count(chars, *near) for chars in longer)
    word = cuts_word(above.text[-4:], line.text[:4])
    return [
        f"{name} {min(count, 3)} {min(three, 2)}",
        f"{name} word {word}",
        f"{name} {min(count, 2)} {word} {bisect_right(SIZES, len(above.text)) // 2}",
    ]


@functools.lru_cache(maxsize=8192)
def cuts_word(above: str, line: str) -> bool:
    """Whether a break stands inside a word, by the dictionary."""
    at = 0
    for word in tokenizer().cut(above + line, HMM=False):
        at += len(word)
        if at >= len(above):
            return at > len(above)
    return False
