"""Dates in a text, resolved against its date of issue."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.text import fold
from qa.values import nearby, readings
from qa.values.calendar import How, Interval, Precision
from qa.values.context import Context, Match, Reading
from qa.values.grammar import CLOCK, RULES, Rule
from qa.values.numerals import integer


@dataclass(frozen=True, slots=True)
class When:
    """A date in a text: `text[start:end]` names `interval`.

    `clock` is the time of day of its first day, where a full hour is named; 上午 alone is none.
    """

    start: int
    end: int
    interval: Interval
    how: How
    clock: dt.time | None = None

    @property
    def iso(self) -> str:
        """ISO 8601, with the time of day where there is one: 2021-05-27T15:00."""
        clock = f"T{self.clock:%H:%M}" if self.clock else ""
        return self.interval.iso + clock


_READINGS: dict[str, Callable[[Match, Context], Reading]] = {
    rule.name: getattr(nearby, rule.name, None) or getattr(readings, rule.name) for rule in RULES
}
_BY_OPENING: dict[str, tuple[Rule, ...]] = {
    char: tuple(rule for rule in RULES if char in rule.opens)
    for char in sorted({char for rule in RULES for char in rule.opens})
}
_OPENING = re.compile(
    r"(?<![\d.])\d|[" + re.escape("".join(c for c in _BY_OPENING if not c.isdigit())) + "]",
    re.ASCII,  # no digits of other scripts: no rule begins with them
)
_DATELINE = re.compile(
    r"(?:本报|本台|本社|新华社|中新社|人民网|新华网|中新网|[一-鿿]{2}社)[^\s,。:\"()]{0,12}?"
    r"(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})日 ?专?电(?![子商话影视力气动网站台])"
    r"|(?:(?<=[报社网台])|[一-鿿]{1,6}(?<![通资简快短喜]))讯(?![员息号]))"
)
_WIRED_BEFORE = dt.timedelta(15)
"""Days that a dateline can lie before the day of issue; one that is older is not of this text."""
_TO = re.compile(r" ?(?:至|到|-{1,2}|~) ?")
_GLOSS = re.compile(r"[昨今明前][天日晚][^,。]{0,2}\(")  # 今天(31日): the figure is the surer
_UNTIL = re.compile(r"(?:(?<!截)至|到|^ ?(?:-{1,2}|~)) ?$")
_EVERY = re.compile(r"每[年月逢到周]?(?:的|农历)?$")  # every year: no date
_EVERY_ENDS = tuple("每年月逢到周的历")
_SENTENCE_END = re.compile(r"[。!?\n]")
_AHEAD = re.compile("将|拟(?!定)|预计|计划|有望|即将|截止|届时|定于|力争|争取")
_CLAUSE = re.compile(r"[。;!?\n]")
_NEAR = 24
"""Characters before or behind a date in which 将 speaks of it."""


_TOLD = 300
"""Characters: 当天 further than this behind a date does not mean that date."""


def find(text: str, issue: dt.date | None, literal: bool = False) -> list[When]:
    """The dates that a text names, in reading order, without overlaps.

    Hand over an article's whole text: 今天 is the day of its dateline (新华社北京5月27日电), and
    当日 or 次日 is told from the day named before. Without a year a date is the nearest one, rather
    past than to come, unless the clause speaks of the future. 近日 has no first day. A date that
    cannot be resolved (`issue` None and no year; 当日 after no day) is left out. `literal` takes
    今天 for the day of issue also in a text without dateline, where it can mean the present age.
    """
    folded = fold(text)
    datelines = [(m.start(), _wired(m, issue)) for m in _DATELINE.finditer(folded)]
    context = Context(issue, reported=literal)
    found: list[When] = []
    at = 0
    while match := _OPENING.search(folded, at):
        at = match.start()
        while datelines and datelines[0][0] <= at:
            context.anchor, context.reported, context.year = datelines.pop(0)[1], True, None
        _move(context, folded, found[-1] if found else None, at)
        when = _read(folded, at, context)
        if when is None:
            at += 1
            continue
        at = when.end
        _remember(context, when)
        if found and _ends(found[-1], when) and _TO.fullmatch(folded, found[-1].end, when.start):
            when = _joined(found.pop(), when)
        elif found and _GLOSS.fullmatch(folded, found[-1].start, when.start):
            found[-1] = dataclasses.replace(found[-1], interval=when.interval)
        found.append(when)
    return found


def _wired(match: Match, issue: dt.date | None) -> dt.date | None:
    """The day that a dateline names, where it lies shortly before the day of issue."""
    if issue is None or not match["month"]:
        return issue
    for year in (issue.year, issue.year - 1):
        try:
            day = dt.date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        if dt.timedelta(0) <= issue - day <= _WIRED_BEFORE:
            return day
    return issue


def _move(context: Context, folded: str, last: When | None, at: int) -> None:
    """What holds for a date at `at`: the interval it may end, the sentence it stands in."""
    context.floor = None
    if last is None:
        return
    if at - last.end > _TOLD:
        context.day = None
    between = folded[last.end : at]
    if _SENTENCE_END.search(between) or between.endswith("截至"):
        context.year = None  # 截至 is told from now, whatever year was spoken of
    elif _UNTIL.search(between):
        context.floor = last.interval.first


def _read(folded: str, at: int, context: Context) -> When | None:
    if folded[at - 1 : at] in _EVERY_ENDS and _EVERY.search(folded, max(0, at - 4), at):
        return None
    for rule in _BY_OPENING[folded[at]]:
        match = rule.pattern.match(folded, at)
        if match is None or match.end() == at:
            continue
        context.ahead = _is_ahead(folded, at, match.end())
        reading = _READINGS[rule.name](match, context)
        if reading:
            return When(at, match.end(), *reading, _clock(match))
    return None


def _is_ahead(folded: str, start: int, end: int) -> bool:
    before = _CLAUSE.split(folded[max(0, start - _NEAR) : start])[-1]
    behind = _CLAUSE.split(folded[end : end + _NEAR], maxsplit=1)[0]
    return _AHEAD.search(before) is not None or _AHEAD.search(behind) is not None


def _clock(match: Match) -> dt.time | None:
    groups = match.groupdict()
    if not groups.get("hour"):
        return None
    hour, part = integer(groups["hour"]), groups["hours"] or ""
    minute = groups["minute"] or groups["minutes"] or "0"
    if hour < 12 and part in ("下午", "午后", "傍晚", "晚间", "晚上", "深夜", "晚", "夜"):
        hour += 12
    return dt.time(hour, 30 if minute == "半" else int(minute)) if hour < 24 else None


_TIME = re.compile(CLOCK)


def time_of_day(text: str) -> dt.time | None:
    """The time of day that a text names as a whole (12:30; 下午3时半 is 15:30), or None."""
    match = _TIME.fullmatch(fold(text).strip())
    return _clock(match) if match else None


def _remember(context: Context, when: When) -> None:
    if when.how is How.STATED and when.interval.precision is not Precision.YEAR:
        context.year = when.interval.last.year
    elif when.how is How.STATED and when.interval.first and not when.interval.approximate:
        only = when.interval.first.year == when.interval.last.year
        context.year = when.interval.last.year if only else context.year
    if when.interval.first == when.interval.last and not when.interval.approximate:
        context.day = when.interval.last


def _ends(first: When, last: When) -> bool:
    """Whether one date can be the end of an interval that the other opens."""
    opens = first.interval.first
    return opens is not None and opens <= last.interval.last and last.interval.first is not None


def _joined(first: When, last: When) -> When:
    """Two dates with 至 between them as one interval, in the finer of their units."""
    units = (first.interval.precision, last.interval.precision)
    unit = next(p for p in Precision if p in units)
    approximate = first.interval.approximate or last.interval.approximate
    whole = Interval(first.interval.first, last.interval.last, unit, approximate)
    how = How.STATED if first.how is last.how is How.STATED else first.how
    return dataclasses.replace(first, end=last.end, interval=whole, how=how)
