"""Questions that leave out what the last one said: 那常胜校区呢？ 什么时候？ 有多少人参加？"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.context import Turn
from qa.conversation.lexicon import (
    ABOUT_PEOPLE,
    ABOUT_TEXT,
    ATTEND,
    EVENT_VERBS,
    GENERAL_VERBS,
    LIGHT,
    RELATIONAL,
    SORTS,
    SPEECH,
    TITLES,
)
from qa.conversation.mentions import Kind, Mention, mentions, tokens
from qa.conversation.questions import Asks, body, interrogative, own, swap

_AND_X = re.compile(r"^(?:那么?|那|至于|而)?[，,]?(?P<x>[^？?，,]{1,20}?)[呢吶]$")
_PICTURE = re.compile("^(?:照片|图片|配图|相片)$")
_TITLE = re.compile(f"(?:{TITLES})$")
_WRITTEN = re.compile(r"^(?:是|由)?谁(?:采写|撰写|写|报道|采访)的?$")
_TAKEN = re.compile(r"^(?:是|由)?谁(?:拍摄|拍|摄)的?$")
_DECIDED = re.compile("^(?:是|由)?谁(?:宣布|公布|批准|决定|提出|透露)的$")
_MORE = re.compile(r"^还有(?P<words>谁|哪些人?|什么|哪些.{1,4}|吗)?$")
_SPEAKER = ("我", "你", "您", "我们", "你们", "咱们", "自己", "大家", "这", "那", "这样", "那样")


def _common_ending(a: str, b: str) -> int:
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size


def _kind_of(x: str, turn: Turn) -> Kind | None:
    """What x names: as the turn's texts use it, else as it looks by itself."""
    for text in turn.parts:
        for mention in mentions(text):
            if mention.text == x:
                return mention.kind
    if [w.tag[:2] for w in tokens(x)] == ["nr"] and turn.people(turn.question):
        return Kind.PERSON  # a foreign name
    whole = [m for m in mentions(x) if m.text == x]
    return whole[0].kind if whole else None


def _titled(x: str, last: str) -> str | None:
    """市长 in the place of 南华大学党委书记; 党委书记 only in that of its 校长."""
    for mention in own(last):
        title = _TITLE.search(mention.text)
        if not title or mention.kind is Kind.PERSON:
            continue
        role = next(w for w in tokens(last) if w.start <= mention.end - 1 < w.end)
        start = mention.start if re.match("[市省县区镇]|国家|全国", x) else role.start
        return last[:start] + x + last[mention.end :]
    return None


def _substituted(x: str, turn: Turn) -> str | None:
    """The last question with its element of the kind of x replaced by x; None where it has none."""
    last = turn.question
    if x in last:
        return None
    asked = interrogative(last)
    if asked and asked.noun and _common_ending(asked.noun, x):
        at = asked.end - len(asked.noun)
        return last[:at] + x + last[asked.end :]
    kind = _kind_of(x, turn)
    if _TITLE.search(x) and kind is not Kind.PERSON and (swapped := _titled(x, last)):
        return swapped
    elements: list[Mention] = list(own(last))
    same = [m for m in elements if _common_ending(m.text, x) and Kind.PERSON not in (m.kind, kind)]
    same = [m for m in same if kind in (m.kind, Kind.NOUN, None) or m.kind is Kind.NOUN] or same
    if not same and kind not in (None, Kind.NOUN):
        same = [m for m in elements if m.kind is kind]
        if not same and kind in (Kind.PLACE, Kind.ORG, Kind.THING, Kind.WORK):
            loose = (Kind.PLACE, Kind.ORG, Kind.THING, Kind.WORK)
            same = [m for m in elements if m.kind in loose]
            same = same if len(same) == 1 else []
        if not same and kind is Kind.DATE:
            return x + last
    if same:
        best = max(same, key=lambda m: (_common_ending(m.text, x), -m.start))
        return last[: best.start] + x + last[best.end :]
    words = [w for w in tokens(last) if _common_ending(w.text, x) >= min(2, len(x))]
    if words:
        return last[: words[0].start] + x + last[words[0].end :]
    alike = re.search(rf"{re.escape(x[:2])}[一二三四五六七八九十百\d]+{re.escape(x[-1])}", last)
    if alike and kind is None:  # 神舟十五号 for 神舟十六号
        return last[: alike.start()] + x + last[alike.end() :]
    return _attribute(x, turn) if kind in (None, Kind.NOUN) else None


