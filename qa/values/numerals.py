"""Numerals as Chinese newspapers write them: 3000, 1.2万, 一百二十三, 二〇二一, 廿七."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {
    c: n for n, chars in enumerate(("零〇○", "一", "二两", *"三四五六七八九")) for c in chars
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_TENS = {"廿": "二十", "卅": "三十"}

DIGIT = "零〇○一二两三四五六七八九"
CHINESE = f"[{DIGIT}十百千万亿廿卅]"
ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMERAL = rf"(?:(?:(?:{ARABIC})[十百千万亿]*)+|{CHINESE}+(?:点[{DIGIT}]+[十百千万亿]*)?)"
"""Regular expression of one numeral in folded text (`qa.text.fold`), without a group."""

_TOKEN = re.compile(rf"{ARABIC}|{CHINESE}|点")


def number(numeral: str) -> Fraction | None:
    """The number that a folded numeral states, or None where it is not one.

    Digits in a row are read by position (二〇二一), others by their units (两千三 is 2003, never
    guessed to be 2300: newspapers write 两千三百).
    """
    for short, long in _TENS.items():
        numeral = numeral.replace(short, long)
    whole, point, decimals = numeral.partition("点")
    if point:
        tail = re.fullmatch(rf"([{DIGIT}]+)([万亿]*)", decimals)
        head = number(whole)
        if tail is None or head is None:
            return None
        value = head + Fraction(_positional(tail[1]), 10 ** len(tail[1]))
        for unit in tail[2]:
            value *= _UNITS[unit]
        return value
    if re.fullmatch(rf"[{DIGIT}]{{2,}}", numeral):
        return Fraction(_positional(numeral))
    return _by_units(numeral)


def _positional(digits: str) -> int:
    return int("".join(str(_DIGITS[c]) for c in digits))


def _by_units(numeral: str) -> Fraction | None:
    total = section = Fraction(0)  # `section`: what stands before the next 万 or 亿
    digit: Fraction | None = None
    at = 0
    for match in _TOKEN.finditer(numeral):
        token = match[0]
        if match.start() != at or token == "点":
            return None
        at = match.end()
        if token in _DIGITS or token[0].isdigit():
            if digit:
                return None
            digit = Fraction(_DIGITS[token] if token in _DIGITS else token.replace(",", ""))
        elif _UNITS[token] < 10**4:
            section += (Fraction(1) if digit is None else digit) * _UNITS[token]
            digit = None
        else:
            section += digit or 0
            if total and not section:  # 万亿: the unit of a unit
                total *= _UNITS[token]
            else:  # a 万 that opens a numeral is one 万, as 十 is one 十
                total += (section if at > len(token) else 1) * _UNITS[token]
            section, digit = Fraction(0), None
    if at != len(numeral) or not numeral:
        return None
    return total + section + (digit or 0)


def integer(numeral: str) -> int:
    """The whole number that a folded numeral states; ValueError where it states none."""
    value = number(numeral)
    if value is None or value.denominator != 1:
        raise ValueError(f"{numeral!r} is not a whole number")
    return int(value)
