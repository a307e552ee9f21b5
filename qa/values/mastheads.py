"""The date of issue that a page prints of itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from qa.records import Slice
from qa.text import fold
from qa.values import calendar as cal
from qa.values.numerals import DIGIT, integer


@dataclass(frozen=True, slots=True)
class Issued:
    """A date of issue that stands in a page at `text[slice]`, and what shows that it is one.

    `how` names the evidence, the strongest first: weekday, lunar, number (第12345期, CN 43-0014),
    masthead (the newspaper's name, 今日8版, 责编), line (the date stands alone at the page's edge).
    """

    date: dt.date
    slice: Slice
    how: tuple[str, ...]


_NUM = rf"[\d{DIGIT}十廿卅]{{1,3}}"
_DATE = re.compile(
    rf"(?P<year>[12]\d{{3}}|[一二][{DIGIT}]{{3}}) ?年 ?(?P<month>{_NUM}) ?月"
    rf"\s{{0,3}}(?P<day>{_NUM})"
    r"(?: ?日|(?=\s{1,3}星 ?期))"  # a large figure on a line of its own has no 日
    r"|(?<!\d)(?P<y>[12]\d{3})(?P<mark>[-./])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)"
)
_WEEKDAY = re.compile(r"(?:星 ?期|周|礼 ?拜) ?([一二三四五六日天])")
_LUNAR = re.compile(  # the newspaper prints it with or without 农历: 辛丑年四月十七
    r"(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年?|农 ?历|夏历|阴历)\s*"
    rf"(?P<leap>闰)?(?P<month>正|腊|冬|十[一二]?|[{DIGIT}])月[大小]?"
    rf"(?P<day>初[{DIGIT}十]|[一二三]?十[{DIGIT}]?|[廿卅][{DIGIT}]?)(?!日)"
)
_NUMBER = re.compile(
    r"(?:总 ?)?第 ?\d[\d,]* ?[期号]|cn ?\d\d-\d{4}|国内统一(?:连续出版物|刊)号|代号|issn"
)
_MASTHEAD = re.compile(
    r"[一-鿿]{1,6}(?:日 ?报|晚 ?报|晨 ?报|时 ?报|都市报|商报|周刊|周报|导报|青年报)(?![道社记讯])"
    r"|第? ?\d{1,3} ?版|责任?编辑?|编辑:|版式|校对|出版|主办|头版|要闻"
)
_HEAD, _FOOT = 900, 400
"""Characters at either end of a page in which a masthead or folio line stands."""
_BESIDE = 90
"""Characters around a date in which what belongs to the masthead stands."""
_WEIGHTS = {"weekday": 4, "lunar": 4, "number": 3, "masthead": 2, "line": 1}
_ENOUGH = 3
"""Weight that makes a date one of issue: a weekday or an issue number, or a name on a bare line."""


def issue_date(text: str) -> Issued | None:
    """The date of issue stated on a raw page, or None where none is, or two differ equally.

    Only a full date near the top or the bottom counts, with something of a masthead beside it. One
    whose weekday or lunar date contradicts the calendar is taken for no date of issue at all.
    """
    folded = fold(text)
    best: dict[dt.date, tuple[int, Issued]] = {}
    for match in _DATE.finditer(folded):
        if _HEAD < match.start() < len(folded) - _FOOT:
            continue
        date = _read(match)
        how = _evidence(folded, match, date) if date else None
        if date is None or how is None:
            continue
        weight = sum(_WEIGHTS[name] for name in how)
        if weight >= _ENOUGH and weight > best.get(date, (0, None))[0]:
            best[date] = weight, Issued(date, match.span(), how)
    ranked = sorted(best.values(), key=lambda found: -found[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _read(match: re.Match[str]) -> dt.date | None:
    parts = [match[name] for name in (("year", "month", "day") if match["year"] else "ymd")]
    try:
        return dt.date(*(integer(part) for part in parts))
    except ValueError:
        return None


def _evidence(folded: str, match: re.Match[str], date: dt.date) -> tuple[str, ...] | None:
    """What shows that a date is one of issue; None where the calendar contradicts it."""
    before, behind = _beside(folded, match)
    around = f"{before}\n{behind}"
    weekday = _WEEKDAY.match(behind.lstrip(" \n\t,(|·/-")) or _WEEKDAY.search(behind, 0, 40)
    weekday = weekday or _WEEKDAY.search(before, max(0, len(before) - 12))
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != date.weekday():
        return None
    lunar = _LUNAR.search(around)
    told = _lunar_date(lunar, date) if lunar else None
    if told is False:
        return None
    whole = (
        folded[folded.rfind("\n", 0, match.start()) + 1 : match.end()] + behind.partition("\n")[0]
    )
    in_sentence = re.search(r"[。;]|[,、](?!\s)", whole) is not None
    if in_sentence and not (weekday or told):
        return None
    shown = {
        "weekday": bool(weekday),
        "lunar": bool(told),
        "number": bool(_NUMBER.search(around)),
        "masthead": bool(_MASTHEAD.search(around)),
        "line": len(whole.strip()) <= 40,
    }
    return tuple(name for name, is_shown in shown.items() if is_shown)


def _beside(folded: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a date, up to the end of a sentence or an empty line twice."""
    before = re.split(r"[。!?]", folded[max(0, match.start() - _BESIDE) : match.start()])[-1]
    behind = re.split(r"[。!?]", folded[match.end() : match.end() + _BESIDE])[0]
    return before, behind


def _lunar_date(match: re.Match[str], date: dt.date) -> bool | None:
    """Whether a lunar date falls on a day; None where it is no lunar date of its years."""
    month = {"正": 1, "冬": 11, "腊": 12}.get(match["month"]) or integer(match["month"])
    day = integer(match["day"].removeprefix("初"))
    years = (date.year - 1, date.year)
    days = [cal.from_lunar(year, month, day, bool(match["leap"])) for year in years]
    return None if days == [None, None] else date in days
