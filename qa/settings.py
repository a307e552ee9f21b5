"""Every number of the system in one frozen object; each has its unit and its reason."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds"
"""The archive that ships."""


def data_home() -> Path:
    """Folder of built archives: ARCHIVE_QA_HOME, else the user's data folder."""
    return Path(os.environ.get("ARCHIVE_QA_HOME") or platformdirs.user_data_dir("archive-qa"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of building and of asking; those that shape the index are kept in its manifest."""

    passage_chars: int = 200
    """Characters of body text a passage aims at: two to five sentences, short enough that one
    vector still means one thing (DESIGN) and that ten of them are read within a second."""


BUILD_SETTINGS = ("passage_chars",)
"""Settings that shape the index: a change of one of them asks for a rebuild."""
