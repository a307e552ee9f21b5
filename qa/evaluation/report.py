"""A run with its numbers and what it ran with -> JSON, Markdown and plots."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.evaluation import plots
from qa.evaluation.environment import environment
from qa.evaluation.harness import Outcome
from qa.evaluation.summary import Numbers, success, summarise

_NO_PLOTS = f"No plots, since matplotlib is not installed: {plots.HOW_TO}"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run of one question set brought, and what it ran with.

    `mode` is `open` (the whole archive is searched) or `oracle` (the right text is given);
    `settings` is plain data, `data` the files and the archive that it ran on.
    """

    name: str
    mode: str
    threshold: float
    settings: Mapping[str, Any]
    environment: Mapping[str, Any]
    data: Mapping[str, Any]
    numbers: Numbers
    outcomes: tuple[Outcome, ...]


def report(
    name: str,
    mode: str,
    threshold: float,
    settings: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    data: Mapping[str, Any],
) -> Report:
    """The report of a run on this machine; `name` is the question set's."""
    return Report(
        name, mode, threshold, settings, environment(), data, summarise(outcomes), tuple(outcomes)
    )


def write(result: Report, folder: Path, *, texts: bool = True) -> list[Path]:
    """Write `<name>-<mode>.json`, `.md` and plots into a folder; returns their paths.

    Without matplotlib there are no plots, and the Markdown says so. Without `texts` there are the
    numbers alone, and none of the set's questions.
    """
    result = result if texts else replace(result, outcomes=())
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{result.name}-{result.mode}"
    as_json, as_markdown = folder / f"{stem}.json", folder / f"{stem}.md"
    content = json.dumps(to_json(result), ensure_ascii=False, indent=1, allow_nan=False)
    as_json.write_text(content + "\n", encoding="utf-8")
    drawn = plots.draw(result.numbers, result.threshold, folder, stem)
    as_markdown.write_text(to_markdown(result, [path.name for path in drawn]), encoding="utf-8")
    return [as_json, as_markdown, *drawn]


def to_json(result: Report) -> dict[str, Any]:
    """The report as plain data, NaN as null; the contexts of the questions are left out."""
    data: dict[str, Any] = without_nan(
        {
            "name": result.name,
            "mode": result.mode,
            "threshold": result.threshold,
            "settings": dict(result.settings),
            "environment": dict(result.environment),
            "data": dict(result.data),
            "numbers": result.numbers,
            "questions": [question_json(o) for o in result.outcomes],
        }
    )
    return data


def to_markdown(result: Report, drawn: Sequence[str] = ()) -> str:
    """A table of the numbers, the plots that were drawn, one of the question kinds, and one of
    what came for every question.
    """
    machine = f"{result.environment['processor']}, {result.environment['cores']} cores"
    lines = [
        f"# {result.name}, {result.mode}",
        "",
        f"{result.environment['time']}, {machine}; threshold {result.threshold:g}",
        *(f"- {name}: {_said(value)}" for name, value in result.data.items()),
        "",
        *table(("measure", "value"), _measures(result)),
        "",
        *([f"![]({name})" for name in drawn] if plots.available() else [_NO_PLOTS]),
        "",
        *table(
            ("kind", "questions", "EM", "F1", "right or rightly refused"),
            [
                (k, str(v["questions"]), *map(percent, (v["exact_match"], v["f1"], v["success"])))
                for k, v in result.numbers["by_kind"].items()
            ],
        ),
        "",
        *table(
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
        ("EM / F1, best answer", pair(n["best"])),
        (
            "  of it 95 % are within",
            f"{interval(n['best'], 'exact_match')} / {interval(n['best'], 'f1')}",
        ),
        ("EM / F1, refusals score 0", pair(n["shown"])),
        ("Right (exact or contained), best answer", percent(n["best"]["contained"])),
        ("Answered, of the answerable", percent(n["answered"]["answerable"])),
        ("Right, of those answered", percent(n["answered"]["right_of_answered"])),
        ("Answered with what other articles say", percent(n["answered"]["disputed"])),
        ("Right, of those answered without", percent(n["answered"]["right_of_undisputed"])),
        ("Citing the right place", percent(n["answered"]["cites_the_right_place"])),
        ("Refused, of the others", percent(n["refusal"]["rightly_refused"])),
        ("AUROC, answerable or not", number(n["refusal"]["auroc_answerable"])),
        ("AUROC, right or not", number(n["refusal"]["auroc_right"])),
        ("Calibration error", number(n["confidence"]["calibration_error"])),
        ("Area under risk over coverage", number(n["confidence"]["risk_coverage_area"])),
    ]
    if result.mode == "open":
        rows += [(f"Passage found, {k}", number(v)) for k, v in n["retrieval"].items()]
    for stage, spread in n["seconds"].items():
        rows.append((f"Time, {stage}, p50 / p95", milliseconds(spread)))
    return rows


def milliseconds(spread: Mapping[str, float]) -> str:
    """p50 and p95 of seconds, in milliseconds."""
    return f"{1000 * spread['p50']:.0f} / {1000 * spread['p95']:.0f} ms"


def percent(share: float) -> str:
    """A share in percent with one decimal; a dash for NaN."""
    return "–" if math.isnan(share) else f"{100 * share:.1f}"


def question_json(outcome: Outcome) -> dict[str, Any]:
    """What came of one question as plain data."""
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
        "disputed": outcome.disputed,
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


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(_cell(cell) for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *map(line, rows)]


def _cell(text: str) -> str:
    short = text if len(text) <= 120 else text[:119] + "…"
    return short.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def pair(scores: Mapping[str, Any]) -> str:
    """EM and F1 in percent."""
    return f"{percent(scores['exact_match'])} / {percent(scores['f1'])}"


def interval(scores: Mapping[str, Any], name: str) -> str:
    """The interval of 95 % of a score, in percent."""
    return "–".join(map(percent, scores[f"{name}_95"]))


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)


def number(value: float) -> str:
    """A share with three decimals; a dash for NaN."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def without_nan(data: Any) -> Any:
    """Plain data with NaN as None: NaN is not JSON."""
    if isinstance(data, Mapping):
        return {key: without_nan(value) for key, value in data.items()}
    if isinstance(data, list):
        return [without_nan(value) for value in data]
    return None if isinstance(data, float) and math.isnan(data) else data
