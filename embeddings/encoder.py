"""Texts to unit vectors, by the bundled model or any SentenceTransformer."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from embeddings import bundled
from embeddings.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Float32 = npt.NDArray[np.float32]
_SAMPLE = 512  # weights of each tensor that the identity looks at: training changes all of them


class Encoder:
    """A text encoder with its own prompts; safe to use from several threads.

    `identity` tells it from every other model: its name and a hash of its weights, modules and
    prompts. `dim` is the length of its vectors.
    """

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        # The tokenizer's truncation is set on every call, and must not change under another thread.
        self._lock = threading.Lock()
        self.identity = f"{name}@{_fingerprint(model)}"
        self.dim = self._encode([""], query=True).shape[1]

    @classmethod
    def load(cls, model: str | None = None) -> Encoder:
        """The encoder that `model` names: a folder, or a model that the hub's cache holds.

        None stands for ARCHIVE_QA_MODEL, and where that is not set for the bundled model. Nothing
        is downloaded. ModelError when it cannot be loaded.
        """
        wanted, name = _wanted(model), cls.name_of(model)
        if not wanted:
            return cls(_load(str(bundled.model_folder())), name)
        folder = Path(wanted).expanduser()
        return cls(_load(str(folder) if folder.is_dir() else wanted), name)

    @staticmethod
    def name_of(model: str | None = None) -> str:
        """The name that the identity of `load(model)` begins with, without loading anything."""
        wanted = _wanted(model)
        if not wanted:
            return bundled.NAME
        folder = Path(wanted).expanduser()
        return folder.resolve().name if folder.is_dir() else wanted

    def queries(self, texts: Sequence[str]) -> Float32:
        """Questions, with the model's query prompt, as unit rows float32 (len(texts), dim)."""
        return self._encode(texts, query=True)

    def passages(self, texts: Sequence[str]) -> Float32:
        """Passages, with the model's prompt for documents, as rows like those of `queries`."""
        return self._encode(texts, query=False)

    def _encode(self, texts: Sequence[str], *, query: bool) -> Float32:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        with self._lock:
            rows = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)


def _wanted(model: str | None) -> str:
    return model or os.environ.get("ARCHIVE_QA_MODEL") or ""


def _load(where: str) -> SentenceTransformer:
    """The model at `where`, a folder or a name in the hub's cache; ModelError if there is none."""
    from huggingface_hub import constants  # these three take seconds: not for --help
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # `local_files_only` alone still lets the hub's client ask who is calling. The variable of the
    # environment would be read too late where something has imported the hub before.
    constants.HF_HUB_OFFLINE = True
    # Bars of half a second say nothing; from here on none of this process's models draws one.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(where, local_files_only=True)
    except Exception as error:  # whatever a stranger's model makes three libraries raise
        reason = (str(error).strip() or repr(error)).splitlines()[0]
        raise ModelError(
            f"{where}: no SentenceTransformer model can be loaded from there ({reason}); give the "
            "folder of one, or a name that is in the Hugging Face cache, or leave --model and "
            "ARCHIVE_QA_MODEL out to use the bundled model"
        ) from error


def _fingerprint(model: SentenceTransformer) -> str:
    """12 hexadecimal digits of SHA-256 over prompts, modules and a sample of every tensor."""
    about = {"prompts": model.prompts, "length": model.max_seq_length, "modules": repr(model)}
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, len(flat) // _SAMPLE)].float().cpu().numpy()
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
        digest.update(sample.astype("<f4").tobytes())
    return digest.hexdigest()[:12]
