"""Markdown -> pages, by markdown-it-py (CommonMark, MIT)."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.loaders.blocks import Block, page_of
from qa.loaders.encoding import decode
from qa.loaders.parts import Part

_MARKDOWN = MarkdownIt("commonmark").enable("table")


def read(data: bytes) -> Iterator[Part]:
    """The one page of a Markdown file, its mark-up left out; ValueError where it is no text."""
    yield page_of(_blocks(_MARKDOWN.parse(decode(data))))


def _blocks(tokens: list[Token]) -> list[Block]:
    found: list[Block] = []
    level = 0
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            found.append((level, _plain(token.children or [])))
        elif token.type in ("code_block", "fence"):  # text set in by four spaces counts as code
            found += [(0, line) for line in token.content.splitlines()]
    return found


def _plain(tokens: list[Token]) -> str:
    """The text of inline mark-up; a line that is only wrapped goes on, as Chinese does."""
    plain = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            plain += token.content
        elif token.type == "hardbreak":
            plain += "\n"
        elif token.type == "softbreak" and plain[-1:].isascii():
            plain += " "
    return plain
