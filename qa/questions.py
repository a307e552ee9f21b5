"""What kind of answer a question asks for."""

from __future__ import annotations

import re
from enum import StrEnum

from qa import text


class Kind(StrEnum):
    SPAN = "span"  # who, when, where, how many, which: the words that say it
    LIST = "list"  # which ones: several spans
    SENTENCE = "sentence"  # yes or no, why, how, what was said: whole sentences
    WRITER = "writer"  # who wrote or photographed an article: its byline
    ISSUE = "issue"  # when an article was printed: its date of issue
    ARTICLES = "articles"  # which articles treat a subject: their headlines


ABOUT_ARTICLES = frozenset({Kind.WRITER, Kind.ISSUE, Kind.ARTICLES})
"""Kinds that an article's own record answers, not what it says."""

_YES_NO = r"吗[？?。!！]*$|是否|是不是|有没有|能不能|会不会|能否|可否"
_A_STATE = r"(?:怎么?样|如何)(?:了|的|呢)?[？?。!！]*$"  # 水位如何
_REASON_OR_MANNER = (
    r"为什么(?![？?]?$)|是为什么|为何|为啥|何以"  # but not 被称为什么
    rf"|(?!{_A_STATE})(?:怎么|怎样|如何)"
)
_SAYING = "说|讲|谈|指出|强调|要求|表示|表态|认为|评价|期望|希望|看法|建议"
_WHAT = "什么|哪些"
_SAID = rf"(?:{_SAYING})(?:了|到|过)?(?:{_WHAT})|(?:{_WHAT})(?:样的)?(?:{_SAYING})"
_WHOLE_SENTENCE = re.compile(f"{_YES_NO}|{_REASON_OR_MANNER}|{_SAID}")
_WHICH_ONES = r"哪(?:些|[几两三四五六七八九](?!十))"
_SEVERAL = re.compile(rf"{_WHICH_ONES}|有谁|都有什么|分别(?:是|为|叫|有)|列举|列出")

_ITEM = r"(?:报道|文章|新闻稿?|消息|稿子|稿件|通讯)"
_WHICH_ARTICLES = re.compile(
    rf"哪(?:一|几)?(?:些|篇|条|则)*{_ITEM}(?!发布|媒体|中心|单位|社)"
    rf"|(?:有没有|有无)[^，。？]*{_ITEM}[？?]?(?:$|[，,。？?])|{_ITEM}(?:都)?有哪些"
    rf"|(?:{_ITEM}|这篇|那篇).{{0,4}}标题(?:是|叫)"
)
_WHOSE = re.compile(r"谁|哪位|哪名|哪个记者|叫什么|什么名字|姓名")
_PRINTED = rf"(?:{_ITEM}|照片|图片|图像|配图|一文|署名|头条|这篇|那篇|这张|那张)"
_MADE = re.compile(
    rf"谁(?:报道|采写)|{_PRINTED}.*(?:写|撰|拍|摄|记者|通讯员|作者|之手|采访|谁报道)"
    rf"|(?:写|撰|拍|摄|记者|通讯员|作者).*{_PRINTED}"
)
_MAKING = re.compile(r"写|撰|拍|摄|图|照|记者|通讯员|作者|报道|采访|供稿|署名|[编翻]译|编辑|笔")
_WHEN = re.compile(r"哪一?[天日期年]|几号|几月|哪个月|什么时[候间]|何时|什么日子|日期")
_WHERE = re.compile("哪里|哪儿|什么地方|何处|何地|在哪(?![个些]|一?[年天日月])")
_ISSUED = re.compile(
    r"见报|刊登|刊发|刊载|登出|登报|发表于?|出版|印行|这[期份](?:报纸)?|(?:报道|文章)日期"
)
_PAPER = re.compile(rf"{_PRINTED}|报纸|本报|这[期份]")
_QUANTITY = re.compile(r"多少|几|多大|多长|多高|多远|多重|多久|比例|占比")


