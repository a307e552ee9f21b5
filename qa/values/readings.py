"""What a date of the calendar means: a function for each such rule of `grammar.py`, of its name."""

from __future__ import annotations

import datetime as dt
import re

from qa.values import calendar as cal
from qa.values.calendar import How, Interval
from qa.values.context import (
    Context,
    Match,
    Reading,
    before,
    date_or_none,
    day_for,
    names_year,
    nearest,
    year_for,
    year_of,
)
from qa.values.numerals import integer

_BASE = tuple("比较由从")
"""Before 上月: the month before the one that a statistic is of, which is not told from today."""


def _month(match: Match, context: Context, day: int | None) -> tuple[dt.date, How] | None:
    """The first day of the month that a match names; without a year, one that has `day` in it."""
    near = match["near_month"]
    if near is None:
        month = integer(match["month"])
        if names_year(match):
            year = year_of(match, context)
            return (dt.date(year[0], month, 1), year[1]) if year else None
        likely = year_for(context, month, day)
        return (dt.date(likely, month, 1), How.RELATIVE) if likely else None
    told = context.day if near[0] in "当同" else context.anchor
    if told is None or (near == "上月" and before(match) in _BASE):
        return None
    by = {"上": -1, "下": 1}.get(near[0], 0)
    return cal.shift(told.replace(day=1), by), How.RELATIVE


def numeric(match: Match, _: Context) -> Reading:
    date = date_or_none(int(match["year"]), int(match["month"]), int(match["day"]))
    return (cal.day(date), How.STATED) if date else None


def span_of_years(match: Match, _: Context) -> Reading:
    first, last = int(match["from"]), int(match["to"])
    return (cal.years(first, last), How.STATED) if first < last <= 2199 else None


def span_of_days(match: Match, context: Context) -> Reading:
    first, last = integer(match["from"]), integer(match["to"])
    pair = "、" in match[0]
    if first >= last or (pair and not (match["both"] or last == first + 1)):
        return None
    found: tuple[dt.date, How] | None = None
    if match["month"] or match["near_month"]:
        found = _month(match, context, first)
    elif not names_year(match) and match["from"].isascii():
        start = day_for(context, first)
        found = (start, How.RELATIVE) if start else None
    if found is None:
        return None
    month, how = found
    start = date_or_none(month.year, month.month, first)
    end = date_or_none(month.year, month.month, last)
    return (cal.days(start, end), how) if start and end else None


def span_of_months(match: Match, context: Context) -> Reading:
    first, last = integer(match["from"]), integer(match["to"])
    last += 12 if last < first else 0
    if names_year(match):
        year = year_of(match, context)
        return (cal.months(year[0], first, last), year[1]) if year else None
    likely = year_for(context, first, None) if first != last else None
    return (cal.months(likely, first, last), How.RELATIVE) if likely else None


_MORE_THAN_A_NAME = re.compile(r"[年\d日号份初底末]|旬|半月")


def date(match: Match, context: Context) -> Reading:
    if not _MORE_THAN_A_NAME.search(match[0]) and match["near_month"] is None:
        return None  # 十月革命, 三月街: a month in Chinese numerals alone is often a name
    day = integer(match["day"]) if match["day"] else None
    found = _month(match, context, day)
    if found is None:
        return None
    month, how = found
    if match["part"]:
        return cal.part_of_month(month.year, month.month, match["part"]), how
    if day is None:
        return cal.months(month.year, month.month, month.month), how
    whole = date_or_none(month.year, month.month, day)
    return (cal.day(whole), how) if whole else None


_OF_SOMETHING = re.compile(r"[^\s,。、;:!?(在于自从至截是][\"')]?$")
"""What stands before 当天 or 前一个月 where something else names it: 活动当天, 开幕前一个月."""


def first_months(match: Match, context: Context) -> Reading:
    count = integer(match["count"])
    if not 1 <= count <= 12:
        return None
    if names_year(match):
        year = year_of(match, context)
        return (cal.months(year[0], 1, count), year[1]) if year else None
    if context.anchor is None or _OF_SOMETHING.search(before(match, 2)):
        return None
    over = context.anchor.month >= count
    return cal.months(context.anchor.year - (not over), 1, count), How.RELATIVE


def part_of_year(match: Match, context: Context) -> Reading:
    found = year_of(match, context)
    if found is None:
        return None
    year, how = found
    if match["quarter"]:
        return _quarter(match, year), how
    if match["half"]:
        return _half(match, year), how
    if match["season"]:
        return cal.season(year, match["season"]), how
    if match["of_year"] or match["middle"]:
        return cal.part_of_year(year, match["of_year"] or match["middle"]), how
    if match["about"]:
        return cal.years(year, year, approximate=True), how
    interval = _festival(match, year)
    return (interval, how) if interval else None


