"""The conventions of Chinese newspaper writing: bylines, credits, datelines, sentence ends."""

from __future__ import annotations

import functools
import re

_OFFICE = (
    r"(?:本报|本社|本台|本刊|本网|新华社|中新社|新华网|人民网|"
    r"[^\s，。、：:]{2,8}(?:日报|晚报|晨报|时报|都市报|周刊))"
)
_RANK = r"(?:全媒体|融媒体?|首席|特约|特派|实习|见习|驻\S{2,6}?|驻站)*"
_WRITER = r"(?:记者站|记者|通讯员|评论员|撰稿人?|作者|实习生|编译|编辑|特约撰稿)"
_ROLE = re.compile(rf"{_OFFICE}?\s*{_RANK}{_WRITER}")
_CREDIT_ROLE = re.compile(
    r"(?:摄影报道|摄影|供图|摄|配图|制图|绘|文[/、]?图|图[/、]?文|图片|图|文|报道|整理|综合)"
)
_BULLET = "■□◆◇●○▲△▼▽★☆◎◤◢▶►"
_PHOTO = re.compile(r"摄影报道|摄影|供图|[\s）)]摄|摄$|配图|制图")
_CREDIT_LINE = re.compile(
    r"(?:以上|本版|资料)?(?:图片|照片)?(?:均为|由)?[^，。：:]{2,24}摄(?:[（(][^（）()]{2,12}[）)])?"
)
_SEPARATORS = re.compile(r"[\s、，,/；;：:•（）()｜|&]+")
_NAME = re.compile(
    r"[\u3400-\u9fff]{1,4}|[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,8}){1,3}|"
    r"[\u3400-\u9fff]{2,12}(?:社|局|委|部|中心|团|宣|院|校|办|站)"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵"
    "湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦巴牧谷"
    "车侯全班仰仲伊宫宁仇栾甘厉武符刘景詹束龙叶幸司黎薄印白蒲邰从鄂索赖卓蔺屠蒙池乔阴胥苍双闻党翟谭贡姬申"
    "冉雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎连习艾鱼容向古易慎戈廖终居衡步都耿满匡国文寇广阙欧沃利蔚越"
    "师巩聂晁勾敖融冷辛阚那简饶曾关肖游佘覃缪岳帅涂亓付代"
)


def bare(text: str) -> str:
    """A line without the bullet, dash or brackets that a byline may stand in."""
    text = text.strip().lstrip(_BULLET).lstrip("—-").strip()
    if len(text) > 1 and text[0] in "（(【[" and text[-1] in "）)】]":
        text = text[1:-1].strip()
    return text


_NO_BYLINE = re.compile(r"作者(?:单位|为|系|是|均为|分别)|\d日(?:专)?电|^(?:完|未完|待续)$")


_WRITTEN = re.compile(r"^[文图](?:\s*[/／]\s*[文图])?\s*[/／:：|｜]")


def is_byline(text: str) -> bool:
    """Whether a line says who wrote: a writer's office and name, and nothing else."""
    if len(text) > 90 or "。" in text:
        return False
    content = _WRITTEN.sub("作者 ", bare(text))
    if _NO_BYLINE.search(content):
        return False
    bulleted = text[0] in _BULLET
    named = _ROLE.search(content) is not None
    if not content or not (bulleted or named):
        return False
    rest = _CREDIT_ROLE.sub(" ", _ROLE.sub(" ", content))
    names = [name for name in _SEPARATORS.split(rest) if name]
    if any(_NAME.fullmatch(name) is None or name[:2] in ("了解", "获悉", "从") for name in names):
        return False
    if named:
        return _ROLE.match(content) is not None or bulleted or _is_names(names[:1])
    return bool(names) and all(len(name) <= 4 or "·" in name for name in names)


def _is_names(words: list[str]) -> bool:
    return all(len(word) <= 4 and word[0] in _SURNAMES for word in words)


def is_credit(text: str) -> bool:
    """Whether a line says who took a photo: a byline with 摄, or a name with it."""
    if len(text) > 60 or "。" in text:
        return False
    if _CREDIT_LINE.fullmatch(bare(text)):
        return True
    if not _PHOTO.search(bare(text)):
        return False
    if is_byline(text):
        return not re.search(r"文[/、]?图|图[/、]?文|摄影报道", text)
    names = _SEPARATORS.split(_CREDIT_ROLE.sub(" ", bare(text)).strip())
    return bool(names[0]) and len(names) <= 4 and _is_names(names)


