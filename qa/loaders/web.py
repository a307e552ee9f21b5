"""HTML -> pages: the digital-newspaper form by its fields, any other page by trafilatura.

trafilatura (Apache-2.0) is the extractor of main texts that is best kept and best measured of those
that know Chinese pages; scripts, menus and comments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import trafilatura

from qa.loaders import epaper, html_text
from qa.loaders.encoding import decode
from qa.loaders.names import date_in_name
from qa.loaders.parts import Facts, Fields, Part, clean, set_page

_GUESSES = {"extensive_search": False, "original_date": True}
"""Only a date that the page states in its head counts: one found in its text may be any."""
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{1,20}$")


def read(data: bytes) -> Iterator[Part]:
    """The one page of an HTML file; ValueError where there is no text in it."""
    markup = decode(data)
    yield epaper.read(markup) or _extracted(markup)


def _extracted(markup: str) -> Part:
    element = html_text.tree(markup)
    if element is None:
        raise ValueError("holds no HTML; save it as .txt if it is text")
    shown = [clean(line) for line in html_text.lines(element)]
    if not shown:
        raise ValueError("shows no text: it may be made by scripts; save the page as displayed")
    try:
        found = trafilatura.bare_extraction(
            markup,
            include_comments=False,
            favor_recall=True,
            with_metadata=True,
            date_extraction_params=_GUESSES,
        )
    except Exception:  # the extractor may fail on what a browser still shows
        found = None
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        return Part("\n\n".join(shown))
    body = [clean(line) for line in (found.text or "").splitlines()]
    title = clean(found.title or "")
    if title and title not in shown:  # the name of the site is in the title and not on the page
        title = _SITE.sub("", title)
    facts = Facts(date=date_in_name(found.date or ""))
    if not title:
        return Part("\n\n".join(body), facts=facts)
    paragraphs = tuple(line for line in body if line and line != title)
    fields = Fields(headline=title, byline=clean(found.author or ""), paragraphs=paragraphs)
    text, stated = set_page("", [fields])
    return Part(text, facts=facts, stated=stated)
