"""The time that a question asks about: what retrieval prefers, and how a page would put it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from qa.text import fold
from qa.values.calendar import How
from qa.values.dates import When, find
from qa.values.grammar import YEAR
from qa.values.numerals import DIGIT, integer

_OF_ISSUE = re.compile(
    r"的?(?:(?:这|那)?[一]?期|当[天日])?的?(?:(?!日期)[一-鿿]{0,4}(?:日报|晚报|晨报|时报)|报纸?(?![告道名考])|头版|版面|要闻|头条|"
    r"报道|新闻|刊[发登载]|见报|登[出载]|发表|发行)"
)
_BEFORE = re.compile(r"(?:刊[发登载]于|见报于|发表于|发表在|登在|出版于|报纸|日报)[,的]?$")
_SLACK = dt.timedelta(400)
"""Days around an archive in which its pages can speak of a day: a year back or ahead, and a bit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The time in a question; `of_issue`: the newspaper's day (28日的报纸), not an event's."""

    when: When
    of_issue: bool


def asked(question: str, today: dt.date, issues: tuple[dt.date, dt.date] | None) -> Asked | None:
    """The time that a question names, or None where it names none, or none that can be known.

    `issues` are the archive's first and last day of issue. What the question leaves open is told
    from `today` where the archive reaches there, and otherwise from its last day of issue: for a
    page of May 2021, 昨天 is the day before it was printed, and 5月27日 of that year. None where a
    month or day without a year could be of several years of the archive.
    """
    whens = _read(question, today, issues)
    if not whens:
        return None
    when = whens[0]  # 2021年 … 5月27日: the finer one says more
    for other in whens[1:]:
        if _length(other) < _length(when):
            when = other
    if issues and when.how is How.RELATIVE and _open_year(question, when) and _spans_years(issues):
        return None
    folded = fold(question)
    behind = _OF_ISSUE.match(folded, when.end)
    before = _BEFORE.search(folded, 0, when.start)
    return Asked(when, bool(behind or before))


def _read(question: str, today: dt.date, issues: tuple[dt.date, dt.date] | None) -> list[When]:
    told = find(question, today, literal=True)
    if issues is None or all(w.how is How.STATED for w in told):
        return told
    first, last = issues[0] - _SLACK, issues[1]
    within = all(w.interval.last >= first and (w.interval.first or last) <= last for w in told)
    return told if within and today - last < _SLACK else find(question, last, literal=True)


def _length(when: When) -> int:
    interval = when.interval
    return (interval.last - interval.first).days if interval.first else 10**6


_OWN_YEAR = re.compile(r"年|[昨今明后前]天|[昨今明]日|近|[上下本这]个?月|周|星期|天前")


def _open_year(question: str, when: When) -> bool:
    return _OWN_YEAR.search(question, when.start, when.end) is None


def _spans_years(issues: tuple[dt.date, dt.date]) -> bool:
    return issues[1] - issues[0] > dt.timedelta(366)


_A_YEAR = re.compile(rf"(?<![\d{DIGIT}至到~-]){YEAR}(?![级版份]| ?[至到~-])")
_ANY_YEAR = re.compile(rf"[\d{DIGIT}]{{4}} ?年")
_A_MONTH = re.compile(rf" ?[\d{DIGIT}十]+ ?月")
_TITLE = re.compile("《[^》]*》|“[^”]*”|「[^」]*」")
_NEAR = {-2: "前年", -1: "去年", 0: "今年", 1: "明年"}


def in_words_of(question: str, issue: dt.date | None, passage: str) -> str:
    """The question with its year as a page printed on the day `issue` puts it.

    A newspaper leaves its own year out: 2021年谁任校长 is put to a page of 2021 as 今年谁任校长,
    and 2021年5月27日 as 5月27日; to a page of 2022 that speaks of last year, as 去年谁任校长. The
    question stays where the passage prints that year, where the question names several or one in
    a title, and where nothing tells the page's own.
    """
    folded = fold(question)
    named = _A_YEAR.search(folded)
    if issue is None or named is None or len(_ANY_YEAR.findall(folded)) > 1:
        return question
    start, end = named.span()
    near = _NEAR.get(integer(named["year"]) - issue.year)
    titled = any(title.start() < start < title.end() for title in _TITLE.finditer(question))
    told = fold(passage)
    own = near == "今年"
    if near is None or titled or named["year"] in told or not (own or near in told):
        return question
    own_month = own and _A_MONTH.match(folded, end)
    return question[:start] + ("" if own_month else near) + question[end:]