def is_names(text: str) -> bool:
    """Whether a line is names of persons and nothing else, each opening with a known surname."""
    text = text.replace("\u200b", "")
    if _SPACED_NAME.fullmatch(text):
        return True
    parts = re.split(r"\s{2,}|、", text) if re.search(r"\S\s{1,2}\S(?!\S)", text) else text.split()
    parts = ["".join(part.split()) for part in parts]
    return 0 < len(parts) <= 4 and all(2 <= len(part) <= 4 for part in parts) and _is_names(parts)


_SPACED_NAME = re.compile(r"[\u3400-\u9fff]\s{1,3}[\u3400-\u9fff]")  # 张　三

_MASTHEAD = re.compile(
    r"(?:(?:\S{2,8}(?:日报|晚报|晨报|早报|时报|都市报|商报|周报|周刊)|《[^》]{2,10}报》|"
    r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?|农历\S{2,9}|星期[一二三四五六日天]|"
    r"第?\s?[\d一二三四五六七八九十]{1,4}\s?版|第[\d,]+期|今日[\d一二三四五六七八九十]+版|"
    r"国内统一连续出版物号\S*|邮发代号\S*)(?:[\s:：|｜·]+|$))+(?:[^\s，。、：:（）]{2,6})?"
)
_SECTION = re.compile(
    r"(?:[A-D]?\d{1,2}[\s|｜:：]+[\u4e00-\u9fff·]{2,8}|[\u4e00-\u9fff]{2,6}[\s|｜:：]+[A-D]?\d{1,2})"
)
_STAFF = re.compile(
    r"[（(]?(?:本?[期版]?(?:统筹|责编|责任编辑|值班\S{0,3}|编辑|制图|美编|策划|主编|校对|组版|检校|"
    r"图片编辑|投稿)|版式设计|版面设计|版式|版面|美术编辑|栏目投稿邮箱|本?版?(?:投稿)?邮箱|"
    r"新闻热线|联系电话|热线电话|电话|传真|网址|电子信箱)[：:\s／/]"
)
_PAGES_STAFF = re.compile(
    r"(?:\s*[一二三四五六七八九十]{1,3}版(?:责编|编辑|美编|校对)[：:][\w\s]{2,30}?){2,}\s*"
)
_TURN = re.compile(
    r"[（(【▶►]?\s*(?:紧?上接|下转|详见|全文见|相关报道见)\s?[^，。]{0,8}?版[^，。]{0,16}[）)】]?"
)
_RULE = re.compile(r"(?:[—\-_=*＊~～·•.※#+─━\s]{3,}|…{5,})")


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the making of the page: masthead, editors, 下转第3版, a rule."""
    if len(text) > 60:
        return is_rule(text) or _PAGES_STAFF.fullmatch(text) is not None
    matches = (pattern.fullmatch(text) for pattern in (_MASTHEAD, _SECTION, _TURN, _RULE))
    return any(matches) or _STAFF.match(text) is not None


def is_rule(text: str) -> bool:
    """Whether a line is drawn, not written: ————."""
    return _RULE.fullmatch(text) is not None


OPENINGS = frozenset(["byline", "names", "dateline", "dateline named"])
"""Kinds of lines that stand between a heading and its text, or open the text."""


def opening(text: str) -> str:
    """The kind of a line that opens with a dateline, with a writer or without; else "plain"."""
    if not dateline(text):
        return "plain"
    return "dateline named" if byline_in_opening(text) else "dateline"


@functools.lru_cache(maxsize=4096)
def kind(text: str) -> str:
    """The one convention that a line follows by itself, or "plain"."""
    if len(text) <= 90:
        if is_furniture(text):
            return "furniture"
        if is_credit(text):
            return "credit"
        if is_byline(text):
            return "byline"
        if is_names(text):
            return "names"
        if is_column(text):
            return "column"
        if text[0] in "（(" and text[-1] in "）)":
            return "note"
    if (opens := opening(text)) != "plain":
        return opens
    if len(text) <= 300 and credit_at_end(text):
        return "credited"
    return "signed" if byline_at_end(text) else "plain"


_DATELINE = re.compile(
    r"(?:据)?(?:本报|本社|新华社|中新社|新华网|人民网|中新网|央视|[\u4e00-\u9fff]{2,4}社)"
    r"[^，。,：:“”\s（(]{0,12}?"
    r"(?:[、\s]?\d{1,2}月\d{1,2}日)?\s?(?:专电|电|讯|消息)(?=[\s（(:：]|\d|记者|$)"
)


def dateline(text: str) -> str:
    """The dateline that a paragraph opens with (本报讯, 新华社北京5月27日电), or nothing."""
    match = _DATELINE.match(text)
    return match[0] if match else ""


_NAMED_IN_BODY = re.compile(
    rf"[（(](?:{_OFFICE}?\s*{_RANK}{_WRITER}|{_OFFICE})[^（）()，。,]{{1,60}}[）)]"
)
_WIRED = re.compile(
    rf"[（(][^（）()]{{2,20}}日(?:专)?电\s*({_OFFICE}?\s*{_WRITER}[^（）()，。,]{{2,60}})[）)]$"
)
_NAMED_BELOW = re.compile(r"(?:^|[。！？…”’）)])[（(](\S[^（）()，。：:]{0,30})[）)]$")


def byline_in_opening(text: str) -> tuple[int, int] | None:
    """Range of the writer named in brackets behind a dateline: 本报讯（记者张三）."""
    match = _NAMED_IN_BODY.search(text, 0, 100)
    return match.span() if match and match.start() < 30 else None


def byline_at_end(text: str) -> tuple[int, int] | None:
    """Range of the writer named in brackets at the end of a paragraph: …。（记者张三）."""
    base = max(0, len(text) - 120)
    for match in _NAMED_IN_BODY.finditer(text, base):
        if match.end() >= len(text) - 1 and not _NO_BYLINE.search(match[0]):
            return match.span()
    if wired := _WIRED.search(text, base):
        return wired.span(1)
    below = _NAMED_BELOW.search(text, base)
    if below and is_names(below[1]):
        return below.start(1) - 1, below.end()
    return None


_CREDIT_AT_END = re.compile(
    r"(?:[。！？”）)\s]|^)[（(]?([^。！？”）)（(，]{2,30}?(?:摄影报道|摄影|供图|摄)(?:[）)])?)。?$"
)


def credit_at_end(text: str) -> tuple[int, int] | None:
    """Range of the photographer at the end of a caption: …活动现场。张三摄."""
    base = max(0, len(text) - 50)
    match = _CREDIT_AT_END.search(text, base)
    return match.span(1) if match and match.start(1) > 0 else None


_SENTENCE_END = re.compile(r"[。！？!?…；;：:][”’」』）)]*$|[电版][）)]$")


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a paragraph does: 。！？…；： with the closing quotes that follow."""
    return _SENTENCE_END.search(text, max(0, len(text) - 4)) is not None


