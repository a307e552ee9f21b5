"""The archive tab: what is in the archive, to look through as a reader would, and to search."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from qa import permalink
from qa.fulltext import Match, Matches
from qa.holdings import Bar, Chart, Counts, Entry, Issue, Listing, Overview
from qa.records import Article, Citation, Scope, Source
from ui.filters import LONGEST_NAME, period
from ui.markup import attribute, marked, safe
from ui.words import Words, day

AT_ONCE = 20  # articles of a list that are shown at once
ABOUT = "关于{name}的报道有哪些？"
_HEADINGS = {"person": "people", "place": "places", "organisation": "organisations"}


def tabs(words: Words, *, adding: bool) -> str:
    """The way between the conversation, the archive and, where pages may be added, that."""
    names = ("ask", "holdings", "add") if adding else ("ask", "holdings")
    links = "".join(f'<a href="#{name}">{words["tab_" + name]}</a>' for name in names)
    return f'<nav aria-label="{words["tabs"]}">{links}</nav>'


def overview(counted: Overview, chart: Chart, summary: str, words: Words) -> str:
    """Everything that is here, counted, each of it a filter or a question; `summary` is HTML."""
    papers = counted.newspapers if len(counted.newspapers) > 1 else ()
    facets = (
        _facet("newspapers", "newspaper", papers, words),
        _facet("sections", "section", counted.sections, words),
        _facet("reporters", "person", counted.reporters, words),
        *(_facet(_HEADINGS[kind], "", names, words) for kind, names in counted.names.items()),
    )
    return _page(
        f'<p class="summary">{summary}</p>{drawn(chart, words)}'
        f'<div class="facets">{"".join(facets)}</div>',
        "",
        words,
    )


def browse(
    listing: Listing, issue: Issue | None, chart: Chart, scope: Scope, start: int, words: Words
) -> str:
    """The articles of a scope as they follow each other in print, under their days and pages."""
    head = _issue(issue, scope, words) if issue else drawn(chart, words)
    shown = "".join(
        f"<h3>{_folio(source, words)}</h3>"
        f'<ol class="entries">{"".join(_entry(e) for e in entries)}</ol>'
        for source, entries in groupby(listing.entries, key=lambda e: _printed(e.article))
    )
    told = _range(listing.total, len(listing.entries), start, words)
    back = f'<button type="button" class="quiet" data-narrow="{{}}">{words["overview"]}</button>'
    return _page(
        f'<div class="head"><h2 tabindex="-1">{words["in_this"]}</h2>{back}</div>{head}'
        f'<p class="told" role="status">{told}</p>{shown}'
        f"{_paging(listing.total, start, words)}",
        "",
        words,
    )


def results(matches: Matches, wanted: str, start: int, words: Words) -> str:
    """The articles that hold some words, each with the words marked in a snippet."""
    shown, asked = matches.found, safe(wanted)
    told = words["found_all"].format(words=asked, n=f"{matches.total:,}")
    if not matches.total:
        told = words["found_none"].format(words=asked)
    note = ""
    if shown and not start and not shown[0].exact:
        note = f'<p class="told">{words["some_words"].format(words=asked)}</p>'
    items = "".join(_result(match, words) for match in shown)
    return _page(
        f'<div class="head"><h2 tabindex="-1" role="status">{told}</h2></div>{note}'
        f'<ol class="entries">{items}</ol>{_paging(matches.total, start, words)}',
        wanted,
        words,
    )


def _page(body: str, wanted: str, words: Words) -> str:
    name = words["find"]
    return (
        f'<section class="archive" aria-label="{words["tab_holdings"]}">'
        f'<form class="find" role="search"><label class="unseen" for="find">{name}</label>'
        f'<input id="find" type="search" maxlength="{LONGEST_NAME}" autocomplete="off" '
        f'placeholder="{words["find_hint"]}" value="{attribute(wanted)}">'
        f'<button type="submit" class="plain">{words["find_button"]}</button></form>'
        f"{body}</section>"
    )


def _narrow(change: dict[str, Any], label: str, more: str = "") -> str:
    """The attributes of a button that restricts the filters."""
    told = attribute(json.dumps(change, ensure_ascii=False))
    return f'type="button" data-narrow="{told}" aria-label="{attribute(label)}"{more}'


def drawn(chart: Chart, words: Words) -> str:
    """The articles over time as bars, each of which restricts the days."""
    undated = ""
    if chart.undated:
        undated = f'<p class="told">{words["undated"].format(n=f"{chart.undated:,}")}</p>'
    if len(chart.bars) == 1:
        return f'<p class="told">{_only(chart.bars[0], words)}</p>{undated}'
    if not chart.bars:
        return undated
    most = max(bar.articles for bar in chart.bars)
    bars = "".join(_bar(bar, chart.unit, most, i, words) for i, bar in enumerate(chart.bars))
    ends = dict.fromkeys((chart.bars[0], chart.bars[-1]))
    axis = "".join(f"<span>{safe(_when(bar, chart.unit, words))}</span>" for bar in ends)
    return (
        f'<figure class="chart" style="--bars:{len(chart.bars)}">'
        f"<figcaption>{words['by_' + chart.unit]}</figcaption>"
        f'<p class="most" aria-hidden="true">{most:,}</p><ol>{bars}</ol>'
        f'<p class="axis" aria-hidden="true">{axis}</p></figure>{undated}'
    )


def _only(bar: Bar, words: Words) -> str:
    """The one day of issue that there is, as a button: a chart of one bar says nothing."""
    label = words["bar"].format(when=day(bar.first, words), n=f"{bar.articles:,}")
    days = {"first": bar.first.isoformat(), "last": bar.last.isoformat()}
    return f'<button class="plain" {_narrow(days, label)}>{safe(label)}</button>'


def _bar(bar: Bar, unit: str, most: int, at: int, words: Words) -> str:
    label = words["bar"].format(when=_when(bar, unit, words), n=f"{bar.articles:,}")
    days = {"first": bar.first.isoformat(), "last": bar.last.isoformat()}
    state = f' title="{attribute(label)}" tabindex="{-1 if at else 0}"'  # one stop for Tab: arrows
    state += "" if bar.articles else ' aria-disabled="true"'
    height = f"{100 * bar.articles / most:.1f}%"
    return (
        f'<li><button {_narrow(days, label, state)}><i style="height:{height}"></i></button></li>'
    )


def _when(bar: Bar, unit: str, words: Words) -> str:
    if unit == "day":
        return day(bar.first, words)
    if unit == "year":
        return words["year"].format(year=bar.first.year)
    return words["month"].format(year=bar.first.year, month=bar.first.month)


def _facet(heading: str, field: str, counts: Counts, words: Words) -> str:
    """Names with their counts: each restricts `field`, or where it is "" asks about the name."""
    if not counts:
        return ""
    items = []
    for name, n in counts:
        label = words["counted"].format(name=name, n=f"{n:,}")
        if field:
            named = _narrow({field: name}, label)
        else:
            label += f"; {words['ask_about'].format(name=name)}"
            named = (
                f'type="button" data-about="{attribute(name)}" aria-label="{attribute(label)}" '
                f'title="{attribute(ABOUT.format(name=name))}"'
            )
        items.append(
            f'<li><button {named}><span class="name" lang="zh-CN">{safe(name)}</span>'
            f'<span class="n">{n:,}</span></button></li>'
        )
    return f"<section><h2>{words[heading]}</h2><ol>{''.join(items)}</ol></section>"


def _issue(issue: Issue, scope: Scope, words: Words) -> str:
    """The bar over one day's issue: the issues before and after, and its pages."""

    def step(to: dt.date | None, name: str, sign: str) -> str:
        if to is None:
            return f'<button type="button" class="plain step" disabled>{sign}</button>'
        label = words[name].format(day=day(to, words))
        days = {"first": to.isoformat(), "last": to.isoformat(), "page": ""}
        return f'<button class="plain step" {_narrow(days, label)}>{sign}</button>'

    pages: list[tuple[int | None, str, int]] = [
        (None, words["all_pages"], sum(n for _, n in issue.pages))
    ]
    pages += [(p, words["page"].format(n=p), n) for p, n in issue.pages if p]
    chosen = "".join(_page_of(number, name, n, scope, words) for number, name, n in pages)
    listed = f'<ul class="pages">{chosen}</ul>' if len(pages) > 2 else ""
    return (
        f'<div class="issue">{step(issue.before, "before_day", "‹")}'
        f"<strong>{day(issue.day, words)}</strong>{step(issue.after, 'after_day', '›')}</div>"
        f"{listed}"
    )


