"""Names in the articles of an archive: of persons, places and organisations, without a model.

A name counts as one where its surroundings say so somewhere in the archive: a person between an
office and a verb of speech, an organisation by its last word and by what may stand before it, a
place of jieba's dictionary by the words that lead to places. All texts are folded (`text.fold`).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qa import text
from qa.conversation.lexicon import COMPOUND_SURNAMES, SPEECH, SURNAMES, TITLES

PERSON, PLACE, ORGANISATION = "person", "place", "organisation"
KINDS = (PERSON, PLACE, ORGANISATION)

_HAN = "\u3400-\u9fff"
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_OFFICE = f"{TITLES}|副主席|同志|总书记|国务委员|秘书|学者|当事人|法人|司机"
_SPEECH = f"{SPEECH}|告诉|称|回忆|坦言|解释|建议|补充|宣布|致辞|讲话|主持|出席|笑着|分析"
_TITLED = re.compile(
    rf"(?:{_OFFICE})(?={_SURNAME}[{_HAN}])([{_HAN}]{{2,3}}?)(?=(?:{_SPEECH})|[^\w·]|$)"
)
_SPEAKING = re.compile(rf"(?<![\w·])(?={_SURNAME}[{_HAN}])([{_HAN}]{{2,3}}?)(?={_SPEECH})")
_NO_GIVEN = re.compile(
    r"[某的地向还也都在就已又再曾将对被并和与及等中后来去了是摄说称则却仅只更最媒]|先生|女士|老师|同学"
    r"|书记|教授|院长|今天|.[总工导家氏姓]$|[市省县州社网报局厅]$"
)
_MOSTLY_NAMES = frozenset(["n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "j", "q", "g", "ng", "zg"])
_FOREIGN = re.compile(rf"[{_HAN}]{{1,9}}(?:·[{_HAN}]{{1,8}}){{1,3}}")
_SOUNDS, _OFTEN = 5, 0.01
"""Transliterated names of jieba's dictionary that hold a character which counts as a syllable, and
how many they must be for each of its other words."""
_WORDS_TOO = frozenset("二人世什保土城岛岭州当换新果武河法派烈热县镇门赛脱黑木底")
_RARE_SOUNDS = frozenset("柯朱胡华")
"""Syllables by that count which are words beside a name (人, 当), and some that it misses."""

_LEADS = "位于|来自|前往|抵达|赴|飞往|访问|途经|落户|走进|坐落于|坐落在|新华社|本报|中新社|在|到|从"
_LOCATIVE = re.compile(
    rf"(?:{_LEADS})([{_HAN}]{{2,5}}?)"
    r"(?=[0-9]{1,2}[月日]|举行|召开|举办|启动|开幕|闭幕|[^\w]|的|市|省|县|区|州|当地)"
)
_LED_TO = 0.01
"""Share of a place's articles in which a word leads to it: 台风 and 大桥, which jieba's dictionary
also has for places, stay far below."""

_GROUP = re.compile(
    "(?:公司|集团|大学(?!生)|学院|党校|中学(?!生)|小学(?!生)|医院|银行|报社|通讯社|电视台|出版社|法院|检察院|"
    "委员会|协会|学会|联合会|基金会|俱乐部|研究院|研究所|实验室|交易所|公安局|管理局|总局|统计局|气象台|"
    "气象局|商会|国务院|博物馆|图书馆|美术馆|纪念馆|指挥部|事务所|合作社|"
    r"(?<=[国商教财外农水司卫应建信资])(?:防|务|育|政|交|法|利|村|生|源|管|设|化|急)[^\W\d]{0,5}?部)"
)
_BEFORE = 14  # characters in front of an organisation's last word in which its name may begin
_TAIL = 5  # its last characters: a name that is seldom by these needs no cutting into words
_NAMING = frozenset(["nr", "nrt", "nrfg", "ns", "nt", "nz", "j"])
_NOMINAL = frozenset(_NAMING | {"n", "vn", "b", "an", "l", "i", "g", "ng", "s"})
_NAMES_TOO = frozenset(["中央", "国家", "全国", "最高", "世界", "国际"])
_NO_BEGINNING = re.compile(r"[该本此某各其以由据与和或及等对向被将在是为从到让使把占归于非]|有限")
_SHORT = frozenset(["ns", "j"])  # parts of speech of 京, 沪, 俄
_RARE = 200  # times that a rare word stands in the 60 million words jieba counted
_SORT = re.compile(
    r"(?:人民|商业|高级|中级|初级|股份|民营|房产|私人|公立|地方)[^\W\d]{0,2}(?:公司|银行|.院|.学|集团|局)"
    r"|[^\W\d]*上市公司|[^\W\d]{2}公司"
)
"""No name but a sort of organisation: 人民法院, 商业银行, 美国公司."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names with their kind, and how often a word led to each place."""

    kinds: Mapping[str, str]
    led_to: Mapping[str, int]

    def is_name(self, name: str, articles: int) -> bool:
        """Whether a name that so many articles hold is shown as one."""
        return self.kinds[name] != PLACE or self.led_to[name] >= _LED_TO * articles


