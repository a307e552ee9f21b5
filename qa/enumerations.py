"""The whole of an enumeration (甲、乙和丙等人) of which a span is a part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Slice

_AND_OTHERS = re.compile(r"等(?!级|奖|于|待|候|额|同)")
_HARD = re.compile(rf"[，,。．；;：:！!？?…\n]|{_AND_OTHERS.pattern}")
_CLOSING = re.compile(rf"[）)]|{_HARD.pattern}")
"""What no enumeration of names and things goes beyond; 等 ends it."""
_OPENING = frozenset("《“‘「『")
_CLASS = re.compile("地(?![区方段带])|国(?!家)|人(?![员士物才民群])")
"""What 等 calls all items, whatever was asked for; the first character of a word is none."""
_SEVERAL = re.compile("、|[》”’」』][《“‘「『]|[》”’」』](?:和|及|与)")
_LAST = re.compile(r"以及|和|及|与")
_LONGEST = 40  # characters of an item: longer ones are clauses


def several(text: str) -> bool:
    """Whether a text names several things one behind another."""
    return _SEVERAL.search(text) is not None


def and_others(text: str, start: int, end: int, kinds: Sequence[str] = ()) -> Slice:
    """The range [start, end), with the 等 that follows where it enumerates things.

    Without it an open list would seem complete. With what 等 calls them too: 等地, 等人, or the
    first of the `kinds` of thing asked for that stands there (等相关部门).
    """
    others = _AND_OTHERS.match(text, end) if _SEVERAL.search(text, start, end) else None
    if not others:
        return start, end
    named = _CLASS.match(text, others.end())
    if kinds and not named:  # 等形式多样的活动 does not call them 形式
        asked = "|".join(map(re.escape, kinds))
        named = re.compile(rf"\w{{0,4}}?(?:{asked})(?!\w{{1,4}}的)").match(text, others.end())
    return start, (named or others).end()


def whole(text: str, start: int, end: int) -> Slice:
    """The range [start, end), prolonged over the items that follow it in the same enumeration.

    Items follow with 、, or each in its own marks (《甲》《乙》), the last one with 和, 及 or 与.
    Where other words follow the last item without a mark between, it is left out unless its own
    marks tell its end, or the character that ends all others (甲战、乙战和丙战的消息).
    """
    if start >= end:
        return start, end
    if _HARD.search(text, start, end):  # a clause, not an item
        return start, end
    last = text[end - 1]
    marked = last in "》”’」』"
    stop = (_HARD if marked else _CLOSING).search(text, end)
    limit = stop.start() if stop else len(text)
    many = "、" in text[start:end]
    at = end
    while at < limit:
        rest = text[at:limit]
        if marked and rest[0] in _OPENING:
            item = 0
        elif rest[0] == "、":
            item = 1
        elif (conjunction := _LAST.match(rest)) and (many or marked):
            item = conjunction.end()
        else:
            break
        length = _item(rest[item:], last, marked=marked)
        if not length:
            break
        at, many = at + item + length, True
    return start, at


def _item(rest: str, last: str, *, marked: bool) -> int:
    """How long the item is that a text begins with, or 0 where that cannot be told."""
    if marked:
        closing = rest.find(last) + 1
        return closing if rest[:1] in _OPENING and closing <= _LONGEST else 0
    following = rest.find("、")
    if following >= 0:
        return following if following <= _LONGEST else 0
    if conjunction := _LAST.search(rest, 1):
        before = rest[: conjunction.start()]
        if before.endswith(last) or len(rest) <= _LONGEST:
            return conjunction.start()
    closing = rest.rfind(last) + 1
    if closing and closing <= _LONGEST:
        return closing
    return len(rest) if len(rest) <= _SHORT else 0


_SHORT = 8
"""Characters of a last item that nothing but the end of its clause bounds."""
