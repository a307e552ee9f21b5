"""Pack a trained reader for shipping: `python -m qa.training.export --run FOLDER [FOLDER ...]`.

The weights of several runs are averaged (Wortsman et al., "Model soups", 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from qa import weights


def main() -> None:
    """Read `reader.pt` of each run and write the mean of their weights, packed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--run", type=Path, required=True, nargs="+", help="the --out folders of trainings"
    )
    parser.add_argument("--to", type=Path, default=weights.FOLDER, help="default: qa/weights")
    args = parser.parse_args()
    states = [
        torch.load(run / "reader.pt", map_location="cpu", weights_only=True) for run in args.run
    ]
    mean = {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}
    weights.pack(mean, args.to)
    size = (args.to / "reader.safetensors").stat().st_size
    print(f"{args.to}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
