"""Raw pages with known articles: the true articles of a newspaper, set as a page dump would be.

A dump knows of each article, caption, line of furniture, cut and true break where it stands. What
a reader of the page could not tell either is left out: articles that are collections of others,
tables and advertisements; a cut behind a sentence's end where nothing else shows it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from qa.evaluation.styles import Style, draw
from qa.evaluation.truth import (
    CREDIT,
    DATELINE,
    ENDS,
    ROLE,
    Dump,
    Row,
    Truth,
    is_article,
    is_photo,
    names,
    persons,
    squeezed,
)
from qa.evaluation.typesetting import halves, paragraph_lines, title_lines
from qa.records import Slice

_HELPERS = ("赵舒", "周亦至", "雷昕", "刘小平", "何志强", "欧阳静", "陈力")
_TURNS = ("（下转第{}版）", "下转第{}版", "（下转{}版）", "（下转第{}版②）", "▶下转第{}版")


def dumps(pages: list[list[Row]], styles: Iterable[str], seed: int) -> Iterator[Dump]:
    """Every page once, in the styles by turns, each drawn anew: the same seed, the same dumps."""
    rng = random.Random(seed)
    photos = [row for page in pages for row in page if is_photo(row)]
    names = list(styles)
    for i, page in enumerate(pages):
        rows = [row for row in page if is_article(row)]
        if rows:
            style = draw(names[i % len(names)], rng)
            if rng.random() < style.short:
                rows = rows[: rng.choice([1, 2])]
            yield _Setter(style, rng, rows, photos).dump()


class _Setter:
    """Sets one page, line by line, and notes what is true of it."""

    def __init__(
        self, style: Style, rng: random.Random, rows: list[Row], photos: list[Row]
    ) -> None:
        self.style, self.rng, self.photos = style, rng, photos
        self.todo = list(rows)
        self.page = Dump(style.name, f"{rows[0]['date']}-p{rows[0]['page']:02}")
        self.parts: list[str] = []
        self.at = 0

    def dump(self) -> Dump:
        """The page from its first line to its last."""
        row = self.todo[0]
        if self.style.furniture:
            self._masthead(row)
        while self.todo:
            self._article(self.todo.pop(0))
            if self.rng.random() < self.style.captions / 2:
                self._gap(self.style.article_gap)
                self._photo()
            if self.todo:
                self._rule()
        if self.style.furniture:
            self._gap(self.style.article_gap)
            self._colophon()
        self.page.text = "".join(self.parts)
        return self.page

    # lines

    def _write(self, text: str) -> int:
        self.parts.append(text)
        self.at += len(text)
        return self.at - len(text)

    def _line(self, text: str, role: str, indent: str = "") -> Slice:
        """One line; the range of its text without its indent."""
        self._write(indent)
        start = self._write(text)
        self.page.roles[start] = role
        self._write(self.style.eol)
        return start, start + len(text)

    def _gap(self, blank: int) -> None:
        if self.parts:
            self._write(self.style.eol * blank)

    def _spaced(self, text: str) -> str:
        return re.sub(r"\s+", self.style.space, text.replace("\u200b", "").strip())

    # furniture

    def _furnish(self, *lines: str) -> None:
        for line in lines:
            self.page.furniture.append(self._line(line, "F"))

    def _masthead(self, row: Row) -> None:
        year, month, day = (int(part) for part in row["date"].split("-"))
        date = f"{year}年{month}月{day}日"
        paper, section = "人民日报", row["section"]
        number = self.rng.choice(
            [f"第{row['page']}版", f"{row['page']:02}版", f"第{row['page']:02}版"]
        )
        form = self.rng.randrange(4)
        if form == 0:
            self._furnish(
                paper, f"{date} 星期{self.rng.choice('一二三四五六日')}", f"{number} {section}"
            )
        elif form == 1:
            self._furnish(f"{paper} {date} {number}：{section}")
        elif form == 2:
            self._furnish(
                f"{row['page']} {section}", f"{date}　星期{self.rng.choice('一二三四五六日')}"
            )
        else:
            self._furnish(f"{number}：{section}")
        self._gap(max(self.style.article_gap, self.style.paragraph_gap))

    def _colophon(self) -> None:
        names = [
            self.rng.choice(["王云杉", "罗珊珊", "陆凡冰", "孟扬", "唐中科"]) for _ in range(3)
        ]
        editors = self.rng.choice(["本版责编：", "责任编辑：", "责编："]) + " ".join(names[:2])
        layout = self.rng.choice(["版式设计：", "美编：", "校对："]) + names[2]
        if self.rng.random() < 0.5:
            self._furnish(f"{editors} {layout}")
        else:
            self._furnish(editors, layout)

    def _rule(self) -> None:
        if self.style.rule:
            self._furnish(self.style.rule)
        self._gap(self.style.article_gap)

    # photos

    def _photo(self) -> None:
        row = self.rng.choice(self.photos)
        caption, credit = (self._spaced(text) for text in row["paragraphs"])
        if self.style.bullet and self.rng.random() < 0.3:
            credit = self.style.bullet + credit
        if not self.style.credit_apart:
            caption, credit = f"{caption}{credit}", ""
        lines = paragraph_lines(caption, self.style, len(self.style.indent))
        start = self.at + len(self.style.indent)
        for i, line in enumerate(lines):
            self._line(line, "c" if i else "C", "" if i else self.style.indent)
        end = self.at - len(self.style.eol)
        if credit:
            self._gap(self.style.heading_gap)
            _, end = self._line(credit, "R")
        self.page.captions.append((start, end))

    # articles

    def _article(self, row: Row, cuts: bool = True) -> None:
        style = self.style
        signs = self.rng.random() < style.helpers and row["author"].strip().startswith("本报记者")
        self.helper = self.rng.choice(_HELPERS) if signs else ""
        heading, byline = self._heading(row), self._byline(row)
        named = persons(row) | ({self.helper} if self.helper else set())
        if style.byline_at == "head":
            heading += [(line, "Y") for line in byline]
        start = self.at
        for i, (line, role) in enumerate(heading):
            self._line(line, role)
            if i + 1 < len(heading):
                self._gap(style.title_gap if heading[i + 1][1] in "ty" else style.heading_gap)
        self._gap(style.paragraph_gap if style.heading_gap else style.heading_gap)
        texts = [made for text in row["paragraphs"] if (made := self._spaced(text))]
        if style.local:
            texts[0] = DATELINE.sub("本报讯", texts[0], count=1)
        signed = f"（{' '.join(byline).lstrip('■□◆ ')}）"
        if byline and style.byline_at == "end":
            texts[-1] += signed
        last = self._body(texts, cuts)
        if byline and style.byline_at == "under":
            self._gap(style.paragraph_gap)
            _, last = self._line(signed, "Z")
        title = squeezed(row["title"])
        if self.rng.random() < style.turns:
            self._gap(style.paragraph_gap)
            self._furnish(self.rng.choice(_TURNS).format(self.rng.choice("二三四五六2345")))
        self.page.articles.append(Truth(start, last, title, named))

    def _heading(self, row: Row) -> list[tuple[str, str]]:
        """The lines above the byline, each with its role."""
        kicker, title, subtitle = (self._spaced(row[k]) for k in ("kicker", "title", "subtitle"))
        below = self.style.kicker_below and not re.search(r"——$|强调$|指出$|[，、：]$", kicker)
        wrapped = title_lines(title, self.style.head_width)
        titles = [(line, "t" if i else "T") for i, line in enumerate(wrapped)]
        lead = (kicker, "S" if below else "K")
        lines = [*titles, lead, (subtitle, "S")] if below else [lead, *titles, (subtitle, "S")]
        return [(line, role) for line, role in lines if line]

    def _byline(self, row: Row) -> list[str]:
        """Who signs above or below the text, as the page sets names; no line where nobody does."""
        style = self.style
        author = self._spaced(row["author"])
        if (
            not author or "通讯员" in author or "：" in author
        ):  # two offices: as the paper sets them
            return [style.bullet + author] if author else []
        match = re.match(rf"(\S*?{ROLE})\s+", author)
        office = match[1] if match else ""
        named = style.joint.join(self._wide(name) for name in names(author[len(office) :]))
        if office:
            line = style.byline_form.format(office=office, names=named)
        else:
            bare = style.byline_form if style.byline_form.startswith(("作者", "文")) else "{names}"
            line = bare.format(names=named)
        if not self.helper:
            return [style.bullet + line]
        helper = f"通讯员 {self._wide(self.helper)}"
        return (
            [style.bullet + line, helper] if style.stacked else [f"{style.bullet}{line} {helper}"]
        )

    def _wide(self, name: str) -> str:
        return f"{name[0]}　{name[1]}" if self.style.wide_names and len(name) == 2 else name

    # text

    def _body(self, texts: list[str], cuts: bool) -> int:
        """Set the paragraphs of an article; where its last character ends."""
        style, end = self.style, self.at
        for i, text in enumerate(texts):
            if i:
                self._gap(style.paragraph_gap)
            cut = halves(text, style, self.rng) if cuts and len(text) > 60 else [text]
            start = self.at + len(style.indent)
            if i:
                self.page.breaks.append((end - 1, start))
            end = self._paragraph(cut[0], style.indent, self._role(text, i, len(texts)))
            if len(cut) == 2:
                self._between(text is texts[-1])
                self.page.cuts.append((end - 1, self.at))
                end = self._paragraph(cut[1], "", "p")
            photo = cuts and i + 1 < len(texts) and len(text) > 40
            if photo and self.rng.random() < style.captions / len(texts):
                self._gap(style.paragraph_gap)
                self._photo()
        return end

    @staticmethod
    def _role(text: str, i: int, count: int) -> str:
        if i + 1 == count and CREDIT.fullmatch(text):
            return "Z"
        return "P" if ENDS.search(text) or text[-1] in "）)" else "X"

    def _between(self, last: bool) -> None:
        """What stands between the halves of a paragraph: blank lines, a photo, or an article."""
        self._gap(self.style.cut_gap)
        if self.rng.random() >= self.style.foreign:
            return
        if self.todo and not last and self.style.indent and self.rng.random() < 0.3:
            self._gap(self.style.article_gap)
            self._article(self.todo.pop(0), cuts=False)
        else:
            self._photo()
        self._gap(max(self.style.article_gap, self.style.cut_gap))

    def _paragraph(self, text: str, indent: str, role: str) -> int:
        """Set a paragraph; where its last character ends."""
        end = -1
        for i, line in enumerate(paragraph_lines(text, self.style, len(indent))):
            start, stop = self._line(line, role if i == 0 else "p", "" if i else indent)
            if i:
                self.page.wraps.append((end - 1, start))
            end = stop
        return end
