"""The digital-newspaper form of HTML that most Chinese dailies publish -> its true fields.

Such a page is one article: between `<!--enpcontent-->` comments its body, and in a comment
`<!--enpproperty <date>…</date><author>…</author><title>…</title>… /enpproperty-->` its parts.
Captions of pictures stand in the attribute `data-original-title`.
"""

from __future__ import annotations

import datetime as dt
import html
import re

from qa.loaders import html_text
from qa.loaders.names import date_in_name
from qa.loaders.parts import Facts, Fields, Part, clean, page_number, set_page

_PROPERTIES = re.compile(r"<!--\s*enpproperty(.*?)/enpproperty\s*-->", re.DOTALL)
_PROPERTY = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)
_CONTENT = re.compile(r"<!--\s*enpcontent.*?-->(.*?)<!--\s*/enpcontent\s*-->", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_PLACE = re.compile(r"\[?第?\s*([A-Z]?\d{1,3})\s*版\s*[：:]\s*([^\]\s]{1,20})")
_ISSUE = re.compile(
    r"《([^》\n]{2,20})》\s*[（(]\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    r"\s*(?:第\s*([A-Z]?\d{1,3})\s*版)?\s*[）)]"
)


def read(markup: str) -> Part | None:
    """The page of one article, its parts as stated; None where the HTML is of another form."""
    properties = _PROPERTIES.search(markup)
    content = _CONTENT.search(markup)
    if properties is None or content is None:
        return None
    stated: dict[str, str] = dict(_PROPERTY.findall(properties[1]))
    shown = "\n".join(_text(_COMMENT.sub("", markup[: content.start()])))
    title = _TITLE.search(markup)
    place = _PLACE.search(html.unescape(title[1]) if title else "") or _PLACE.search(
        "\n".join(_text(stated.get("nodename", "")))
    )
    issue = _ISSUE.search(shown)
    masthead = [place[0].strip("[]") if place else "", " ".join(issue[0].split()) if issue else ""]
    fields = _fields(stated, content[1])
    if not fields:
        return None
    text, articles = set_page("\n".join(masthead), [fields])
    return Part(text, facts=_facts(stated, place, issue), stated=articles)


def _fields(stated: dict[str, str], content: str) -> Fields:
    def part(name: str) -> str:
        return "\n".join(_text(stated.get(name, "")))

    return Fields(
        headline=part("title"),
        kicker=part("introtitle"),
        subheads=(part("subtitle"),),
        byline=part("author"),
        paragraphs=tuple(_text(content)),
        captions=tuple(_captions(content)),
    )


def _facts(
    stated: dict[str, str], place: re.Match[str] | None, issue: re.Match[str] | None
) -> Facts:
    number, section = (page_number(place[1]), place[2]) if place else (None, "")
    date = date_in_name(stated.get("date", ""))
    if issue is None:
        return Facts("", date, number, section)
    try:
        date = date or dt.date(int(issue[2]), int(issue[3]), int(issue[4]))
    except ValueError:
        date = None
    return Facts(issue[1], date, number or page_number(issue[5] or ""), section)


def _captions(content: str) -> list[str]:
    element = html_text.tree(content)
    titles = element.xpath("//img/@data-original-title") if element is not None else []
    return [line for title in titles for line in _text(str(title))]


def _text(markup: str) -> list[str]:
    element = html_text.tree(markup) if markup.strip() else None
    return [clean(line) for line in html_text.lines(element)] if element is not None else []