def kind_of(question: str) -> Kind:
    """The kind of answer that a question asks for."""
    if _WHICH_ARTICLES.search(question):
        return Kind.ARTICLES
    if _WHOSE.search(question) and _MADE.search(question):
        return Kind.WRITER
    if all(p.search(question) for p in (_WHEN, _ISSUED, _PAPER)):
        return Kind.ISSUE
    if _WHOLE_SENTENCE.search(question):
        return Kind.SENTENCE
    return Kind.LIST if _SEVERAL.search(question) else Kind.SPAN


def asks_when(question: str) -> bool:
    """Whether a question asks for a time, perhaps beside something else."""
    return _WHEN.search(question) is not None


def asks_where(question: str) -> bool:
    """Whether a question asks for a place."""
    return _WHERE.search(question) is not None


def asks_for_maker(question: str) -> bool:
    """Whether a byline or a credit can answer: the question speaks of writing or photographing."""
    return _MAKING.search(question) is not None


def asks_for_value(question: str) -> bool:
    """Whether a date or a number answers it, so that a normalised value helps beside the words."""
    return asks_when(question) or _QUANTITY.search(question) is not None


def asks_for_manner(question: str) -> bool:
    """Whether words that end in 的 can answer (自由的 to 是什么样的)."""
    return "样" in question or "的是什么" in question


_BEFORE_A_CLASS = re.compile(rf"{_WHICH_ONES}[个家位名项种类支座所条]?(?=\w)")


_MODIFIER = re.compile("重点|主要|新兴|相关|有关|重要|具体|其他|不同|知名|著名|大型|优秀|核心|关键")
_CLASS_WORDS = 3  # of them, one behind another


def classes_asked_for(question: str) -> tuple[str, ...]:
    """What a question for a list may call the things it asks for, the longest first.

    新兴产业领域 and 新兴产业 of 哪些新兴产业领域, but not 新兴: no modifier is a name by itself.
    """
    found = _BEFORE_A_CLASS.search(question)
    rest = question[found.end() :] if found else ""
    ends = {end for word, _, end in text.words(rest) if not _MODIFIER.fullmatch(word)}
    return tuple(rest[:end] for end in sorted(ends)[:_CLASS_WORDS])[::-1]


_A_DAY = re.compile(
    r"哪一?[天日年](?!代)|(?<!第)几号(?![线楼馆院门机口车店房厅台床岛别钩球])|几月(?!前|后)"
)
_A_NUMBER = re.compile(r"多少|(?<![哪那这近早好上前后])几(?!乎|何|月|号|十|时)")
_SOMETHING_ELSE = re.compile(r"谁|什么|啥|哪(?!一?[天日年])|怎|何|吗")
_NUMERAL = "0-9〇零一二两三四五六七八九十百千万亿廿卅"
_TELLS_A_DAY = re.compile(
    rf"[{_NUMERAL}元初]\s*(?:[年月日时点周天]|世纪|[-—－/.]\s*\d)"
    rf"|(?:^|月|\W)[{_NUMERAL}]+\s*号"  # but not 天问一号
    r"|[今昨明前后当次翌同本去][日天年晚早]"
    r"|星期|周[一二三四五六日末]|[初末底春夏秋冬节]|元旦|除夕|[早上中下晚]午|凌晨|\d{4}"
    r"|之日|交易日"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)
_A_LENGTH = re.compile(r"多久(?!以?前|一次)|多长时间|[多几][少个]*(?:天|个月|小时|分钟)")
_MONTH_AND_DAY = rf"[{_NUMERAL}]{{1,3}}月[{_NUMERAL}]{{1,3}}[日号]"
_A_DATE = re.compile(
    rf"[{_NUMERAL}]{{4}}年(?:[{_NUMERAL}]{{1,3}}月|{_MONTH_AND_DAY})?|{_MONTH_AND_DAY}"
    rf"|[{_NUMERAL}]{{1,3}}月(?:[上中下]旬|[初底末])"
)
_TELLS_A_NUMBER = re.compile(
    rf"[{_NUMERAL}半双数几多全每首次级]|所有|无|没有|未|不|免|终身|[冠亚季]军"
)


