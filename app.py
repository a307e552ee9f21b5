"""The page in the browser: lay it out over an Assistant, serve it. No retrieval logic."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
import gradio as gr

from qa.upload import Uploads
from ui import api, cards
from ui.adding import Adding
from ui.browsing import Browsing
from ui.events import CONCURRENT, LONGEST_QUESTION, Events
from ui.server import Options, application, health_of, run
from ui.words import TRANSLATIONS

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.live import Live

UI = Path(cards.__file__).parent
i18n = gr.I18n(**TRANSLATIONS)


def build_app(assistant: Assistant, uploads: Uploads | None = None) -> gr.Blocks:
    """The page over one assistant; conversations are the browser's. `uploads` takes new pages."""
    page = api.Page(title="archive-qa", fill_width=True)
    with page:
        parts = _lay_out(adding=uploads is not None)
        do = Events(assistant)
        api.register(assistant, do.pool)  # first: an event that is named alike gets another name
        browse = Browsing(assistant, do, adding=uploads is not None)
        shown = _connect(page, parts, do, browse)
        _connect_archive(parts, browse, shown)
        if uploads:
            _connect_adding(page, parts, Adding(uploads, do))
    return page


def _lay_out(*, adding: bool) -> dict[str, Any]:
    """The parts of the page: chat on the left, the article on the right; by name."""
    parts: dict[str, Any] = {}
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="chat"):
            with gr.Row(elem_id="masthead"):
                parts["drawer"] = _html("drawer")
                parts["clear"] = gr.Button(i18n("clear"), elem_id="clear")
            parts["tabs"] = _html("tabs")
            parts["conversation"] = _html("conversation")
            parts["holdings"] = _html("holdings")
            if adding:
                with gr.Column(elem_id="add"):
                    parts["files"] = gr.File(file_count="multiple", elem_id="files")
                    parts["adding"] = _html("adding")
            parts["filters"] = _html("filters")
            with gr.Row(elem_id="form"):
                parts["box"] = gr.Textbox(
                    label=i18n("question"),
                    placeholder=i18n("placeholder"),
                    show_label=False,
                    lines=1,
                    max_lines=6,
                    max_length=LONGEST_QUESTION,
                    autofocus=True,
                    elem_id="question",
                )
                parts["send"] = gr.Button(i18n("send"), variant="primary", elem_id="send")
                parts["stop"] = gr.Button(i18n("stop"), variant="primary", elem_id="stop")
        with gr.Column(elem_id="reading-room"):
            parts["evidence"] = _html("evidence")
    for name in ("memory", "download"):
        parts[name] = _html(name, html_template="", visible="hidden")
    return parts


Parts = dict[str, Any]


def _connect(page: gr.Blocks, parts: Parts, do: Events, browse: Browsing) -> list[Any]:
    """Tie each event of the conversation to what it does; those that show another are returned."""
    box, conversation, evidence, memory, drawer = (
        parts[name] for name in ("box", "conversation", "evidence", "memory", "drawer")
    )
    common: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    opening = {"js": "() => archiveQa.opening()"} | common
    offered = page.load(do.offer, memory, conversation, concurrency_limit=None, **opening)
    asking = common | {"concurrency_limit": CONCURRENT, "concurrency_id": "ask"}
    asking |= {"cancels": offered}
    asked = [box, conversation, evidence, memory]
    running = [
        gr.on([box.submit, parts["send"].click], do.ask, [box, memory], asked, **asking),
        conversation.example(do.ask_example, memory, asked, **asking),
        conversation.ask(do.ask_linked, memory, asked, **asking),
        conversation.retry(do.retry, memory, asked, **asking),
        conversation.widen(do.widen, memory, asked, **asking),
        parts["holdings"].about(browse.about, memory, asked, **asking),
    ]
    at_once = common | {"queue": False}
    drops = common | {"cancels": [offered, *running]}
    shown = [conversation, evidence, memory]
    named = [drawer, box, parts["send"], parts["stop"], parts["clear"]]
    another = [
        page.load(do.start, memory, [*shown, *named], **opening),
        parts["clear"].click(do.fresh, None, shown, **drops),
        drawer.open(do.open, None, shown, **drops),
    ]
    page.load(browse.tabs, None, parts["tabs"], **common)
    parts["stop"].click(do.stop, memory, [conversation, evidence], **drops)
    drawer.export(do.export, None, parts["download"], **common)
    conversation.edit(do.edit, memory, [box, conversation, memory], **common)
    conversation.keep(do.keep, memory, [conversation, memory], **common)
    conversation.judge(do.judge, memory, [conversation, memory], **common)
    conversation.cite(do.cite, memory, evidence, **at_once)
    conversation.follow(do.follow, None, evidence, **at_once)
    evidence.close(do.close, None, evidence, **at_once)
    return another


def _connect_archive(parts: Parts, do: Browsing, another: list[Any]) -> None:
    """Tie each event of the filters and of the archive tab to what it does."""
    memory, filters, holdings = (parts[name] for name in ("memory", "filters", "holdings"))
    common: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for shown in another:  # each conversation has filters of its own
        shown.then(do.filters, memory, filters, **common)
    for part in (filters, holdings):
        part.narrow(do.narrow, memory, [filters, memory, holdings], **common)
    holdings.look(do.look, memory, holdings, **common)
    for part in (holdings, parts["evidence"]):
        part.read(do.read, None, parts["evidence"], **common)


def _connect_adding(page: gr.Blocks, parts: Parts, do: Adding) -> None:
    """Tie each event of the files that a reader gives to what it does."""
    files, adding = parts["files"], parts["adding"]
    common: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    page.load(do.start, None, [files, adding], **common)
    files.upload(do.check, files, [files, adding], **common)
    adding.confirm(do.add, None, adding, **common)
    adding.discard(do.discard, None, adding, **common)


def serve(assistant: Live, options: Options) -> None:
    """Serve the page until interrupted; ArchiveError where the options do not allow it."""
    options.check()
    uploads = Uploads(assistant) if options.allow_upload else None
    mounted = {name: value for name, value in look().items() if name not in ("share", "quiet")}
    page = build_app(assistant, uploads)
    served = application(page, mounted, health_of(assistant), options)
    run(served, options, assistant.models.loading)


def look() -> dict[str, Any]:
    """Arguments of `launch` for a page that looks right, keeps nothing, and asks no other host."""
    style, script = ((UI / name).read_text("utf-8") for name in ("style.css", "page.js"))
    return {
        # A theme's font given as a plain string is the system's; gradio fetches none for it.
        "theme": gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        # Not the argument `css`, which gradio rewrites below its own container: <body> is ours too.
        "head": f"<style>{style}</style><script>{script}</script>",
        "i18n": i18n,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "share": False,
        "quiet": True,
    }


def _html(name: str, **more: Any) -> gr.HTML:
    """An empty HTML component with its script; its value is set once the language is known."""
    script = (UI / f"{name}.js").read_text("utf-8")
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False, **more)