def find(texts: Iterable[str], bylines: Iterable[str], seldom: int) -> Names:
    """The names in folded texts and bylines; an organisation must stand there `seldom` times."""
    titled, speaking, foreign = Counter[str](), Counter[str](), Counter[str]()
    places, groups = Counter[str](), Counter[str]()
    for folded in texts:
        titled.update(m[1] for m in _TITLED.finditer(folded))
        speaking.update(m[1] for m in _SPEAKING.finditer(folded))
        foreign.update(transliterated(folded))
        places.update(m[1] for m in _LOCATIVE.finditer(folded))
        groups.update(_windows(folded))
    led_to = {w: n for w, n in places.items() if tags().get(w) == "ns"}
    kinds = dict.fromkeys(led_to, PLACE)
    kinds |= dict.fromkeys(_organisations(groups, seldom), ORGANISATION)
    kinds |= dict.fromkeys((p for p in titled + speaking if _is_person(p, titled[p])), PERSON)
    kinds |= dict.fromkeys(foreign, PERSON)
    kinds |= dict.fromkeys(bylines, PERSON)
    return Names(kinds, led_to)


@functools.cache
def tags() -> dict[str, str]:
    """The words of jieba's dictionary with their part of speech."""
    dictionary = text.tokenizer().get_dict_file()
    with dictionary:
        lines = (line.decode("utf-8").split() for line in dictionary)
        return {word: tag for word, _, tag in lines}


def is_rare(word: str) -> bool:
    """Whether the dictionary has a word, but hardly anybody uses it: 都司, once an office."""
    return 0 < (text.tokenizer().FREQ.get(word) or 0) <= _RARE


def _is_person(name: str, titled: int) -> bool:
    """Whether what stands where a person's name may stand is one; `titled`: times with an office.

    A word of the dictionary that is no name is none; a surname that is a particle too (从, 向, 全),
    or a given name that is a word too, must have stood behind an office.
    """
    known = tags()
    if not known.get(name, "nr").startswith("nr") or _NO_GIVEN.search(name[1:]):
        return False
    if len(name) == 2:
        return titled > 0 or known.get(name[0], "nr") in _MOSTLY_NAMES
    return titled > 1 or known.get(name[-2:], "nr").startswith("nr")


@functools.cache
def _syllables() -> frozenset[str]:
    held = Counter(c for word, tag in tags().items() if tag == "nrt" for c in word)
    others = Counter(c for word, tag in tags().items() if tag[:2] not in ("nr", "ns") for c in word)
    sounds = {c for c, n in held.items() if n >= max(_SOUNDS, _OFTEN * others[c])}
    return frozenset(sounds - _WORDS_TOO | _RARE_SOUNDS)


def transliterated(folded: str) -> Iterator[str]:
    """约翰·柯比 in 发言人约翰·柯比说: as far as the characters are those of transliterations."""
    for match in _FOREIGN.finditer(folded):
        first, *middle, last = match[0].split("·")
        begin = len(first)
        while begin and first[begin - 1] in _syllables():
            begin -= 1
        end = 0
        while end < len(last) and last[end] in _syllables():
            end += 1
        inside = all(_syllables().issuperset(part) for part in middle)
        if inside and len(first) - begin >= 1 + (begin > 0) and end >= 2:
            yield "·".join([first[begin:], *middle, last[:end]])


def _windows(folded: str) -> Iterator[str]:
    for match in _GROUP.finditer(folded):
        before = folded[max(0, match.start() - _BEFORE) : match.start()]
        yield re.split(rf"[^{_HAN}]", before)[-1] + match[0]


def _organisations(windows: Counter[str], seldom: int) -> Iterator[str]:
    """Names that end in the last word of an organisation and open where nouns begin."""
    tails = Counter[str]()
    for window, n in windows.items():
        tails[window[-_TAIL:]] += n
    counts = Counter[str]()
    for window, n in windows.items():
        if tails[window[-_TAIL:]] >= seldom and (name := _named(window)):
            counts[name] += n
    return (name for name, n in counts.items() if n >= seldom)


def _named(window: str) -> str:
    words = list(text.tokenizer().cut(window, HMM=False))
    begin = len(words) - 1
    while begin and _nominal(words[begin - 1]):
        begin -= 1
    while begin < len(words) - 1 and _no_beginning(words[begin]):
        begin += 1
    run = words[begin:]
    name = "".join(run)
    naming = any(_is_naming(word) for word in run[:-1]) or tags().get(name) == "nt"
    return name if naming and len(name) > 2 and not _SORT.fullmatch(name) else ""


def ends_organisation(word: str) -> bool:
    """Whether a word ends in what organisations are: 公司, 大学."""
    return any(match.end() == len(word) for match in _GROUP.finditer(word))


def _no_beginning(word: str) -> bool:
    """尔|眼科|医院 and 经|上海|…: a character alone is the end of a word or a particle."""
    return bool(_NO_BEGINNING.match(word)) or (len(word) == 1 and tags().get(word) not in _SHORT)


def _nominal(word: str) -> bool:
    return word not in tags() or tags()[word] in _NOMINAL or word in _NAMES_TOO


def _is_naming(word: str) -> bool:
    return tags().get(word, "nz") in _NAMING or word in _NAMES_TOO
