"""What goes wrong with a model: its file or name, what was found, what was expected, what to do."""

from __future__ import annotations


class ModelError(Exception):
    """A model cannot be had: shown to the user as one line, without a traceback."""
