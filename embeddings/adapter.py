"""What training added to the encoder: low-rank additions to its matrices, in one safetensors file.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2021).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from embeddings.errors import ModelError

FOLDER = Path(__file__).parent / "weights"
"""The additions that ship."""
FILE, STATED = "adapter.safetensors", "adapter.json"
_UP, _DOWN = ".up", ".down"
Float32 = npt.NDArray[np.float32]


def pack(additions: Iterable[tuple[str, Float32, Float32]], folder: Path) -> None:
    """Write (matrix, up, down) to `folder/adapter.safetensors`, with its hash in `adapter.json`.

    The addition to a matrix (out, in) is up (out, rank) @ down (rank, in), both kept as float16.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, npt.NDArray[np.float16]] = {}
    for name, up, down in additions:
        tensors[name + _UP], tensors[name + _DOWN] = up.astype(np.float16), down.astype(np.float16)
    path = folder / FILE
    save_file(tensors, path)
    (folder / STATED).write_text(json.dumps({"sha256": sha256(path)}) + "\n", "utf-8")


def additions(folder: Path = FOLDER) -> dict[str, Float32]:
    """What is added to each matrix, by its name: float32 (out, in); checks the hash first."""
    path = folder / FILE
    remedy = "the file is damaged: check it out again"
    try:
        wanted, found = _stated(folder), sha256(path)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: it cannot be read ({error}); {remedy}") from error
    if wanted != found:
        raise ModelError(f"{path}: its SHA-256 is {found}, {STATED} states {wanted}; {remedy}")
    tensors = {name: value.astype(np.float32) for name, value in load_file(path).items()}
    names = [name.removesuffix(_UP) for name in tensors if name.endswith(_UP)]
    return {name: tensors[name + _UP] @ tensors[name + _DOWN] for name in names}


def version(folder: Path = FOLDER) -> str:
    """The first digits of the hash that is stated for the additions; "" where none is."""
    try:
        return _stated(folder)[:8]
    except (OSError, ValueError, KeyError):
        return ""


def _stated(folder: Path) -> str:
    """The hash that is stated; OSError, ValueError or KeyError where none is."""
    return str(json.loads((folder / STATED).read_text("utf-8"))["sha256"])


def sha256(path: Path) -> str:
    """The file's SHA-256, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
