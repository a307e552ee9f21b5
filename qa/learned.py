"""The words of an archive from one build to the next: kept, and learned anew when much is new.

Learning counts over all pages, and new words ask for all pages to be cut again. A build that adds
little cuts what is new into the words that are there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.archive import Archive
from qa.lexical import cut
from qa.names import Names
from qa.words import Cut, Words, learn, read

NEW = 0.05
"""Part of the text that words were learned from, from which as much new text has them learned anew:
an archive that doubles learns fifteen times, and a word of today's page waits a few issues."""
_KEPT = "learned.json"


@dataclass(frozen=True, slots=True)
class Learned:
    """What words were learned from: characters, and how many came new since."""

    kinds: dict[str, str]
    led_to: dict[str, int]
    added: list[str]  # by words.txt
    chars: int
    new: int

    def save(self, folder: Path) -> None:
        """Write it into the folder of a built version."""
        (folder / _KEPT).write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")


def words_of(
    old: Archive | None, texts: Sequence[str], signed: set[str], root: Path
) -> tuple[Words, Learned, Iterator[Cut]]:
    """The words of an archive, what they were learned from, and its texts cut into them, in order.

    `old` is the version in use, `signed` the persons of all bylines.
    """
    added, forbidden = read(root)
    if old is not None:
        learned = Learned(**json.loads((old.folder / _KEPT).read_text("utf-8")))
        words = Words.load(old.folder)
        same = (sorted(added), forbidden) == (learned.added, words.forbidden)
        rows = {text: row for row, text in enumerate(old.texts())} if same else {}
        new = learned.new + sum(len(text) for text in texts if text not in rows)
        if same and new <= NEW * learned.chars:
            names = Names(learned.kinds, learned.led_to)
            words = Words(words.own, words.forbidden, names)
            now = Learned(learned.kinds, learned.led_to, learned.added, learned.chars, new)
            return words, now, _cuts(old, rows, texts, words)
    words = learn(texts, signed, root)
    kinds, led_to = dict(words.names.kinds), dict(words.names.led_to)
    learned = Learned(kinds, led_to, sorted(added), sum(map(len, texts)), 0)
    return words, learned, cut(texts, words)


def _cuts(old: Archive, rows: dict[str, int], texts: Sequence[str], words: Words) -> Iterator[Cut]:
    """The cut of each text: as it was stored, or made where it is new."""
    made = cut([text for text in texts if text not in rows], words)
    for text in texts:
        yield old.cut(rows[text]) if text in rows else next(made)
