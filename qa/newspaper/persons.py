"""Who a byline names: the persons in it, each with the role that the paper gives them."""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff"
_DROPPED = re.compile(
    r"^[（(]?(?:据)?[^（）()\s]{2,20}日(?:专)?电"  # （本报雅典6月10日电 记者…
    r"|作者(?:单位|为|系|是|均为|分别).*"
    r"|[（(](?:影像中国|视觉中国|资料图片?|[^（）()]{2,8}(?:图片|视觉|供图|社发|发))[）)]"
    r"|(?:参与)?(?:采访|综合|编辑)?(?:整理|采写|报道|编译)|以上|本版|图片|照片|均为"
    r"|(?:本报|本社|本台|本刊|本网|新华社|中新社|中新网|新华网|人民网|央视)"
    r"(?:驻[^\s，、]{2,4}?(?=记者))?"
    r"|[" + _HAN + r"]{2,6}(?:日报|晚报|晨报|早报|时报|都市报|商报|周报|周刊|杂志)社?|《[^》]+》"
    r"|(?:特约|特派|首席|见习|实习|全媒体|融媒体?|驻站)(?=\S{0,6}?(?:记者|评论员|编辑|通讯员))"
    r"|本期主讲人：\S*\s|主讲人：\S*\s"
)
_ROLE = re.compile(
    r"通讯员|摄影报道|摄影|供图|摄|记者站?|评论员|撰稿人?|作者|编辑|实习生"
    rf"|(?<![{_HAN}])[文图](?=\s*[/／:：|])"
)
_ROLE_OF_TWO = re.compile(rf"{_ROLE.pattern}|(?<=[{_HAN}]{{2}})[文图](?=[\s、，/／]|$)")
"""Where one wrote and another took the photo: 李心萍文 乔虎摄."""
_NAME = re.compile(
    rf"(?<![{_HAN}])[{_HAN}](?:\s{{1,3}})[{_HAN}](?![{_HAN}])"  # 张　三
    rf"|[{_HAN}]{{1,8}}(?:[·•][{_HAN}]{{1,10}})+"  # 埃内斯托·多明戈斯
    rf"|[{_HAN}]{{2,8}}"
)
_PLACE = re.compile(
    rf"[{_HAN}]{{2,}}(?:省|市|县|区|州|旗|镇|乡|村|分社|公司|集团|大学|学院|中心|部|局|委)$"
)
_BEHIND = ("摄", "摄影", "供图", "摄影报道", "文", "图")
_OPENS = tuple("/／:：|")
"""Roles that stand behind a name, and what follows one that stands before: 文/张三."""


def persons(byline: str) -> list[tuple[str, int, int]]:
    """(role, start, end) of each person in a byline; a role that is not stated is "".

    ■本报记者 陈润 通讯员 赵舒 -> 记者 陈润, 通讯员 赵舒; 张三摄（影像中国） -> 摄 张三.
    """
    plain = _DROPPED.sub(lambda m: " " * len(m[0]), byline)
    found: list[tuple[str, int, int]] = []
    role, at = "", 0
    pattern = _ROLE_OF_TWO if "摄" in plain else _ROLE
    for match in [*pattern.finditer(plain), None]:
        end = match.start() if match else len(plain)
        named = [m for m in _NAME.finditer(plain[at:end]) if not _PLACE.match(m[0])]
        behind = (
            match is not None and match[0] in _BEHIND and plain[match.end() :][:1] not in _OPENS
        )
        whose = role or (match[0] if match and behind else "")
        found += [(whose, at + m.start(), at + m.end()) for m in named]
        if match:
            role, at = ("" if behind and named else match[0]), match.end()
    return found
