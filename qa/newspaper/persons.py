"""The persons that a byline names, and in what role."""

from __future__ import annotations

import re

_ROLE = re.compile(
    r"通讯员|摄影报道|摄影|供图|摄|记者|评论员|撰稿人?|作者|编辑|报道"
    r"|(?<![\u3400-\u9fff])[文图](?![\u3400-\u9fff])"
)
_PERSON = re.compile(
    r"[\u3400-\u9fff]\s{1,2}[\u3400-\u9fff](?![\u3400-\u9fff])|[\u3400-\u9fff·]{2,}"
)
_OFFICE = re.compile(r"(?:本报|本社|本台|新华社|中新社|特约|特派|首席|见习|实习|全媒体|融媒体?)+")


def persons(byline: str) -> list[tuple[str, int, int]]:
    """(role, start, end) of each name in a byline; a role stands before its names, or is "".

    ■本报记者 陈润 通讯员 赵舒 -> 记者 陈润, 通讯员 赵舒.
    """
    found = []
    role = ""
    at = 0
    plain = _OFFICE.sub(lambda m: " " * len(m[0]), byline)
    for match in [*_ROLE.finditer(plain), None]:
        end = match.start() if match else len(plain)
        found += [(role, at + m.start(), at + m.end()) for m in _PERSON.finditer(plain[at:end])]
        if match:
            role, at = match[0], match.end()
    return found
