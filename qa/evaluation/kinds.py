"""What a question asks for, by its question word, for sets that do not say it themselves."""

from __future__ import annotations

import re

_KINDS = {
    "yes_no": r"吗[？?。]*$|嗎[？?。]*$|是否|是不是|有没有|能否|可否|对不对",
    "why": r"为什么(?![？?]?$)|為什麼(?![？?]?$)|为何|為何|为啥|何以|原因|缘何",
    "how_many": (
        r"多少|多大|多长|多長|多高|多远|多遠|多久|多重|多深|多宽|多寬|几[个個位名岁歲次人种種天月"
        r"家所座条條层層集首部张張件章点點倍届届成分]|幾|第几|百分之几"
    ),
    "when": (
        r"何时|何時|什么时候|什麼時候|什么时间|什麼時間|几时|哪一?[年天日月]|几[号年月日]"
        r"|什么年代|哪个年代|哪个世纪|何年"
    ),
    "where": r"哪里|哪裡|哪儿|何处|何處|何地|什么地方|什麼地方|哪个?[国國省市县縣区區州城地村镇鎮]",
    "who": r"谁|誰|哪一?[位名]|何人|什么人|什麼人|哪些人",
    "how": r"如何|怎么|怎麼|怎样|怎樣|何种方式",
    "which": r"哪|何种|何種",
    "what": r"什么|什麼|何",
}
"""Kind -> question words, as seeds/questions.jsonl names kinds; the first that is found counts."""
_PATTERNS = {kind: re.compile(words) for kind, words in _KINDS.items()}


def asked_for(question: str) -> str:
    """The kind of a question: who, when, where, how_many, why, how, which, what, yes_no, other.

    Simplified and traditional script. By the question word alone: 姓名是什么 counts as what.
    """
    return next((kind for kind, words in _PATTERNS.items() if words.search(question)), "other")
