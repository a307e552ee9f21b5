"""The rooms and the directions between them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each room may import of the project; `qa/newspaper/x.py` belongs to the room qa.newspaper.
BASE = {"qa.records", "qa.errors", "qa.settings"}
TEXT = BASE | {"qa.text"}
INSIDE = ("loaders", "newspaper", "passages", "lexical", "words")
ARCHIVE = TEXT | {"embeddings", *(f"qa.{n}" for n in INSIDE)}
PAGE = (
    *("assistant", "citations", "feedback", "fulltext", "holdings", "matched", "permalink"),
    *("references", "transcript", "alike", "archive", "catalogue"),
)
ALLOWED = {
    "embeddings": {"embeddings"},
    "qa.records": set(),
    "qa.errors": set(),
    "qa.settings": set(),
    "qa.text": BASE,
    "qa.loaders": TEXT,
    "qa.newspaper": TEXT | {"qa.newspaper"},
    "qa.passages": TEXT,
    "qa.names": TEXT | {"qa.conversation"},
    "qa.new_words": TEXT | {"qa.names"},
    "qa.words": TEXT | {"qa.names", "qa.new_words"},
    "qa.lexical": TEXT | {"qa.words"},
    "qa.manifest": BASE | {"embeddings"},
    "qa.events": TEXT | {"qa.values"},
    "qa.duplicates": TEXT,
    "qa.stored": TEXT | {"qa.duplicates", "qa.newspaper", "qa.passages"},
    "qa.archive_writer": ARCHIVE | {"qa.manifest", "qa.events", "qa.stored"},
    "qa.archive": ARCHIVE | {"qa.manifest", "qa.stored"},
    "qa.learned": ARCHIVE | {"qa.archive", "qa.names"},
    "qa.embedded": ARCHIVE | {"qa.archive"},
    "qa.build": ARCHIVE
    | {"qa.embedded", "qa.learned", "qa.removed", "qa.values", "qa.archive", "qa.archive_writer"}
    | {"qa.manifest"},
    "qa.posts": TEXT | {"qa.conversation"},
    "qa.catalogue": ARCHIVE | {"qa.archive"},
    "qa.enumerations": BASE,
    "qa.respective": TEXT,
    "qa.bounds": TEXT | {"qa.questions", "qa.enumerations", "qa.respective", "qa.values"},
    "qa.holdings": ARCHIVE | {"qa.archive", "qa.catalogue", "qa.citations", "qa.names"},
    "qa.fulltext": ARCHIVE | {"qa.archive", "qa.catalogue", "qa.citations"},
    "qa.examples": ARCHIVE | {"qa.archive", "qa.holdings", "qa.questions"},
    "qa.removed": BASE | {"qa.manifest"},
    "qa.alike": ARCHIVE | {"qa.archive", "qa.duplicates"},
    "qa.verify": ARCHIVE | {"qa.archive", "qa.manifest", "qa.removed"},
    "qa.retrieval": ARCHIVE | {"qa.archive", "qa.catalogue", "qa.duplicates", "qa.events"},
    "qa.weights": BASE,
    "qa.span_model": BASE,
    "qa.reader": TEXT | {"qa.weights", "qa.span_model", "qa.values"},
    "qa.models": {"embeddings", "qa.reader"},
    "qa.questions": TEXT,
    "qa.values": TEXT,
    "qa.citations": TEXT,
    "qa.answer": TEXT
    | {"qa.bounds", "qa.questions", "qa.citations", "qa.enumerations", "qa.values"},
    "qa.about": TEXT | {"qa.newspaper", "qa.questions", "qa.citations", "qa.answer"},
    "qa.conversation": TEXT,
    "qa.assistant": None,
    "qa.transcript": TEXT | {"qa.archive", "qa.citations"},
    "qa.permalink": TEXT | {"qa.archive", "qa.citations"},
    "qa.references": TEXT | {"qa.citations", "qa.newspaper"},
    "qa.matched": TEXT | {"qa.questions"},
    "qa.feedback": TEXT | {"qa.transcript"},
    "qa.passwords": BASE,
    "qa.live": ARCHIVE | {"qa.archive", "qa.assistant"},
    "qa.upload": ARCHIVE | {"qa.build", "qa.live"},
    "qa.doctor": None,
    "qa.cli": None,
    "qa.commands": None,
    "qa.upkeep": None,
    "app": BASE | {"qa.assistant", "qa.live", "qa.upload", "ui"},
    "ui": BASE | {f"qa.{name}" for name in (*PAGE, "answer", "passwords", "upload")},
    "qa.training": None,
    "qa.evaluation": None,
}
OFFLINE_ONLY = {"qa.training", "qa.evaluation"}
ROOMS = sorted(
    path
    for folder in ("qa", "embeddings", "ui")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "__init__.py" or path.parent.name not in ("qa",)
)
MODULES = [*ROOMS, ROOT / "app.py"]


def room(module: str) -> str:
    """The room of a dotted module name."""
    parts = module.split(".")
    return parts[0] if parts[0] in ("embeddings", "app", "ui") else ".".join(parts[:2])


def imported(path: Path) -> set[str]:
    """Rooms of the project that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module in ("qa", "embeddings", "ui") else {node.module}
    return {room(name) for name in found if name.split(".")[0] in ("qa", "embeddings", "app", "ui")}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    name = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert name in ALLOWED, f"{name} is a new room: say in ALLOWED what it may import"
    allowed = ALLOWED[name]
    found = imported(path) - {name}
    if allowed is not None:
        assert found <= allowed, f"{name} must not import {sorted(found - allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_run_time_never_imports_training_or_evaluation(path: Path) -> None:
    name = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if name not in OFFLINE_ONLY | {"qa.commands"}:  # `archive-qa evaluate` hands over to evaluation
        assert not imported(path) & OFFLINE_ONLY
