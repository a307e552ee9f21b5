"""The plots of a run: risk over coverage, reliability, and where the time goes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from qa.evaluation.stages import TOTAL
from qa.evaluation.summary import Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOW_TO = "pip install 'archive-qa[evaluate]'"
_INCHES = (5.0, 3.6)


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw(numbers: Numbers, threshold: float, folder: Path, stem: str) -> list[Path]:
    """Write `<stem>-risk.png`, `-reliability.png` and `-seconds.png`; [] without matplotlib."""
    if not available():
        return []
    from matplotlib.figure import Figure  # the extra `evaluate` alone brings it

    paths = []
    for name, plot in (
        ("risk", _risk_coverage),
        ("reliability", _reliability),
        ("seconds", _seconds),
    ):
        figure = Figure(figsize=_INCHES, layout="constrained")
        plot(figure.subplots(), numbers, threshold)
        paths.append(folder / f"{stem}-{name}.png")
        figure.savefig(paths[-1], dpi=150)
    return paths


def _risk_coverage(axes: Axes, numbers: Numbers, threshold: float) -> None:
    points = numbers["confidence"]["risk_coverage"]
    coverage, risk = [p["coverage"] for p in points], [p["risk"] for p in points]
    axes.step(coverage, risk, where="pre", color="C0")
    kept = [p for p in points if p["threshold"] >= threshold]
    if kept:
        at = kept[-1]
        axes.plot(at["coverage"], at["risk"], "o", color="C3", label=f"threshold {threshold:g}")
        axes.legend(loc="upper left", frameon=False)
    area = numbers["confidence"]["risk_coverage_area"]
    axes.set(
        title=f"Risk over coverage (area {area:.3f})",
        xlabel="share of the questions answered",
        ylabel="share of those answered wrong",
        xlim=(0, 1),
        ylim=(0, 1),
    )


def _reliability(axes: Axes, numbers: Numbers, _threshold: float) -> None:
    bins = numbers["confidence"]["reliability"]
    said, right = [b["confidence"] for b in bins], [b["right"] for b in bins]
    most = max((b["questions"] for b in bins), default=1)
    sizes = [20 + 180 * b["questions"] / most for b in bins]
    axes.plot((0, 1), (0, 1), color="0.7", linewidth=1)
    axes.plot(said, right, color="C0", linewidth=1)
    axes.scatter(said, right, s=sizes, color="C0", alpha=0.8)
    axes.set(
        title=f"Reliability (calibration error {numbers['confidence']['calibration_error']:.3f})",
        xlabel="confidence stated (mean of the bin)",
        ylabel="share right",
        xlim=(0, 1),
        ylim=(0, 1),
    )


def _seconds(axes: Axes, numbers: Numbers, _threshold: float) -> None:
    spread = {stage: s for stage, s in numbers["seconds"].items() if stage != TOTAL}
    whole = numbers["seconds"].get(TOTAL)
    stages: Sequence[str] = [*spread, *([TOTAL] if whole else [])]
    for shift, q, color in ((0.2, 50, "C0"), (-0.2, 95, "C1")):
        widths = [1000 * numbers["seconds"][s][f"p{q}"] for s in stages]
        at = [len(stages) - i + shift for i in range(len(stages))]
        axes.bar_label(axes.barh(at, widths, 0.36, color=color, label=f"p{q}"), fmt="%.0f")
    axes.set_yticks([len(stages) - i for i in range(len(stages))], stages)
    axes.margins(x=0.15)
    axes.set(title="Time of a question by stage", xlabel="milliseconds")
    axes.legend(loc="upper right", frameon=False)
