"""What each event of the page does: a question, a chip, a kept conversation in; HTML out.

The functions keep nothing between two events: the browser sends its conversation with each.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import queue
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa import feedback, holdings, permalink
from qa.errors import ArchiveError
from qa.matched import matched_words
from qa.permalink import BadLink
from qa.records import EVERYTHING, Citation
from qa.transcript import BadTranscript, read_answer
from ui import article, cards, export, reasons
from ui.article import Opened
from ui.drawer import drawer
from ui.login import user_of
from ui.markup import safe
from ui.turns import LOADING, VERDICTS, Conversation, Turn, chips, dump, load
from ui.words import Words, day, spoken

if TYPE_CHECKING:
    from qa.assistant import Assistant

log = logging.getLogger(__name__)
CONCURRENT = 4  # questions answered at once; more wait their turn
LONGEST_QUESTION = 1000  # characters: no question needs more, and a pasted page is not a question


class Events:
    """The event handlers of the page over one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.pool = ThreadPoolExecutor(CONCURRENT, thread_name_prefix="ask")
        self.archive_changed()

    def archive_changed(self) -> None:
        """Other pages are in the archive: the questions to start with are drawn from those."""
        self._drawing = self.pool.submit(self._examples)

    def _examples(self) -> list[str]:
        try:
            return self._assistant.examples()
        except ArchiveError as error:
            log.warning("no questions to start with: %s", error)
        except Exception:  # a page without such questions is better than no page
            log.exception("no questions to start with")
        return []

    def start(self, opening: str, request: gr.Request) -> tuple[Any, ...]:
        """A tab opens: conversation, evidence, memory, drawer, then box, send, stop and clear.

        `opening` is what page.js makes of the address and of the conversation that the tab showed.
        """
        words = words_of(request)
        asked = json.loads(opening) if opening else {"link": "", "kept": ""}
        if asked["link"]:
            shown = self._linked(asked["link"], words)
        elif asked["kept"]:
            shown = self._reopened(asked["kept"], words)
        else:
            shown = self.fresh(request)
        # Gradio names its own parts by the browser's language: here is the one that was chosen.
        box = gr.update(label=words["question"], placeholder=words["placeholder"])
        buttons = [gr.update(value=words[name]) for name in ("send", "stop", "clear")]
        return *shown, drawer(words, user_of(request)), box, *buttons

    def offer(self, opening: str, request: gr.Request) -> Any:
        """The conversation of a tab that opens empty, once there are questions to start with.

        They are drawn with the models, which may still be loading when the tab opens.
        """
        asked = json.loads(opening) if opening else {"link": "", "kept": ""}
        if asked["link"] or asked["kept"]:
            return gr.skip()
        self._drawing.result()
        return self._welcome(words_of(request))

    def fresh(self, request: gr.Request) -> tuple[str, str, str]:
        """Conversation, evidence and memory before the first question."""
        words = words_of(request)
        return self._welcome(words), article.no_evidence(words), ""

    def open(self, event: gr.EventData, request: gr.Request) -> tuple[str, str, str]:
        """A kept conversation is chosen in the drawer."""
        return self._reopened(event.kept, words_of(request))

    def follow(self, event: gr.EventData, request: gr.Request) -> str:
        """The article of the link that is followed, once it was closed."""
        return self._linked(event.link, words_of(request))[1]

    def ask(self, question: str, kept: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Question box, conversation, evidence and memory, at each stage of one question."""
        question, words = question.strip()[:LONGEST_QUESTION], words_of(request)
        if not question:
            yield tuple(gr.skip() for _ in range(4))
            return
        before = self._load(kept)
        if before.editing:
            before = replace(before, turns=before.turns[:-1])
        yield from self._answer(question, before, words)

    def ask_example(
        self, event: gr.EventData, kept: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """One of the questions to start with."""
        yield from self.ask(self._drawing.result()[event.number], kept, request)

    def ask_linked(
        self, event: gr.EventData, kept: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """The question that a link was made for."""
        yield from self.ask(event.question, kept, request)

    def retry(self, kept: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """The last question once more, in place of what became of it."""
        yield from self._again(kept, request, whole=False)

    def widen(self, kept: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """The last question once more, of all that the filters leave, whatever it says itself."""
        yield from self._again(kept, request, whole=True)

    def _again(self, kept: str, request: gr.Request, *, whole: bool) -> Iterator[tuple[Any, ...]]:
        before = self._load(kept)
        if not before.turns:
            yield tuple(gr.skip() for _ in range(4))
            return
        again = before.turns[-1].question
        without = replace(before, turns=before.turns[:-1])
        for _, *shown in self._answer(again, without, words_of(request), whole=whole):
            yield gr.skip(), *shown  # what is typed meanwhile stays in the box

    def stop(self, kept: str, request: gr.Request) -> tuple[str, str]:
        """Conversation and evidence once the last question was dropped."""
        words = words_of(request)
        return self._drawn(self._load(kept), words), article.no_evidence(words)

    def edit(self, kept: str, request: gr.Request) -> tuple[str, str, str]:
        """Box, conversation and memory with the last question in the box, to be replaced."""
        shown = replace(self._load(kept), editing=True)
        return shown.turns[-1].question, self._drawn(shown, words_of(request)), dump(shown)

    def keep(self, kept: str, request: gr.Request) -> tuple[str, str]:
        """Conversation and memory with the last question left as it was."""
        shown = replace(self._load(kept), editing=False)
        return self._drawn(shown, words_of(request)), dump(shown)

    def cite(self, event: gr.EventData, kept: str, request: gr.Request) -> str:
        """The article that a chip opens."""
        return self._evidence(
            self._load(kept), event.turn, event.kind, event.number, words_of(request)
        )

    def close(self, request: gr.Request) -> str:
        """The right side without an article."""
        return article.no_evidence(words_of(request))

    def judge(self, event: gr.EventData, kept: str, request: gr.Request) -> tuple[str, str]:
        """A reader's verdict on an answer is kept; conversation and memory."""
        shown = self._load(kept)
        turn = shown.turns[event.turn]
        if turn.answer and event.verdict in VERDICTS:
            history = [t.question for t in shown.turns[: event.turn]]
            reason = str(event.reason)[: cards.LONGEST_REASON]
            place = feedback.place()
            feedback.append(place, turn.id, turn.answer, history, event.verdict, reason)
            judged = replace(turn, verdict=event.verdict)
            turns = (*shown.turns[: event.turn], judged, *shown.turns[event.turn + 1 :])
            shown = replace(shown, turns=turns)
        return self._drawn(shown, words_of(request)), dump(shown)

    def export(self, event: gr.EventData, request: gr.Request) -> str:
        """The file that a kept conversation makes, for the browser to save."""
        shown, words = self._load(event.kept), words_of(request)
        title = event.title or words["untitled"]
        if event.kind == "json":
            told, kind = export.as_json(title, shown), "application/json"
        else:
            told, kind = export.as_markdown(title, shown, words), "text/markdown;charset=utf-8"
        name = "".join(c if c.isalnum() else "-" for c in title[:40]).strip("-") or "conversation"
        at = dt.datetime.now(dt.UTC).isoformat()  # the same file asked for twice is saved twice
        file = {"name": f"{name}.{event.kind}", "type": kind, "text": told, "at": at}
        return json.dumps(file, ensure_ascii=False).replace("__i18n__", r"\u005f_i18n__")

    def _load(self, kept: str) -> Conversation:
        return load(kept, lambda record: read_answer(record, self._assistant.archive))

    def _drawn(self, shown: Conversation, words: Words) -> str:
        return cards.conversation(shown, words, self._assistant.settings.threshold)

    def _answer(
        self, question: str, before: Conversation, words: Words, *, whole: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        turn = Turn(question, id=secrets.token_hex(8), scope=before.scope)
        id = before.id or secrets.token_hex(8)

        def after(turn: Turn) -> Conversation:
            return Conversation(id, (*before.turns, turn), scope=before.scope)

        reports: queue.Queue[int | None] = queue.Queue()
        history = [t.answer for t in before.turns if t.answer]
        ask, scope = self._assistant.ask, replace(before.scope, whole=whole)
        pending = self.pool.submit(ask, question, history, lambda _, n: reports.put(n), scope)
        pending.add_done_callback(lambda _: reports.put(None))
        stage = 0 if self._assistant.models.ready else LOADING
        searching = self._drawn(after(replace(turn, reading=stage)), words)
        yield "", searching, gr.skip(), dump(after(turn))  # kept before it is answered
        while (passages := reports.get()) is not None:
            shown = self._drawn(after(replace(turn, reading=passages)), words)
            yield gr.skip(), shown, gr.skip(), gr.skip()
        try:
            answer = pending.result()
            told = self._assistant.narrowed(answer.understood, scope)
            turn = replace(turn, answer=answer, told=told if told != scope else EVERYTHING)
        except ArchiveError as error:
            turn = replace(turn, error=reasons.reason(str(error), words))
        except Exception:
            log.exception("a question was not answered")
            turn = replace(turn, error=words["failed"])
        done = after(turn)
        evidence = self._evidence(done, len(done.turns) - 1, "citations", 0, words)
        yield gr.skip(), self._drawn(done, words), evidence, dump(done)

    def _reopened(self, kept: str, words: Words) -> tuple[str, str, str]:
        try:
            shown = self._load(kept)
        except BadTranscript as error:
            broken = Conversation("", (Turn("", error=reasons.reason(str(error), words)),))
            return self._drawn(broken, words), article.no_evidence(words), ""
        if not shown.turns:  # filters alone are kept: chosen before the first question
            return self._welcome(words), article.no_evidence(words), kept
        evidence = self._evidence(shown, len(shown.turns) - 1, "citations", 0, words)
        return self._drawn(shown, words), evidence, kept

    def _linked(self, link: str, words: Words) -> tuple[str, str, str]:
        try:
            question, citation = permalink.follow(link, self._assistant.archive)
        except BadLink as error:
            return cards.unfollowed(error, words), article.no_evidence(words), ""
        shown = article.evidence(self._opened(citation, question, kind="link"), words)
        return cards.linked(question, citation, words), shown, ""

    def _evidence(
        self, shown: Conversation, turn: int, group: str, number: int, words: Words
    ) -> str:
        """The article of one citation of a conversation; the empty pane where there is none."""
        answer = shown.turns[turn].answer if turn in range(len(shown.turns)) else None
        listed = chips(answer, self._assistant.settings.threshold) if answer else []
        at = next((i for i, c in enumerate(listed) if (c.group, c.number) == (group, number)), None)
        if at is None or answer is None:
            return article.no_evidence(words)
        to = [f"{turn} {chip.group} {chip.number}" for chip in listed]
        beside = {
            "kind": group,
            "number": at + 1,
            "count": len(listed),
            "before": to[at - 1] if at else "",
            "after": to[at + 1] if at + 1 < len(listed) else "",
        }
        return article.evidence(
            self._opened(listed[at].citation, answer.understood, **beside), words
        )

    def _opened(self, citation: Citation, question: str, **beside: Any) -> Opened:
        archive = self._assistant.archive
        places = partial(matched_words, question, cutter=archive.cutter)
        return article.opened(archive, citation, question, places, **beside)

    def _welcome(self, words: Words) -> str:
        examples = self._drawing.result() if self._drawing.done() else []
        return cards.welcome(self.summary(words), examples, words)

    def summary(self, words: Words) -> str:
        """What the archive holds, in one line of HTML."""
        info = self._assistant.info()
        days = dict.fromkeys(day(d, words) for d in (info.first_date, info.last_date) if d)
        shown = [f'<span lang="zh-CN">{safe(name)}</span>' for name in info.newspapers]
        shown += [" – ".join(days)] if days else []
        pages = holdings.printed_pages(self._assistant.archive)
        shown += [words["pages"].format(n=pages), words["articles"].format(n=info.articles)]
        return " · ".join(shown)


def words_of(request: gr.Request) -> Words:
    """The words of the language that the reader chose, or else of the browser's."""
    try:
        chosen = SimpleCookie(request.headers.get("cookie", "")).get("archive_qa_language")
    except CookieError:
        chosen = None
    return spoken(request.headers.get("accept-language", ""), chosen.value if chosen else "")
