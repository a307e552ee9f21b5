"""What the last turns of a conversation carry into the next question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.conversation.lexicon import RELATIONAL
from qa.conversation.mentions import Kind, Mention, mentions, surnamed
from qa.conversation.questions import Asks, interrogative, own, statement, subject
from qa.records import Answer, ArticleKind
from qa.text import readable

_TEAM = re.compile("(?:团队|队|代表团|考察团|乐团|剧团|小组)$")
_MEMBERS = re.compile(
    "(?:学生|党员|干部|员工|职工|队员|成员|居民|村民|老师|教师|师生|选手|专家|代表|志愿者|战士|官兵|医生|护士|"
    "群众|工人|农民|团员|青年|企业家|运动员|球员|演员|观众|游客|市民|孩子|家长)$"
)
_NO_TOPIC = (Kind.DATE, Kind.NOUN)
_MEASURED = re.compile("[量额率数值价费度积期史因高长宽]$")  # 蓄水量: a measure of its owner
TURNS = 3  # turns looked back: what was spoken of longer ago needs its name again
SHORT = 20  # characters of an answer that can stand inside a question


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn; everything but `question` is empty where it was refused."""

    question: str  # self-contained
    answer: str
    sentence: str  # around the answer
    headline: str
    article_id: str
    photo: bool  # the cited article is a picture with its caption

    @property
    def filler(self) -> str:
        """The answer where it is short enough to stand inside a question, else empty.

        A byline or a title with one name gives the name.
        """
        asked = interrogative(self.question)
        if asked and asked.asks is Asks.PERSON:
            people = self.answered_people()
            if len(people) == 1:
                return people[0]
        plain = " ".join(self.answer.split())
        return plain if 0 < len(plain) <= SHORT and not re.search("[。；，,！？\n]", plain) else ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts of the turn, the nearest to its topic first."""
        return (self.question, self.answer, self.headline, self.sentence)

    @staticmethod
    def people(text: str) -> list[str]:
        return list(dict.fromkeys(m.text for m in mentions(text) if m.kind is Kind.PERSON))

    def answered_people(self) -> list[str]:
        """The people in the answer; to 谁, a short answer with a surname is one."""
        asked = interrogative(self.question)
        found = self.people(self.answer)
        name = self.answer.strip()
        if not found and asked and asked.asks is Asks.PERSON and len(name) <= 4 and surnamed(name):
            return [name]
        return found

    def person(self) -> str | None:
        """The person spoken of: the answer where it is a name, else in the question, else cited.

        A long answer speaks of many people, so there the question's first one comes before them.
        Where an answer lists several people, none of them is meant.
        """
        answered, asked = self.answered_people(), self.people(self.question)
        if self.filler or not asked:
            if len(answered) > 1 and not asked:
                return None
            if answered:
                return answered[0]
        if asked:
            return asked[0]
        cited = self.people(self.sentence)
        return cited[0] if len(cited) == 1 else None

    def group(self) -> str | None:
        """Several people, or the team, spoken of."""
        for text in (self.answer, self.question):
            people = self.people(text)
            if 1 < len(people) <= 4:
                return "、".join(people[:-1]) + "和" + people[-1]
        found = [m for m in own(self.question) if m.kind in (Kind.ORG, Kind.NOUN)]
        for mention in found:
            if mention.kind is Kind.ORG and _TEAM.search(mention.text):
                return mention.text
            if people_noun := _MEMBERS.search(mention.text):
                before = next(
                    (m for m in found if m.end <= mention.start and m.kind is Kind.ORG), None
                )
                apart = before is not None and people_noun.group() == mention.text
                return (before.text if before and apart else "") + mention.text
        return self.named(lambda m: bool(_TEAM.search(m.text)) and m.kind is Kind.ORG)

    def named(self, fits: Callable[[Mention], bool], answer_first: bool = False) -> str | None:
        """The first mention that fits, from the turn's texts in order."""
        parts = self.parts
        order = (parts[1], parts[0], *parts[2:]) if answer_first else parts
        for text in order:
            source = own(text) if text is self.question else mentions(text)
            for mention in source:
                if fits(mention):
                    return mention.text
        return None

    def topic(self) -> str | None:
        """What the question is about: its subject, or the answer where it asked which thing."""
        asked = interrogative(self.question)
        if asked and not asked.adverbial and asked.asks is Asks.THING and self.filler:
            answered = [m for m in mentions(self.answer) if m.kind not in _NO_TOPIC]
            if len(answered) == 1 and (asked.start == 0 or asked.noun):
                return answered[0].text
        spoken = [m for m in own(self.question) if m.kind not in _NO_TOPIC]
        if not spoken:
            return None
        whole = subject(self.question[: asked.start] if asked else self.question)
        owner, _, attribute = whole.rpartition("的")
        if owner and (attribute in RELATIONAL or _MEASURED.search(attribute)):
            whole = owner
        for attribute in RELATIONAL:
            if whole.endswith(attribute) and len(whole) > len(attribute):
                whole = whole.removesuffix(attribute)
                break
        return whole if whole and spoken[0].text in whole else spoken[0].text

    def clause(self) -> str | None:
        """What happened, as a clause (陈德基团队落户衡阳), where the question says so."""
        asked = interrogative(self.question)
        return statement(self.question, self.filler) if asked and asked.adverbial else None

    @property
    def article(self) -> str:
        """The cited article by name (《…》), or by what it shows; empty where nothing was cited."""
        if self.headline:
            inner = " ".join(self.headline.split())
            return f"《{inner.replace('《', '〈').replace('》', '〉')}》"
        return next((m.text for m in mentions(self.sentence) if m.kind is Kind.EVENT), "")


def simplified(written: str) -> str:
    """A text with its traditional characters simplified and its marks as they are."""
    return "".join(
        new if new.isalpha() else old for old, new in zip(written, readable(written), strict=True)
    )


def recall(history: Sequence[Answer]) -> Iterator[Turn]:
    """The last turns, the latest first."""
    for answer in reversed(history[-TURNS:]):
        cited = answer.citations[0] if answer.citations else None
        yield Turn(
            question=simplified(answer.understood),
            answer=simplified(answer.text),
            sentence=simplified(cited.context.text) if cited else "",
            headline=simplified(cited.headline) if cited else "",
            article_id=cited.article_id if cited else "",
            photo=bool(cited and cited.hit.article.kind is ArticleKind.PHOTO),
        )
