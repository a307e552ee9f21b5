"""What a question asks for, and the same question asking for something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.conversation.lexicon import ATTEND, HEADS, LIGHT, SORTS
from qa.conversation.mentions import Kind, Mention, mentions, tokens


class Asks(StrEnum):
    TIME = "time"
    REASON = "reason"
    PLACE = "place"
    MANNER = "manner"
    NUMBER = "number"
    PERSON = "person"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Interrogative:
    """`question[start:end]`, with the noun that it asks about (多少名学生, 以什么模式)."""

    asks: Asks
    start: int
    end: int
    adverbial: bool  # says how, where, when...: neither subject nor object
    noun: str  # the noun in it, or empty


_MEASURES = (
    "个|名|位|家|所|支|项|场|次|人次|座|条|部|届|种|类|篇|张|件|辆|架|户|届|年|天|月|万|亿|款"
)
_WORD = re.compile(
    r"(?P<time>(?:在|于)?(?:什么时候|什么时间|何时|哪[一几两三]?[天年]|哪个月|几点钟?|几月几[日号]|几[日号]))"
    r"|(?P<reason>为什么|为何|为啥|因何)"
    r"|(?P<place>(?:在|到|从|于|往|去)?(?:哪里|哪儿|何地|何处|什么地方|哪个地方))"
    r"|(?P<manner>怎么样?|怎样|如何|(?:以|用|通过|凭借|靠)(?:什么|何种|哪种))"
    rf"|(?P<number>(?:一?共有|总共有?|共|有)?(?:多少|几)(?:{_MEASURES})?)"
    r"|(?P<person>(?:由|和|与|跟|为|给|向|对|被)?(?:有?哪些人|谁|哪位|什么人|何人))"
    rf"|(?P<thing>什么|哪些|哪(?:一|几)?(?:{_MEASURES})?)"
)
_END = re.compile(r"[？?。！!\s]*$")


def body(question: str) -> str:
    """The question without its end marks."""
    return question[: _END.search(question).start()].strip()  # type: ignore[union-attr]


def interrogative(question: str) -> Interrogative | None:
    """The first interrogative of a question; None where it has none (a yes/no question)."""
    match = _WORD.search(question)
    if match is None:
        return None
    asks, start, end = Asks(str(match.lastgroup)), match.start(), match.end()
    bare = match.group()
    noun = ""
    takes_noun = asks in (Asks.NUMBER, Asks.THING) or (
        asks is Asks.MANNER and bare.endswith(("什么", "种"))
    )
    if takes_noun or bare.endswith("哪位"):
        for word in tokens(question):
            # 哪家公司: the tagger may cut elsewhere (哪家/公司), so begin where the match ends
            fits = word.tag[0] in "nbjlq" or word.tag in ("vn", "m", "eng")
            name = bool(noun) and word.tag in ("ns", "nr", "nt", "nz")
            if word.start == end and fits and not name and noun not in LIGHT | SORTS:
                noun, end = noun + word.text, word.end
    final = not question[end:].strip("？?。！! 呢啊呀的")
    with_preposition = asks is Asks.PERSON and bare[0] in "由和与跟为给向对被"
    adverbial = asks in (Asks.TIME, Asks.REASON, Asks.PLACE) or with_preposition
    adverbial = adverbial or (asks is Asks.MANNER and not final)
    return Interrogative(asks, start, end, adverbial, noun)


def own(question: str) -> list[Mention]:
    """Mentions of a question that are not part of what it asks for, nor too light to mean much."""
    asked = interrogative(question)
    found: list[Mention] = []
    for mention in mentions(question):
        if asked and asked.start <= mention.start < asked.end:
            if mention.end <= asked.end:
                continue
            rest = question[asked.end : mention.end]  # 哪些地方/欧洲越橘
            mention = Mention(rest, mention.kind, asked.end)
        if mention.text not in LIGHT:
            found.append(mention)
    return found


def subject(head: str) -> str:
    """The name or noun phrase that a question begins with; empty where it begins otherwise."""
    found = ""
    for mention in mentions(head):
        if mention.start <= len(found) and mention.kind is not Kind.DATE:
            found = head[: max(mention.end, len(found))]
        elif head[: mention.start] == found + "的":
            found = head[: mention.end]
    return found


def _timeless(tail: str) -> str:
    """A predicate without 了, which does not go with 什么时候."""
    return re.sub(r"^([^了]{1,6})了(?!解)", r"\1", tail)


def _role(text: str, asked: Interrogative) -> bool:
    """Whether it asks 以什么为X: without the interrogative there is no predicate left."""
    return asked.asks is Asks.MANNER and text.startswith(("为", "作为"), asked.end)


def statement(question: str, answer: str) -> str | None:
    """The question with its adverbial left out, or its object filled in by the answer.

    陈德基团队以什么模式落户衡阳？ -> 陈德基团队落户衡阳. None where that leaves no clause.
    """
    asked = interrogative(question)
    text = body(question)
    if asked is None or _role(text, asked):
        return None
    head, tail = text[: asked.start], text[asked.end :]
    if asked.adverbial:
        return re.sub("是$", "", head) + _timeless(tail.removesuffix("的")) if tail else None
    if asked.start == 0 and not answer:
        return None
    return head + (answer or asked.noun) + tail if answer or asked.noun else None


def swap(question: str, answer: str, asks: Asks, words: str) -> str | None:
    """`question` asking `words` instead, its own interrogative filled by the short `answer`.

    陈德基团队以什么模式落户衡阳？ + 什么时候 -> 陈德基团队什么时候落户衡阳？ None where the
    two do not fit (a place for 主题是什么).
    """
    asked = interrogative(question)
    text = body(question)
    if asked is None or _role(text, asked):
        return None
    head, tail = text[: asked.start], text[asked.end :]
    adverbial = asks in (Asks.TIME, Asks.REASON, Asks.PLACE, Asks.MANNER)
    if not adverbial:
        same = not asked.adverbial and (tail or asked.asks is asks)
        if not same:
            return None
        if asked.asks is Asks.PERSON and asks is Asks.NUMBER and not tail:
            return None
        return f"{head}{words}{tail}？"
    if asked.adverbial:
        return f"{head}{words}{_timeless(tail)}？"
    if asked.asks is Asks.NUMBER and tail and head:
        if re.fullmatch(ATTEND, tail) and re.search(f"(?:{HEADS['event']})$", head):
            tail = "举行"
        return f"{head}{words}{tail}？"
    if not head:
        return f"{answer}{words}{_timeless(tail)}？" if tail else None
    if head.endswith(("是", "为")) and not tail:
        return f"{words}{head}{answer}？" if asks is Asks.REASON and answer else None
    start = subject(head)
    filled = answer or asked.noun
    if not start or not filled or len(start) == len(head):
        return None
    return f"{start}{words}{_timeless(head[len(start) :])}{filled}{tail}？"
