"""What the archive tab and the filters do: an event of theirs in, HTML out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa import fulltext, holdings, permalink
from qa.catalogue import catalogue
from qa.permalink import BadLink
from qa.records import EVERYTHING, Citation, Scope
from ui import article, filters
from ui import holdings as tab
from ui.article import Opened
from ui.events import Events, words_of
from ui.turns import scope_of, with_scope
from ui.words import Words

if TYPE_CHECKING:
    from qa.assistant import Assistant

OFFERED = 300  # reporters that the form completes; any other can be typed


class Browsing:
    """The event handlers of filters and archive tab; `asking` answers the questions they lead to.

    What is filtered is kept with the conversation, in the text that the browser keeps.
    """

    def __init__(self, assistant: Assistant, asking: Events, *, adding: bool) -> None:
        self._assistant, self._asking, self._adding = assistant, asking, adding

    def tabs(self, request: gr.Request) -> str:
        """The way between conversation and archive, once the language is known."""
        return tab.tabs(words_of(request), adding=self._adding)

    def filters(self, kept: str, request: gr.Request) -> str:
        """The row of filters of a kept conversation."""
        return self._bar(scope_of(kept), words_of(request))

    def narrow(self, event: gr.EventData, kept: str, request: gr.Request) -> tuple[Any, ...]:
        """Filters, memory and archive tab after a filter was set, added or taken away.

        Not a filter: `browsing`, whether the archive tab is seen, and the `words` looked for there.
        """
        told, words = event._data, words_of(request)
        scope = scope_of(kept)
        if "without" in told:
            scope = filters.without(scope, told["without"])
        elif "change" in told:
            scope = filters.read(filters.record(scope) | told["change"])
        else:
            scope = filters.read(told["scope"])
        shown = self._look(scope, told["words"], 0, words) if told["browsing"] else gr.skip()
        return self._bar(scope, words), with_scope(kept, scope), shown

    def look(self, event: gr.EventData, kept: str, request: gr.Request) -> str:
        """The archive tab: what some words find, or the articles of the filters, or everything."""
        return self._look(scope_of(kept), event.words, int(event.start), words_of(request))

    def read(self, event: gr.EventData, request: gr.Request) -> str:
        """The article of an entry, with the words that were looked for."""
        words, archive = words_of(request), self._assistant.archive
        try:
            _, citation = permalink.follow(event.link, archive)
        except BadLink:  # the archive was built anew since the list was drawn
            return article.no_evidence(words)
        return article.evidence(self._opened(citation, event.kind, event.words), words)

    def about(self, event: gr.EventData, kept: str, request: gr.Request) -> Iterator[Any]:
        """The question that a name leads to, as any question is asked."""
        yield from self._asking.ask(tab.ABOUT.format(name=event.name), kept, request)

    def _opened(self, citation: Citation, kind: str, wanted: str) -> Opened:
        archive = self._assistant.archive
        looked_for = wanted if kind == "found" else ""
        opened = article.opened(
            archive, citation, "", partial(fulltext.places, archive, looked_for)
        )
        return replace(opened, kind="found" if opened.asked else "browse")

    def _bar(self, scope: Scope, words: Words) -> str:
        archive = self._assistant.archive
        info = archive.info()
        offer = filters.Offer(
            info.newspapers,
            info.first_date,
            info.last_date,
            [name for name, _ in holdings.overview(archive).sections],
            archive.persons()[:OFFERED],
        )
        articles = 0
        if scope != EVERYTHING:
            articles = len(catalogue(archive).within(archive, scope))
        return filters.bar(scope, articles, offer, words)

    def _look(self, scope: Scope, wanted: str, start: int, words: Words) -> str:
        archive, wanted = self._assistant.archive, wanted.strip()[: fulltext.LONGEST]
        start = max(0, start)
        if wanted:
            found = fulltext.find(archive, wanted, start, tab.AT_ONCE, scope)
            return tab.results(found, wanted, start, words)
        chart = holdings.chart(archive, scope)
        if scope == EVERYTHING:
            summary = self._asking.summary(words)
            return tab.overview(holdings.overview(archive), chart, summary, words)
        issue = holdings.issue(archive, scope)
        listing = holdings.listing(archive, scope, start, tab.AT_ONCE)
        return tab.browse(listing, issue, chart, scope, start, words)
