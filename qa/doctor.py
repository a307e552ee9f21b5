"""Checks of an installation, each with what was found and what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ArchiveError, NoArchive
from qa.manifest import current_root
from qa.settings import SEEDS, Settings, data_home

_NAMED = 5  # files that a check names


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


def _checks(given: Path | None, model: str | None, settings: Settings) -> Iterator[Check]:
    version = sys.version.split()[0]
    yield Check("Python", sys.version_info >= (3, 11), f"{version}; 3.11 or newer is needed")
    yield _try("data folder", _writable)
    yield _try("encoder", lambda: _encoder(model))
    yield _try("reader", lambda: _reader(settings))
    root = given or current_root() or SEEDS
    yield _try("archive", lambda: _archive(root, model, settings))
    yield _try("files", lambda: _files(root))
    yield _try("unreadable files", lambda: _readable(root))
    yield _try("quotations", lambda: _quotations(root))
    yield _try("disk", lambda: _disk(root))


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
    found = reader.scores([("会议在哪里召开？", "会议在衡阳召开。")])
    return f"reads ({found[0].margin:.1f} for an answer that stands there)"


def _archive(root: Path, model: str | None, settings: Settings) -> str:
    from embeddings.encoder import Encoder
    from qa.archive import Archive

    opened = Archive.open(root)
    opened.check(Encoder.load(model), settings)
    return f"{root}: {opened.manifest.passages} passages, built {opened.manifest.built}"


def _files(root: Path) -> str:
    """Whether the files are those that the archive was built from; ArchiveError where not."""
    from qa import removed
    from qa.loaders import hashes
    from qa.manifest import changes, described, place, read_manifest

    manifest, gone = read_manifest(place(root)), removed.read(place(root))
    if manifest is None:
        raise NoArchive(f"{root}: no archive was built from here; run `archive-qa build {root}`")
    now = removed.without(gone, hashes(root))
    new, changed, lost = changes(manifest.seen, now)
    stale = {"new": new, "gone": lost, "changed": changed}
    told = [f"{len(found)} {name} ({_some(found)})" for name, found in stale.items() if found]
    if manifest.described != described(root):
        told.append("archive.toml or words.txt changed")
    if told:
        raise ArchiveError(f"{', '.join(told)}; run `archive-qa build {root}`")
    left_out = f", {len(gone)} removed ({_some(gone)})" if gone else ""
    return f"{len(now)} files as they were when the archive was built{left_out}"


def _readable(root: Path) -> str:
    """Whether all files could be used; ArchiveError that names those that could not."""
    from qa.manifest import place, read_manifest

    manifest = read_manifest(place(root))
    skipped = manifest.skipped if manifest else {}
    if skipped:
        told = "; ".join(f"{file} {reason}" for file, reason in [*skipped.items()][:_NAMED])
        more = f"; and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
        raise ArchiveError(
            f"{len(skipped)} not used: {told}{more}; mend them, or `archive-qa remove` them"
        )
    return "every file could be used"


def _quotations(root: Path) -> str:
    """Whether what is indexed stands in the files; ArchiveError where not."""
    from qa.archive import Archive
    from qa.verify import problems

    opened = Archive.open(root)
    found = list(problems(opened))
    if found:
        raise ArchiveError(f"{len(found)} do not hold, first {found[0]}; see `archive-qa verify`")
    return f"{opened.manifest.passages} passages stand in the files as they were indexed"


def _disk(root: Path) -> str:
    from qa.manifest import place

    where = place(root)
    size = sum(path.stat().st_size for path in where.rglob("*") if path.is_file())
    free = shutil.disk_usage(data_home()).free
    return f"{size / 2**20:.1f} MB in {where}; {free / 2**30:.1f} GB are free"


def _some(files: Collection[str]) -> str:
    more = ", …" if len(files) > _NAMED else ""
    return ", ".join(sorted(files)[:_NAMED]) + more
