"""What kind of answer a question asks for."""

from __future__ import annotations

import re

from qa import text

_YES_NO = r"吗[？?。!！]*$|是否|是不是|有没有|能不能|会不会|能否|可否"
_REASON_OR_MANNER = r"为什么|为何|为啥|何以|怎么|怎样|如何"
_SAYING = "说|讲|谈|指出|强调|要求|表示|表态|认为|评价|期望|希望|看法|建议"
_WHAT = "什么|哪些"
_SAID = rf"(?:{_SAYING})(?:了|到|过)?(?:{_WHAT})|(?:{_WHAT})(?:样的)?(?:{_SAYING})"
_WHOLE_SENTENCE = re.compile(f"{_YES_NO}|{_REASON_OR_MANNER}|{_SAID}")


_ASKING = frozenset(
    [
        *("谁", "什么", "什么样", "多少", "多大", "多长", "多久", "哪", "哪些", "哪里", "哪儿"),
        *("哪个", "哪位", "哪家", "哪年", "哪天", "哪一年", "几", "几个", "几月", "几号", "怎么"),
        *("怎样", "如何", "为什么", "为何", "为啥", "何时", "何地", "是否", "有没有", "吗", "呢"),
        *("的", "了", "是", "在", "有", "请问", "关于", "叫", "叫做"),
    ]
)


def content_words(question: str) -> list[str]:
    """The words of a question that an archive could hold: without those that only ask."""
    return list(dict.fromkeys(w for w, _, _ in text.words(question) if w not in _ASKING))


def asks_for_sentence(question: str) -> bool:
    """Whether whole sentences answer it: yes or no, why, how, and what somebody said.

    A bare yes, or a clause torn out of a reason, cannot be checked by who reads it.
    """
    return bool(_WHOLE_SENTENCE.search(question))