def _page_of(number: int | None, name: str, n: int, scope: Scope, words: Words) -> str:
    label = words["counted"].format(name=name, n=n)
    state = ' aria-current="true"' if number == scope.page else ""
    named = _narrow({"page": number or ""}, label, state)
    return f'<li><button class="plain" {named}>{name}</button></li>'


def _printed(article: Article) -> Source:
    """What articles of one printed page share: its source without the file."""
    s = article.source
    return Source("", "", s.newspaper, s.date, s.page)


def _folio(source: Source, words: Words) -> str:
    shown = [safe(source.newspaper)] if source.newspaper else []
    shown += [period(source.date, source.date, words)] if source.date else []
    shown.append(words["page"].format(n=source.page) if source.page else words["no_page"])
    return " · ".join(shown)


def _entry(entry: Entry) -> str:
    """Kicker, headline and byline as the button that opens the article."""
    article, opens = entry.article, _opens(entry.citation)
    title = entry.citation.quote.text
    kicker = _line("kicker", article.kicker.text)
    byline = _line("byline", " ".join(article.byline.text.lstrip("■□◆●").split()))
    return (
        f'<li><button {opens} data-kind="browse" lang="zh-CN">{kicker}'
        f'<span class="headline">{safe(" ".join(title.split()))}</span>{byline}</button></li>'
    )


