"""Pack a trained reader for shipping: `python -m qa.training.export --run FOLDER [FOLDER ...]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa import weights
from qa.training import runs


def main() -> None:
    """Write the mean of the weights that the runs ended with, packed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--run", type=Path, required=True, nargs="+", help="the --out folders of trainings"
    )
    parser.add_argument("--to", type=Path, default=weights.FOLDER, help="default: qa/weights")
    args = parser.parse_args()
    weights.pack(runs.mean(args.run), args.to)
    size = (args.to / weights.FILE).stat().st_size
    print(f"{args.to}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