def _quarter(match: Match, year: int) -> Interval:
    number = 1 if match["quarter"] == "首" else integer(match["quarter"])
    if match["first"]:
        return cal.months(year, 1, 3 * number)
    if match["late"]:
        return cal.months(year, 3 * number, 3 * number, approximate=True)
    return cal.months(year, 3 * number - 2, 3 * number)


def _half(match: Match, year: int) -> Interval:
    return cal.months(year, 1, 6) if match["half"] == "上" else cal.months(year, 7, 12)


def _festival(match: Match, year: int) -> Interval | None:
    """The day of a festival; approximately, where the words mean the days around it (春节期间)."""
    day = cal.festival(match["festival"], year)
    words = match[0].replace('"', "").replace("'", "")
    around = not words.endswith((match["festival"], match["festival"] + "节", "当天"))
    return cal.days(day, day, around) if day else None


def year(match: Match, context: Context) -> Reading:
    found = year_of(match, context)
    return (cal.years(found[0], found[0]), found[1]) if found else None


def _years_around(context: Context) -> list[int]:
    """The years in which a date without one can lie."""
    if context.year or context.anchor is None:
        return [context.year] if context.year else []
    return [context.anchor.year + by for by in (-1, 0, 1)]


def part_of_this_year(match: Match, context: Context) -> Reading:
    if match["of_year"] or match["end"]:
        here = context.year or (context.anchor and context.anchor.year)
        part = match["of_year"] or match["end"]
        return (cal.part_of_year(here, part), How.RELATIVE) if here else None
    build = _quarter if match["quarter"] else _half
    return nearest(context, (build(match, year) for year in _years_around(context)))


_NO_DATE = tuple("期时为共满达近约超每逾第过的月")  # 为期3日, 每月15日


def day_of_month(match: Match, context: Context) -> Reading:
    found = None if before(match) in _NO_DATE else day_for(context, int(match["day"]))
    return (cal.day(found), How.RELATIVE) if found else None


_GENERIC = tuple("每逢年张王李刘")  # 每年春节期间, 逢年过节, and the given name 国庆


def holiday(match: Match, context: Context) -> Reading:
    if before(match) in _GENERIC:
        return None
    return nearest(context, (_festival(match, year) for year in _years_around(context)))


_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def lunar(match: Match, context: Context) -> Reading:
    if not match[0].startswith("农历") and match["month"] not in "正腊":
        return None
    month = _LUNAR_MONTHS.get(match["month"]) or integer(match["month"])
    day, leap = integer(match["day"].removeprefix("初")), bool(match["leap"])
    if names_year(match):
        year = year_of(match, context)
        date = cal.from_lunar(year[0], month, day, leap) if year else None
        return (cal.day(date), year[1]) if year and date else None
    dates = [cal.from_lunar(year, month, day, leap) for year in _years_around(context)]
    return nearest(context, (cal.day(date) if date else None for date in dates))


_WITHIN = {"初": (0, 3), "中": (4, 6), "末": (7, 9), "后": (7, 9)}
_PART_OF_CENTURY = {"初": (0, 9), "中": (40, 60), "末": (90, 99)}


def century(match: Match, context: Context) -> Reading:
    decade, when = match["decade"] or match["bare_decade"], match["when"] or match["bare_when"]
    number, how = 20, How.STATED  # 80年代 alone are those of the 20th century
    if match["century"] and match["century"][0] in "上本":
        if context.anchor is None:
            return None
        number, how = context.anchor.year // 100 + (match["century"][0] == "本"), How.RELATIVE
    elif match["century"]:
        number = integer(match["century"])
    if not 11 <= number <= 22:
        return None
    start = 100 * (number - 1)
    if decade:
        low, high = _WITHIN[when[0]] if when else (0, 9)
        if len(decade) == 3:  # 五六十年代 are two decades
            start, high = start + integer(decade[0]) * 10, high + 10
        else:
            start += integer(decade)
        return cal.years(start + low, start + high, approximate=bool(when)), how
    if match["at"]:
        low, high = _PART_OF_CENTURY[match["at"][0]]
        return cal.years(start + low, start + high, approximate=True), how
    return cal.years(start + 1, start + 100), how


def plan(match: Match, _: Context) -> Reading:
    national = len(match["number"]) > 1 or match["period"]  # 澳门“三五”规划 counts its own plans
    if not national or not (match["quote"] or match["period"]):
        return None
    whole = cal.plan(integer(match["number"]))
    if match["edge"] is None or whole.first is None:
        return whole, How.STATED
    edge = whole.first.year if match["edge"] == "初" else whole.last.year
    return cal.years(edge, edge), How.STATED