def _attribute(x: str, turn: Turn) -> str | None:
    """衡阳的人口是多少？ for 人口 after 衡阳的面积是多少？, or a counted noun replaced."""
    last, asked = turn.question, interrogative(turn.question)
    if asked is None or not mentions(x) or mentions(x)[0].text != x:
        return None
    if asked.asks is Asks.NUMBER and x in RELATIONAL and asked.start > 0:
        return f"{turn.topic()}的{x}是多少？" if turn.topic() else None
    if asked.asks is Asks.NUMBER and asked.noun:
        at = asked.end - len(asked.noun)
        return last[:at] + x + last[asked.end :]
    for mention in own(last):
        if mention.kind is Kind.NOUN and last[: mention.start].endswith("的"):
            return last[: mention.start] + x + last[mention.end :]
    return None


def and_x(question: str, turns: Sequence[Turn]) -> str | None:
    """那X呢: the last question about x; None for other questions and where x does not fit."""
    match = _AND_X.match(body(question))
    turn = turns[0]
    if match is None or interrogative(match["x"]):
        return None
    x = match["x"].removeprefix("那").strip()
    if _PICTURE.match(x):
        cited = turn.article or turn.topic()
        return f"{cited}的{x}是谁拍的？" if cited else None
    return _substituted(x, turn)


def bare(question: str, turns: Sequence[Turn]) -> str | None:
    """A question word alone, or with the last question's verb: the last question asking that."""
    text = re.sub(r"^(?:那么?|是|有|会)|[呢的啊呀]$", "", body(question))
    text = re.sub(r"^(为什么|为何)(?:会|要)?(?:这样|那样|这么做|那么做|如此)$", r"\1", text)
    asked, turn = interrogative(text), turns[0]
    if asked is None:
        return None
    rest = text[: asked.start] + text[asked.end :]
    rest = re.sub("^[是会要]|[的了]$", "", rest)
    verbs = [w.text for w in tokens(turn.question) if w.tag.startswith("v")]
    adverb = asked.adverbial or asked.asks is Asks.MANNER
    repeated = adverb and asked.start <= 1 and any(rest in v or v == rest for v in verbs)
    last = interrogative(turn.question)
    agent = bool(last and last.adverbial and last.asks is Asks.PERSON)
    words = text[asked.start : asked.end]
    if (
        words == "怎么样"
        or (asked.asks is Asks.THING and asked.noun)
        or (rest and (agent or not repeated))
    ):
        return None  # 会议由谁主持召开 + 什么时候开的: better said of the meeting
    swapped = swap(turn.question, turn.filler, asked.asks, words)
    if swapped or rest:
        return swapped
    topic = turn.topic()
    if not topic or asked.asks in (Asks.REASON, Asks.THING, Asks.MANNER, Asks.PERSON):
        return None
    return f"{topic}{'有' if asked.asks is Asks.NUMBER and words[0] != '有' else ''}{words}？"


def _more(words: str, turn: Turn) -> str | None:
    """还有谁: the last question, the answer that was given excepted."""
    asked = interrogative(turn.question)
    if asked is None or (asked.adverbial and asked.asks is not Asks.PERSON):
        return None
    old = turn.question[asked.start : asked.end]
    new = old if words in ("", "吗") else words + (asked.noun if words == "什么" else "")
    head, tail = turn.question[: asked.start], turn.question[asked.end :]
    head = head if not head.endswith("有") else head[:-1]
    known = f"除了{turn.filler}，" if turn.filler else ""
    if asked.adverbial:
        return f"{known}{head}还{old}{tail}"
    if head.endswith(("是", "了")) or (head and tail.strip("？")):
        return f"{known}{head.removesuffix('是')}还有{new}{tail}"
    return f"{known}还有{new}{tail}" if not head else None


