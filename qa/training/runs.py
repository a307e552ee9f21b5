"""What trainings leave behind: the weights of one run, or the mean of several runs'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

RESULT = "reader.pt"
"""The weights that a finished training leaves in its folder."""


def mean(runs: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of the weights that the trainings with these folders ended with, in float32.

    Runs from one beginning on other data are often better averaged than each alone (Wortsman et
    al., "Model soups", 2022), and cost no more to read with.
    """
    states = [torch.load(run / RESULT, map_location="cpu", weights_only=True) for run in runs]
    return {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}
