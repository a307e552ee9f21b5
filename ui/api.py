"""For programs: `ask`, `search` and `article` as named endpoints and as MCP tools.

Their docstrings are what MCP clients are told, in the form that gradio reads (Args:, Returns:).
This module has no `from __future__ import annotations`: gradio reads the return types as objects.
"""

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr
from gradio.components.api_component import Api
from gradio.events import api as add_endpoint

from qa.errors import ArchiveError
from qa.records import Answer, Article, Hit, Scope
from qa.transcript import read_answer
from ui.shapes import AnswerJson, ArticleJson, PassageJson, of_answer, of_article, of_hit

if TYPE_CHECKING:
    from qa.assistant import Assistant

log = logging.getLogger(__name__)
LONGEST_QUESTION = 1000  # characters, as in the page
LONGEST_NAME = 200  # characters of a newspaper, a person, a section
LONGEST_ID = 1000  # characters: a path and two offsets
MOST_TURNS = 20  # of a conversation: understanding a follow-up looks back a few turns
MOST_PASSAGES = 50  # of a search: as many as either index offers
MOST_WAITING = 64  # calls; a caller behind more would wait for half a minute and longer

History = list[str | AnswerJson]
Result = TypeVar("Result")


class Refused(gr.Error):
    """What a program is told of a call that cannot be answered; no traceback is printed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, print_exception=False)

    def __str__(self) -> str:
        return str(self.message)


class Page(gr.Blocks):
    """A page whose endpoints take their defaults for the last arguments that a call leaves out.

    gradio fills them in for its own client alone, not for a plain HTTP request.
    """

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], *args: Any, **more: Any
    ) -> Any:
        """As gradio's, of all arguments."""
        left_out = block_fn.inputs[len(inputs) :]
        defaults = [block.value for block in left_out if isinstance(block, Api)]
        return await super().preprocess_data(block_fn, [*inputs, *defaults], *args, **more)


def register(assistant: "Assistant", pool: Executor) -> None:
    """Add the endpoints to the page being laid out; calls wait their turn in the page's pool."""
    do = Endpoints(assistant, pool)
    for endpoint in (do.ask, do.search, do.article):
        # Not gradio's own queue: its MCP tools would call back over HTTP, without a password.
        add_endpoint(endpoint, queue=False)


def tools_speak_json(page: gr.Blocks) -> None:
    """Make MCP tools answer in JSON; gradio's own way is Python's repr of a dict."""
    from mcp.types import ImageContent, TextContent

    def as_json(data: Any, root_url: str) -> list[TextContent | ImageContent]:  # noqa: ARG001
        return [TextContent(type="text", text=json.dumps(x, ensure_ascii=False)) for x in data]

    if page.mcp_server_obj is None:
        raise RuntimeError(f"the MCP server did not start: {page.mcp_error}")
    page.mcp_server_obj.postprocess_output_data = as_json  # type: ignore[method-assign]