def _ready(text: str, turn: Turn) -> bool:
    """Whether a question has no topic of its own, so that it must be about the last one's."""
    asked = interrogative(text)
    if asked is None or any(w.text in _SPEAKER for w in tokens(text)):
        return False
    alone = asked.end - asked.start == len(text)
    if alone and (asked.asks in (Asks.REASON, Asks.THING) or text == "怎么"):
        return False  # 什么聘书: nothing says what is asked of the topic
    unknown = [w for w in tokens(text) if w.tag in ("x", "zg", "g", "ng", "s") and w.text.isalpha()]
    if any(not asked.start <= w.start < asked.end for w in unknown):
        return False
    told = "\n".join(turn.parts)
    nouns = [m.text for m in own(text) if m.text not in RELATIONAL | ABOUT_TEXT]
    if asked.noun and asked.asks in (Asks.THING, Asks.MANNER):
        known = asked.noun in told or asked.noun in RELATIONAL | LIGHT | SORTS
        nouns += [] if known or len(asked.noun) < 2 else [asked.noun]
    if asked.adverbial:  # 在哪儿表演: a noun in the predicate's place that was spoken of
        nouns = [n for n in nouns if not (n in told and text.endswith(n))]
    if [n for n in nouns if not _PICTURE.match(n)]:
        return False
    verbs = [
        w.text
        for w in tokens(text)
        if w.tag[0] == "v" and w.text not in ("是", "有", "叫", "为", "还有", "没有")
    ]
    verbs = [v for v in verbs if not asked.start <= text.find(v) < asked.end]
    if text.endswith("的"):  # 什么时候登陆的: 是…的 speaks of what is known; 袭击是…的 names it
        verbs = [v for v in verbs if text.find(v) < asked.start]
    return all(v in GENERAL_VERBS or v in told for v in verbs)


def _of_event(text: str, event: str) -> str:
    """A question about an event that it does not name, with its name put where it belongs."""
    inserted = re.sub(rf"^((?:谁|哪些.*?|什么人|有?哪些人)(?:{ATTEND})了?)$", rf"\1{event}", text)
    inserted = re.sub(rf"^({ATTEND})的(?=有|是|人)", rf"\1{event}的", inserted)
    return inserted if inserted != text else _about(event, text)


def _about(topic: str, text: str) -> str:
    focus = text.endswith("的") and not text.startswith("是") and interrogative(text[:4])
    return f"{topic}{'是' if focus else ''}{text}"


def subjectless(question: str, turns: Sequence[Turn]) -> str | None:
    """A question without a topic, given the last turn's; None where it has one of its own."""
    text, turn = re.sub("^那么?(?=谁|什么|有|为|怎|几|多|哪|参|主)", "", body(question)), turns[0]
    if more := _MORE.match(text.removesuffix("呢")):
        return _more(more["words"] or "", turn)
    if not _ready(text, turn):
        return None
    first = mentions(text)[0].text if mentions(text) else ""
    opening = first if text.startswith(first) else ""
    if opening in ABOUT_TEXT or _WRITTEN.match(text) or _TAKEN.match(text):
        return _of_article(text, opening, turn)
    if _PICTURE.match(opening):
        cited = turn.article or turn.topic()
        return f"{cited}的{text}？" if cited else None
    if opening in RELATIONAL:
        topic = (turn.person() if opening in ABOUT_PEOPLE else None) or turn.topic()
        owned = "的" if re.match("是|在|叫|有|为|怎|如何", text[len(opening) :]) else ""
        return f"{topic}{owned}{text}？" if topic else None
    if re.match(rf"^(?:还|又|都|具体)*(?:{SPEECH})", text):
        person = turn.person()
        return f"{person}{text}？" if person else None
    verbs = {w.text for w in tokens(text)} & EVENT_VERBS
    if verbs:
        if event := turn.named(lambda m: m.kind is Kind.EVENT):
            return _of_event(text, event) + "？"
        if clause := turn.clause():
            return f"{clause}时{text}？"
    if _DECIDED.match(text) and (clause := turn.clause()):
        return _about(clause, text) + "？"
    topic = turn.topic()
    return _about(topic, text) + "？" if topic else None


def _of_article(text: str, opening: str, turn: Turn) -> str | None:
    works = [m.text for m in own(turn.question) if m.kind is Kind.WORK]
    named = works[0] if works else turn.article
    if not named:
        return None
    if opening:
        report = (
            "的" if works or turn.photo else "这篇报道的" if named.startswith("《") else "报道的"
        )
        return f"{named}{report}{text}？"
    if _TAKEN.match(text):
        report = "" if works else "的照片"
    else:
        report = "" if works else "这篇报道" if named.startswith("《") else "的报道"
    return f"{named}{report}{text if text[0] in '是由' else '是' + text}？"
