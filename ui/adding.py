"""Adding pages in the browser: what is in the files is shown before it counts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from qa.errors import ArchiveError
from qa.upload import Draft, Found, Given, Uploads
from ui.events import Events, words_of
from ui.markup import attribute, safe
from ui.reasons import reason
from ui.words import Words, day

log = logging.getLogger(__name__)


class Adding:
    """The event handlers of the files that a reader gives; `asking` is told of a new archive."""

    def __init__(self, uploads: Uploads, asking: Events) -> None:
        self._uploads, self._asking = uploads, asking

    def start(self, request: gr.Request) -> tuple[Any, str]:
        """The field for files, in the language of the page, and what it is for."""
        words = words_of(request)
        return gr.update(label=words["add_files"]), introduction(words)

    def check(self, files: list[str] | None, request: gr.Request) -> tuple[None, str]:
        """The field emptied, and what was found in the files."""
        words = words_of(request)
        if not files:
            return None, introduction(words)
        given = [Given(Path(file), Path(file).name) for file in files]
        try:
            return None, drawn(self._uploads.check(given), words)
        except ArchiveError as error:
            return None, refused(str(error), words)
        finally:
            for one in given:
                one.path.unlink(missing_ok=True)  # the draft has its own copy

    def add(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """A draft becomes part of the archive: that it does, then what came of it."""
        words = words_of(request)
        yield said(words["adding"])
        try:
            count = self._uploads.add(str(event.token))
            self._asking.archive_changed()
            yield said(words["added"].format(n=count))
        except ArchiveError as error:
            yield refused(str(error), words)
        except Exception:
            log.exception("pages were not added")
            yield refused(words["add_failed"], words)

    def discard(self, event: gr.EventData, request: gr.Request) -> str:
        """A draft is thrown away."""
        words = words_of(request)
        try:
            self._uploads.discard(str(event.token))
        except ArchiveError as error:
            return refused(str(error), words)
        return said(words["discarded"])


def introduction(words: Words) -> str:
    """What may be given, and what happens with it."""
    return f'<div class="adding"><p class="told">{words["add_told"]}</p></div>'


def said(message: str) -> str:
    """One line about what happens or happened."""
    return f'<div class="adding"><p role="status">{safe(message)}</p></div>'


def refused(why: str, words: Words) -> str:
    """Why files were not taken; the reason is the error's own, and names the file."""
    return (
        f'<div class="adding" role="alert"><h2>{words["add_refused"]}</h2>'
        f"<p>{safe(reason(why, words))}</p></div>"
    )


def drawn(draft: Draft, words: Words) -> str:
    """The articles of a draft and the files that were left out, with the two ways on."""
    left_out = "".join(
        f"<li>{safe(file)}: {safe(reason(why, words))}</li>" for file, why in draft.skipped
    )
    skipped = f"<h3>{words['add_skipped']}</h3><ul>{left_out}</ul>" if left_out else ""
    if not draft.token:
        return f'<div class="adding" role="alert"><h2>{words["add_nothing"]}</h2>{skipped}</div>'
    listed = "".join(_article(found, words) for found in draft.articles)
    count = len(draft.articles)
    return (
        f'<div class="adding"><h2>{words["add_found"].format(n=count)}</h2>'
        f'<p class="told">{words["add_check"]}</p><div class="actions">'
        f'<button class="plain add" data-token="{attribute(draft.token)}">'
        f"{words['add_confirm'].format(n=count)}</button>"
        f'<button class="plain discard" data-token="{attribute(draft.token)}">'
        f"{words['add_discard']}</button></div>{skipped}<ol>{listed}</ol></div>"
    )


def _article(found: Found, words: Words) -> str:
    places = [
        safe(found.newspaper),
        day(found.date, words) if found.date else words["add_no_date"],
        words["page"].format(n=found.page) if found.page else words["add_no_page"],
        safe(found.byline),
        safe(found.file),
    ]
    return (
        f'<li lang="zh-CN"><strong>{safe(found.headline) or words["no_headline"]}</strong>'
        f"<span>{' · '.join(filter(None, places))}</span><span>{safe(found.opening)}</span></li>"
    )
