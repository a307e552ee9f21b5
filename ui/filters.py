"""What of the archive is asked: newspaper, days, page, section, reporter; as chips and a form."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from qa.records import EVERYTHING, Scope
from ui.markup import attribute, safe
from ui.words import Words, day

LONGEST_NAME = 100  # characters
_TOGETHER = {"first": "last", "last": "first"}  # one chip
_DAYS, _NUMBERS = ("first", "last"), ("page",)


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from, and the first and last day of issue."""

    newspapers: Sequence[str]
    first: dt.date | None
    last: dt.date | None
    sections: Sequence[str]
    reporters: Sequence[str]


def record(scope: Scope) -> dict[str, Any]:
    """What a scope states, as JSON values; {} for the whole archive."""
    stated = {f.name: getattr(scope, f.name) for f in fields(scope)}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in stated.items()
        if value
    }


def read(kept: dict[str, Any]) -> Scope:
    """The scope of a record or of the form; days that are the wrong way round are exchanged.

    ValueError, KeyError or TypeError where it is none.
    """
    told: dict[str, Any] = {}
    for name, value in kept.items():
        if value in ("", None):
            continue
        if name in _DAYS:
            told[name] = dt.date.fromisoformat(value)
        elif name in _NUMBERS:
            told[name] = int(value)
        else:
            told[name] = str(value).strip()[:LONGEST_NAME]
    if {"first", "last"} <= told.keys() and told["first"] > told["last"]:
        told["first"], told["last"] = told["last"], told["first"]
    return replace(EVERYTHING, **told)


def without(scope: Scope, name: str) -> Scope:
    """The scope with one of its restrictions taken away; both ends of the days go together."""
    names = (name, _TOGETHER.get(name, name))
    return replace(scope, **{n: getattr(EVERYTHING, n) for n in names})


def said(scope: Scope, words: Words) -> list[tuple[str, str]]:
    """(field, text) of each restriction, as the chips say it; the text is not yet HTML."""
    shown = []
    if scope.newspaper:
        shown.append(("newspaper", f"《{scope.newspaper}》"))
    if scope.first or scope.last:
        shown.append(("first", period(scope.first, scope.last, words)))
    if scope.page:
        shown.append(("page", words["page"].format(n=scope.page)))
    if scope.section:
        shown.append(("section", words["in_section"].format(name=scope.section)))
    if scope.person:
        shown.append(("person", words["by_reporter"].format(name=scope.person)))
    return shown


def period(first: dt.date | None, last: dt.date | None, words: Words) -> str:
    """Days of issue as a text: one day, from one to another, or open at an end."""
    if first and last:
        days = dict.fromkeys((day(first, words), day(last, words)))
        return " – ".join(days)
    if first:
        return words["since"].format(day=day(first, words))
    return words["until"].format(day=day(last, words)) if last else ""


def within(scope: Scope, told: Scope, words: Words, *, widens: bool) -> str:
    """Beside an answer: within what it was searched, by the filters and by the question itself.

    `widens`: what the question itself told can be taken back, and the question be asked of all.
    """
    widen = (
        f' <button type="button" class="quiet" data-do="widen">{words["widen"]}</button>'
        if widens
        else ""
    )
    return "".join(
        f'<p class="how within">{name} '
        + " ".join(f'<span class="tagged" lang="zh-CN">{safe(text)}</span>' for text in parts)
        + (widen if name == words["as_asked"] else "")
        + "</p>"
        for name, parts in limits(scope, told, words)
    )


def limits(scope: Scope, told: Scope, words: Words) -> list[tuple[str, list[str]]]:
    """What a question was searched within, under the name of who said so; texts, not HTML."""
    chosen = [text for _, text in said(scope, words)]
    asked = [text for _, text in said(told, words) if text not in chosen]
    return [(words[n], told) for n, told in (("within", chosen), ("as_asked", asked)) if told]


def bar(scope: Scope, articles: int, offer: Offer, words: Words) -> str:
    """The row above the question box: what opens the form, the chips, and the form.

    `articles`: how many the scope has.
    """
    chips = "".join(_chip(name, text, words) for name, text in said(scope, words))
    listed = f'<ul class="chosen" aria-label="{words["filters"]}">{chips}</ul>' if chips else ""
    count = words["in_scope" if articles else "none_in_scope"].format(n=f"{articles:,}")
    status = f'<span class="count" role="status">{count if chips else ""}</span>'
    return (
        f'<div class="filters" data-scope="{attribute(json.dumps(record(scope)))}">'
        f'<button type="button" class="plain opens" aria-expanded="false" '
        f'aria-controls="filter-form">{words["filter"]}</button>{listed}{status}'
        f"{_form(scope, offer, words)}</div>"
    )


def _chip(name: str, text: str, words: Words) -> str:
    label = attribute(words["without"].format(what=text))
    return (
        f'<li><button type="button" class="filter" data-without="{name}" aria-label="{label}" '
        f'title="{label}"><span lang="zh-CN">{safe(text)}</span>'
        '<span aria-hidden="true" class="cross">×</span></button></li>'
    )


def _form(scope: Scope, offer: Offer, words: Words) -> str:
    papers = list(dict.fromkeys((*offer.newspapers, *filter(None, [scope.newspaper]))))
    sections = list(dict.fromkeys((*offer.sections, *filter(None, [scope.section]))))
    reporters = "".join(f'<option value="{attribute(name)}">' for name in offer.reporters)
    ends = "".join(
        f' {name}="{edge.isoformat()}"'
        for name, edge in (("min", offer.first), ("max", offer.last))
        if edge
    )
    shown = (
        _select("newspaper", papers, scope.newspaper, words) if len(papers) > 1 else "",
        _input("first", "date", scope.first.isoformat() if scope.first else "", ends, words),
        _input("last", "date", scope.last.isoformat() if scope.last else "", ends, words),
        _input("page", "number", str(scope.page or ""), ' min="1" max="9999" step="1"', words),
        _select("section", sections, scope.section, words) if sections else "",
        _input("person", "text", scope.person, ' list="reporters" autocomplete="off"', words),
    )
    return (
        f'<form id="filter-form" hidden aria-label="{words["filters"]}">{"".join(shown)}'
        f'<datalist id="reporters">{reporters}</datalist><div class="actions">'
        f'<button type="submit" class="plain">{words["apply"]}</button>'
        f'<button type="reset" class="quiet">{words["no_filters"]}</button></div></form>'
    )


def _input(name: str, kind: str, value: str, more: str, words: Words) -> str:
    return (
        f'<label><span>{words["filter_" + name]}</span><input type="{kind}" name="{name}" '
        f'maxlength="{LONGEST_NAME}" value="{attribute(value)}"{more}></label>'
    )


def _select(name: str, options: Sequence[str], value: str, words: Words) -> str:
    listed = "".join(
        f'<option value="{attribute(o)}"{" selected" if o == value else ""}>{attribute(o)}</option>'
        for o in options
    )
    return (
        f'<label><span>{words["filter_" + name]}</span><select name="{name}">'
        f'<option value="">{words["all"]}</option>{listed}</select></label>'
    )
