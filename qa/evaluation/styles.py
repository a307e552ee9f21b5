"""The ways in which a newspaper page is set as plain text, each drawn anew for every page."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Draw = random.Random


@dataclass(frozen=True, slots=True)
class Style:
    """How one page is set. Gaps count blank lines; a width of 0 puts a paragraph on one line."""

    name: str
    indent: str = ""  # before the first line of a paragraph
    width: int = 0  # characters of a line where the page wraps its text
    hang: bool = False  # closing marks hang over the end of a wrapped line
    paragraph_gap: int = 0
    heading_gap: int = 0  # between kicker, headline, subheads and byline
    title_gap: int = 0  # between the lines of a headline, or of a byline
    article_gap: int = 0
    head_width: int = (
        0  # characters of a heading line; longer headlines go on in the next, 0: one line
    )
    kicker_below: bool = False  # what leads to a headline is set under it
    bullet: str = ""
    byline_at: str = "head"  # head, or tail: in brackets under the text, or at its end
    byline_form: str = "{office} {names}"
    joint: str = " "  # between two names
    wide_names: bool = False  # 王　观: two-character names set as wide as three
    helpers: float = 0.0  # share of reporters who sign with a correspondent
    stacked: bool = False  # and that one on a line of their own
    local: bool = False  # 本报讯 for the place and date of the wire
    space: str = " "  # what stands for the spaces of the source
    cuts: float = 0.0  # share of long paragraphs that a column end cuts
    cut_gap: int = 0
    foreign: float = 0.0  # share of cuts with other matter between the halves
    captions: float = 0.3  # photos for each article of the page
    credit_apart: bool = True  # the photographer stands on a line of their own
    furniture: bool = True
    turns: float = 0.0  # share of articles with 下转第3版 under them
    short: float = 0.1  # share of pages with one or two articles only
    rule: str = ""  # a line between articles
    eol: str = "\n"


def _common(rng: Draw) -> dict[str, object]:
    """What pages of any style have in their own ways."""
    office = rng.choice(["{office} {names}", "{office}  {names}", "{office}　{names}"])
    return {
        "bullet": rng.choice(["", "", "■", "□", "◆", "■ ", "□ "]),
        "byline_form": rng.choice(
            [office, office, "{office}{names}", "{office}：{names}", "（{office} {names}）"]
        ),
        "byline_at": rng.choice(["head", "head", "head", "under", "end"]),
        "joint": rng.choice([" ", "  ", "　", "、"]),
        "wide_names": rng.random() < 0.4,
        "space": rng.choice([" ", "  ", "　", "\u00a0\u00a0"]),
        "helpers": rng.choice([0.0, 0.3]),
        "stacked": rng.random() < 0.5,
        "turns": rng.choice([0.0, 0.0, 0.1]),
        "local": rng.random() < 0.3,
        "head_width": rng.choice([0, 0, 12, 14, 16, 18]),
        "kicker_below": rng.random() < 0.4,
        "captions": rng.choice([0.0, 0.2, 0.4]),
        "credit_apart": rng.random() < 0.6,
        "furniture": rng.random() < 0.6,
    }


def _seed(rng: Draw) -> dict[str, object]:
    """A blank line below every line, as the page that ships."""
    gap = {"paragraph_gap": 1, "heading_gap": 1, "article_gap": rng.choice([1, 1, 2, 3])}
    gap["title_gap"] = int(rng.random() < 0.15)
    return {**gap, "cuts": rng.choice([0.2, 0.5]), "cut_gap": 1, "foreign": 0.15}


def _dense(rng: Draw) -> dict[str, object]:
    """No blank lines, paragraphs indented."""
    cuts = {"cuts": rng.choice([0.0, 0.3, 0.5]), "cut_gap": rng.choice([0, 0, 1])}
    return {"indent": rng.choice(["　　", "　　", "    "]), "foreign": 0.3, **cuts}


def _spaced(rng: Draw) -> dict[str, object]:
    """Blank lines between articles only."""
    return {
        "article_gap": rng.choice([1, 1, 2]),
        "indent": rng.choice(["", "", "　　"]),
        "cuts": rng.choice([0.0, 0.3]),
        "foreign": 0.2,
    }


def _bare(rng: Draw) -> dict[str, object]:
    """Nothing but line ends: a paragraph a line."""
    return {"cuts": rng.choice([0.0, 0.2])}


def _wrapped(rng: Draw) -> dict[str, object]:
    """Lines of one width, as they stand in the columns of the print."""
    return {
        "width": rng.choice([14, 16, 18, 20, 24, 30, 38]),
        "hang": rng.random() < 0.5,
        "indent": rng.choice(["　　", "　　", "  ", "    "]),
        "article_gap": rng.choice([0, 1, 1, 2]),
        "cuts": rng.choice([0.0, 0.3]),
        "cut_gap": 1,
        "foreign": 0.2,
    }


def _open(rng: Draw) -> dict[str, object]:
    """Indented paragraphs with blank lines between them and more between articles."""
    gap = {"paragraph_gap": 1, "heading_gap": rng.choice([0, 1]), "article_gap": rng.choice([1, 2])}
    return {**gap, "indent": "　　", "cuts": rng.choice([0.2, 0.4]), "cut_gap": rng.choice([0, 1])}


def _ruled(rng: Draw) -> dict[str, object]:
    """A rule between articles, line ends of Windows."""
    rule = rng.choice(["————————", "--------------------", "* * *", "=========="])
    gap = rng.choice([0, 1])
    return {"rule": rule, "eol": "\r\n", "paragraph_gap": gap, "indent": rng.choice(["", "　　"])}


def _blocks(rng: Draw) -> dict[str, object]:
    """Wrapped lines, blank lines between paragraphs instead of indents."""
    return {
        "width": rng.choice([15, 17, 22, 26, 34]),
        "paragraph_gap": 1,
        "heading_gap": rng.choice([0, 1]),
        "article_gap": rng.choice([2, 3]),
        "cuts": rng.choice([0.0, 0.3]),
        "cut_gap": 1,
    }


def _mixed(rng: Draw) -> dict[str, object]:
    """Every choice for itself."""
    width = rng.choice([0, 0, 13, 16, 19, 23, 28, 36])
    indent = rng.choice(["", "　　", "  ", "　"])
    gap = rng.choice([0, 1]) if indent or not width else 1
    return {
        "width": width,
        "hang": rng.random() < 0.5,
        "indent": indent,
        "paragraph_gap": gap,
        "heading_gap": rng.choice([0, gap, 1]),
        "article_gap": gap + rng.choice([0, 1, 2]) if not width else gap + 1,
        "cuts": rng.choice([0.0, 0.2, 0.4]),
        "cut_gap": rng.choice([gap, 1]),
        "foreign": rng.choice([0.0, 0.3]),
    }


def _web(rng: Draw) -> dict[str, object]:
    """Tabs and blank lines between paragraphs, headings in one block, as saved from a site."""
    return {
        "indent": rng.choice(["\t", ""]),
        "paragraph_gap": 1,
        "heading_gap": 0,
        "article_gap": rng.choice([1, 3]),
        "byline_at": "head",
        "byline_form": rng.choice(["（{office} {names}）", "{office}: {names}"]),
        "eol": "\r\n",
        "cuts": 0.2,
        "cut_gap": 1,
    }


def _cards(rng: Draw) -> dict[str, object]:
    """Headings set off by a blank line, paragraphs without one, names after 作者 or 文／."""
    return {
        "heading_gap": 0,
        "article_gap": rng.choice([2, 3]),
        "indent": "  ",
        "bullet": "",
        "byline_at": "head",
        "byline_form": rng.choice(["作者：{names}", "文/{names}", "（{office} {names}）"]),
        "cuts": 0.3,
    }


TUNED: dict[str, Callable[[Draw], dict[str, object]]] = {
    "seed": _seed,
    "dense": _dense,
    "spaced": _spaced,
    "bare": _bare,
    "wrapped": _wrapped,
    "open": _open,
    "blocks": _blocks,
    "mixed": _mixed,
}
UNTUNED: dict[str, Callable[[Draw], dict[str, object]]] = {
    "ruled": _ruled,
    "web": _web,
    "cards": _cards,
}
"""Styles that no rule and no weight of the parser was chosen on."""


def draw(name: str, rng: Draw) -> Style:
    """One page's variant of a style; KeyError where there is no such style."""
    options = {**_common(rng), **{**TUNED, **UNTUNED}[name](rng)}
    return Style(name, **options)  # type: ignore[arg-type]
