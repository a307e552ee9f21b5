"""What a follow-up question means: the question as it would be asked without the last turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation import ellipsis, references
from qa.conversation.context import Turn, recall, simplified
from qa.records import Answer


@dataclass(frozen=True, slots=True)
class Understood:
    """A self-contained question: the one asked, where nothing had to be carried into it."""

    question: str
    article_id: str | None  # the cited article that the question points to (这篇报道, 文中)


def understand(question: str, history: Sequence[Answer]) -> Understood:
    """The question with what it leaves out or points to filled in from the last turns.

    `history` is oldest first. What has no fitting antecedent stays as asked: a wrong guess would
    drag a new topic into the old one.
    """
    turns = tuple(recall(history))
    asked = simplified(question.strip())
    if not turns or not asked:
        return Understood(question, None)
    if named := references.article(asked, turns):
        text, article_id = named
        return Understood(references.resolve(text, turns), article_id)
    if about := ellipsis.and_x(asked, turns):
        return _pointing(about, turns[0])
    resolved = references.resolve(asked, turns)
    if resolved != asked or references.unresolved(asked):
        return Understood(resolved if resolved != asked else question, None)
    rewritten = ellipsis.bare(asked, turns) or ellipsis.subjectless(asked, turns)
    return _pointing(rewritten, turns[0]) if rewritten else Understood(question, None)


def _pointing(rewritten: str, turn: Turn) -> Understood:
    cited = turn.article
    pointed = bool(cited) and cited in rewritten and cited not in turn.question
    return Understood(rewritten, turn.article_id if pointed else None)
