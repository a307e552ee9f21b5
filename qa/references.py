"""A citation as scholars and editors write it, to be pasted elsewhere."""

from __future__ import annotations

import re

from qa.citations import source_line
from qa.newspaper.persons import persons
from qa.records import Citation

NAMED = 3
"""Authors that GB/T 7714-2015 (8.1.2) names before 等."""
_UNTITLED = "无标题"
_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|~$=:^@]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)


def gbt7714(citation: Citation) -> str:
    """A reference to a newspaper article by GB/T 7714-2015, 8.8; what nothing states is left out.

    陈润. 市委常委会召开会议[N]. 衡阳日报, 2021-05-28(1).
    """
    names = authors(citation.byline)
    who = ", ".join(names[:NAMED]) + (", 等" if len(names) > NAMED else "")
    title = " ".join(citation.headline.split()) or _UNTITLED
    source = citation.source
    place = source.newspaper or source.file
    place += f", {source.date.isoformat()}" if source.date else ""
    place += f"({source.page})" if source.page else ""
    return ". ".join(filter(None, [who, f"{title}[N]", place])) + "."


def authors(byline: str) -> list[str]:
    """The names in a byline, in its order, without spaces inside and without the editors."""
    named = [("".join(byline[a:b].split()), role) for role, a, b in persons(byline)]
    return list(dict.fromkeys(name for name, role in named if role != "编辑"))


def plain(citation: Citation) -> str:
    """The quotation and its source as a line of text."""
    return f"“{citation.quote.text}”（{source_line(citation)}）"


def markdown(citation: Citation) -> str:
    """The quotation as a Markdown block quote with its source below."""
    quote, source = (markdown_text(t) for t in (citation.quote.text, source_line(citation)))
    return f"> {quote}\n>\n> —— {source}"


def markdown_text(text: str) -> str:
    """Text as one line of Markdown that shows exactly that text and marks nothing up.

    Every mark of CommonMark, GFM and TeX is escaped, and control characters (among them those of
    writing direction) are spelled out, since nothing in Markdown confines them.
    """
    line = re.sub(r"[\r\n\u2028\u2029]+", " ", text)
    line = _MARKUP.sub(lambda m: "\\" + m[0], line)
    line = re.sub("[<>&]", lambda m: _ENTITIES[m[0]], line)
    return _INVISIBLE.sub(lambda m: f"\\[U\\+{ord(m[0]):04X}\\]", line)
