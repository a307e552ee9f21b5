"""Answers as JSON that a browser can keep, and back; what comes back is verified again.

Nothing in a record is believed: texts are read anew from the archive at the kept offsets, and a
citation that the archive no longer bears out comes back as `Lost`, with what was kept of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.archive import Archive
from qa.citations import citation_json, source_line, verify
from qa.errors import ArchiveError, BrokenCitation
from qa.records import Answer, Citation, Excerpt, Hit, Slice

GROUPS = ("citations", "agreeing", "others", "near")
"""The citations of an answer, by the names of its fields."""
_LATER = "agreeing"  # answers that were kept before it was there lack it


class BadTranscript(ArchiveError):
    """A kept conversation is not in the format it should be in."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A citation that no longer stands in the archive: its words and source as they were kept."""

    group: str  # of GROUPS
    quote: str
    source: str  # as `source_line` wrote it


@dataclass(frozen=True, slots=True)
class Recalled:
    """A kept answer, its citations verified again, without those that are `lost`."""

    answer: Answer
    lost: tuple[Lost, ...]


def answer_record(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, enough to find and verify each of its citations again."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "confidence": answer.confidence,
        "unknown_words": list(answer.unknown_words),
    } | {group: [_citation_record(c) for c in getattr(answer, group)] for group in GROUPS}


def read_answer(record: Any, archive: Archive) -> Recalled:
    """The answer of a record, held against the archive; BadTranscript where it is not one."""
    kept: dict[str, list[Citation]] = {}
    lost: list[Lost] = []
    try:
        for group in GROUPS:
            kept[group] = []
            for entry in record.get(group, ()) if group == _LATER else record[group]:
                if citation := _cited(entry, archive):
                    kept[group].append(citation)
                else:
                    lost.append(Lost(group, str(entry["quote"]), str(entry["source"])))
        answer = Answer(
            question=str(record["question"]),
            understood=str(record["understood"]),
            confidence=min(1.0, max(0.0, float(record["confidence"]))),
            citations=tuple(kept["citations"]),
            near=tuple(kept["near"]),
            unknown_words=tuple(map(str, record["unknown_words"])),
            others=tuple(kept["others"]),
            agreeing=tuple(kept["agreeing"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadTranscript(
            f"a kept answer cannot be read ({type(error).__name__}: {error}); ask its question anew"
        ) from error
    return Recalled(answer, tuple(lost))


def _citation_record(citation: Citation) -> dict[str, Any]:
    hit = citation.hit
    return citation_json(citation) | {
        "probability": citation.probability,
        "source": source_line(citation),
        "article": citation.article_id,
        "passage": hit.passage.id,
        "sentence_slices": [list(s) for s in citation.context.slices],
        "scores": [hit.dense, hit.bm25, hit.score],
    }


def _cited(entry: dict[str, Any], archive: Archive) -> Citation | None:
    """The citation that was kept, or None where the archive no longer has it as it was."""
    dense, bm25, score = map(float, entry["scores"])
    probability, value = float(entry["probability"]), str(entry["value"] or "")
    quote, context = (_slices(entry[key]) for key in ("slices", "sentence_slices"))
    try:
        article = archive.article(str(entry["article"]))
        passage = archive.passage_of(article.id, str(entry["passage"]))
        raw = archive.page(article.source.file).text
        printings = tuple(archive.article(str(id)) for id in entry.get("printings", ()))
        citation = Citation(
            source=article.source,
            article_id=article.id,
            headline=article.title,
            byline=article.byline.text,
            quote=Excerpt(str(entry["quote"]), quote),
            context=Excerpt(str(entry["sentence"]), context),
            hit=Hit(passage, article, dense, bm25, score, printings),
            probability=probability,
            value=value,
        )
        verify(citation, raw)
    except (KeyError, ValueError, BrokenCitation):
        return None
    return citation if article.source.file == entry["file"] else None


def _slices(pairs: Sequence[Any]) -> tuple[Slice, ...]:
    return tuple((int(start), int(end)) for start, end in pairs)