def _result(match: Match, words: Words) -> str:
    article, snippet = match.article, match.snippet
    title = article.headline
    headline = marked(title, match.matched) if title else words["no_headline"]
    around = [
        "" if snippet.text and _opens_a_part(match) else "…",
        marked(snippet, match.matched),
        "…" if snippet.text and snippet.text[-1] not in "。！？”" else "",
    ]
    return (
        f'<li><button {_opens(match.citation)} data-kind="found" lang="zh-CN">'
        f'<span class="headline">{headline}</span>'
        f'<span class="snippet">{"".join(around)}</span>'
        f'<span class="byline">{_folio(article.source, words)}</span></button></li>'
    )


def _opens_a_part(match: Match) -> bool:
    return any(p.slices[:1] == match.snippet.slices[:1] for p in match.article.paragraphs)


def _opens(citation: Citation) -> str:
    return f'type="button" class="entry" data-read="{attribute(permalink.query(citation, ""))}"'


def _line(name: str, text: str) -> str:
    return f'<span class="{name}">{safe(text)}</span>' if text else ""


def _range(total: int, shown: int, start: int, words: Words) -> str:
    if not shown:
        return words["listed_none"]
    first, last = start + 1, start + shown
    return words["listed"].format(first=f"{first:,}", last=f"{last:,}", n=f"{total:,}")


def _paging(total: int, start: int, words: Words) -> str:
    """Back and on by a screenful; nothing where all is shown."""
    if total <= AT_ONCE:
        return ""
    sides: Sequence[tuple[str, int]] = (("earlier", start - AT_ONCE), ("later", start + AT_ONCE))
    steps = []
    for name, to in sides:
        state = f'data-start="{to}"' if 0 <= to < total else "disabled"
        steps.append(f'<button type="button" class="plain" {state}>{words[name]}</button>')
    place = f"{start + 1:,}–{min(start + AT_ONCE, total):,} / {total:,}"
    inside = f'{steps[0]}<span class="place">{place}</span>{steps[1]}'
    return f'<nav class="paging" aria-label="{words["paging"]}">{inside}</nav>'
