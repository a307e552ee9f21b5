"""The conversation on the left: questions, answers, refusals, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import disagreeing
from qa.citations import source_line
from qa.permalink import BadLink
from qa.records import Answer, Citation
from qa.transcript import Lost
from ui.filters import within
from ui.markup import attribute, marked, safe
from ui.turns import LOADING, Chip, Conversation, Turn, chips
from ui.words import Words, day

SURE = 0.7
"""Confidence from which the page says "certain": in calibration nearly nine of ten such answers
were right; on the page that ships 82 of 87 were."""
LONG = 24
"""Characters from which an answer is set smaller, so that it stays within about two lines."""
LONGEST_REASON = 500  # characters of a reader's reason for liking an answer or not


@dataclass(frozen=True, slots=True)
class Place:
    """A turn among others: its number, whether it is the last, and the threshold of answers."""

    turn: int
    last: bool
    threshold: float


def conversation(shown: Conversation, words: Words, threshold: float) -> str:
    """All turns, oldest first.

    `threshold` is the probability from which a candidate would be an answer by itself.
    """
    end = len(shown.turns) - 1
    cards = "".join(
        turn_card(Place(i, i == end, threshold), turn, words, shown.editing and i == end)
        for i, turn in enumerate(shown.turns)
    )
    name = words["conversation"]
    return (
        f'<ol class="turns" aria-live="polite" aria-label="{name}" data-id="{attribute(shown.id)}">'
        f"{cards}</ol>"
    )


def turn_card(place: Place, turn: Turn, words: Words, editing: bool = False) -> str:
    """One question with its answer, its refusal, its error or the stage it is at."""
    asked = (
        f'<p class="question"><span class="unseen">{words["you"]}: </span>{safe(turn.question)}</p>'
    )
    if turn.reading is not None:
        named = {LOADING: "loading", 0: "searching"}.get(turn.reading, "reading")
        stage = words[named].format(n=turn.reading)
        return f'<li class="turn">{asked}<p class="stage" role="status">{stage}</p></li>'
    if turn.error:
        reply = f'<div class="card error" role="alert">{safe(turn.error)}</div>'
    elif turn.answer:
        reply = _reply(place, turn, turn.answer, words)
        asked += within(turn.scope, turn.told, words, widens=place.last)
        if turn.answer.understood != turn.answer.question and turn.answer.answered:
            asked += (
                f'<p class="how">{words["understood"]} '
                f'<q lang="zh-CN">{safe(turn.answer.understood)}</q></p>'
            )
    else:
        reply = f'<div class="card stopped">{words["stopped"]}</div>'
    after = _editing(words) if editing else _actions(place, turn, words)
    return f'<li class="turn{" editing" if editing else ""}">{asked}{reply}{after}</li>'


def _reply(place: Place, turn: Turn, answer: Answer, words: Words) -> str:
    answers_lost = [x for x in turn.lost if x.group == "citations"]
    if answer.answered:
        shown = _answered(place, answer, words)
    elif answers_lost:  # not a refusal: it was answered, and what answered it is gone
        shown = '<div class="card"></div>'
    else:
        shown = _refused(place, answer, words)
    return shown + _lost(turn.lost, words)


def _answered(place: Place, answer: Answer, words: Words) -> str:
    values = {c.quote.text: c.value for c in reversed(answer.citations)}
    texts = dict.fromkeys(c.quote.text for c in answer.citations)
    said = "".join(_said(text, values[text], words) for text in texts)
    against = disagreeing(answer, place.threshold)
    word = words["sure" if answer.confidence >= SURE else "likely"]
    if against:
        said = _dated(answer.citations[0], words) + said
        word = words["disputed"]
    chance = words["probability"].format(n=round(answer.confidence * 100))
    listed = chips(answer, place.threshold)
    own, same, others = (
        [chip for chip in listed if chip.group == group]
        for group in ("citations", "agreeing", "others")
    )
    return (
        f'<div class="card">{said}{_sources(place, own, words)}'
        f'<p class="confidence"><span title="{chance}">{word}<span class="unseen"> ({chance})'
        f"</span></span></p>{_folded('agreeing', place, same, words)}"
        f"{_others(place, others, against, words)}</div>"
    )


def _said(text: str, value: str, words: Words) -> str:
    size = " long" if len(text) > LONG else ""
    stated = ""  # the date or number that the words state, beside them
    if value:
        stated = f' <span class="value" title="{words["value"]}">{safe(value)}</span>'
    return f'<p class="answer{size}" lang="zh-CN">{safe(text)}{stated}</p>'


def _others(place: Place, others: Sequence[Chip], against: Sequence[Citation], words: Words) -> str:
    """Other candidates: those of articles that disagree are shown, the rest folded."""
    shown = ""
    for chip in others[: len(against)]:
        said = _said(chip.citation.quote.text, chip.citation.value, words)
        shown += _dated(chip.citation, words) + said + _sources(place, [chip], words)
    if against:
        shown = f'<section class="against"><h2>{words["disagrees"]}</h2>{shown}</section>'
    return shown + _folded("others", place, others[len(against) :], words)


def _folded(name: str, place: Place, listed: Sequence[Chip], words: Words) -> str:
    if not listed:
        return ""
    sources = _sources(place, listed, words)
    return f'<details class="others"><summary>{words[name]}</summary>{sources}</details>'


def _dated(citation: Citation, words: Words) -> str:
    date = citation.source.date
    told = words["dated"].format(day=day(date, words)) if date else ""
    return f'<p class="dated">{told}</p>' if told else ""


def _refused(place: Place, answer: Answer, words: Words) -> str:
    chance = words["probability"].format(n=round(answer.confidence * 100))
    shown = [
        f'<p class="none"><span class="tag" title="{chance}">{words["not_found"]}</span> '
        f"{words['refusal']}</p>",
        f'<p class="how">{words["searched"]} <q lang="zh-CN">{safe(answer.understood)}</q></p>',
    ]
    if answer.unknown_words:
        listed = "、".join(map(safe, answer.unknown_words))
        shown.append(f'<p class="how">{words["unknown"]}: <span lang="zh-CN">{listed}</span></p>')
    if answer.near:
        near = _sources(place, chips(answer, place.threshold), words)
        shown.append(f"<h2>{words['near']}</h2>{near}")
    return f'<div class="card refusal">{"".join(shown)}</div>'


def _sources(place: Place, listed: Sequence[Chip], words: Words) -> str:
    """Each citation's sentence, its source line and its chip; what answers in it is marked."""
    items = []
    for chip in listed:
        citation, near = chip.citation, chip.group == "near"
        shown = citation.quote if near else citation.context
        quote = () if near else citation.quote.slices
        to = f"{place.turn} {chip.group} {chip.number}"
        items.append(
            f'<li>{_chip(to, chip.shown, citation, near, words)}<div lang="zh-CN">'
            f'<p class="sentence">{marked(shown, quote)}</p>'
            f'<p class="source">{safe(source_line(citation))}</p></div></li>'
        )
    return f'<ol class="sources">{"".join(items)}</ol>'


