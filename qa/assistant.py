"""The whole line in one place: a question and its history in, an answer out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from embeddings import bundled
from embeddings.encoder import Encoder
from qa import about, posts, retrieval
from qa import manifest as manifests
from qa.answer import Asked, answer
from qa.archive import Archive
from qa.build import build
from qa.catalogue import catalogue
from qa.conversation import understand
from qa.events import LONGEST, Days
from qa.examples import examples
from qa.manifest import ArchiveInfo
from qa.models import Both, Models
from qa.questions import ABOUT_ARTICLES, Kind, content_words, kind_of, writers
from qa.records import EVERYTHING, Answer, Article, Hit, Page, Scope
from qa.settings import SEEDS, Settings
from qa.values.asking import asked as asked_time


class Assistant:
    """Answers questions from one archive; safe to use from several threads."""

    def __init__(self, archive: Archive, models: Models, settings: Settings) -> None:
        self.archive, self.models, self.settings = archive, models, settings
        info = archive.info()
        self._issues = (
            (info.first_date, info.last_date) if info.first_date and info.last_date else None
        )

    @classmethod
    def open(
        cls,
        root: Path | None = None,
        *,
        model: str | None = None,
        settings: Settings | None = None,
        wait: bool = True,
    ) -> Assistant:
        """Open the archive of the folder `root`, or the one built last, or that of seeds.

        The archive that ships is built where it was not yet. NoArchive and IndexMismatch as
        Archive.open and Archive.check say; with `wait` false the models are still loading when
        it returns, and what is wrong with them or with the index is raised where they are used.
        """
        settings = settings or Settings()
        root = root or manifests.current_root() or SEEDS
        if manifests.read_manifest(manifests.place(root)) is None and root.resolve() == SEEDS:
            build(root, Encoder.load(model), settings)
        archive = Archive.open(root)
        models = Models.begin(partial(_load, archive, model, settings))
        if wait:
            models.loading.result()
        return cls(archive, models, settings)

    def search(
        self,
        question: str,
        limit: int,
        article_id: str | None = None,
        scope: Scope = EVERYTHING,
    ) -> list[Hit]:
        """The `limit` passages of a scope nearest to a question, best first.

        Those of `article_id`, and those that tell of the day which the question names, are
        preferred. A question that names a day of issue (5月28日的报纸) is asked of its pages alone,
        where the archive has such; so is one about what a reporter wrote (陈润写的报道).
        """
        scope, days = self._restricted(question, scope)
        return retrieval.search(
            self.archive,
            self.models.encoder,
            question,
            self.settings,
            limit,
            article_id,
            scope,
            days,
        )

    def narrowed(self, question: str, scope: Scope = EVERYTHING) -> Scope:
        """The part of a scope that a question itself asks about; the scope where it names none."""
        return self._restricted(question, scope)[0]

    def _restricted(self, question: str, scope: Scope) -> tuple[Scope, Days | None]:
        """The scope that a question is asked of, and the days of events that it prefers."""
        days = None
        if time := asked_time(question, dt.date.today(), self._issues):
            first, last = (
                time.when.interval.first or time.when.interval.last,
                time.when.interval.last,
            )
            narrowed = replace(scope, first=first, last=last)
            narrow = not scope.whole and scope.first is None
            if time.of_issue and narrow and self._holds(narrowed):
                scope = narrowed
            elif last - first <= LONGEST:
                days = (first, last)
        if not scope.person and not scope.whole:
            for name in writers(question):
                narrowed = replace(scope, person=name)
                if self._holds(narrowed):
                    return narrowed, days
        return scope, days

    def _holds(self, scope: Scope) -> bool:
        return len(catalogue(self.archive).within(self.archive, scope)) > 0

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        progress: Callable[[str, int], None] | None = None,
        scope: Scope = EVERYTHING,
    ) -> Answer:
        """What a part of the archive says to a question.

        `history` is the conversation so far, oldest first.

        `progress` is told of each stage: ("reading", number of passages) before the slow one.
        """
        meant = understand(question, history)
        kind = kind_of(meant.question)
        limit = self.settings.articles if kind in ABOUT_ARTICLES else self.settings.read
        hits = self.search(meant.question, limit, meant.article_id, scope)
        archive = self.archive
        words = content_words(meant.question, archive.cutter)
        unknown = [word for word in words if not archive.lexical.knows(word)]
        asked = Asked(question, meant.question, hits, tuple(unknown), archive.page)
        if kind in ABOUT_ARTICLES:
            rarity = archive.lexical.rarity
            found = about.find(meant.question, hits, meant.article_id, rarity)
            return about.answer(kind, asked, found, self.settings.threshold)
        if (whom := posts.asked(meant.question)) and (told := posts.find(whom, hits)):
            return answer(asked, told, self.settings.threshold)
        read = retrieval.worth_reading(hits, self.settings)
        if progress:
            progress("reading", len(read))
        spans = self.models.reader.read(meant.question, read, sentences=kind is Kind.SENTENCE)
        return answer(asked, spans, self.settings.threshold)

    def article(self, article_id: str) -> Article:
        """The article with this id; KeyError where the archive has none."""
        return self.archive.article(article_id)

    def page(self, file: str) -> Page:
        """The raw page of a file; KeyError where the archive has none."""
        return self.archive.page(file)

    def info(self) -> ArchiveInfo:
        """What the archive holds."""
        return self.archive.info()

    def examples(self, count: int = 5) -> list[str]:
        """Questions to start with: those the archive's folder brings, else such as are answered."""
        path = Path(self.archive.manifest.root) / "questions.jsonl"
        if path.is_file():
            lines = map(json.loads, path.read_text("utf-8").splitlines())
            fit = [str(q["question"]) for q in lines if q["answers"] and not q.get("history")]
            return fit[:: max(1, len(fit) // count)][:count]
        # Not self.ask: what is not asked by anybody is in no log of questions.
        return examples(self.archive, lambda question: Assistant.ask(self, question), count)


def _load(archive: Archive, model: str | None, settings: Settings) -> Both:
    """The models of an archive; IndexMismatch where it was built with another encoder."""
    from qa.reader import Reader  # torch and transformers take seconds

    encoder = Encoder.load(model)
    archive.check(encoder, settings)
    return encoder, Reader.load(bundled.model_folder(), settings)
