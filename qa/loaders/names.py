"""What the name of a file says of its page."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(
    r"(?<!\d)(\d{4})(?:"
    r"(?P<sep>[-_./])(\d{1,2})(?P=sep)(\d{1,2})(?!\d)"
    r"|(\d{2})[-_/]?(\d{2})(?!\d)"
    r"|年(\d{1,2})月(\d{1,2})日)"
)
_PAGE = re.compile(r"(?:(?<![a-z])p(?:age)?[-_]?|第|[-_ ])0*(\d{1,3})(?!\d)(版?)", re.IGNORECASE)


def date_in_name(name: str) -> dt.date | None:
    """The one date that a file's path holds (2021-05-28, 20210528, 2021年5月28日), or None."""
    dates = set()
    for match in _DATE.finditer(name):
        year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if 1800 <= year <= 2100:
            dates.add(date)
    return dates.pop() if len(dates) == 1 else None


def page_in_name(name: str) -> int | None:
    """The page number that a file's name holds (p01, page-1, 第1版, 1版), or None."""
    stem = _DATE.sub(" ", name.rpartition("/")[2].rpartition(".")[0])
    numbers = {
        int(match[1])
        for match in _PAGE.finditer(" " + stem)
        if match[2] or match[0][0] in "pP"  # a bare number may be anything
    } - {0}
    return numbers.pop() if len(numbers) == 1 else None
