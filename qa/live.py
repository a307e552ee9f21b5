"""An assistant over an archive that grows while it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from qa.archive import Archive
from qa.assistant import Assistant
from qa.records import EVERYTHING, Answer, Hit, Scope


class Live(Assistant):
    """An assistant whose archive is replaced while it answers; what runs ends on the old one.

    `asked` is told of each question, for an access log that somebody wanted questions in.
    """

    def __init__(self, now: Assistant, asked: Callable[[str], None] | None = None) -> None:
        super().__init__(now.archive, now.models, now.settings)
        self._now, self._asked = now, asked

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        progress: Callable[[str, int], None] | None = None,
        scope: Scope = EVERYTHING,
    ) -> Answer:
        """As Assistant.ask, from first to last of the archive that is open when it begins."""
        if self._asked:
            self._asked(question)
        return self._now.ask(question, history, progress, scope)

    def search(
        self, question: str, limit: int, article_id: str | None = None, scope: Scope = EVERYTHING
    ) -> list[Hit]:
        """As Assistant.search, of the archive that is open when it begins."""
        return self._now.search(question, limit, article_id, scope)

    def reopen(self) -> None:
        """Open the archive anew, as it was built last."""
        archive = Archive.open(Path(self.archive.manifest.root))
        archive.check(self.models.encoder, self.settings)
        now = Assistant(archive, self.models, self.settings)
        super().__init__(archive, self.models, self.settings)
        self._now = now
