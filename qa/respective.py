"""Which of several things told one by one a question asks for: 甲和乙分别于5月和7月开工."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from qa import text
from qa.records import Slice

_TOLD = re.compile("分别|依次")
_EACH = re.compile(rf"(?:{_TOLD.pattern})(?!同|与|和|会见|会谈|接见|看望|走访|慰问)")
"""Where persons meet, each of them may have met all: 甲和乙分别会见了丙和丁."""
_STOP = re.compile(r"[，,。．；;：:！!？?…\n](?!\d)")
_QUOTED = re.compile("《[^》]*》|“[^”]*”")
_UNDIVIDED = re.compile(rf"{_QUOTED.pattern}|（[^）]*）|\([^)]*\)")
_JOINT = re.compile("、|(?<=[》”])(?=[《“])")
_CONJUNCTIONS = frozenset(["和", "与", "及", "以及"])
_HAN = "[一二三四五六七八九十百两]+"
_NUMBER = rf"(?:\d[\d.,]*|第{_HAN}|{_HAN}(?=[万亿个名位人件项年月日号元倍级次成]))"
_FIGURE = re.compile(rf"[约近超逾]?{_NUMBER}(?:[万亿年月]{_NUMBER})*")
_RELATION = re.compile("(?:[为是于在由以到达]|来自|对应|成为|获得?)*")
_SAID_BETWEEN = 12  # characters at most between the comma behind what is named and 分别
_CLEAR = 2  # characters by which the words of one thing must exceed those of any other


def meant(passage: str, start: int, end: int, question: str) -> Slice:
    """The range [start, end), or what stands parallel to the one thing that the question names.

    For a range in a sentence that tells as many values, one by one, as it names things: it may be
    of the values or of the things, all of them or one, which may be the wrong one. Nothing changes
    where the question names none of them, or more than one.
    """
    if _TOLD.search(question) or not _EACH.search(passage):
        return start, end
    opening, closing = next((a, b) for a, b in text.sentences(passage) if start < b)
    named: list[list[Slice]] = []
    veiled = _UNDIVIDED.sub(lambda m: m[0][0] + "＿" * (len(m[0]) - 2) + m[0][-1], passage)
    for each in _EACH.finditer(veiled, opening, closing):
        stop = _STOP.search(veiled, each.end(), closing)
        told = _parts(veiled, each.end(), stop.start() if stop else closing)
        if len(told) == 1:
            continue
        named.append(_things(veiled, opening, each.start(), told))
        for things in reversed(named):  # the nearest first
            for side, other in ((told, things), (things, told)):
                if len(side) == len(other) and side[0][0] <= start and end <= side[-1][1]:
                    which = _asked_for([passage[slice(*one)] for one in other], question)
                    if which is not None:
                        a, b = _member(passage, veiled, side, which, (start, end))
                        return (a, b) if a < b else (start, end)
    return start, end


def _parts(veiled: str, start: int, end: int) -> list[Slice]:
    """The ranges of what 、 or 和 and the like join."""
    joints = [m.span() for m in _JOINT.finditer(veiled, start, end)]
    words = text.words(veiled[start:end])
    joints += [(start + a, start + b) for word, a, b in words if word in _CONJUNCTIONS]
    begins, ends = zip(*[(start, start), *sorted(joints), (end, end)], strict=True)
    return list(zip(ends, begins[1:], strict=False))


def _things(veiled: str, start: int, end: int, told: Sequence[Slice]) -> list[Slice]:
    """As many things as are `told` of: enumerated before `end`, or named in a clause each."""
    many = len(told)
    parts = _parts(veiled, start, end)[-many:]
    if len(parts) == many and _enumerated(veiled, start, parts):
        return [_last_clause(veiled, *parts[0]), *parts[1:]]
    stops = [start, *(m.end() for m in _STOP.finditer(veiled, start, end)), end]
    *clauses, (last, _) = itertools.pairwise(stops)
    figures = all(_FIGURE.search(veiled, *one) for one in told)
    return clauses[-many:] if figures and end - last <= _SAID_BETWEEN // 2 else []


def _enumerated(veiled: str, start: int, parts: Sequence[Slice]) -> bool:
    """Whether these parts are the whole of an enumeration, with little said behind it."""
    (first, _), *inner, (last, end) = parts
    behind = _STOP.search(veiled, last, end)
    return (
        (first == start or _last_clause(veiled, *parts[0]) != parts[0])
        and not any(_STOP.search(veiled, *part) for part in inner)
        and (not behind or (behind[0] in "，," and end - behind.end() <= _SAID_BETWEEN))
    )


def _last_clause(veiled: str, start: int, end: int) -> Slice:
    return max((m.end() for m in _STOP.finditer(veiled, start, end)), default=start), end


def _asked_for(names: Sequence[str], question: str) -> int | None:
    """Which of these names a question says; other words stand before the first, behind the last."""
    before, behind = max(map(len, names[1:])), max(map(len, names[:-1]))
    asked = {word for word, _, _ in text.words(question)}
    for size in (behind, 2 * behind):
        cut = (names[0][-before:], *names[1:-1], names[-1][:size])
        words = [{word for word, _, _ in text.words(name)} for name in cut]
        scores = [
            sum(map(_weight, (own & asked).difference(*words[:i], *words[i + 1 :])))
            for i, own in enumerate(words)
        ]
        *_, second, best = sorted(scores)
        if best - second >= _CLEAR:
            return scores.index(best)
    return None


def _weight(word: str) -> int:
    """Its characters; a letter or a number tells as much as a word of Chinese."""
    return max(len(word), _CLEAR if word.isascii() else 1)


def _member(passage: str, veiled: str, side: Sequence[Slice], which: int, span: Slice) -> Slice:
    """The bounds of one of the parallel things, as the others and the `span` show them."""
    start, end = side[which]
    figures = [list(_FIGURE.finditer(veiled, *one)) for one in side]
    if all(figures):
        unit = re.split("[（(]", passage[figures[0][-1].end() : side[0][1]])[0]
        found = figures[which][-1 if which == 0 else 0]
        return found.start(), found.end() + len(unit) * passage.startswith(unit, found.end())
    quoted = [_QUOTED.search(passage, *one) for one in side]
    if all(quoted) and (title := quoted[which]):
        return title.span()
    if start < span[0] < end:
        start = span[0]
    elif which == 0 and (relation := _RELATION.match(passage, start, end)):
        start = relation.end()
    return start, span[1] if which == len(side) - 1 and start < span[1] < end else end
