"""A conversation as a file to keep: Markdown to read, JSON to work with."""

from __future__ import annotations

import json

from qa.citations import source_line
from qa.records import Citation
from qa.references import gbt7714, markdown_text
from qa.transcript import GROUPS
from ui.filters import limits
from ui.turns import Conversation, Turn, dump
from ui.words import Words


def as_json(title: str, shown: Conversation) -> str:
    """Everything that is kept of a conversation, citations with their raw offsets."""
    return json.dumps({"title": title} | json.loads(dump(shown)), ensure_ascii=False, indent=2)


def as_markdown(title: str, shown: Conversation, words: Words) -> str:
    """Questions as headings, answers with the sentences and sources that they are cited from."""
    blocks = [f"# {markdown_text(title)}"]
    for turn in shown.turns:
        blocks += _turn(turn, words)
    return "\n\n".join(blocks) + "\n"


def _turn(turn: Turn, words: Words) -> list[str]:
    blocks = [f"## {markdown_text(turn.question)}"]
    answer = turn.answer
    blocks += [
        f"{name}: {markdown_text(' · '.join(parts))}"
        for name, parts in limits(turn.scope, turn.told, words)
    ]
    if turn.error or answer is None:
        return [*blocks, markdown_text(turn.error or words["stopped"])]
    if answer.understood != answer.question:
        blocks.append(f"{words['understood']}: {markdown_text(answer.understood)}")
    if answer.answered:
        said = dict.fromkeys(c.quote.text for c in answer.citations)
        blocks += [f"**{markdown_text(text)}**" for text in said]
    elif not any(x.group == "citations" for x in turn.lost):
        blocks.append(words["refusal"])
    for group in GROUPS:
        citations, named = getattr(answer, group), group != "citations"
        if citations and named:
            blocks.append(f"{words[group]}:")
        blocks += [_citation(c, named=named) for c in citations]
    for lost in turn.lost:
        text, source = markdown_text(lost.quote), markdown_text(lost.source)
        blocks.append(f"~~{text}~~ —— {source} ({words['lost']})")
    return blocks


def _citation(citation: Citation, named: bool) -> str:
    """The sentence as a quotation, below it the source, the reference and the raw offsets.

    `named`: the words that it is cited for stand above it.
    """
    at = ", ".join(f"{a}-{b}" for a, b in citation.quote.slices)
    lines = (
        *((f"**{markdown_text(citation.quote.text)}**", "") if named else ()),
        markdown_text(citation.context.text),
        "",
        f"—— {markdown_text(source_line(citation))}  ",
        f"{markdown_text(gbt7714(citation))}  ",
        f"{markdown_text(citation.source.file)} {at}",
    )
    return "\n".join(f"> {line}" if line else ">" for line in lines)