CONTINUES = "，。、；：！？,;:!?”’」』）)》%"
"""A line that opens with one of these goes on with the line before it."""

_SLOGANS = re.compile(r"[\u4e00-\u9fff]{3,4}(?:[\s·]+[\u4e00-\u9fff]{3,4})+")
_SERIES = re.compile(r"[【\[〔].{2,20}[】\]〕]|.{2,16}(?:专栏|专题|特别报道|系列报道|连载)")


def is_column(text: str) -> bool:
    """Whether a heading line names a column: parallel slogans of one length, or a name in 【】."""
    return is_slogan(text) or _SERIES.fullmatch(text) is not None


def is_slogan(text: str) -> bool:
    """Whether a line is parallel slogans of one length: 学党史 悟思想."""
    if not _SLOGANS.fullmatch(text) or is_names(text):
        return False
    return len({len(part) for part in re.split(r"[\s·]+", text)}) == 1


_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,3}[）)]?[、.．\s](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十\d]+[章节条]"
)


def is_numbered(text: str) -> bool:
    """Whether a heading line carries the number of a section: 一、 （二） 3."""
    return _NUMBERED.match(text) is not None


_OCCASION = re.compile(r"(?:强调|指出|要求|寄语|致辞|时|之际|[，,、])$")


def is_kicker(text: str) -> bool:
    """Whether the first of several heading lines only leads to the next: …调研时强调."""
    return _OCCASION.search(text) is not None or (text.endswith("——"))


_PRINTED_IN = re.compile(r".+[（(][^（）()]{2,20}[）)]")


def names_its_series(text: str) -> bool:
    """Whether a headline carries its column in brackets: …（人物故事）."""
    return _PRINTED_IN.fullmatch(text) is not None


_PHOTO_LABEL = re.compile(r"图片(?:报道|新闻|故事)|摄影报道|影像")


def is_photo_label(text: str) -> bool:
    """Whether a headline says only that a photo follows."""
    return _PHOTO_LABEL.fullmatch(text) is not None


_OPEN = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」"}


def is_unfinished(text: str) -> bool:
    """Whether a heading line goes on in the next: a colon, or a quote that is still open."""
    return text[-1] in "：:，,、" or is_open(text)


def is_open(text: str) -> bool:
    """Whether a quotation, title or bracket opens in a line and does not close."""
    return any(text.count(a) > text.count(b) for a, b in _OPEN.items())
