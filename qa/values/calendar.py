"""Intervals of days: months, seasons, weeks, festivals, lunar dates, and how they are written."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lunar_python import Lunar


class Precision(StrEnum):
    """The unit in which the ends of an interval are known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class How(StrEnum):
    STATED = "stated"  # the words name the year themselves
    RELATIVE = "relative"  # resolved against the date of issue or an earlier date in the text


@dataclass(frozen=True, slots=True)
class Interval:
    """First to last day, both included; `first` is None where only the last is known (近日).

    `approximate`: the words name no sharp ends (月底, 1990年前后, 春节期间).
    """

    first: dt.date | None
    last: dt.date
    precision: Precision
    approximate: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601: 2021-05-27, 2021-05, 2021, 2021-05-27/2021-05-29.

        As in ISO 8601-2, `~` behind it says approximate, and `..` is an end that is not known.
        """
        last = _cut(self.last, self.precision)
        first = _cut(self.first, self.precision) if self.first else ".."
        text = last if first == last else f"{first}/{last}"
        return text + "~" * self.approximate


def _cut(date: dt.date, precision: Precision) -> str:
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[precision]
    return date.isoformat()[:length]


def day(date: dt.date) -> Interval:
    return Interval(date, date, Precision.DAY)


def days(first: dt.date, last: dt.date, approximate: bool = False) -> Interval:
    return Interval(first, last, Precision.DAY, approximate)


def months(year: int, first: int, last: int, approximate: bool = False) -> Interval:
    """From a month to a month of `year`, both included; 13 and 14 are those of the next year."""
    start = shift(dt.date(year, 1, 1), first - 1)
    end = shift(dt.date(year, 1, 1), last) - dt.timedelta(1)
    return Interval(start, end, Precision.MONTH, approximate)


def years(first: int, last: int, approximate: bool = False) -> Interval:
    return Interval(dt.date(first, 1, 1), dt.date(last, 12, 31), Precision.YEAR, approximate)


def shift(first_of_month: dt.date, by: int) -> dt.date:
    """The first day of the month that is `by` months later."""
    year, month = divmod(first_of_month.year * 12 + first_of_month.month - 1 + by, 12)
    return dt.date(year, month + 1, 1)


_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "中下旬": (11, 31)}
_THIRDS |= {"上中旬": (1, 20), "上半月": (1, 15), "下半月": (16, 31)}
_ENDS = {"初": (1, 10), "底": (21, 31), "末": (21, 31)}


def part_of_month(year: int, month: int, part: str) -> Interval:
    """上旬 to 下旬 exactly; 初 and 底 stand for the first and last third, approximately."""
    first, last = _THIRDS.get(part) or _ENDS[part]
    last = min(last, calendar.monthrange(year, month)[1])
    return days(dt.date(year, month, first), dt.date(year, month, last), part in _ENDS)


def part_of_year(year: int, part: str) -> Interval:
    """年初 is January, 年中 June and July, 年底 and 年末 December: approximately."""
    first, last = {"初": (1, 1), "中": (6, 7)}.get(part, (12, 12))
    return months(year, first, last, approximate=True)


def season(year: int, name: str) -> Interval:
    """Meteorological seasons, approximately: spring is March to May; winter ends in February."""
    first = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[name]
    return months(year, first, first + 2, approximate=True)


def week(monday: dt.date) -> Interval:
    return days(monday, monday + dt.timedelta(6))


def plan(number: int) -> Interval:
    """The years of China's n-th five-year plan: 1953 to 1957, 1958 to 1962, from 1966 on each 5."""
    first = 1953 + 5 * (number - 1) if number <= 2 else 1966 + 5 * (number - 3)
    return years(first, first + 4)


_SOLAR = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1), "七一": (7, 1)}
_SOLAR |= {"八一": (8, 1), "六一": (6, 1), "三八": (3, 8)}
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15)}
_LUNAR |= {"重阳": (9, 9), "中元": (7, 15)}
FESTIVALS = (*_SOLAR, *_LUNAR, "除夕", "清明")


@functools.cache
def festival(name: str, year: int) -> dt.date | None:
    """The day of a festival in a year, or None outside 1900 to 2100."""
    if name in _SOLAR:
        return dt.date(year, *_SOLAR[name])
    if name == "除夕":
        new_year = festival("春节", year)
        return new_year and new_year - dt.timedelta(1)
    if name == "清明":
        return _solar_term(name, year)
    return from_lunar(year, *_LUNAR[name])


_LUNAR_YEARS = range(1900, 2101)


@functools.cache
def from_lunar(year: int, month: int, day: int, leap: bool = False) -> dt.date | None:
    """The day of a lunar date, or None where there is none or its year is not in 1900 to 2100."""
    if year not in _LUNAR_YEARS:
        return None
    try:
        return _date(_lunar().fromYmd(year, -month if leap else month, day))
    except Exception:  # lunar_python raises Exception itself for a day that a month does not have
        return None


def _solar_term(name: str, year: int) -> dt.date | None:
    if year not in _LUNAR_YEARS:
        return None
    return dt.date.fromisoformat(_lunar().fromYmd(year, 1, 1).getJieQiTable()[name].toYmd())


def _date(lunar: Lunar) -> dt.date:
    return dt.date.fromisoformat(lunar.getSolar().toYmd())


def _lunar() -> type[Lunar]:
    from lunar_python import Lunar  # only where a lunar date is met

    calendar_of: type[Lunar] = Lunar
    return calendar_of