class Endpoints:
    """The calls over one assistant; each checks what it is given before anything runs."""

    def __init__(self, assistant: "Assistant", pool: Executor) -> None:
        self._assistant, self._pool, self._waiting = assistant, pool, 0

    async def ask(
        self,
        question: str,
        history: History = [],  # noqa: B006  read only; gradio shows it as the default
        newspaper: str = "",
        first: str = "",
        last: str = "",
        page: int = 0,
        person: str = "",
        section: str = "",
    ) -> AnswerJson:
        """
        Answer a question from an archive of Chinese newspapers, word for word and with its source.
        Ask in Chinese, one fact at a time, for example: 陈德基团队以什么模式落户衡阳？
        Where the archive does not say, `answered` is false, `answer` is null, and `near` has the
        nearest sentences, which are not an answer: do not take them for one. Where `others` has
        something from another article with a `probability` of 0.5 or more, the articles disagree
        or speak of different things: report both with their dates.

        Args:
            question: The question, in Chinese, at most 1000 characters. Example: 市委常委会会议由谁主持？
            history: Earlier turns of the same conversation, oldest first, for follow-up questions such as 他是什么职务？ Each is an earlier question as a string, or an earlier result of this tool, which saves asking it again.
            newspaper: Search only this newspaper, by its name. Example: 衡阳日报
            first: Search only issues from this day on, as YYYY-MM-DD. Example: 2021-05-01
            last: Search only issues up to this day, as YYYY-MM-DD. Example: 2021-05-31
            page: Search only pages with this number; 0 for all.
            person: Search only articles whose byline names this person. Example: 陈润
            section: Search only pages of this section, by its name. Example: 要闻

        Returns:
            A JSON object: `answer` (null when the archive does not say), `confidence` 0 to 1, and `citations` with the quoted words, the sentence they stand in, and the newspaper, date, page and headline.
        """  # noqa: E501  gradio takes one line for each argument
        asked = _text("question", question, LONGEST_QUESTION)
        turns = _turns(history)
        scope = _scope(newspaper, first, last, page, person, section)
        answer = await self._run(self._converse, asked, turns, scope)
        return of_answer(answer)

    async def search(
        self,
        query: str,
        limit: int = 5,
        newspaper: str = "",
        first: str = "",
        last: str = "",
        page: int = 0,
        person: str = "",
        section: str = "",
    ) -> list[PassageJson]:
        """
        Find the passages of an archive of Chinese newspapers that are nearest to some words or a
        question, by meaning and by word. Gives text to read; to have a question answered, use `ask`.

        Args:
            query: What to look for, in Chinese, at most 1000 characters. Example: 科技活动周
            limit: How many passages to give, 1 to 50.
            newspaper: Search only this newspaper, by its name. Example: 衡阳日报
            first: Search only issues from this day on, as YYYY-MM-DD.
            last: Search only issues up to this day, as YYYY-MM-DD.
            page: Search only pages with this number; 0 for all.
            person: Search only articles whose byline names this person. Example: 陈润
            section: Search only pages of this section, by its name. Example: 要闻

        Returns:
            A JSON list, best first: the passage with its article id (for the tool `article`), headline, byline, newspaper, date, page, text and scores.
        """  # noqa: E501
        wanted = _text("query", query, LONGEST_QUESTION)
        count = _number("limit", limit, 1, MOST_PASSAGES)
        scope = _scope(newspaper, first, last, page, person, section)
        hits = await self._run(self._search, wanted, count, scope)
        return [of_hit(hit) for hit in hits]

    async def article(self, article_id: str) -> ArticleJson:
        """
        Give a whole newspaper article, taken apart: headline, byline, dateline, paragraphs, each
        with its place in the raw page.

        Args:
            article_id: The id of the article, as `article` of a citation or of a passage found. Example: pages/hengyang-daily-2021-05-28-p1.txt#14-1180

        Returns:
            A JSON object with the parts of the article; `slices` are ranges of characters of the raw page.
        """  # noqa: E501
        wanted = _text("article_id", article_id, LONGEST_ID)
        return of_article(await self._run(self._article, wanted))

    def _converse(self, question: str, turns: History, scope: Scope) -> Answer:
        history: list[Answer] = []
        for turn in turns:
            if isinstance(turn, str):
                history.append(self._assistant.ask(turn, history))
            else:
                history.append(read_answer(turn, self._assistant.archive).answer)
        return self._assistant.ask(question, history, scope=scope)

    def _search(self, query: str, limit: int, scope: Scope) -> list[Hit]:
        return self._assistant.search(query, limit, scope=scope)

    def _article(self, article_id: str) -> Article:
        try:
            return self._assistant.article(article_id)
        except KeyError as error:
            raise Refused(
                f"article_id: the archive has no article {article_id!r}; expected the `article` of "
                "a citation or of a passage, as path#start-end"
            ) from error

    async def _run(self, call: Callable[..., Result], *args: Any) -> Result:
        """The result of a call, run in the pool; Refused with what a program may know of errors."""
        if self._waiting >= MOST_WAITING:
            raise Refused(f"busy: {self._waiting} calls are waiting; try again in a minute")
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._pool.submit(call, *args))
        except Refused:
            raise
        except ArchiveError as error:
            raise Refused(str(error)) from error
        except Exception as error:  # logged without its arguments: questions are not kept
            log.exception("a call of %s failed", call.__name__)
            raise Refused("the server failed at this; its log says why") from error
        finally:
            self._waiting -= 1


def _text(name: str, value: Any, longest: int) -> str:
    """A text that is not empty and not too long."""
    if not isinstance(value, str):
        raise Refused(f"{name}: expected text, found {type(value).__name__}")
    if not value.strip():
        raise Refused(f"{name}: expected text, found nothing")
    if len(value) > longest:
        raise Refused(f"{name}: expected at most {longest} characters, found {len(value)}")
    return value.strip()


def _number(name: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(f"{name}: expected a whole number from {least} to {most}, found {value!r}")
    return value


def _day(name: str, value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(_text(name, value, LONGEST_NAME))
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"{name}: expected a day as YYYY-MM-DD, found {value!r}") from error


def _turns(history: Any) -> History:
    """Earlier questions and answers; what an answer holds is verified when it is read."""
    if not isinstance(history, list):
        raise Refused(f"history: expected a list, found {type(history).__name__}")
    if len(history) > MOST_TURNS:
        raise Refused(f"history: expected at most {MOST_TURNS} turns, found {len(history)}")
    for place, turn in enumerate(history):
        if isinstance(turn, str):
            _text(f"history[{place}]", turn, LONGEST_QUESTION)
        elif not isinstance(turn, dict):
            raise Refused(
                f"history[{place}]: expected a question or an earlier answer of `ask`, "
                f"found {type(turn).__name__}"
            )
    return history


def _scope(newspaper: Any, first: Any, last: Any, page: Any, person: Any, section: Any) -> Scope:
    return Scope(
        newspaper=_text("newspaper", newspaper, LONGEST_NAME) if newspaper else "",
        first=_day("first", first),
        last=_day("last", last),
        page=_number("page", page or 0, 0, 9999) or None,
        person=_text("person", person, LONGEST_NAME) if person else "",
        section=_text("section", section, LONGEST_NAME) if section else "",
    )
