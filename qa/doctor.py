"""Checks of an installation, each with what was found and what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.settings import SEEDS, Settings, data_home


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it holds, and what was found."""

    name: str
    ok: bool
    found: str


def checks(root: Path | None, model: str | None, settings: Settings) -> list[Check]:
    """All checks, in the order in which one failing spoils the next; nothing is built or changed
    but the cached model."""
    return list(_checks(root, model, settings))


def _checks(root: Path | None, model: str | None, settings: Settings) -> Iterator[Check]:
    version = sys.version.split()[0]
    yield Check("Python", sys.version_info >= (3, 11), f"{version}; 3.11 or newer is needed")
    yield _try("data folder", _writable)
    yield _try("encoder", lambda: _encoder(model))
    yield _try("reader", lambda: _reader(settings))
    yield _try("archive", lambda: _archive(root, model, settings))


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except Exception as error:  # whatever is wrong is what doctor is asked to report
        return Check(name, False, f"{type(error).__name__}: {error}")


def _writable() -> str:
    home = data_home()
    home.mkdir(parents=True, exist_ok=True)
    probe = home / ".doctor"
    probe.write_text("", "utf-8")
    probe.unlink()
    return f"{home} can be written"


def _encoder(model: str | None) -> str:
    from embeddings.encoder import Encoder

    encoder = Encoder.load(model)
    length = float((encoder.queries(["衡阳"]) ** 2).sum())
    if abs(length - 1) > 1e-3:
        raise ValueError(f"{encoder.identity} gives vectors of length {length:.3f}, not 1")
    return f"{encoder.identity}, {encoder.dim} dimensions"


def _reader(settings: Settings) -> str:
    from embeddings import bundled
    from qa.reader import Reader

    reader = Reader.load(bundled.model_folder(), settings)
    found = reader.scores("会议在哪里召开？", ["会议在衡阳召开。"])
    return f"reads ({found[0].margin:.1f} for an answer that stands there)"


def _archive(root: Path | None, model: str | None, settings: Settings) -> str:
    from embeddings.encoder import Encoder
    from qa.archive import Archive
    from qa.manifest import current_root

    root = root or current_root() or SEEDS
    opened = Archive.open(root)
    opened.check(Encoder.load(model), settings)
    return f"{root}: {opened.manifest.passages} passages, built {opened.manifest.built}"