def _chip(to: str, shown: int, citation: Citation, near: bool, words: Words) -> str:
    name = words["cite_near" if near else "cite"]
    label = attribute(name.format(n=shown, source=source_line(citation)))
    named = f'data-cite="{to}" aria-label="{label}"'
    return f'<button type="button" class="chip" {named}>{shown}</button>'


def _lost(lost: Sequence[Lost], words: Words) -> str:
    """Citations that were kept and no longer stand in the archive: never silently dropped."""
    if not lost:
        return ""
    items = "".join(
        f'<li lang="zh-CN"><p class="sentence"><s>{safe(x.quote)}</s></p>'
        f'<p class="source">{safe(x.source)}</p></li>'
        for x in lost
    )
    return f'<div class="lost"><h2>{words["lost"]}</h2><ul>{items}</ul></div>'


def _actions(place: Place, turn: Turn, words: Words) -> str:
    """A verdict on an answer; the last question can be asked again or changed."""
    buttons = []
    if turn.answer and turn.verdict:
        thanks = words[f"thanks_{turn.verdict}"]
        buttons.append(f'<span class="thanks" role="status">{thanks}</span>')
    elif turn.answer and turn.id:
        buttons += [_button(name, place.turn, words) for name in ("like", "dislike")]
    if place.last:
        buttons += [_button(name, place.turn, words) for name in ("retry", "edit")]
    form = "" if turn.verdict or not turn.answer else _reason(place.turn, words)
    return f'<div class="actions">{"".join(buttons)}</div>{form}' if buttons else ""


def _button(name: str, turn: int, words: Words) -> str:
    return f'<button type="button" class="quiet" data-do="{name} {turn}">{words[name]}</button>'


def _reason(turn: int, words: Words) -> str:
    """Asked for once like or dislike is pressed, with what will be kept."""
    return (
        f'<form class="reason" hidden data-turn="{turn}">'
        f'<label for="reason-{turn}">{words["reason"]}</label>'
        f'<input id="reason-{turn}" name="reason" maxlength="{LONGEST_REASON}" autocomplete="off">'
        f'<button type="submit" class="plain">{words["save"]}</button>'
        f'<button type="reset" class="quiet">{words["cancel"]}</button>'
        f'<p class="how">{words["reason_kept"]}</p></form>'
    )


def _editing(words: Words) -> str:
    return (
        f'<div class="actions"><span class="thanks" role="status">{words["editing"]}</span>'
        f'<button type="button" class="quiet" data-do="keep 0">{words["cancel"]}</button></div>'
    )


def unfollowed(error: BadLink, words: Words) -> str:
    """What stands on the left where a link opens nothing: why, and its question, to be asked."""
    why = words[f"link_{error.fault}"].format(file=safe(error.file))
    asked = _question_to_ask(error.question, words) if error.question else ""
    return f'<div class="linked turn"><p class="card error" role="alert">{why}</p>{asked}</div>'


def _question_to_ask(question: str, words: Words) -> str:
    return (
        f'<p class="question">{safe(question)}</p><div class="actions">'
        f'<button type="button" class="plain" data-do="ask 0">{words["ask_it"]}</button></div>'
    )


def linked(question: str, citation: Citation, words: Words) -> str:
    """What a link shows on the left: its question, unanswered, and what it cites."""
    chip = _chip("0 link 0", 1, citation, False, words)
    asked = _question_to_ask(question, words) if question else ""
    return (
        f'<div class="linked turn"><p class="how">{words["from_link"]}</p>{asked}<div class="card">'
        f'<ol class="sources"><li>{chip}<div lang="zh-CN"><p class="sentence">'
        f"{marked(citation.context, citation.quote.slices)}</p>"
        f'<p class="source">{safe(source_line(citation))}</p></div></li></ol></div></div>'
    )


def welcome(holdings: str, examples: Sequence[str], words: Words) -> str:
    """What a reader sees first: what is here, and questions to start with as buttons."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-ask="{i}" lang="zh-CN">'
        f"{safe(example)}</button></li>"
        for i, example in enumerate(examples)
    )
    offered = f'<h2>{words["examples"]}</h2><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        f'<div class="welcome"><p class="tagline">{words["tagline"]}</p>'
        f'<p class="holdings">{words["holdings"]}: {holdings}</p>{offered}</div>'
    )
