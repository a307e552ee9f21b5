"""Names and noun phrases of a short text, each with the kind of thing that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from qa import text as qa_text
from qa.conversation.lexicon import COMPOUND_SURNAMES, HEADS, RELATIONAL, SURNAMES, TITLES, VERBS


class Kind(StrEnum):
    PERSON = "person"
    PLACE = "place"
    ORG = "org"
    EVENT = "event"
    WORK = "work"  # 《…》
    DATE = "date"
    THING = "thing"  # another name: a quoted one, a brand
    NOUN = "noun"  # no name


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    tag: str  # of jieba, or "work", "quote", "date"
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` of the text it was found in."""

    text: str
    kind: Kind
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_UNIT = re.compile(
    r"(?P<work>《[^《》]+》)|(?P<quote>“[^“”]+”)"
    r"|(?P<date>(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号])?(?:[上下]午|早上|晚上?)?|\d{4}年|\d{1,2}[日号]"
    r"|[今去前明]年|昨[天日]|今[天日]|明[天日])"
)
_TITLE = re.compile(f"(?:{TITLES})$")
_HEAD = {Kind(kind): re.compile(f"(?:{heads})$") for kind, heads in HEADS.items()}
_NO_NAMES = ("本报讯", "新华社", "本报记者")
_GROUP = ("团队", "一行", "夫妇", "等人", "代表团", "小组")
_UNITS = ("米", "公里", "级", "周年", "届", "年")
_STAGE = re.compile(
    "(?:签约|落户|开幕|闭幕|启动|颁奖|揭牌|奠基|落成|通车|开工|发布|竣工|捐赠|授牌|首发|升旗)+$"
)
_NAME_TAGS = ("nr", "ns", "nt", "nz")


@cache
def _tagger() -> Any:
    """jieba's tagger over the dictionary that `qa.text` has loaded; only a follow-up needs it."""
    from jieba import posseg

    tagger = posseg.dt
    tagger.tokenizer = qa_text.tokenizer()
    return tagger


@lru_cache(maxsize=256)
def tokens(text: str) -> tuple[Token, ...]:
    """Tagged words that cover the text in order; quoted titles and dates are one word each."""
    found: list[Token] = []

    def tag(start: int, end: int) -> None:
        for pair in _tagger().cut(text[start:end]):
            word, flag = pair.word, "v" if pair.word in VERBS else pair.flag
            if flag == "t" and len(word) > 1 and word.endswith("在"):  # 活动/周在
                found.append(Token(word[:-1], "n", start))
                start, word, flag = start + len(word) - 1, "在", "p"
            found.append(Token(word, flag, start))
            start += len(word)

    at = 0
    for unit in _UNIT.finditer(text):
        tag(at, unit.start())
        found.append(Token(unit.group(), str(unit.lastgroup), unit.start()))
        at = unit.end()
    tag(at, len(text))
    return tuple(found)


def _headed(word: str) -> bool:
    return any(head.search(word) for head in _HEAD.values())


def surnamed(word: str) -> bool:
    """Whether a word begins like a Chinese person's name."""
    return word[:1] in SURNAMES or word.startswith(COMPOUND_SURNAMES)


def _person(words: tuple[Token, ...], i: int) -> int:
    """Number of words of the person's name that begins at word i; 0 where none does."""
    word = words[i]
    before = next((w for w in reversed(words[:i]) if w.text.strip()), None)
    titled = before is not None and bool(_TITLE.search(before.text))
    if before is not None and before.text in "、和与" and i > 1:
        titled = words[i - 2].tag.startswith("nr") and surnamed(words[i - 2].text)  # 朱健、高山
    following = words[i + 1] if i + 1 < len(words) else None
    if following and following.text in "·•" and i + 2 < len(words):
        return 3 if word.tag.startswith(("n", "x")) else 0
    if len(word.text) == 1:
        opening = before is None or titled or before.tag in ("x", "p", "c", "v", "d")
        fits = following and len(following.text) <= 2 and following.tag[0] in "navgzij"
        if opening and word.text in SURNAMES and following and fits:
            named = word.tag.startswith("nr") or titled
            whole = word.text + following.text  # 江/城市 is no Mr Jiang
            return 2 if named and not _TITLE.search(following.text) and not _headed(whole) else 0
        return 0
    if len(word.text) > 4 or _TITLE.search(word.text):
        return 0
    if _headed(word.text) and not titled:
        return 0
    if word.tag == "nrt":
        return int(len(word.text) > 2)
    if word.tag.startswith("nr") and surnamed(word.text):
        tail = following.tag if following and len(following.text) == 1 else ""
        if len(word.text) == 2 and (tail == "nr" or (titled and tail == "n")):
            return 2  # 罗文/鹏
        grouped = following is not None and following.text.startswith(_GROUP)
        if following and not grouped and _headed(following.text):
            return 0  # 常胜校区: the name is of the school
        return 1
    return int(titled and len(word.text) <= 3 and surnamed(word.text) and word.tag[0] == "n")


