"""The reader's weights in one safetensors file: matrices as int8 with a scale a row.

The word embeddings are not in it: they are the encoder's own, frozen in training.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from qa.errors import ArchiveError

FOLDER = Path(__file__).parent / "weights"
"""The weights that ship."""
FILE = "reader.safetensors"
_SHARED = "bert.embeddings."


def pack(state: dict[str, Tensor], folder: Path) -> None:
    """Write a SpanModel's state to `folder/reader.safetensors`, with its hash in `reader.json`.

    A matrix row is stored as round(w / s), s = max|w| / 127; vectors are stored as float16.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, Tensor] = {}
    for name, value in state.items():
        if name.startswith(_SHARED):
            continue
        value = value.detach().float().cpu()
        if value.dim() == 2 and value.shape[0] > 2:
            scale = value.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
            tensors[name] = torch.round(value / scale).to(torch.int8)
            tensors[name + ".scale"] = scale.squeeze(1).contiguous()
        else:
            tensors[name] = value.half().contiguous()
    path = folder / FILE
    save_file(tensors, path)
    (folder / "reader.json").write_text(json.dumps({"sha256": _sha256(path)}) + "\n", "utf-8")


def unpack(folder: Path) -> dict[str, Tensor]:
    """The state of a SpanModel without its shared embeddings, float32; checks the hash first."""
    path, stated = folder / FILE, folder / "reader.json"
    try:
        wanted, found = json.loads(stated.read_text("utf-8"))["sha256"], _sha256(path)
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveError(f"{path}: the reader's weights cannot be read ({error})") from error
    if wanted != found:
        raise ArchiveError(
            f"{path}: its SHA-256 is {found}, and {stated.name} states {wanted}; "
            "the file is damaged: check it out again"
        )
    tensors = load_file(path)
    return {
        name: value.float() * tensors[name + ".scale"].unsqueeze(1)
        if value.dtype == torch.int8
        else value.float()
        for name, value in tensors.items()
        if not name.endswith(".scale")
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
