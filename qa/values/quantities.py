"""Quantities that an answer names: 3000余名 is at least 3000, 约1.2万亩 about 12000."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qa.text import fold
from qa.values.numerals import DIGIT, NUMERAL, number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit, as stated; `low` or `high` is None where it is open.

    Both bounds are included. `unit` is the words behind the number (名, 亩, 个班, %), or nothing.
    `ordinal`: a place in a row (第三), not an amount.
    """

    low: Fraction | None
    high: Fraction | None
    unit: str = ""
    approximate: bool = False
    ordinal: bool = False


_ABOUT = "约为?|大约|大概|估计|差不多"
_BELOW = "近|将近|接近|不到|不足|不超过|低于|少于|小于|至多|最多|最高|不多于|未满|以下"
_ABOVE = "超过?|逾|突破|多达|高达|至少|最少|不少于|不低于|高于|多于|大于|最低|上(?=[百千万亿])"
_PREFIX = (
    rf"(?:共计?|共有|总计|合计|累计|达到?|为|是|有)?(?:(?P<about>{_ABOUT})|(?P<below>{_BELOW})|(?P<above>{_ABOVE}))?"
    r"(?:达到?|为|了)?"
)
_MORE = "(?P<more>[余多]|(?<=十)几)?"
_TO = "(?:至|到|-|~)"
_CLOSE = r"(?P<tens>[一二两三四五六七八九])(?P<next>[一二三四五六七八九])(?P<scale>[十百千万亿]*)"
_UNIT = r"(?P<unit>[^\d,。、;:!?\n第]{0,8}?)"
_SUFFIX = r"(?:(?P<up>以上|有余|之多)|(?P<down>以下|以内|之内)|(?P<round>左右|上下|前后))?"
_AMOUNT = re.compile(
    rf"{_PREFIX} ?(?:(?P<minus>-|零下)|第(?=.))?"
    rf"(?:{_CLOSE}|(?P<one>{NUMERAL})"
    rf"|(?P<from>{NUMERAL})(?P<scaled>[%‰℃]?){_TO} ?(?P<to>{NUMERAL}))"
    rf"{_MORE}(?P<then>[十百千万亿]*)(?:(?P<half>个半)(?=[小年月]))? ?{_UNIT}{_SUFFIX}"
)
_PERCENT = re.compile(rf"{_PREFIX}(?P<of>[百千万])分之(?P<part>{NUMERAL}){_SUFFIX}")
_FRACTION = re.compile(
    rf"{_PREFIX}(?P<whole>[{DIGIT}十百千]+|\d+)分之(?P<part>[{DIGIT}十百千]+|\d+){_UNIT}{_SUFFIX}"
    rf"|(?P<up_to>\d{{1,4}})/(?P<below_line>\d{{1,4}})"
)
_HALF = re.compile(rf"{_PREFIX}(?:一半|半数){_SUFFIX}")
_TENTHS = re.compile(rf"{_PREFIX}(?P<tenths>[{DIGIT}\d]+){_MORE}成(?P<half>半)?{_SUFFIX}")
_ORDINAL = re.compile(rf"第(?P<place>{NUMERAL})(?P<unit>[^\d,。、;:!?\n第]{{0,8}})")
_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_CLOSE_STEP = re.compile(r"一二|[二两]三|三四|四五|五六|六七|七八|八九")


def value(span: str) -> Quantity | None:
    """The quantity that a span of text names as a whole, or None where it names none.

    A range keeps both ends (10万至15万, 三四十). 近, 不到 and 以内 leave the lower end open, 余,
    超 and 以上 the upper one. 百分之二十 and 两成 are 20 %, 三分之一 is 1/3.
    """
    text = fold(span).strip(" \n\t,。、;:!?\"'()[]")
    for read in (_percent, _tenths, _fraction, _ordinal, _amount):
        found = read(text)
        if found:
            return found
    return None


