"""Question and passages in, scored spans out: where in which passage the answer stands."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoTokenizer, BatchEncoding

from qa import text, weights
from qa.records import Hit, Slice, Span
from qa.settings import Settings
from qa.span_model import HALVES, NULL, UNREADABLE, SpanModel, from_encoder
from qa.values.asking import in_words_of

_PAIRS = {"《": "》", "“": "”", "(": ")", "[": "]", "<": ">", "「": "」", "『": "』"}
_TRIM = frozenset(" \t\r\n　,，。;；:：、!！?？■□◆●")
_NO_OPENING, _NO_ENDING = _TRIM.union(_PAIRS.values()), _TRIM.union(_PAIRS)


@dataclass(frozen=True, slots=True)
class Scored:
    """A range of one passage and by how much its score exceeds that of having no answer there.

    `support` is the same for an answer of any length in its sentence or sentences: the sum over
    their ranges instead of this one.
    """

    passage: int
    start: int
    end: int
    margin: float
    support: float


class Reader:
    """The trained span reader; safe to use from several threads."""

    def __init__(self, model: SpanModel, tokenizer_folder: Path, settings: Settings) -> None:
        self._model = model.eval()
        self._model.read_apart()
        self._tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
        self._settings = settings
        self._tokenizing = threading.Lock()  # each call sets the tokenizer's truncation

    @classmethod
    def load(
        cls, encoder_folder: Path, settings: Settings, folder: Path = weights.FOLDER
    ) -> Reader:
        """The reader whose weights are in `folder`, on the bundled encoder's word embeddings."""
        model = from_encoder(encoder_folder)
        missing, unexpected = model.load_state_dict(weights.unpack(folder), strict=False)
        wrong = [n for n in missing if not n.startswith("bert.embeddings.")] + unexpected
        if wrong:
            raise ValueError(f"{folder}: these weights do not fit the reader: {wrong[:3]}")
        return cls(model, encoder_folder, settings)

    def read(self, question: str, hits: Sequence[Hit], *, sentences: bool = False) -> list[Span]:
        """Spans that may answer the question, best first, at most `spans` of a passage.

        The rank is by the reader's margin plus the retriever's fused score, weighted. The
        probability is a logistic function of the margin alone, fitted to how often such spans are
        right: a fused score means nothing outside its question and archive. Each passage is asked
        with its own page's words for the year. Where whole `sentences`
        are to answer, it is their support and their probability that count: the words that tell
        why or how can be cut in many ways, and each way alone looks doubtful.
        """
        s = self._settings
        weight, slope, offset = (
            (s.sentence_retrieval_weight, s.sentence_slope, s.sentence_offset)
            if sentences
            else (s.retrieval_weight, s.confidence_slope, s.confidence_offset)
        )
        ranked: list[tuple[float, Span]] = []
        pairs = [
            (in_words_of(question, hit.article.source.date, hit.passage.text), hit.passage.text)
            for hit in hits
        ]
        for found in self.scores(pairs, s.spans):
            hit = hits[found.passage]
            score = found.support if sentences else found.margin
            probability = 1 / (1 + math.exp(-(slope * score + offset)))
            span = Span(hit, found.start, found.end, probability)
            ranked.append((score + weight * hit.score, span))
        return [span for _, span in sorted(ranked, key=lambda pair: -pair[0])]

    def scores(self, pairs: Sequence[tuple[str, str]], count: int = 1) -> list[Scored]:
        """The `count` best ranges of each passage for its question, best first.

        `pairs` are questions, each with its passage; they keep their order. A passage without any
        readable character is left out. Long passages are read in overlapping windows. Ranges of a
        passage do not overlap.
        """
        questions = [
            text.readable(question)[: self._settings.question_chars] for question, _ in pairs
        ]
        plain = [text.readable(passage) for _, passage in pairs]
        readable = [i for i, passage in enumerate(plain) if passage.strip()]
        if not readable:
            return []
        with self._tokenizing:
            coded = self._tokenizer(
                [questions[i] for i in readable],
                [plain[i] for i in readable],
                truncation="only_second",
                max_length=self._settings.reader_tokens,
                stride=self._settings.reader_stride,
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
            )
        found: dict[int, list[Scored]] = {i: [] for i in readable}
        for window, starts, ends in self._logits(coded):
            passage = readable[coded["overflow_to_sample_mapping"][window]]
            offsets = coded["offset_mapping"][window]
            # A token at the beginning of a line takes the line end before it with it.
            line = np.array([plain[passage].count("\n", 0, end) for _, end in offsets])
            begins = [start for start, _ in text.sentences(plain[passage])]
            sentence = np.searchsorted(begins, [end - 1 for _, end in offsets], side="right")
            for first, last, margin in best_ranges(
                starts, ends, line, self._settings.answer_tokens, count
            ):
                start, end = tidy(plain[passage], offsets[first][0], offsets[last][1])
                if start < end:
                    around = (sentence >= sentence[first]) & (sentence <= sentence[last])
                    score = Scored(passage, start, end, margin, support(starts, ends, around))
                    found[passage].append(score)
        return [s for scored in found.values() for s in _apart(scored)[:count]]

    def _logits(
        self, coded: BatchEncoding
    ) -> Iterator[tuple[int, npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        """(window, start logits, end logits) of every window."""
        rows, size = coded["input_ids"], self._settings.reader_batch
        for at in range(0, len(rows), size):
            windows = range(at, min(at + size, len(rows)))
            passages = [_passage(coded.sequence_ids(i)) for i in windows]
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=HALVES):
                found = self._model.read(rows[at : at + size], passages)
            for i, (starts, ends) in zip(windows, found, strict=True):
                yield i, starts.numpy(), ends.numpy()


def _passage(sequence_ids: Sequence[int | None]) -> Slice:
    """The token range of a window's passage; empty where no character of it is a token."""
    inside = [i for i, sequence in enumerate(sequence_ids) if sequence == 1]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _apart(scored: list[Scored]) -> list[Scored]:
    """Best first, without those that overlap a better one."""
    kept: list[Scored] = []
    for one in sorted(scored, key=lambda s: -s.margin):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def best_ranges(
    starts: npt.NDArray[np.float32],
    ends: npt.NDArray[np.float32],
    line: npt.NDArray[np.int64],
    length: int,
    count: int,
) -> Iterator[tuple[int, int, float]]:
    """(first token, last token, margin over the null score) of a window's best spans, best first.

    `starts` and `ends` are logits (tokens,), `line` is the line of the passage that each token
    stands in: a span stays within one, and has at most `length` tokens. Spans do not overlap.
    """
    scores = starts[:, None] + ends[None, :]  # (tokens, tokens)
    every = np.ones_like(scores, dtype=bool)
    allowed = np.triu(every) & ~np.triu(every, k=length)
    allowed &= line[:, None] == line[None, :]
    allowed &= (starts > UNREADABLE / 2)[:, None] & (ends > UNREADABLE / 2)[None, :]
    allowed[NULL] = allowed[:, NULL] = False
    scores = np.where(allowed, scores, -np.inf)
    null = starts[NULL] + ends[NULL]
    for _ in range(count):
        start, end = (int(i) for i in np.unravel_index(int(scores.argmax()), scores.shape))
        if scores[start, end] == -np.inf:
            return
        yield start, end, float(scores[start, end] - null)
        scores[: end + 1, start:] = -np.inf


def support(
    starts: npt.NDArray[np.float32], ends: npt.NDArray[np.float32], among: npt.NDArray[np.bool_]
) -> float:
    """By how much an answer that begins and ends `among` these tokens exceeds the null score.

    `starts` and `ends` are logits (tokens,), `among` is (tokens,). The sum is over all pairs of a
    begin and an end, as the two are trained: each by itself.
    """
    among = among & (starts > UNREADABLE / 2)
    among[NULL] = False
    there = np.logaddexp.reduce(starts[among]) + np.logaddexp.reduce(ends[among])
    return float(there - starts[NULL] - ends[NULL])


def tidy(passage: str, start: int, end: int) -> Slice:
    """The range without punctuation at its ends, and with both of a pair of marks or neither.

    A mark whose partner stands right outside takes it in: “UP becomes “UP” where ” follows. A
    mark whose partner is further away is given up where it stands at an end.
    """
    while start < end and passage[start] in _NO_OPENING:
        start += 1
    while start < end and passage[end - 1] in _NO_ENDING:
        end -= 1
    inside = passage[start:end]
    for opener, closer in _PAIRS.items():
        if inside.count(opener) > inside.count(closer):
            if passage[end : end + 1] == closer:
                end += 1
            elif inside.startswith(opener) and len(inside) > 1:
                start += 1
        elif inside.count(closer) > inside.count(opener):
            if start and passage[start - 1] == opener:
                start -= 1
            elif inside.endswith(closer) and len(inside) > 1:
                end -= 1
        inside = passage[start:end]
    return start, end
