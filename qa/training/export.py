"""Pack a trained reader for shipping: `python -m qa.training.export --run FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from qa import weights


def main() -> None:
    """Read `RUN/reader.pt` and write the packed weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="the --out folder of a training")
    parser.add_argument("--to", type=Path, default=weights.FOLDER, help="default: qa/weights")
    args = parser.parse_args()
    state = torch.load(args.run / "reader.pt", map_location="cpu", weights_only=True)
    weights.pack(state, args.to)
    size = (args.to / "reader.safetensors").stat().st_size
    print(f"{args.to}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
