"""The words in which Chinese newspapers name dates, as regular expressions over folded text.

A rule is tried where one of the characters in `opens` stands; the first that reads wins, so longer
forms come first. What a match means is in `readings.py` or `nearby.py`, under the same name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.values.calendar import FESTIVALS
from qa.values.numerals import DIGIT

_ONE = "[一二三四五六七八九]"
_MONTH = rf"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|{_ONE})"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9](?!\d)|三十一?|二?十{_ONE}?|廿{_ONE}?|{_ONE})"
_COUNT = rf"(?:\d{{1,2}}|[{DIGIT}十]{{1,3}})"
_TO = " ?(?:至|到|-{1,2}|~) ?"

# A year is not a length of time (2000年来, 1500年历史), nor a business year (2021年度).
_YEAR_GOES_ON = (
    r"(?!度|代|多|余|来|间|以上|的?(?:历史(?!性)|文明|岁月|时间)"
    r"|前(?!后|[\d一二三四五六七八九十两]))"
)
YEAR = rf"(?:公元 ?)?(?P<year>[12]\d{{3}}|[一二][{DIGIT}]{{3}}) ?年{_YEAR_GOES_ON}"
_NEAR_YEAR = (  # 如今年轻, 目前年产, 3年前年均, 文明年 are no years
    r"(?P<near>(?<!如)今|(?<![过失])去|(?<![目以之从此年天月日生战\d])前|(?<![文光])明|(?<![之以此])后|当|同|次|翌"
    r"|(?<!以)上)年(?!轻|纪(?!念)|迈|幼|度|龄|均)"
)
_ANY_YEAR = f"(?:{YEAR}|{_NEAR_YEAR})"
_NEAR_MONTH = "(?P<near_month>[上下本当同]月|[上下这]个月)"
# 3日游, 15日内, 27日元, 7日均价 are no dates; 27日本报, 27日常委会, 27日内蒙古 are.
_DAY_GOES_ON = (
    "(?!元(?!旦)|圆(?!满)|均|游|龄|以内|之内|内(?!蒙|地|江|阁|部|罗|塔|容)"
    "|本(?!报|社|台|刊|市|省|县|届|次|场|轮)|常(?!委|务|德|州|熟))"
)
_NUMBER_GOES_ON = "(?!线|楼|文|院|馆|店|机|公路|令|路|街|广场|大道)"
_MONTH_GOES_ON = "(?!龄|嫂|薪|均|租|息|刊|供|饼|球|亮|光|色|子|牙|桂)"
_PART = "(?P<part>中下旬|上中旬|[上中下]旬|[上下]半月|初(?!步|次|中|级|始|心)|底|末)"
_WEEKDAY = "[一二三四五六日天]"
_HOURS = "凌晨|清晨|早晨|早上|上午|中午|午间|下午|午后|傍晚|晚间|晚上|深夜|夜间|晚|夜"
CLOCK = (
    rf"(?: ?\((?:周|星期){_WEEKDAY}\))?(?: ?(?P<hours>{_HOURS}))?"
    rf"(?: ?(?P<hour>2[0-4]|1\d|0?\d|[零十一二三四五六七八九两]{{1,3}})"
    r"(?:[时点](?!候|间|代|期|段|节)(?:(?P<minute>[0-5]?\d|半)分?)?|:(?P<minutes>[0-5]\d)(?!\d)))?"
)
_QUARTER = "(?P<first>前)?第?(?P<quarter>[一二两三四1-4]|首(?=季))(?:季度|(?<=首)季)(?P<late>末)?"
_HALF = "(?P<half>[上下])半年"
_SEASON = r"(?P<season>[春夏秋冬])(?:[天季]|(?=[,、。;)]|末|初|$))"
_OF_YEAR = (
    r"年?(?P<of_year>初(?!步|次|中|级|心)|底|末(?!端))|年(?P<middle>中)(?!国|央|考|华|级|小|学|期)"
)
_FESTIVAL = f"[\"']?(?P<festival>{'|'.join(FESTIVALS)})[\"']?"
_HOLIDAY = "(?:小长假|长假|假期|黄金周|期间|前夕|前后|过后|以来|当天|前|后|临近)"


@dataclass(frozen=True, slots=True)
class Rule:
    name: str  # of the function that reads its match
    opens: str  # characters that its match can start with
    pattern: re.Pattern[str]


_ARABIC = "0123456789"
_CHINESE = "零〇○一二两三四五六七八九十廿"
_YEARS = _ARABIC + "公一二今去前明后当同次翌上"
_DATES = _YEARS + _CHINESE + "下本这"


def _rule(name: str, opens: str, *patterns: str) -> Rule:
    return Rule(name, opens, re.compile("|".join(patterns)))


RULES = (
    _rule(
        "numeric",
        _ARABIC,
        r"(?P<year>[12]\d{3})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])",
    ),
    _rule(
        "span_of_years",
        _ARABIC,
        rf"(?P<from>[12]\d{{3}})年?{_TO}(?P<to>[12]\d{{3}})年(?!度)",
    ),
    _rule(
        "span_of_days",
        _DATES,
        rf"{_ANY_YEAR}? ?(?:(?P<month>{_MONTH})月|{_NEAR_MONTH})? ?"
        rf"(?P<from>{_DAY})日?(?:{_TO}|、)(?P<to>{_DAY})(?P<both>两)?日{_DAY_GOES_ON}",
    ),
    _rule(
        "span_of_months",
        _YEARS + _CHINESE,
        rf"{_ANY_YEAR}? ?(?P<from>{_MONTH})(?:月份?)?{_TO}(?P<to>{_MONTH})月份?"
        rf"(?![\d初底末]|{_ONE}|十|[上中下]旬)",
    ),
    _rule(
        "date",
        _DATES,
        rf"{_ANY_YEAR}? ?(?:(?P<month>{_MONTH}) ?月|{_NEAR_MONTH}) ?"
        rf"(?:(?P<day>{_DAY}) ?(?:日{_DAY_GOES_ON}|号){_NUMBER_GOES_ON}{CLOCK}"
        rf"|{_PART}|份(?!额)|(?! ?\d{{1,2}}[日号]){_MONTH_GOES_ON})",
    ),
    _rule("first_months", _YEARS + "前", rf"{_ANY_YEAR}? ?前(?P<count>{_COUNT})个?月(?!龄|薪)"),
    _rule(
        "part_of_year",
        _YEARS,
        rf"{_ANY_YEAR}的?(?:{_QUARTER}|{_HALF}|{_SEASON}|{_OF_YEAR}"
        rf"|{_FESTIVAL}节?{_HOLIDAY}?|(?P<about>前后|左右))",
    ),
    _rule("year", _YEARS, _ANY_YEAR),
    _rule(
        "part_of_this_year",
        "第首一二两三四1234前上下年",
        rf"{_QUARTER}|{_HALF}|年(?:(?P<of_year>初)(?!步|次|级)|(?P<end>[底末])(?=前|将))",
    ),
    _rule("day_of_month", _ARABIC, rf"(?P<day>{_DAY})日{_DAY_GOES_ON}{CLOCK}"),
    _rule(
        "near_day",
        "昨今明大前后",
        r"(?P<word>大?前天|昨[天日晚夜]|昨(?![今非夜是])|今[天日晚晨夜]|今(?=起|早)"
        r"|(?<![文光证说声表鲜透])明(?:[天日晨]|晚(?!期|清)|(?=早|起[,。至到]))"
        rf"|大?后天(?!优势|形成|努力|环境|因素|习|性|培|不足))(?P<of>的?){CLOCK}",
    ),
    _rule("that_day", "当同次翌", rf"(?P<word>当[天日晚]|同[日天]|次日|翌日)(?!达|游|常){CLOCK}"),
    _rule(
        "week",
        "上本这下周星",
        rf"(?P<which>上上|[上本这下])个?(?:周|星期|礼拜)(?:(?P<weekday>{_WEEKDAY})|末)?(?!期|年|岁)",
        rf"(?P<bare>周|星期)(?P<only>{_WEEKDAY})(?!至|到|[-~、])",
    ),
    _rule("recent", "近日不前连", r"(?P<word>近日|日前|近期|不久前|前不久|前几天|连日来)"),
    _rule(
        "century",
        _ARABIC + _CHINESE + "上本",
        rf"(?P<century>[上本]个?|\d{{1,2}}|[{DIGIT}十]{{1,3}})世纪"
        rf"(?:(?P<decade>\d0|{_ONE}?{_ONE}十)年代(?P<when>初期?|中期|末期?|后期)?|(?P<at>初|中叶|末)|)",
        r"(?P<bare_decade>[2-9]0|[二三四五六七八九]十)年代(?P<bare_when>初期?|中期|末期?|后期)?",
    ),
    _rule(
        "plan",
        "\"'一二三四五六七八九十",
        rf"(?P<quote>[\"'])?(?P<number>十?{_ONE})五(?(quote)[\"'])(?P<edge>[初末])?"
        r"(?P<period>时期|期间|以来|开局)?(?!普法|点)",
    ),
    _rule("holiday", "\"'" + "".join({f[0] for f in FESTIVALS}), rf"{_FESTIVAL}节?{_HOLIDAY}"),
    _rule(
        "lunar",
        "农正腊",
        rf"(?:农历(?:{_ANY_YEAR}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)? ?)?"
        rf"(?P<leap>闰)?(?P<month>正|腊|冬|{_MONTH})月(?P<day>初[{DIGIT}十]|十{_ONE}?|[二廿]十?{_ONE}?|三?十)(?!日|多|余)",
    ),
    _rule("days_ago", _ARABIC + _CHINESE, rf"(?P<count>{_COUNT})天[之以]?前"),
)
"""Every rule; those that share an opening character are tried in this order."""
