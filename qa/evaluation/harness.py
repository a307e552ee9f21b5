"""Run a question set through the assistant, or through the reader alone, and keep what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tqdm import tqdm

from qa.answer import disagreeing
from qa.bounds import quotable
from qa.evaluation import metrics
from qa.evaluation.datasets import Document, Example, page_text
from qa.evaluation.stages import Clock, clocked
from qa.newspaper import find_articles
from qa.passages import passages
from qa.records import (
    Answer,
    Article,
    ArticleKind,
    Excerpt,
    Hit,
    Page,
    Passage,
    Slice,
    Source,
)
from qa.settings import Settings

if TYPE_CHECKING:  # loading torch is left to whoever opens an assistant
    from qa.assistant import Assistant
    from qa.reader import Reader

DEPTH = 20  # passages looked at for recall@k and reciprocal rank


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question brought.

    `answer` is the best answer found, whatever its confidence; `answered` says whether it would
    be shown, `disputed` whether beside what other articles say instead. The scores are those of
    `answer`, 0 for questions that nothing answers. `rank` is that of the first passage with the
    answer, from 1; None where none was among the `DEPTH` best. `cited` is the file quoted, empty
    without an answer. `seconds` is wall time by stage.
    """

    example: Example
    understood: str
    answer: str
    answered: bool
    disputed: bool
    confidence: float
    exact_match: float
    f1: float
    contained: float
    rank: int | None
    cited: str
    cited_right: bool
    seconds: Mapping[str, float]

    @property
    def right(self) -> bool:
        """Whether the best answer is right: it is a gold answer, holds one, or is part of one."""
        return bool(self.contained)


def run(
    assistant: Assistant,
    bold: Assistant,
    examples: Sequence[Example],
    files: Mapping[str, str] | None = None,
) -> list[Outcome]:
    """Ask every question with its history, in order.

    `bold` is the same assistant with a threshold of 0: where `assistant` refuses, its best answer
    is scored, which the risk over coverage and the calibration need. `files` gives the file of a
    document id; without it, a document is named by its file. Stages in seconds: those of
    `stages.clocked`.
    """
    files = files or {}
    turns: dict[tuple[str, ...], list[Answer]] = {(): []}
    if examples:
        assistant.ask(examples[0].question)  # lazy parts load before the clock runs
    outcomes = []
    for example in tqdm(examples, desc="Asking", unit="question"):
        history = _history(assistant, example.history, turns)
        with clocked(assistant) as clock:
            shown = assistant.ask(example.question, history)
        best = shown if shown.answered else bold.ask(example.question, history)
        cited = best.citations if shown.answered else best.citations[:1]
        hits = assistant.search(shown.understood, DEPTH)
        file = files.get(example.document or "", example.document)
        outcomes.append(
            score(
                example,
                best.text if shown.answered else "".join(c.quote.text for c in cited),
                best.confidence,
                answered=shown.answered,
                disputed=bool(disagreeing(shown, assistant.settings.threshold)),
                understood=shown.understood,
                rank=rank_of(example, file, hits),
                cited=cited[0].source.file if cited else "",
                cited_right=any(_cites(c.quote, c.source.file, example, file) for c in cited),
                seconds=clock.take(),
            )
        )
    return outcomes


def run_oracle(
    reader: Reader, examples: Sequence[Example], documents: Sequence[Document], settings: Settings
) -> list[Outcome]:
    """Read every question in its own document: what the reader can do when retrieval is perfect.

    ValueError where an example has no document to be read in.
    """
    titled = {document.text: document for document in documents}
    outcomes = []
    for example in tqdm(examples, desc="Reading", unit="question"):
        document = titled.get(example.context or "")
        if document is None:
            raise ValueError(f"question {example.id} has no document to be read in")
        hits = hits_of(document, settings.passage_chars)
        clock = Clock()
        with clock.stage("reading"):
            spans = quotable(example.question, reader.read(example.question, hits))
        span = spans[0] if spans else None
        confidence = span.probability if span else 0.0
        outcomes.append(
            score(
                example,
                span.text if span else "",
                confidence,
                answered=bool(span) and confidence >= settings.threshold,
                understood=example.question,
                rank=1,
                cited=example.document or "",
                cited_right=bool(span and example.answers),
                seconds=clock.take(),
            )
        )
    return outcomes


def hits_of(document: Document, passage_chars: int) -> list[Hit]:
    """The passages that an archive would hold of a document, with scores of zero."""
    source = Source(file=document.id, sha256="", newspaper="", date=None, page=None)
    page = Page(source, page_text(document))
    found = [
        Hit(passage, article, 0.0, 0.0, 0.0)
        for article in find_articles(page, ())
        for passage in passages(page, article, passage_chars)
    ]
    return found or [context_hit(document.id, document.text)]


def context_hit(name: str, context: str) -> Hit:
    """A text as the one passage of an article without heading, with scores of zero."""
    nothing = Excerpt()
    whole = Excerpt(context, ((0, len(context)),))
    article = Article(
        id=f"{name}#0-{len(context)}",
        source=Source(file=name, sha256="", newspaper="", date=None, page=None),
        kind=ArticleKind.STORY,
        kicker=nothing,
        headline=nothing,
        subheads=(),
        column=nothing,
        byline=nothing,
        dateline=nothing,
        paragraphs=(whole,),
    )
    return Hit(Passage(article.id, article.id, whole, 0), article, 0.0, 0.0, 0.0)


def rank_of(example: Example, file: str | None, hits: Sequence[Hit]) -> int | None:
    """Rank, from 1, of the first passage that holds an answer; None where none does.

    Such a passage is of `file`, where that is known, and covers one of the example's places, or,
    where those are not known, holds the text of one of its answers (normalised as for exact match).
    """
    golds = [metrics.normalise(answer) for answer in example.answers]
    for rank, hit in enumerate(hits, start=1):
        if file and hit.article.source.file != file:
            continue
        excerpt = hit.passage.excerpt
        if example.places:
            if any(_length(excerpt.find(place)) == _length(place) for place in example.places):
                return rank
        elif any(gold and gold in metrics.normalise(excerpt.text) for gold in golds):
            return rank
    return None


def _cites(quote: Excerpt, cited: str, example: Example, file: str | None) -> bool:
    """Whether a quotation is from the right file and, where places are known, touches one."""
    if not example.answers or (file and cited != file):
        return False
    return not example.places or any(any(quote.find(place)) for place in example.places)


def _length(slices: Iterable[Slice]) -> int:
    return sum(end - start for start, end in slices)


def _history(
    assistant: Assistant,
    questions: tuple[str, ...],
    turns: dict[tuple[str, ...], list[Answer]],
) -> list[Answer]:
    """The answers to the earlier questions of a conversation, as the user would have seen them."""
    if questions not in turns:
        earlier = _history(assistant, questions[:-1], turns)
        turns[questions] = [*earlier, assistant.ask(questions[-1], earlier)]
    return turns[questions]


def score(
    example: Example,
    answer: str,
    confidence: float,
    *,
    answered: bool,
    disputed: bool = False,
    understood: str,
    rank: int | None,
    cited: str,
    cited_right: bool,
    seconds: Mapping[str, float],
) -> Outcome:
    """The outcome of a question whose best answer is `answer`, by whatever system."""
    return Outcome(
        example,
        understood,
        answer,
        answered,
        disputed,
        confidence,
        metrics.exact_match(answer, example.answers),
        metrics.f1(answer, example.answers),
        metrics.contained(answer, example.answers),
        rank if example.answers else None,
        cited if answer else "",
        cited_right,
        seconds,
    )
