"""Words of a question that point back: pronouns, demonstratives, the cited article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.context import Turn
from qa.conversation.lexicon import HEADS, STANDS_FOR, TITLES, WORKS
from qa.conversation.mentions import Kind, Mention, mentions, tokens

_PICTURE = "照片|图片|相片|摄影作品"
_REPORT = f"报道|报导|文章|新闻|消息|稿件|稿子|通讯|通稿|{_PICTURE}"
_ARTICLE = re.compile(
    rf"(?:这|那|该|此|上述)(?:一)?(?:篇|条|则|个|张|幅|组)?(?P<report>{_REPORT}|文(?!化|件|物|明|艺|学))"
    r"|(?P<inside>(?:^|(?<=[，,在从]))(?:文中|文章中|文章里|报道中|报道里|新闻里|新闻中|上文))"
)
_MEASURES = (
    "个|次|项|场|位|名|届|家|所|座|支|部|条|种|首|本|款|艘|届|处|片|道|起|件|批|笔|块|栋|份|类"
)
_NOUNS = sorted(
    {*STANDS_FOR, *"|".join((*HEADS.values(), WORKS)).split("|")}, key=lambda n: (-len(n), n)
)
_POINTED = re.compile(
    rf"(?<![应活本])(?:(?:这|那|此|该)(?:一)?(?:{_MEASURES})?|本(?:次|届|场))(?P<noun>{'|'.join(_NOUNS)})"
)
_SOMEONE = re.compile(
    rf"(?:这|那|该|此)一?(?:位|名|个)(?:人|男子|女子|同学|同志|{TITLES})|[该此](?:{TITLES}|男子|女子)"
)
_HAPPENING = re.compile("活动|会议|比赛|仪式|演出|表演|展览|讲座|行动|赛事|事故")
_THERE = re.compile(r"那里|那儿|这里|这儿|此地|当地(?!时间)")
_THEN = re.compile(r"当时|当天|当日|那时候?|那天(?!气)|那一天|那年|同日")
_PRONOUNS = {"他", "她", "它", "他们", "她们", "它们", "其"}
_ABOUT_PEOPLE = re.compile("^(?:职务|身份|年龄|职业|职位|生日|妻子|丈夫|父亲|母亲|儿子|女儿|家人)")


def article(question: str, turns: Sequence[Turn]) -> tuple[str, str] | None:
    """The question naming the article that it points to, and that article's id; else None."""
    match = _ARTICLE.search(question)
    cited = next((turn for turn in turns if turn.article_id and turn.article), None)
    if match is None or cited is None:
        return None
    report = match["report"] or ""
    if match["inside"]:
        words = "这篇报道中" if cited.article.startswith("《") else "的报道中"
    elif re.fullmatch(_PICTURE, report):
        words = "这张" + report if cited.photo and cited.headline else "的" + report
    else:
        named = "报道" if report == "文" else report
        words = f"这{'条' if named in ('新闻', '消息') else '篇'}{named}"
        if not cited.article.startswith("《"):
            words = "的" + named
    return question[: match.start()] + cited.article + words + question[match.end() :], (
        cited.article_id
    )


def _called(noun: str, mention: Mention) -> bool:
    """Whether a mention is what a bare noun such as 公司 or 该市 may stand for."""
    named = mention.kind is not Kind.NOUN
    if re.fullmatch(WORKS, noun):
        return mention.kind is Kind.WORK or (named and mention.text.endswith(noun))
    if mention.kind is Kind.PLACE and noun in ("市", "省", "县", "区", "城市"):
        return mention.text.endswith(noun[-1]) or not re.search("[省市县区镇村]$", mention.text)
    endings = f"{noun}|{STANDS_FOR[noun]}" if noun in STANDS_FOR else noun
    ended = re.search(f"(?:{endings})$", mention.text)
    return bool(named and ended and len(mention.text) > len(noun))


