"""The errors meant for a user: each names the thing, what was found and expected, what to do."""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of the errors that are shown to the user as one line, without a traceback."""


class FileSkipped(ArchiveError):
    """One file of an archive cannot be used; the rest of the archive is still built.

    `file` is the path as the user knows it, `reason` says what was found and what to do.
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class IndexMismatch(ArchiveError):
    """A stored index does not belong to this model, these settings or this version."""


class NoArchive(ArchiveError):
    """There is no archive where one was expected, or nothing in it could be used."""


class BrokenCitation(ArchiveError):
    """A quotation is not what stands in the raw page at its offsets."""
