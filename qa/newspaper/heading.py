"""The lines above an article -> kicker, headline, subheads and column."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.newspaper import chain, marks, observe
from qa.newspaper.lines import Line
from qa.newspaper.repair import glued, stacked
from qa.records import Excerpt

LABELS = "KkTtSs"
"""First and further lines of a Kicker, the Title, a Subhead."""
_SIZES = (5, 8, 10, 12, 14, 16, 18, 20, 23, 26, 30, 36, 45)
_SURE = 3.0
_DOUBT = 2.5
"""Log odds of a headline above against a kicker: the most that one heading weighs on its page, and
those by which a single kicker shows that the page sets kickers above."""
_SOME = 5
"""Headings of two lines and more that show how a page sets them."""
_LONGEST = 80
"""Characters of heading lines beyond which they are not one headline."""
_SERIES = re.compile(r"[（(][^（）()]*[）)]$")
_AFTER = {"K": "kKT", "k": "kKT", "T": "tS", "t": "tS", "S": "sS", "s": "sS"}
_LENGTHS = (150, 300, 500, 800, 1300, 2500)
_ACTS = re.compile(
    r"(?:召开|举行|出席|主持|会见|启动|发布|调研|公布|开幕|闭幕|印发|通过|审议|举办|揭晓|落户|致辞|讲话)"
)
_OWNERS = re.compile(
    r"(?:省|市|县|区|乡|镇|村|公司|大学|学院|医院|集团|中心|法院|团队|委员会|部|局)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts above an article; a part that it does not have is empty."""

    kicker: Excerpt
    headline: Excerpt
    subheads: tuple[Excerpt, ...]
    column: Excerpt


@dataclass(frozen=True, slots=True)
class Below:
    """What stands under the heading lines of an article."""

    opening: str  # its first characters
    kind: str  # of its first line: a byline, a dateline, plain text
    length: int  # characters of the article's text


def parse(raw: str, blocks: Sequence[tuple[Sequence[Line], Below]]) -> list[Heading]:
    """Tell the heading lines of each article of a page apart."""
    columns = [_columns(lines) for lines, _ in blocks]
    titles = [
        ([line for line in lines if line not in named], below)
        for (lines, below), named in zip(blocks, columns, strict=True)
    ]
    model = _model()
    seen = [(*observed(raw, lines, below), _barred(lines)) for lines, below in titles]
    if _titles_first([lines for lines, _ in titles], seen):
        for (lines, _), (_, _, barred) in zip(titles, seen, strict=True):
            if len(lines) > 1 and not marks.is_kicker(lines[0].text):
                barred[0] += "K"
    labels = [model.decode(*one) for one in seen]
    return [
        _heading(raw, lines, found, named)
        for (lines, _), found, named in zip(titles, labels, columns, strict=True)
    ]


@functools.cache
def _model() -> chain.Chain:
    """The shipped model, with the order of the parts: kickers, one headline, subheads."""
    model = chain.load("heading")
    move = model.move.copy()
    for i, before in enumerate(LABELS):
        for j, label in enumerate(LABELS):
            if label not in _AFTER[before]:
                move[:, i, j] = -np.inf
    first = np.where([label in "KT" for label in model.labels], model.first, -np.inf)
    return replace(model, move=move, first=first.astype(np.float32))


def _titles_first(
    headings: Sequence[Sequence[Line]], seen: Sequence[tuple[list[list[str]], list[str], list[str]]]
) -> bool:
    """Whether a page sets headlines above what leads to them: by all its headings together."""
    model = _model()
    odds = []
    for lines, (names, steps, barred) in zip(headings, seen, strict=True):
        if len(lines) > 1 and not marks.is_kicker(lines[0].text):
            title = model.score(names, steps, ["K" + barred[0], *barred[1:]])
            kicker = model.score(names, steps, ["T" + barred[0], *barred[1:]])
            odds.append(min(max(title - kicker, -_SURE), _SURE))
    return len(odds) >= _SOME and min(odds) > -_DOUBT and sum(odds) > 0


def _barred(lines: Sequence[Line]) -> list[str]:
    """What heading lines cannot be: a line behind a colon goes on, one with a dash opens anew."""
    barred = []
    long = sum(len(line.text) for line in lines) > _LONGEST
    for above, line in zip([None, *lines], lines, strict=False):
        no = "Kk" if line.text[-1] in "：:" else ""
        if above and above.text[-1] in "：:":
            no += "KTS"
        elif line.text.startswith("——") or (above and marks.names_its_series(above.text)):
            no += "kts"
        elif above and (line.gap or long) and not _is_cut(above.text, line.text, long):
            no += "t"
        barred.append(no)
    return barred


def _is_cut(above: str, line: str, long: bool) -> bool:
    """Whether two heading lines that seem to stand apart are evidently parts of one."""
    alike = not long and len(_SERIES.sub("", line)) == len(above)  # a couplet
    return alike or marks.is_unfinished(above) or observe.cuts_word(above[-4:], line[:4])