def _nominal(word: Token) -> bool:
    return word.tag[0] in "njlbi" or word.tag in ("vn", "an", "work", "quote", "eng", "m", "x")


def _kind(run: tuple[Token, ...]) -> Kind:
    text = "".join(w.text for w in run)
    named = any(w.tag.startswith(_NAME_TAGS) for w in run)
    for kind, head in _HEAD.items():
        match = head.search(text)
        if not match or match.start() == 0:
            continue
        village = match.group() in "村镇乡县" and len(text) > 2  # 十八洞村: the rest is no word
        if len(match.group()) > 1 or named or village or run[-1].tag in ("ns", "nt"):
            return kind
    last = run[-1].tag
    if last == "work":
        return Kind.WORK
    if last in ("ns", "nt"):
        return Kind.PLACE if last == "ns" else Kind.ORG
    if last == "quote" or last in ("nz", "eng") or last.startswith("nr"):
        return Kind.THING if len(text) > 1 else Kind.NOUN
    return Kind.THING if run[0].tag in ("nz", "quote", "eng") else Kind.NOUN


def _phrases(words: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """Maximal runs of nominal words, without digits or marks at their ends."""
    run: list[Token] = []
    for i, word in enumerate((*words, Token("", "end", -1))):
        mark = word.tag == "x" and not word.text.isalnum()
        count = word.text[:1].isdigit() and words[i + 1 : i + 2] and words[i + 1].text not in _UNITS
        attribute = word.text in RELATIONAL
        if word.text and _nominal(word) and not mark and not count and not attribute:
            run.append(word)
            continue
        while run and run[-1].tag == "m":
            run.pop()
        if run and not all(w.tag in ("m", "x", "b") for w in run):
            yield tuple(run)
        if attribute:
            yield (word,)
        run = []


@lru_cache(maxsize=256)
def mentions(text: str) -> tuple[Mention, ...]:
    """Names, dates and noun phrases of a text in reading order.

    A person's name inside a longer name (陈德基团队) is a mention of its own, after the longer one.
    A year directly before an event belongs to it, and is a date besides.
    """
    words = tokens(text)
    found: list[Mention] = []
    rest: list[Token] = []
    i = 0
    while i < len(words):
        count = _person(words, i)
        word = words[i]
        name = text[word.start : words[i + count - 1].end] if count else ""
        if count:
            found.append(Mention(name, Kind.PERSON, word.start))
        grouped = count and i + count < len(words) and words[i + count].text.startswith(_GROUP)
        if count:
            rest.append(Token(name, "nr" if grouped else "person", word.start))
        else:
            if word.tag == "date":
                found.append(Mention(word.text, Kind.DATE, word.start))
            rest.append(word)
        i += count or 1
    for run in _phrases(tuple(rest)):
        start, end = run[0].start, run[-1].end
        kind = _kind(run)
        dated = next((m for m in found if m.kind is Kind.DATE and m.end == start), None)
        if kind is Kind.EVENT and dated and dated.text.endswith("年"):
            start = dated.start
        stage = _STAGE.search(text, 0, start)
        if stage and kind is Kind.NOUN and _HEAD[Kind.EVENT].fullmatch(text[start:end]):
            start, kind = stage.start(), Kind.EVENT  # 签约/v 仪式/n
        if text[start:end] not in _NO_NAMES:
            found.append(Mention(text[start:end], kind, start))
    return tuple(sorted(found, key=lambda m: (m.start, -m.end)))