_AN_ORGANISATION = re.compile(
    r"哪(?:一|些|[几两三四五六])?[个家所]?"
    r"(?:单位|部门|机构|公司|企业|组织|集团|银行|机关|协会|政府"
    r"|医院|学校|高校|大学|学院|法院|媒体|平台)"
)
_NO_ORGANISATION = re.compile(
    rf"^[{_NUMERAL}]+(?:多|余)?(?:个|省区市|省市|省|市|区|县|人|名|家|元|年|月|日)$"
    r"|(?:书记|[市省县区部局处校院镇乡村厅署司班社馆站所厂]长|主席|主任|总理|总统|首相|常委"
    r"|经理|董事长|总裁|秘书长?|司令|大使|教授|院士|专家|导师|记者|发言人|委员)$"
)


def asks_for_day(question: str) -> bool:
    """Whether a day or a year is what a question asks for, and nothing else."""
    return bool(_A_DAY.search(question)) and not _SOMETHING_ELSE.search(question)


def fits(question: str, words: str) -> bool:
    """Whether words can be what a question for a day or for a number asks for; both are folded.

    Nor can a date tell how long something takes, or a number or an office be the organisation
    asked for. True for all other questions, and for all but 10 of the 18,959 questions of CMRC
    2018, DRCD and military_mrc with their true answers.
    """
    if _A_LENGTH.search(question) and _A_DATE.fullmatch(words):
        return False
    if _AN_ORGANISATION.search(question) and not re.search("谁|什么", question):
        return not any(map(_NO_ORGANISATION.search, words.split("、")))
    if _SOMETHING_ELSE.search(question):
        return True
    if asks_for_day(question):
        return _TELLS_A_DAY.search(words) is not None
    return not _A_NUMBER.search(question) or _TELLS_A_NUMBER.search(words) is not None


_ASKING = frozenset(
    [
        *("谁", "什么", "什么样", "多少", "多大", "多长", "多久", "哪", "哪些", "哪里", "哪儿"),
        *("哪个", "哪位", "哪家", "哪年", "哪天", "哪一年", "几", "几个", "几月", "几号", "怎么"),
        *("怎样", "如何", "为什么", "为何", "为啥", "何时", "何地", "是否", "有没有", "吗", "呢"),
        *("的", "了", "是", "在", "有", "请问", "关于", "叫", "叫做"),
    ]
)


_MEASURES = "个家位名项种类支座所条次场届部本篇张件辆架户"
_BEFORE_A_MEASURE = frozenset(["多少", "几", "哪", "哪几", "哪一"])
_HOW_MANY = re.compile(f"[几哪][{_MEASURES}]")


def content_words(question: str, cutter: text.Cutter = text.PLAIN) -> list[str]:
    """The words of a question that an archive could hold: without those that only ask."""
    words = cutter.words(question)
    before_measure = {end for word, _, end in words if word in _BEFORE_A_MEASURE}
    return list(
        dict.fromkeys(
            word
            for word, start, _ in words
            if word not in _ASKING
            and not _HOW_MANY.fullmatch(word)
            and not (word in _MEASURES and start in before_measure)
        )
    )


_WRITTEN_BY = re.compile(
    rf"([\u3400-\u9fff·]{{2,12}}?)(?:采写|撰写|写|报道|拍摄|拍|摄)的.{{0,10}}?(?:{_ITEM}|照片|图片)"
)
_LONGEST_NAME = 8


def writers(question: str) -> list[str]:
    """Whom a question may name as the writer of what it asks about (陈润写的报道), longest first.

    Every end of what stands before 写的: which of them is a name, the bylines tell.
    """
    found = _WRITTEN_BY.search(question)
    before = found[1] if found else ""
    return [before[-n:] for n in range(min(len(before), _LONGEST_NAME), 1, -1)]