def _columns(lines: Sequence[Line]) -> list[Line]:
    """The heading lines that name a column and are not the headline."""
    columns = [line for line in lines if marks.is_column(line.text)]
    slogans = sum(marks.is_slogan(line.text) for line in columns)
    return [] if len(columns) == len(lines) or slogans == 1 else columns


def _heading(raw: str, lines: Sequence[Line], labels: str, columns: Sequence[Line]) -> Heading:
    groups: list[tuple[str, list[Line]]] = []
    for line, label in zip(lines, labels, strict=True):
        if groups and label.islower():
            groups[-1][1].append(line)
        else:
            groups.append((label.upper(), [line]))
    return Heading(
        kicker=stacked(raw, [line for label, part in groups if label == "K" for line in part]),
        headline=glued(raw, [line for label, part in groups if label == "T" for line in part]),
        subheads=tuple(glued(raw, part) for label, part in groups if label == "S"),
        column=stacked(raw, columns),
    )


def observed(raw: str, lines: Sequence[Line], below: Below) -> tuple[list[list[str]], list[str]]:
    """The features of heading lines and the steps between them, for `Chain.decode`."""
    found, steps = [], []
    count = len(lines)
    gaps = [line.gap for line in lines[1:]]
    mixed = len(set(gaps)) > 1
    series = [i for i, line in enumerate(lines) if marks.names_its_series(line.text)]
    whole = min(sum(len(line.text) for line in lines) // 12, 6)
    shares = [_share(line.text, below.opening) for line in lines]
    leads = [_share(line.text, below.opening[:120]) for line in lines]
    size_below = bisect_right(_LENGTHS, below.length)
    story = f"{below.kind} {size_below}"
    for i, line in enumerate(lines):
        text = line.text
        size = bisect_right(_SIZES, len(text))
        place = f"{i + 1} of {min(count, 5)}"
        names = [
            place,
            f"size {size}",
            f"size {size} {place}",
            f"leads {place} {marks.is_kicker(text)}",
            f"story {story} {place}",
            f"story {story} {place} {whole}",
            f"story {story} {place} {any(map(str.isdigit, text))}",
            f"ends {_mark(text[-1])} {place}",
            f"opens {_mark(text[0])} {place}",
            f"space {any(map(str.isspace, text))} {place}",
            f"taken up {shares[i]} {place}",
            f"digits {any(map(str.isdigit, text))}",
            f"acts {bool(_ACTS.search(text))}",
            f"owners {bool(_OWNERS.search(text))} {place}",
            f"comma {'，' in text}",
            f"colon {'：' in text}",
            f"quote {'“' in text}",
            f"asks {'？' in text or '！' in text}",
            f"first {text[0]} {min(i, 1)}",
            f"last {text[-1]} {min(i, 1)}",
            f"rank {place} {_rank(shares, i)}",
            f"lede {place} {leads[i]}",
            f"length {place} {sum(len(x.text) > len(text) for x in lines)} {whole}",
            f"first {text[:2]}",
            f"last {text[-2:]}",
        ]
        if marks.is_kicker(text):
            names.append(f"leads {place}")
        if i in series[-1:]:
            names.append("series")
        elif series and i < series[-1]:
            names.append(f"series below {min(count - i, 4)}")
        found.append(names)
        if i:
            above = lines[i - 1].text
            near = (max(0, line.start - observe.NEAR), line.start + observe.NEAR)
            seam = raw.count(above[-1] + text[0], *near)
            wide = (
                f"={min(line.gap, 1)}" if not mixed else "wide" if line.gap > min(gaps) else "close"
            )
            like = abs(len(above) - len(text)) <= 1
            cut = marks.is_open(above) and not marks.is_open(above + text)
            word = observe.cuts_word(above[-4:], text[:4])
            both = bisect_right(_SIZES, (len(above) + len(text)) * 2 // 3)
            steps.append(f"{wide} {'open' if cut else ''} {like} {word}")
            names += [
                f"step {wide}",
                f"step like {like} {wide}",
                f"step seam {min(seam, 4)} {wide}",
                f"step word {word} {wide}",
                f"step both {both} {wide}",
                f"step whole {whole} {both} {count}",
                f"step open {cut}",
                f"step longer {len(text) > len(above)} {abs(len(text) - len(above)) // 3}",
            ]
    return found, steps


def _rank(shares: Sequence[int], i: int) -> str:
    """How many of some numbers are above one of them, and how many below."""
    return f"{sum(x > shares[i] for x in shares)} {sum(x < shares[i] for x in shares)}"


def _mark(char: str) -> str:
    return "word" if char.isalnum() else char


def _share(text: str, below: str) -> int:
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return round(5 * sum(pair in below for pair in pairs) / max(len(pairs), 1))
