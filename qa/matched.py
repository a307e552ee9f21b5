"""Where the words of a question stand in an article."""

from __future__ import annotations

from collections.abc import Iterable

from qa.questions import content_words
from qa.records import Excerpt, Slice
from qa.text import PLAIN, Cutter, fold, sentences


def matched_words(
    question: str, parts: Iterable[Excerpt], cutter: Cutter = PLAIN
) -> tuple[Slice, ...]:
    """Raw slices of the question's words in parts of a page; `cutter` is the archive's.

    Words that only ask, and single characters, which are mostly particles, do not count.
    """
    wanted = {word for word in content_words(question, cutter) if len(word) > 1}
    found: list[Slice] = []
    for part in parts:
        for start, end in sentences(part.text):
            said = part.text[start:end]
            folded = fold(said)
            if not any(word in folded for word in wanted):
                continue  # cutting a long article into words takes its time
            for word, a, b in cutter.words(said):
                if word in wanted:
                    found += part.cut(start + a, start + b).slices
    return tuple(found)
