"""What a day means that is told from another one: a function for each such rule of `grammar.py`."""

from __future__ import annotations

import datetime as dt
import re

from qa.values import calendar as cal
from qa.values.calendar import How, Interval, Precision
from qa.values.context import Context, Match, Reading, before
from qa.values.numerals import integer


def _from(day: dt.date, by: int) -> tuple[Interval, How]:
    return cal.day(day + dt.timedelta(by)), How.RELATIVE


_NEAR_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_FIGURATIVE = re.compile(  # 时至今日, 美好的明天, 宛如就在昨天
    r"(?:[像到至如的那个与和向古从造是对年]|放眼|(?:宛如|仿佛|恍如|犹如)[^,。]{0,3})$"
)
_EXACT = re.compile(r"起|[上下中]午|凌晨|[早清]晨|[早晚]上|傍晚|晚")


def near_day(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return None
    word = match["word"]
    exact = word[-1] in "晚夜晨" or match["hours"] or _EXACT.match(match.string, match.end())
    if not exact and len(word) == 2 and word[0] in "昨今明":
        told = context.reported or word[0] == "昨"
        figurative = not context.floor and _FIGURATIVE.search(before(match, 5))
        if match["of"] or not told or figurative:
            return None  # 今天 and 明天 are as often the present age and the future
    return _from(context.anchor, _NEAR_DAYS[word[:2] if word[0] == "大" else word[0]])


_OF_SOMETHING = re.compile(r"[^\s,。、;:!?\"'(在于自从至截是]$|[^\s,。、;:!?(][\"')]$")
"""What stands before 当天 where something else names it: 活动当天, “无作业日”当天."""
_ACTS = re.compile(r"还|也|在|对|就|同|与|宣布|表示|说|称|发[布表]|会见|抵达|举行|签署")


def that_day(match: Match, context: Context) -> Reading:
    if context.day is None:
        return None
    if match["word"][0] in "次翌":
        return None if before(match) == "至" else _from(context.day, 1)
    if _OF_SOMETHING.search(before(match, 2)) and not _ACTS.match(match.string, match.end()):
        return None
    return _from(context.day, 0)


_COUNTED = tuple("每逢个一两二三四五六七八九十几多")  # 每周三, 一周三练
_WEEKS = {"上上": -2, "上": -1, "下": 1}


def week(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return None
    monday = context.anchor - dt.timedelta(context.anchor.weekday())
    if match["bare"]:
        if before(match) in _COUNTED or not context.reported:
            return None
        by = _weekday(match["only"])
        to_come = by > context.anchor.weekday() and not context.ahead
        return _from(monday, by - 7 * to_come)
    monday += dt.timedelta(7 * _WEEKS.get(match["which"], 0))
    if match["weekday"]:
        return _from(monday, _weekday(match["weekday"]))
    saturday, sunday = monday + dt.timedelta(5), monday + dt.timedelta(6)
    first = saturday if match[0].endswith("末") else monday
    return cal.days(first, sunday), How.RELATIVE


def _weekday(name: str) -> int:
    return 6 if name == "天" else "一二三四五六日".index(name)


def recent(_: Match, context: Context) -> Reading:
    if context.anchor is None:
        return None
    return Interval(None, context.anchor, Precision.DAY), How.RELATIVE


_LONGEST = 30
"""Days up to which 10天前 counts them; a larger number is a round one."""


def days_ago(match: Match, context: Context) -> Reading:
    count = integer(match["count"])
    if context.anchor is None or not 1 <= count <= _LONGEST:
        return None
    return _from(context.anchor, -count)
