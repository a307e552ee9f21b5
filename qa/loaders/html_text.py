"""HTML trees -> the lines of text that a browser would show, by lxml (BSD)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

_BLOCKS = frozenset(
    [
        *("html", "body", "address", "article", "aside", "main", "header", "footer", "nav"),
        *("section", "div", "p", "br", "hr", "pre", "blockquote", "figure", "figcaption"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "thead", "tbody", "tr", "th", "td", "form", "fieldset"),
    ]
)
_NOT_SHOWN = frozenset(("script", "style", "template", "noscript", "head"))


def tree(markup: str) -> html.HtmlElement | None:
    """The tree of an HTML page or fragment; None where there is no element in it."""
    # a declared encoding no longer holds of decoded text, and lxml refuses a str that has one
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    try:
        return html.fromstring(f"<div>{plain}</div>" if "<html" not in plain.lower() else plain)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def lines(element: html.HtmlElement) -> list[str]:
    """The lines of an element, each the text of one block; blank ones left out."""
    flow = "".join(_flow(element)).split("\0")
    return [" ".join(line.splitlines()) for line in flow if line.strip()]


def _flow(element: html.HtmlElement) -> Iterator[str]:
    """The text of an element in order, a NUL where a block begins or ends."""
    if isinstance(element.tag, str) and element.tag not in _NOT_SHOWN:
        block = element.tag in _BLOCKS
        yield "\0" * block
        yield (element.text or "").replace("\0", "")
        for child in element:
            yield from _flow(child)
            yield (child.tail or "").replace("\0", "")
        yield "\0" * block
