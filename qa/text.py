"""Text as search and reading compare it: folded characters, sentences, words."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from qa.records import Slice

if TYPE_CHECKING:
    import jieba
    import opencc

# Marks that newspapers write in several ways and that say the same; NFKC leaves them apart.
_VARIANTS = {
    variant: mark
    for mark, variants in {
        '"': "“”„‟〝〞〟「」﹁﹂«»",
        "'": "‘’‚‛『』﹃﹄‹›",
        "-": "‐‑‒–—―─━−－",
        "~": "～〜∼",
        "·": "•・‧∙⋅･",
        "[": "【〔〖",
        "]": "】〕〗",
        "《": "〈",
        "》": "〉",
    }.items()
    for variant in variants
}


class _Table(dict[int, str]):
    """Code point -> its one-character form, worked out when a text first holds it."""

    def __init__(self, steps: Sequence[Callable[[str], str]]) -> None:
        self._steps = steps

    def __missing__(self, code: int) -> str:
        char = chr(code)
        for step in self._steps:
            changed = step(char)
            if len(changed) == 1:  # what would become two characters stays as it is
                char = changed
        self[code] = char
        return char


def _width(char: str) -> str:
    return unicodedata.normalize("NFKC", char)


def _script(char: str) -> str:
    return str(_simplifier().convert(char))


def _variant(char: str) -> str:
    return _VARIANTS.get(char, char)


def _corner_quote(char: str) -> str:
    return _CORNER_QUOTES.get(char, char)


@functools.cache
def _simplifier() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("t2s")


_CORNER_QUOTES = dict(zip("「」『』", "“”‘’", strict=True))
_FOLD = _Table((_variant, _width, str.lower, _script, _variant))
_READABLE = _Table((_width, _script, _corner_quote))


def fold(text: str) -> str:
    """The form in which texts are compared: width, case, script, quotes and dashes made one.

    One code point in, one code point out, so an offset into the folded text is an offset into the
    text. Full-width forms become half-width (NFKC, where that is one character), letters lower
    case, traditional characters simplified (OpenCC's t2s, each character alone), the ideographic
    space a space, and quotes, dashes, brackets and middle dots one form each. Control characters
    and line ends stay.
    """
    return text.translate(_FOLD)


def readable(text: str) -> str:
    """The form that the reader reads: width and script made one as in `fold`, nothing else.

    Letter case and the direction of quotes stay, since both tell where a name or title ends. One
    code point in, one code point out.
    """
    return text.translate(_READABLE)


_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")"}
_OPENING = {close: opening for opening, close in _PAIRS.items()}
_PAIR = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_OPENING)) + "\n]")
_KEPT_WHOLE = 80
"""Characters: a quotation up to this long is not split although it holds a whole sentence."""

_END = re.compile(r"[。！？｡!?]+[”’」』）)]*\s*|[\n\r]\s*")
_LINE_END = re.compile(r"[\n\r]")
# A closing quote ends no sentence where the sentence evidently goes on: a mark, 的, or the speaker.
_GOES_ON = re.compile(
    r"[的、,，;；:：。—]|"
    r"[^\s。！？!?“”]{1,14}?(?:说|表示|指出|介绍|告诉|强调|认为|谈到|坦言|感慨|回忆|直言|称|道)[,，。:：]"
)


def _whole_quotations(text: str) -> list[Slice]:
    """Ranges inside paired quotes, titles and brackets that stay whole, sorted, not nested."""
    found: list[Slice] = []
    opened: list[tuple[str, int]] = []
    for match in _PAIR.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            opened.clear()
        elif mark in _PAIRS:
            opened.append((mark, at))
        elif opened and opened[-1][0] == _OPENING[mark]:
            start = opened.pop()[1]
            if at + 1 - start <= _KEPT_WHOLE:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, at + 1))
    return found


def sentences(text: str) -> list[Slice]:
    """The sentences of a text as ranges that tile it: every character is in exactly one.

    A sentence ends behind 。！？ with the closing quotes that follow, and at a line end; not inside
    a short quotation, title or bracket, nor between a quotation and its speaker (“…。”他说，…).
    White space belongs to the sentence before it. [] for an empty text.
    """
    ranges: list[Slice] = []
    whole = _whole_quotations(text)
    start = at = 0
    for match in _END.finditer(text):
        while at < len(whole) and whole[at][1] <= match.start():
            at += 1
        quoted = at < len(whole) and whole[at][0] < match.start() and match.end() < whole[at][1]
        if (quoted or _goes_on(text, match)) and not _LINE_END.search(match[0]):
            continue
        if text[start : match.end()].isspace():  # it belongs to the first sentence
            continue
        ranges.append((start, match.end()))
        start = match.end()
    if start < len(text):
        ranges.append((start, len(text)))
    return ranges


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence goes on behind a 。！？ with the closing quotes that follow it."""
    marks = match[0].rstrip()
    if marks[-1:] in _OPENING:
        return _GOES_ON.match(text, match.end()) is not None
    in_address = marks[-1:].isascii() and text[match.end() : match.end() + 1].isalnum()
    return in_address and marks == match[0]


@functools.cache
def tokenizer() -> jieba.Tokenizer:
    """jieba with its own dictionary, read without the cache it keeps in the shared /tmp."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has escapes that newer Pythons warn about
        import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


class Cutter:
    """Cuts texts into words by jieba's dictionary and by words of one's own.

    An own word is one word wherever it stands, and is found by its parts too, which are the words
    that jieba alone cuts it into. A forbidden one is never a word: it is cut into smaller ones.
    """

    def __init__(self, own: Iterable[str] = (), forbidden: Iterable[str] = ()) -> None:
        self._own = frozenset(map(fold, own))
        self._forbidden = frozenset(map(fold, forbidden))
        self._parts = functools.lru_cache(maxsize=100_000)(self._parts_of)

    @functools.cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        """jieba with the own words, each as frequent as it takes to be cut whole."""
        plain = tokenizer()
        if not self._own and not self._forbidden:
            return plain
        changed = type(plain)()
        changed.FREQ, changed.total = dict(plain.FREQ), plain.total
        changed.initialized = True
        for word in self._own:
            changed.FREQ[word] = plain.suggest_freq(word)
            for end in range(1, len(word)):
                changed.FREQ.setdefault(word[:end], 0)  # jieba looks for a word by its beginnings
        for word in self._forbidden & changed.FREQ.keys():
            changed.FREQ[word] = 0
        return changed

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """The folded words of a text with their offsets: (word, start, end), no punctuation.

        The words inside a longer word come before it, so 人民 and 法院 find 人民法院 and the
        ranges of words can overlap: those of two and three characters that the dictionary has,
        as in jieba's search mode, and the parts of an own word.
        """
        found: list[tuple[str, int, int]] = []
        for word, start, end in self.whole(fold(text)):
            if len(word) > 2 or word in self._own:
                found += [(part, start + a, start + b) for part, a, b in self._parts(word)]
            found.append((word, start, end))
        return found

    def whole(self, folded: str) -> Iterator[tuple[str, int, int]]:
        """The words of a folded text one behind the other, none inside another."""
        at = 0
        for word in itertools.chain.from_iterable(
            map(self._tokenizer.cut, _AT_ONCE.findall(folded))
        ):
            start, at = at, at + len(word)
            if word in self._forbidden:
                yield from ((part, start + a, start + b) for part, a, b in _smaller(word))
            elif any(c.isalnum() for c in word):
                yield word, start, at

    def _parts_of(self, word: str) -> tuple[tuple[str, int, int], ...]:
        """The words inside a word, with their offsets in it."""
        known = tokenizer().FREQ
        grams = [
            (word[i : i + n], i, i + n)
            for n in (2, 3)
            for i in range(len(word) - n + 1 if len(word) > n else 0)
            if known.get(word[i : i + n])
        ]
        if word not in self._own:
            return tuple(grams)
        alone = (found for found in tokenizer().tokenize(word, mode="search"))
        parts = {part for part in (*grams, *alone) if any(c.isalnum() for c in part[0])}
        return tuple(sorted(parts - {(word, 0, len(word))}, key=lambda part: part[1:]))


def _smaller(word: str) -> list[tuple[str, int, int]]:
    """The words that a word falls into without being one itself: at its best cut in two."""
    known = tokenizer().FREQ
    cuts = range(1, len(word))
    seen = {i: (known.get(word[:i]) or 0.1) * (known.get(word[i:]) or 0.1) for i in cuts}
    best = max(seen, default=0, key=lambda i: seen[i])
    return [(word[:best], 0, best), (word[best:], best, len(word))] if best else []


_AT_ONCE = re.compile(r"(?s).{1,300}(?![\w.%+#&-])|.{1,300}")
"""What jieba is given at a time, whole words where it can be: its time grows with the square of the
length of what it does not know, to minutes for a line of half a megabyte."""

PLAIN = Cutter()
"""Knows jieba's words alone."""


def words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text by jieba's dictionary alone; see `Cutter.words`."""
    return PLAIN.words(text)
