"""Values in text: dates resolved against the day of issue, and quantities with their bounds."""

from __future__ import annotations

import datetime as dt

from qa.values.dates import find, time_of_day
from qa.values.quantities import describe, value

_OF_SPAN = 0.5
"""Share of an answer's characters from which a date in it is what the answer says."""


def normalised(span: str, issue: dt.date | None, before: str = "") -> str | None:
    """The date (ISO 8601) or quantity that an answer states, or None where it states neither.

    `before` is the article's text in front of the span, from which 当日, or 27日 under a dateline,
    is told. A date counts where it makes up at least half of the answer.
    """
    text = before + span
    whens = [when for when in find(text, issue, literal=not before) if when.start >= len(before)]
    said = sum(when.end - when.start for when in whens)
    if len(whens) == 1 and said >= _OF_SPAN * len(span.strip()):
        return whens[0].iso
    clock = time_of_day(span)
    if clock:
        return f"{clock:%H:%M}"
    quantity = value(span)
    return describe(quantity) if quantity else None
