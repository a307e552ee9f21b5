"""Where the words of a question stand in an article."""

from __future__ import annotations

from collections.abc import Iterable

from qa import text
from qa.questions import content_words
from qa.records import Excerpt, Slice


def matched_words(question: str, parts: Iterable[Excerpt]) -> tuple[Slice, ...]:
    """Raw slices of the question's words in parts of a page.

    Words that only ask, and single characters, which are mostly particles, do not count.
    """
    wanted = {word for word in content_words(question) if len(word) > 1}
    found: list[Slice] = []
    for part in parts:
        for word, start, end in text.words(part.text):
            if word in wanted:
                found += part.cut(start, end).slices
    return tuple(found)
