"""Where a built archive is kept, and what it says of itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embeddings.encoder import Encoder
from qa.settings import BUILD_SETTINGS, Settings, data_home

FORMAT = 8
"""Version of everything below and of the parser: raise it when an old index must not be read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from and with; kept beside it as `manifest.json`."""

    format: int
    encoder: str
    dim: int
    settings: dict[str, int]
    root: str
    described: str  # sha256 of the folder's archive.toml and words.txt, "" where it has neither
    built: str  # UTC, ISO 8601
    pages: int
    articles: int
    passages: int
    seen: dict[str, str]  # file on disk -> sha256 of its bytes, "" where it cannot be read
    files: dict[str, str]  # page (`Source.file`) -> sha256 of its file
    skipped: dict[str, str]  # file or page -> reason

    def mismatch(self, encoder: Encoder, settings: Settings) -> str:
        """What of the index does not belong to this version, encoder and settings, or ""."""
        wanted = {
            "format": FORMAT,
            "encoder": encoder.identity,
            "dim": encoder.dim,
            "settings": build_settings(settings),
        }
        return "; ".join(
            f"the index was built with {name} {getattr(self, name)}, and {value} is asked for"
            for name, value in wanted.items()
            if getattr(self, name) != value
        )


@dataclass(frozen=True, slots=True)
class ArchiveInfo:
    """What an archive holds; dates are None where no page states one."""

    root: str
    newspapers: tuple[str, ...]
    first_date: dt.date | None
    last_date: dt.date | None
    pages: int
    articles: int
    passages: int
    encoder: str
    built: str


def place(root: Path) -> Path:
    """Where the archive of the folder (or file) `root` is kept; one place a path."""
    root = root.resolve()
    key = hashlib.sha256(str(root).encode()).hexdigest()[:10]
    return data_home() / "archives" / f"{root.stem or 'root'}-{key}"


def described(root: Path) -> str:
    """SHA-256 of the archive.toml and the words.txt in `root`, or "" where there is neither."""
    told = [path for path in (root / "archive.toml", root / "words.txt") if path.is_file()]
    content = b"\0".join(part for path in told for part in (path.name.encode(), path.read_bytes()))
    return hashlib.sha256(content).hexdigest() if told else ""


def current_root() -> Path | None:
    """The folder that was built last, or None."""
    pointer = data_home() / "current"
    return Path(pointer.read_text("utf-8").strip()) if pointer.exists() else None


def set_current_root(root: Path) -> None:
    """Make `root` the archive that commands without a path use."""
    replace_text(data_home() / "current", str(root.resolve()))


def build_settings(settings: Settings) -> dict[str, int]:
    """The settings that shape an index."""
    return {name: getattr(settings, name) for name in BUILD_SETTINGS}


def read_manifest(where: Path) -> Manifest | None:
    """The manifest of the version in use at `where`; None where nothing readable was built."""
    pointer = where / "current"
    if not pointer.exists():
        return None
    path = where / "versions" / pointer.read_text("utf-8").strip() / "manifest.json"
    try:
        return Manifest(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):  # missing, damaged, or of another version
        return None


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[set[str], set[str], set[str]]:
    """The files that are new, changed and gone, of two that give the SHA-256 of each file."""
    kept = then.keys() & now.keys()
    changed = {file for file in kept if then[file] != now[file]}
    return now.keys() - kept, changed, then.keys() - kept


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old text or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_text(text, "utf-8")
    partial.replace(path)