def _pointed(noun: str, turns: Sequence[Turn]) -> str | None:
    for turn in turns:
        found = turn.named(lambda m: _called(noun, m))
        if found:
            return found
        if re.fullmatch("活动|项目|仪式|举措|工程", noun) and turn.clause():
            return None  # an event without a name: nothing of an older turn is meant
    return None


def _first(turns: Sequence[Turn], kind: Kind) -> str | None:
    return next((f for t in turns if (f := t.named(lambda m: m.kind is kind, True))), None)


def _referent(pronoun: str, after: str, turns: Sequence[Turn]) -> str | None:
    for turn in turns:
        found = None
        if pronoun in ("他", "她"):
            found = turn.person()
        elif pronoun in ("他们", "她们"):
            found = turn.group()
        elif pronoun == "其" and _ABOUT_PEOPLE.match(after):
            found = turn.person()
        else:
            found = turn.topic() or turn.named(lambda m: m.kind is not Kind.NOUN)
        if found:
            return found
        if turn.people(turn.question) and pronoun in ("他", "她"):
            return None  # several people: not to be guessed
    return None


def _inside(question: str, at: int, personal: bool = False) -> bool:
    """Whether what stands at `at` refers to something named before it in the same question."""
    before = [m for m in mentions(question) if m.end <= at and m.kind is not Kind.DATE]
    if personal and not re.search("[，,；;]", question[:at]):
        who = (Kind.PERSON, Kind.THING)
        before = [m for m in before if m.kind in who or re.search(f"(?:{TITLES})$", m.text)]
    return bool(before)


def _pronouns(question: str, turns: Sequence[Turn]) -> str:
    for word in reversed(tokens(question)):
        personal = word.text in ("他", "她", "他们", "她们")
        if word.text not in _PRONOUNS or _inside(question, word.start, personal):
            continue
        found = _referent(word.text, question[word.end :], turns)
        if found:
            mine = "的" if word.text == "其" and not question[word.end :].startswith("的") else ""
            question = question[: word.start] + found + mine + question[word.end :]
    return question


def resolve(question: str, turns: Sequence[Turn]) -> str:
    """The question with pronouns and demonstratives replaced by what they refer to.

    What has no fitting referent stays as it is.
    """

    def noun(match: re.Match[str]) -> str:
        found = _pointed(match["noun"], turns)
        if not found and _HAPPENING.fullmatch(match["noun"]) and turns[0].headline:
            return f"{turns[0].article}报道的{match.group()}"  # it has no name in any text
        return found or match.group()

    def someone(match: re.Match[str]) -> str:
        return next((p for t in turns if (p := t.person())), match.group())

    question = _pronouns(question, turns)
    question = _SOMEONE.sub(someone, question)
    question = _POINTED.sub(noun, question)
    there, then = _THERE.search(question), _THEN.search(question)
    if there and not _inside(question, there.start()):
        where = _first(turns, Kind.PLACE) or _first(turns, Kind.ORG)
        question = _THERE.sub(where or there.group(), question)
    dated = any(m.kind is Kind.DATE for m in mentions(question))
    if then and not dated and not re.search("[，,；;]", question[: then.start()]):
        question = _THEN.sub(_first(turns, Kind.DATE) or then.group(), question)
    return _definite(question, turns)


def unresolved(question: str) -> bool:
    """Whether a question still points to something that only its asker knows."""
    return any(w.text in _PRONOUNS for w in tokens(question)) or bool(
        _POINTED.search(question)
        or _SOMEONE.search(question)
        or _ARTICLE.search(question)
        or _THERE.search(question)
        or _THEN.search(question)
    )


def _definite(question: str, turns: Sequence[Turn]) -> str:
    """A question that begins with a bare noun (会议什么时候开的) whose full name was given."""
    for mention in mentions(question)[:1]:
        if mention.start == 0 and mention.text in _NOUNS and len(mention.text) > 1:
            found = _pointed(mention.text, turns)
            if found and not re.fullmatch(WORKS, mention.text):
                return found + question[mention.end :]
    return question
