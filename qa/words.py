"""The words of an archive beside those of jieba's dictionary: what it names, and a file of its own.

They are learned when the archive is built, kept with its index as `words.json`, and cut its pages
and every question that is asked of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from qa import names, new_words, text
from qa.errors import ArchiveError
from qa.names import Names
from qa.text import Cutter

FILE = "words.txt"
"""Words of the reader's own in the folder of an archive, one a line; a leading - forbids one."""
_KEPT = "words.json"
_LARGE = 1_000_000
"""Characters from where on an organisation has to be named twice, and ten times as many: thrice."""

_AS_MANY = 600_000
"""Characters for which a new word has to stand there once more than twice."""


class Cut(NamedTuple):
    """What a passage is cut into: the terms that BM25 counts, and the names among its words."""

    terms: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class Words:
    """An archive's own words, those that are none, and its names with their kinds; all folded."""

    own: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    names: Names = field(default_factory=lambda: Names({}, {}))

    def cutter(self) -> Cutter:
        """What cuts texts into these words; a new one knows nothing yet, so keep it."""
        return Cutter(self.own, self.forbidden) if self.own or self.forbidden else text.PLAIN

    def cut(self, passage: str, cutter: Cutter) -> Cut:
        """The terms and names of a passage; `cutter` is that of these words."""
        found = cutter.words(passage)
        kinds = self.names.kinds
        named = [p for p in names.transliterated(text.fold(passage)) if p in kinds]
        inside = len(passage)
        for word, start, end in reversed(found):  # a word comes behind the words inside it
            if end <= inside:
                inside = start
                if word in kinds:
                    named.append(word)
        return Cut([word for word, _, _ in found], named)

    def save(self, folder: Path) -> None:
        """Write the words into the folder of a built version."""
        kept = {"own": sorted(self.own), "forbidden": sorted(self.forbidden)}
        (folder / _KEPT).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Words:
        """The words of a built version, without their kinds, which the archive's store holds."""
        kept = json.loads((folder / _KEPT).read_text("utf-8"))
        return cls(frozenset(kept["own"]), frozenset(kept["forbidden"]))


def learn(texts: Sequence[str], bylines: Iterable[str], root: Path) -> Words:
    """The words of the passages and bylines of an archive, and of the `words.txt` in `root`."""
    folded = [text.fold(passage) for passage in texts]
    seldom = 1 + (sum(map(len, folded)) > _LARGE) + (sum(map(len, folded)) > 10 * _LARGE)
    found = names.find(folded, [text.fold(name) for name in bylines], seldom)
    added, forbidden = read(root)
    least = 2 + sum(map(len, folded)) // _AS_MANY
    persons = tuple(name for name, kind in found.kinds.items() if kind == names.PERSON)
    own = {word for word in new_words.find(folded, least) if not word.startswith(persons)}
    own |= {part for name in found.kinds for part in name.split("·") if len(part) > 1}
    return Words(frozenset(own - names.tags().keys() - forbidden | added), forbidden, found)


def read(root: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The words that the `words.txt` in the folder `root` adds, and those that it forbids, folded.

    Empty where there is no such file; ArchiveError where a line holds more than a word.
    """
    path = root / FILE
    if not path.is_file():
        return frozenset(), frozenset()
    added, forbidden = set[str](), set[str]()
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{path}: is not in UTF-8; save it as UTF-8") from error
    for number, line in enumerate(lines, 1):
        word = text.fold(line.partition("#")[0].strip())
        if not word:
            continue
        bare = word.removeprefix("-").strip()
        if not bare.isalnum():
            raise ArchiveError(
                f"{path}, line {number}: {line.strip()!r} is not one word of letters; write one"
                " word a line, with a - before it where it shall be none"
            )
        (forbidden if word != bare else added).add(bare)
    return frozenset(added - forbidden), frozenset(forbidden)