def _bounded(match: re.Match[str], low: Fraction, high: Fraction, unit: str) -> Quantity:
    groups = match.groupdict()
    about = bool(groups.get("about") or groups.get("round"))
    if groups.get("above") or groups.get("up") or groups.get("more"):
        return Quantity(low, None, unit, about)
    if groups.get("below") or groups.get("down"):
        return Quantity(None, high, unit, about)
    return Quantity(low, high, unit, about)


def _percent(text: str) -> Quantity | None:
    match = _PERCENT.fullmatch(text)
    part = match and number(match["part"])
    return _bounded(match, part, part, _PARTS[match["of"]]) if match and part is not None else None


def _tenths(text: str) -> Quantity | None:
    match = _TENTHS.fullmatch(text)
    tenths = number(match["tenths"]) if match else None
    if match is None or tenths is None or not 0 < tenths <= 10:
        return None
    percent = 10 * tenths + (5 if match["half"] else 0)
    return _bounded(match, percent, percent, "%")


def _fraction(text: str) -> Quantity | None:
    match = _FRACTION.fullmatch(text)
    if match is None:
        half = _HALF.fullmatch(text)
        return _bounded(half, Fraction(1, 2), Fraction(1, 2), "") if half else None
    part = number(match["part"] or match["up_to"])
    whole = number(match["whole"] or match["below_line"])
    if not part or not whole:
        return None
    return _bounded(match, part / whole, part / whole, match["unit"] or "")


def _ordinal(text: str) -> Quantity | None:
    match = _ORDINAL.fullmatch(text)
    place = number(match["place"]) if match else None
    return Quantity(place, place, match["unit"], ordinal=True) if match and place else None


def _amount(text: str) -> Quantity | None:
    match = _AMOUNT.fullmatch(text)
    if match is None or "第" in match[0]:
        return None
    ends = _ends(match)
    if ends is None:
        return None
    low, high = ends
    scale = number("一" + match["then"]) if match["then"] else Fraction(1)
    if scale is None or low > high:
        return None
    extra = Fraction(1, 2) if match["half"] else 0
    sign = -1 if match["minus"] else 1
    bounds = sorted((sign * (low * scale + extra), sign * (high * scale + extra)))
    return _bounded(match, bounds[0], bounds[1], match["scaled"] or match["unit"])


def _ends(match: re.Match[str]) -> tuple[Fraction, Fraction] | None:
    """Both ends of the range that a match states, equal for a single number."""
    if match["tens"]:
        if not _CLOSE_STEP.fullmatch(match["tens"] + match["next"]):
            return None
        ends = number(match["tens"] + match["scale"]), number(match["next"] + match["scale"])
    elif match["one"]:
        ends = number(match["one"]), number(match["one"])
    else:
        last = number(match["to"])
        unit = re.search(r"[十百千万亿]+$", match["to"])
        first = number(match["from"])
        if (
            first is not None
            and last is not None
            and unit
            and first < 1000
            and "万" not in match["from"]
        ):
            shared = number(match["from"] + unit[0])  # 3至5万: the unit is of both
            first = shared if shared is not None and shared <= last else first
        ends = first, last
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def describe(quantity: Quantity) -> str:
    """A short form that needs no language: ≥ 3000 名, ≈ 12000 亩, 5–8 个, 20 %, № 3."""
    unit = f" {quantity.unit}" if quantity.unit else ""
    about = "≈ " if quantity.approximate else ""
    if quantity.ordinal and quantity.low is not None:
        return f"№ {_digits(quantity.low)}{unit}"
    if quantity.low is None and quantity.high is not None:
        return f"≤ {_digits(quantity.high)}{unit}"
    if quantity.high is None and quantity.low is not None:
        return f"≥ {_digits(quantity.low)}{unit}"
    assert quantity.low is not None
    assert quantity.high is not None
    if quantity.low == quantity.high:
        return f"{about}{_digits(quantity.low)}{unit}"
    return f"{about}{_digits(quantity.low)}–{_digits(quantity.high)}{unit}"


def _digits(amount: Fraction) -> str:
    """Decimal digits where they end, otherwise the fraction: 1.5, 1/3."""
    rest = amount.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(amount)
    return f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"
