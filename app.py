"""The page in the browser: load an Assistant, draw its answers, serve. No retrieval logic."""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
import gradio as gr

from qa.errors import ArchiveError
from qa.records import Citation
from ui import cards
from ui.cards import Turn
from ui.words import TRANSLATIONS, Words, day, spoken

if TYPE_CHECKING:
    from qa.assistant import Assistant

log = logging.getLogger(__name__)
UI = Path(cards.__file__).parent
CONCURRENT = 4  # questions answered at once; more wait their turn
LONGEST_QUESTION = 1000  # characters: no question needs more, and a pasted page is not a question

Turns = tuple[Turn, ...]
i18n = gr.I18n(**TRANSLATIONS)


def build_app(assistant: Assistant) -> gr.Blocks:
    """The page over one assistant; every browser tab has its own conversation."""
    examples = assistant.examples()
    pool = ThreadPoolExecutor(CONCURRENT, thread_name_prefix="ask")

    def start(request: gr.Request) -> tuple[str, str, Turns]:
        words = _words(request)
        first = cards.welcome(_holdings(assistant, words), examples, words)
        return first, cards.no_evidence(words), ()

    def ask(question: str, turns: Turns, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Question box, conversation, evidence and turns, at each stage of one question."""
        question, words = question.strip(), _words(request)
        if not question:
            yield tuple(gr.skip() for _ in outputs)
            return
        reports: queue.Queue[int | None] = queue.Queue()
        history = [turn.answer for turn in turns if turn.answer]
        pending = pool.submit(assistant.ask, question, history, lambda _, n: reports.put(n))
        pending.add_done_callback(lambda _: reports.put(None))
        shown = cards.conversation((*turns, Turn(question)), words)
        yield "", shown, gr.skip(), gr.skip()
        while (passages := reports.get()) is not None:
            shown = cards.conversation((*turns, Turn(question, reading=passages)), words)
            yield gr.skip(), shown, gr.skip(), gr.skip()
        try:
            turns = (*turns, Turn(question, answer=pending.result()))
        except ArchiveError as error:
            turns = (*turns, Turn(question, error=str(error)))
        except Exception:
            log.exception("no answer to %r", question)
            turns = (*turns, Turn(question, error=words["failed"]))
        evidence = _evidence(assistant, turns, len(turns) - 1, "citations", 0, words)
        yield gr.skip(), cards.conversation(turns, words), evidence, turns

    def ask_example(
        event: gr.EventData, turns: Turns, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        yield from ask(examples[event.number], turns, request)

    def cite(event: gr.EventData, turns: Turns, request: gr.Request) -> str:
        return _evidence(assistant, turns, event.turn, event.kind, event.number, _words(request))

    page = gr.Blocks(title="archive-qa", fill_width=True)
    with page:
        turns = gr.State(())
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="chat"):
                with gr.Row(elem_id="masthead"):
                    gr.Markdown(i18n("title"), elem_id="title")
                    clear = gr.Button(i18n("clear"), variant="secondary", elem_id="clear")
                conversation = _html("conversation")
                with gr.Row(elem_id="form"):
                    box = gr.Textbox(
                        label=i18n("question"),
                        placeholder=i18n("placeholder"),
                        show_label=False,
                        lines=1,
                        max_lines=6,
                        max_length=LONGEST_QUESTION,
                        autofocus=True,
                        elem_id="question",
                    )
                    send = gr.Button(i18n("send"), variant="primary", elem_id="send")
            with gr.Column(elem_id="reading-room"):
                evidence = _html("evidence")

        outputs = [box, conversation, evidence, turns]
        common: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = {"concurrency_limit": CONCURRENT, "concurrency_id": "ask"}
        asked = gr.on([box.submit, send.click], ask, [box, turns], outputs, **common, **asking)
        example = conversation.example(ask_example, turns, outputs, **common, **asking)
        conversation.cite(cite, turns, evidence, **common, queue=False)
        fresh = [conversation, evidence, turns]
        page.load(start, None, fresh, **common)
        clear.click(start, None, fresh, **common, cancels=[asked, example])
    return page


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page until interrupted; ArchiveError where the port is taken."""
    page = build_app(assistant)
    try:
        page.launch(**look(), server_name=host, server_port=port, prevent_thread_lock=True)
    except OSError as error:
        raise ArchiveError(
            f"port {port} on {host} cannot be used ({error}); choose another with --port"
        ) from error
    print(f"archive-qa: open http://{host}:{port} in a browser; Ctrl-C stops it", flush=True)
    page.block_thread()


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


def _html(name: str) -> gr.HTML:
    """An empty HTML component with its script; its value is set once the language is known."""
    script = (UI / f"{name}.js").read_text("utf-8")
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False)


def _words(request: gr.Request) -> Words:
    return spoken(request.headers.get("accept-language", ""))


def _holdings(assistant: Assistant, words: Words) -> str:
    info = assistant.info()
    days = dict.fromkeys(day(d, words) for d in (info.first_date, info.last_date) if d)
    parts = [f'<span lang="zh-CN">{cards.safe(name)}</span>' for name in info.newspapers]
    parts += [" – ".join(days)] if days else []
    parts += [words["pages"].format(n=info.pages), words["articles"].format(n=info.articles)]
    return " · ".join(parts)


def _evidence(
    assistant: Assistant, turns: Turns, turn: int, kind: str, number: int, words: Words
) -> str:
    """The article of one citation of the conversation; the empty pane where there is none."""
    citation = _citation(turns, turn, kind, number)
    if citation is None:
        return cards.no_evidence(words)
    article = assistant.article(citation.article_id)
    page = assistant.page(citation.source.file)
    return cards.evidence(citation, kind == "near", article, page, words)


def _citation(turns: Turns, turn: int, kind: str, number: int) -> Citation | None:
    """The citation that a chip names; a chip of a conversation that is gone names none."""
    answer = turns[turn].answer if turn in range(len(turns)) else None
    if answer is None:
        return None
    listed = {"near": answer.near, "others": answer.others}.get(kind, answer.citations)
    return listed[number] if number in range(len(listed)) else None
