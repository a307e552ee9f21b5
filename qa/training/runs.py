"""What trainings leave behind: the weights of one run, or the mean of several runs'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from embeddings import bundled
from qa import weights
from qa.span_model import from_encoder

RESULT = "reader.pt"
"""The weights that a finished training leaves in its folder."""


def mean(runs: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of the weights that the trainings with these folders ended with, in float32.

    A folder can hold packed weights instead, as `qa/weights` does.

    Runs from one beginning on other data are often better averaged than each alone (Wortsman et
    al., "Model soups", 2022), and cost no more to read with.
    """
    states = [_ended(run) for run in runs]
    return {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}


def _ended(run: Path) -> dict[str, torch.Tensor]:
    """The weights that a training ended with, or the packed ones in its folder."""
    if (run / RESULT).exists() or not (run / weights.FILE).exists():
        return dict(torch.load(run / RESULT, map_location="cpu", weights_only=True))
    return {**from_encoder(bundled.model_folder(original=True)).state_dict(), **weights.unpack(run)}
