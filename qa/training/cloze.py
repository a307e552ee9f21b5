"""News articles -> questions in place of what one of their sentences states.

In Chinese the question word stands where the answer would stand, so a clause with a number, a name
or a place taken out of it is nearly a question (cloze translation: Lewis et al., "Unsupervised
Question Answering by Cloze Translation", 2019).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jieba.posseg

from qa import text
from qa.training.records import Question

SENTENCES = 0.4  # of the passages are asked for what whole clauses answer
_CLAUSES = re.compile(r"[^,;:。!?]+")
_LENGTHS = range(12, 70)  # characters of a clause that tells enough to be asked about
_NUMBER = r"(?:约|近|逾|超过?)?\d[\d.,]*[余多]?[十百千万亿]*"
_MEASURE = (
    "个多?小时|分钟|小时|个月|平方公里|平方米|立方米|公里|公顷|公斤|千克|千瓦时?|吉瓦时?|兆瓦时?|亿?美元|亿?欧元|"
    "毫米|厘米|万?吨|人次|[名人位家项件次元倍岁天亩户所座辆台架艘场种条届枚支篇册米]|个(?!月)"
)
_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[上下]午|晚上?|凌晨|夜间)?"
_HELD = "举行|召开|举办|开幕|闭幕|揭牌|启动|开工|落户|开赛|发布|演出"
_MADE = "主办|承办|研制|承建|建设|出品|发起|组织|编写|创作|设计|执导|颁发|投资建设"
_ITEM = r"[^,;:。!?、“”《》()的]{2,9}"


@dataclass(frozen=True, slots=True)
class _Blank:
    """A pattern whose group `a` is the answer, and what may stand for the match in a question."""

    pattern: re.Pattern[str]
    asked: tuple[str, ...]  # {q} is the group `q`
    share: float  # of the clauses where it matches


_BLANKS = (
    _Blank(
        re.compile(rf"(?<![\d第.\-~至到年月])(?P<a>{_NUMBER}(?P<q>{_MEASURE}))(?![\d、至到~余多])"),
        ("多少{q}",),
        0.5,
    ),
    _Blank(
        re.compile(r"(?<![\d.\-~至到])(?P<a>\d[\d.]*%)(?![、至到~])"), ("多少", "百分之多少"), 0.7
    ),
    _Blank(
        re.compile(rf"(?P<a>{_DAY})(?![、至到~—-])"), ("什么时候", "何时", "哪天", "什么时间"), 0.4
    ),
    _Blank(
        re.compile(r"(?P<a>(?<!\d)(?:19|20)\d\d年(?:\d{1,2}月)?)(?![、至到~\d度—-])"),
        ("什么时候", "哪一年", "何时"),
        0.4,
    ),
    _Blank(
        re.compile(rf"(?<=在)(?P<a>(?![此这本当该会的随])[^,;:。!?、在]{{2,18}})(?={_HELD})"),
        ("哪里", "什么地方", "哪个地点", "何地"),
        1.0,
    ),
    _Blank(
        re.compile(rf"(?<=由)(?P<a>[^,;:。!?由]{{3,28}}?)(?=(?:联合|共同)?(?:{_MADE}))"),
        ("谁", "哪家单位", "哪些单位", "哪个机构"),
        1.0,
    ),
    _Blank(re.compile(r"(?<=[为以名叫])(?P<a>“[^”]{3,24}”)(?=为主题|[,。]|$)"), ("什么",), 1.0),
    _Blank(
        re.compile(
            rf"(?<=[是为有在向对了到含括及自])(?![及了有个])"
            rf"(?P<a>{_ITEM}(?:、{_ITEM}){{1,7}}?(?:[和与及]{_ITEM})?)等"
        ),
        ("哪些",),
        0.7,
    ),
)
_NAMED = {
    "nr": ("谁", "哪位", "什么人"),
    "nt": ("哪个机构", "哪个单位", "哪家单位"),
    "ns": ("哪里", "哪个地方", "什么地方"),
}
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_UNTOLD = re.compile("记者|新华社|本报|责编|图为|摄")  # what a page says of itself, not of the news
_CLAUSE = r"[^,;:。!?“”]"
_TOLD = (
    (
        re.compile(
            rf"(?:^|[,。;])(?P<c>{_CLAUSE}{{2,25}}?)(?P<v>表示|指出|强调|认为|介绍|要求|提出|呼吁|说)[,:]"
            r"(?P<a>“?[^。!?”]{8,90})"
        ),
        (
            "{c}{v}什么?",
            "{c}说了什么?",
            "{c}怎么说?",
            "{c}怎么看?",
            "{c}是怎么说的?",
            "{c}有什么看法?",
        ),
    ),
    (
        re.compile(rf"(?:因为?|由于)(?P<a>{_CLAUSE}{{4,30}}),(?P<c>{_CLAUSE}{{6,40}})"),
        ("为什么{c}?", "{c}是什么原因?", "为何{c}?", "{c},原因是什么?"),
    ),
    (
        re.compile(
            r"(?P<a>为(?:了|进一步|推动|加强|确保|解决|迎接|纪念|庆祝|帮助|方便|满足|保障|提升|提高|让)"
            rf"{_CLAUSE}{{4,40}}),(?P<c>{_CLAUSE}{{6,50}})"
        ),
        ("为什么{c}?", "{c}是为了什么?", "{c}的目的是什么?", "{c},目的何在?"),
    ),
    (
        re.compile(
            rf"(?P<a>(?:通过|采取|采用|依托|利用|以){_CLAUSE}{{5,30}}),(?P<c>{_CLAUSE}{{6,40}})"
        ),
        ("{c},是怎么做的?", "如何{c}?", "怎样{c}?", "{c},用的什么办法?"),
    ),
)
"""What people said, reasons, purposes and means: the answer `a`, the rest of the question `c`."""
_WHETHER = ("是否", "是不是", "有没有")
_FAMILIAR = (
    ("举行", "召开", "举办"),
    ("位于", "坐落于", "地处"),
    ("超过", "逾", "突破"),
    ("增长", "增加", "提高"),
    ("获得", "取得", "赢得"),
    ("建成", "竣工"),
    ("开展", "进行"),
    ("介绍", "表示", "说"),
    ("参加", "参与", "出席"),
    ("设立", "成立", "创办"),
)
_LIGHT = frozenset("duyczp")  # word classes that a person leaves out of a question


def questions(
    articles: Sequence[dict[str, Any]], count: int, chars: int, rng: random.Random
) -> list[Question]:
    """`count` questions (fewer where the articles do not give them), one a passage.

    `articles` have `title` and `paragraphs`; the context of a question is a passage of at most
    about `chars` characters in whole sentences that states its answer once.
    """
    made: list[Question] = []
    order = rng.sample(range(len(articles)), len(articles))
    for round in range(3):  # a long article is asked about in several of its passages
        for i in order:
            if len(made) >= count:
                return made
            passages = _passages(text.readable("".join(articles[i]["paragraphs"])), chars)
            if round < len(passages):
                title = text.readable(articles[i]["title"])
                passage = passages[rng.randrange(len(passages))]
                wide = rng.random() < SENTENCES
                found = _told(passage, title, rng) if wide else _asked(passage, title, rng)
                made += rng.sample(held, 1) if (held := list(found)) else []
    return made


def _passages(body: str, chars: int) -> list[str]:
    """Whole sentences of a body, in pieces of at most `chars` where sentences allow it."""
    pieces = [""]
    for start, end in text.sentences(body):
        if pieces[-1] and len(pieces[-1]) + end - start > chars:
            pieces.append("")
        pieces[-1] += body[start:end]
    return [piece for piece in pieces if chars // 3 < len(piece) < 2 * chars]


def _asked(passage: str, title: str, rng: random.Random) -> Iterator[Question]:
    """What can be asked of one passage."""
    clauses = [(m.start(), m.end()) for m in _CLAUSES.finditer(passage)]
    for i, (start, end) in enumerate(clauses):
        if i and passage[clauses[i - 1][1]] in ",;" and rng.random() < 0.6:
            start = clauses[i - 1][0]  # with the clause before, which often holds the subject
        if end - start not in _LENGTHS or _UNTOLD.search(passage, start, end):
            continue
        for (low, high), (first, last), word in _blanks(passage, start, end, rng):
            answer, around = passage[low:high], (passage[start:first], passage[last:end])
            told = sum(map(len, around)) - max(part.rfind(",") for part in around)
            if passage.count(answer) == 1 and told > 8 and len(answer) < 0.6 * (end - start):
                asked = word.join(_reworded(part, rng) for part in around)
                yield Question(asked.strip("“”'\" ,") + "?", passage, title, answer, low)


def _told(passage: str, title: str, rng: random.Random) -> Iterator[Question]:
    """What clauses of one passage answer: said what, why, what for, how, and whether."""
    for pattern, forms in _TOLD:
        for match in pattern.finditer(passage):
            answer, rest = match["a"].rstrip("”"), _reworded(match["c"], rng)
            if passage.count(answer) == 1 and not _UNTOLD.search(match[0]):
                asked = rng.choice(forms).format(**match.groupdict() | {"c": rest})
                yield Question(asked, passage, title, answer, match.start("a"))
    clauses = [m for m in _CLAUSES.finditer(passage) if len(m[0]) in _LENGTHS]
    for match in rng.sample(clauses, min(2, len(clauses))):
        asked = "" if _UNTOLD.search(match[0]) else _whether(match[0], rng)
        if asked and passage.count(match[0]) == 1:
            yield Question(asked, passage, title, match[0], match.start())


def _whether(clause: str, rng: random.Random) -> str:
    """A clause as a question for yes or no; "" where its subject or its verb is not found."""
    cut = [(pair.word, pair.flag) for pair in jieba.posseg.cut(clause)]
    verb = next((i for i, (_, kind) in enumerate(cut) if kind == "v" and i), 0)
    if not verb or cut[0][1][0] not in "ntr":
        return ""
    before, after = ("".join(word for word, _ in part) for part in (cut[:verb], cut[verb:]))
    if rng.random() < 0.5:
        return _reworded(before, rng) + rng.choice(_WHETHER) + _reworded(after, rng) + "?"
    return _reworded(clause, rng) + rng.choice(("吗?", "了吗?", "吗?"))


def _blanks(
    passage: str, start: int, end: int, rng: random.Random
) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """What a clause can be asked for: the answer, what its question leaves out, how to ask."""
    for blank in _BLANKS:
        for match in blank.pattern.finditer(passage, start, end):
            if rng.random() < blank.share:
                word = rng.choice(blank.asked).format(**match.groupdict())
                yield match.span("a"), match.span(), word
    at = start
    cut = [(pair.word, pair.flag) for pair in jieba.posseg.cut(passage[start:end])]
    for (_, before), (word, kind), (_, after) in zip(
        [("", ""), *cut], cut, [*cut[1:], ("", "")], strict=False
    ):
        named = (at, at + len(word))
        at = named[1]
        apart = before[:1] in "vpc" and after[:1] not in "nmjkba" and passage[at : at + 1] != "、"
        if _is_name(word, kind) and apart and rng.random() < 0.4:
            yield named, named, rng.choice(_NAMED[kind])


def _is_name(word: str, kind: str) -> bool:
    """Whether a word that jieba tags as a name is one."""
    if kind == "nr":
        rare = jieba.dt.FREQ.get(word, 0) < 50
        return len(word) == 3 and word[0] in _SURNAMES and word[-1] not in "村镇乡县" and rare
    return kind in _NAMED and 2 <= len(word) <= 12


def _reworded(words: str, rng: random.Random) -> str:
    """Part of a clause as a person might ask it: light words dropped, familiar ones exchanged."""
    if rng.random() < 0.3:
        return words
    kept = []
    for word, kind in jieba.posseg.cut(words):
        if kind[:1] in _LIGHT and len(word) > 1 and rng.random() < 0.3:
            continue
        alike = next((group for group in _FAMILIAR if word in group), None)
        kept.append(rng.choice(alike) if alike and rng.random() < 0.5 else word)
    return "".join(kept)
