"""Packed weights: what int8 costs, and what is refused."""

from pathlib import Path

import pytest
import torch

from qa import weights
from qa.errors import ArchiveError


@pytest.fixture
def packed(tmp_path: Path) -> tuple[dict[str, torch.Tensor], Path]:
    torch.manual_seed(0)
    state = {
        "bert.embeddings.word_embeddings.weight": torch.randn(9, 4),
        "bert.encoder.layer.0.output.dense.weight": torch.randn(8, 16) * torch.rand(8, 1),
        "bert.encoder.layer.0.output.dense.bias": torch.randn(8),
        "head.weight": torch.randn(2, 16),
    }
    weights.pack(state, tmp_path)
    return state, tmp_path


def test_a_matrix_comes_back_within_half_a_step(
    packed: tuple[dict[str, torch.Tensor], Path],
) -> None:
    state, folder = packed
    name = "bert.encoder.layer.0.output.dense.weight"
    step = state[name].abs().amax(dim=1, keepdim=True) / 127
    error = (weights.unpack(folder)[name] - state[name]).abs()
    assert (error <= step / 2 + 1e-6).all()
    assert error.max() > 0


def test_vectors_and_head_are_half_precision_and_embeddings_stay_out(
    packed: tuple[dict[str, torch.Tensor], Path],
) -> None:
    state, folder = packed
    again = weights.unpack(folder)
    assert set(again) == set(state) - {"bert.embeddings.word_embeddings.weight"}
    for name in ("head.weight", "bert.encoder.layer.0.output.dense.bias"):
        torch.testing.assert_close(again[name], state[name].half().float(), rtol=0, atol=0)


def test_a_changed_file_is_refused_with_both_hashes(
    packed: tuple[dict[str, torch.Tensor], Path],
) -> None:
    _, folder = packed
    path = folder / "reader.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"SHA-256 is \w{64}, and reader.json states \w{64}"):
        weights.unpack(folder)


def test_missing_weights_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"reader\.safetensors"):
        weights.unpack(tmp_path)
