"""Which post somebody holds: the title that a newspaper prints before a name, or behind 任."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.conversation.lexicon import TITLES
from qa.records import Hit, Slice, Span
from qa.text import PLAIN, fold

RIGHT = 0.9
"""Probability that a title so found is right: of 60 in a daily of April to June, all were; people
of the same name are what is left."""

_TITLE = f"{TITLES}|常委|导师|秘书|学者|政委|检察长|大使|顾问|助理|干事|科学家"
_HAN = "\u3400-\u9fff"
_ASKED = re.compile(
    rf"(?P<name>[{_HAN}·]{{2,12}}?)(?:同志|先生|女士)?(?:现在|目前|当时)?"
    r"(?:在(?P<where>[^，。？的]{2,20}?)[里中]?)?(?:现在|目前|当时)?"
    r"(?:的(?:职务|职位|身份|头衔|官职)(?:是什么|是啥|呢)?"
    r"|(?:是|担任|出任|任|当)(?:了|着|的)?(?:什么|何种|啥|哪种)?(?:职务?|职位|身份|头衔|官)"
    r"|是(?:谁|什么人|干什么的|做什么的))[？?]?"
)
_TITLE_END = re.compile(rf"(?:{_TITLE})(?<!先生)(?<!女士)(?<!作者)$")
_BEFORE = re.compile(r"""[^\s,.;:!?"'《》。，；：！？]*$""")
_BEHIND = re.compile(
    rf"(?:现任|担任|出任|就任|任|是|为)(?P<post>[^，,。；;：:！!？?\n、]{{0,30}}?(?:{_TITLE}))"
    r"(?=[，,。；;！!？?\n、]|$)"
)
_NO_PART = frozenset(
    [
        *(
            "由",
            "为",
            "在",
            "对",
            "向",
            "请",
            "是",
            "据",
            "让",
            "给",
            "被",
            "跟",
            "到",
            "会见",
            "邀请",
        ),
        *(
            "任命",
            "选举",
            "今天",
            "今日",
            "昨日",
            "日前",
            "近日",
            "上午",
            "下午",
            "晚上",
            "年",
            "月",
            "日",
        ),
        *("时", "的", "了", "将", "说", "经", "于", "从"),
    ]
)
"""Words before which no title begins: 由市委书记, 27日上午市长."""
_AND = frozenset(["和", "与", "及", "以及", "同"])
"""Words before which none begins where another title stands: 市长张三和书记李四."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose post a question asks for, and where, or ""."""

    name: str
    where: str


def asked(question: str) -> Asked | None:
    """Whose post is asked for; None where a question asks for something else."""
    found = _ASKED.fullmatch(fold(question))
    if not found or _TITLE_END.search(found["name"]):
        return None
    return Asked(found["name"], found["where"] or "")


def find(whom: Asked, hits: Sequence[Hit]) -> list[Span]:
    """Where the hits tell the post, those that stand there most often first."""
    found: list[tuple[str, Span]] = []
    for hit in hits:
        folded = fold(hit.passage.text)
        for start, end in _posts(folded, whom):
            found.append((folded[start:end], Span(hit, start, end, RIGHT)))
    said = [words for words, _ in found]
    order = sorted(range(len(found)), key=lambda i: (-said.count(said[i]), i))
    return [found[i][1] for i in order]


def _posts(folded: str, whom: Asked) -> Iterator[Slice]:
    at = folded.find(whom.name)
    while at >= 0:
        behind = _BEHIND.match(folded, at + len(whom.name))
        place = _before(folded, at, whom.where) or (behind.span("post") if behind else None)
        if place and (not whom.where or whom.where in folded[place[0] : place[1]]):
            yield place
        at = folded.find(whom.name, at + 1)


def _before(folded: str, at: int, where: str) -> Slice | None:
    """The titles that stand right before a name: 市委常委、副市长; of them those of a place."""
    clause = _BEFORE.search(folded, 0, at)
    start = clause.start() if clause else at
    items: list[Slice] = []
    end = at
    for item in reversed(folded[start:at].split("、")):
        if not _TITLE_END.search(item):
            break
        items.append((end - len(item), end))
        end -= len(item) + 1
    if not items:
        return None
    low, high = items[-1]
    low = _beginning(folded, low, high)
    if low == high:
        return None
    items[-1] = low, high
    if where:
        return next((item for item in items if where in folded[slice(*item)]), None)
    return low, items[0][1]


def _beginning(folded: str, low: int, high: int) -> int:
    """Where the title begins that a clause [low, high) ends with."""
    opened = folded.rfind("(", low, high)
    if opened >= 0 and ")" not in folded[opened:high]:
        low = opened + 1
    for word, start, end in PLAIN.whole(folded[low:high]):
        before = folded[low : low + start]
        if word in _NO_PART or (word in _AND and re.search(_TITLE, before)):
            found = low + end
            return _beginning(folded, found, high) if found < high else high
    return low
