"""A conversation as the page shows it, and as the text that the browser keeps of it.

The browser alone keeps conversations: each event brings its own back, and the server forgets it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa.answer import disagreeing
from qa.records import EVERYTHING, Answer, Citation, Scope
from qa.transcript import BadTranscript, Lost, Recalled, answer_record
from ui import filters

FORMAT = 1
"""Version of what is kept: raise it when an older text must not be read."""
VERDICTS = ("like", "dislike")
LOADING = -1
"""`Turn.reading` while the models are not there yet."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it: answered, failed, under way, or (none of these) stopped.

    `scope` is what the filters left of the archive when it was asked, `told` the part of it that
    the question itself names.
    """

    question: str
    id: str = ""  # of this asking of the question, for feedback
    answer: Answer | None = None
    lost: tuple[Lost, ...] = ()  # citations of the kept answer that the archive no longer has
    error: str = ""
    verdict: str = ""  # of VERDICTS, once given
    reading: int | None = None  # passages being read, 0 while searching, None when not under way,
    # LOADING at a server that has just started
    scope: Scope = EVERYTHING
    told: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first, and the filters of the next question.

    `editing`: the last question is in the box again, to be replaced.
    """

    id: str = ""
    turns: tuple[Turn, ...] = ()
    editing: bool = False
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Chip:
    """A citation of an answer, by its group and place there; numbered as it is shown."""

    group: str  # of transcript.GROUPS
    number: int  # in its group, from 0
    shown: int  # on the chip, from 1
    citation: Citation


def chips(answer: Answer, threshold: float) -> list[Chip]:
    """All citations of an answer, in the order in which they are shown."""
    against = disagreeing(answer, threshold)
    others = sorted(enumerate(answer.others), key=lambda pair: pair[1] not in against)
    listed = [("citations", i, c) for i, c in enumerate(answer.citations)]
    listed += [("agreeing", i, c) for i, c in enumerate(answer.agreeing)]
    listed += [("others", i, c) for i, c in others]
    listed += [("near", i, c) for i, c in enumerate(answer.near)]
    return [Chip(group, i, shown, c) for shown, (group, i, c) in enumerate(listed, 1)]


def dump(conversation: Conversation) -> str:
    """The text that the browser keeps.

    gradio's own translation mark, which it would replace anywhere in a value, is broken up.
    """
    turns = [
        {
            "question": turn.question,
            "id": turn.id,
            "answer": answer_record(turn.answer) if turn.answer else None,
            "lost": [{"group": x.group, "quote": x.quote, "source": x.source} for x in turn.lost],
            "error": turn.error,
            "verdict": turn.verdict,
            "scope": filters.record(turn.scope),
            "told": filters.record(turn.told),
        }
        for turn in conversation.turns
    ]
    kept = {"format": FORMAT, "id": conversation.id, "turns": turns}
    kept |= {"editing": True} if conversation.editing else {}
    kept["scope"] = filters.record(conversation.scope)
    return _text(kept)


def _text(kept: dict[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False).replace("__i18n__", r"\u005f_i18n__")


def scope_of(kept: str | None) -> Scope:
    """The filters of a kept conversation; the whole archive where nothing can be read."""
    try:
        return filters.read(json.loads(kept)["scope"]) if kept else EVERYTHING
    except (KeyError, TypeError, ValueError, AttributeError):
        return EVERYTHING


def with_scope(kept: str | None, scope: Scope) -> str:
    """The text of the same conversation with other filters."""
    if not kept:
        return dump(Conversation(scope=scope))
    return _text(json.loads(kept) | {"scope": filters.record(scope)})


def load(text: str | None, recall: Callable[[Any], Recalled]) -> Conversation:
    """The conversation of a kept text; BadTranscript where it is none.

    `recall` reads an answer's record and verifies it against the archive.
    """
    if not text:
        return Conversation()
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise BadTranscript(
                f"a kept conversation has format {kept['format']}, and this version reads {FORMAT};"
                " export it with the version that made it, or delete it"
            )
        turns = tuple(_turn(entry, recall) for entry in kept["turns"])
        editing = bool(kept.get("editing")) and bool(turns)
        scope = filters.read(kept.get("scope", {}))  # older texts have none
        return Conversation(str(kept["id"]), turns, editing, scope)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadTranscript(
            f"a kept conversation cannot be read ({type(error).__name__}: {error}); delete it"
        ) from error


def _turn(entry: dict[str, Any], recall: Callable[[Any], Recalled]) -> Turn:
    lost = tuple(Lost(str(x["group"]), str(x["quote"]), str(x["source"])) for x in entry["lost"])
    answer = None
    if entry["answer"] is not None:
        recalled = recall(entry["answer"])
        answer, lost = recalled.answer, (*lost, *recalled.lost)
    return Turn(
        question=str(entry["question"]),
        id=str(entry["id"]),
        answer=answer,
        lost=lost,
        error=str(entry["error"]),
        verdict=entry["verdict"] if entry["verdict"] in VERDICTS else "",
        scope=filters.read(entry.get("scope", {})),
        told=filters.read(entry.get("told", {})),
    )
