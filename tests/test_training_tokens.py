"""What the encoder and the reader are trained on, as tokens, and what training adds."""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from embeddings import adapter, bundled
from embeddings.encoder import Encoder
from embeddings.errors import ModelError
from qa.evaluation import datasets
from qa.span_model import HALVES, from_encoder
from qa.training import corpus, features, pairs, pretrain, retriever, runs, train
from qa.training.ragged import joined, ragged
from qa.training.records import Window

ROWS = ([5, 6, 7], [8], [9, 10])
TEXTS = ("衡阳市图书馆新馆于2021年5月开放。" * 40, "新馆藏书八十万册,由王小明担任馆长。" * 40)
SQUAD = {
    "data": [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {
                            "id": title,
                            "question": question,
                            "answers": [{"text": answer, "answer_start": context.index(answer)}],
                        }
                    ],
                }
            ],
        }
        for title, context, question, answer in (
            ("图书馆", "新馆藏书八十万册,由王小明担任馆长。", "新馆的馆长是谁?", "王小明"),
            ("剧场", "剧场的馆长是李大海,新馆在它对面。", "剧场的馆长是谁?", "李大海"),
        )
    ]
}


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(bundled.model_folder())


@pytest.fixture(scope="module")
def found(
    tokenizer: PreTrainedTokenizerBase, tmp_path_factory: pytest.TempPathFactory
) -> retriever.Pairs:
    """The two questions above and the passages of their archive, written and read again."""
    folder = tmp_path_factory.mktemp("pairs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs.command.platformdirs, "user_cache_dir", lambda _: str(folder))
        patch.delenv("ARCHIVE_QA_CACHE", raising=False)
        squad = folder / "two.json"
        squad.write_text(json.dumps(SQUAD, ensure_ascii=False), "utf-8")
        made = pairs.made("two", *datasets.read_squad(squad), tokenizer)
    retriever.save(made, folder / "pairs.npz")
    return retriever.load([folder / "pairs.npz"])


def test_ragged_rows_come_back_padded_and_joined() -> None:
    rows = ragged(ROWS)
    ids, mask = rows.padded([2, 0], pad=1)
    assert ids.tolist() == [[9, 10, 1], [5, 6, 7]]
    assert mask.tolist() == [[True, True, False], [True, True, True]]
    both = joined([rows, ragged([[11, 12]])])
    assert [both.row(i) for i in range(len(both))] == [*map(list, ROWS), [11, 12]]
    assert len(ragged([])) == 0


def test_features_are_read_as_they_were_written(
    tmp_path: Path, tokenizer: PreTrainedTokenizerBase
) -> None:
    windows = [Window("馆长是谁?", "由王小明担任馆长。", 1, 4), Window("谁?", "新馆开放。", 0, 0)]
    for i, window in enumerate(windows):
        made, _ = features.featurise([window], tokenizer, 64)
        features.save(made, tmp_path / f"{i}.npz")
    whole, _ = features.featurise(windows, tokenizer, 64)
    again = features.load([tmp_path / "0.npz", tmp_path / "1.npz"])
    assert len(again) == 2
    assert [again.windows.row(i) for i in (0, 1)] == [whole.windows.row(i) for i in (0, 1)]
    for name in ("passage", "start", "end"):
        assert getattr(again, name).tolist() == getattr(whole, name).tolist()


def test_texts_become_full_rows(tokenizer: PreTrainedTokenizerBase) -> None:
    rows = corpus.rows_of(TEXTS, tokenizer)
    assert rows.shape[1] == corpus.ROW
    assert set(rows[:, 0]) == {tokenizer.bos_token_id}
    assert set(rows[:, -1]) == {tokenizer.eos_token_id}
    assert tokenizer.decode(rows[0][1:-1]).replace(" ", "").startswith(TEXTS[0][:15])


def test_a_fifth_of_the_tokens_is_hidden_and_no_special_one() -> None:
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(4, 1000, (200, 256), generator=generator)
    ids[:, 0], ids[:, -1] = 0, 2
    shown, hidden = pretrain.hide(ids, 3, 1000, generator)
    assert 0.15 < hidden.float().mean().item() < 0.22
    assert not hidden[:, 0].any()
    assert not hidden[:, -1].any()
    assert torch.equal(shown[~hidden], ids[~hidden])
    assert 0.75 < (shown[hidden] == 3).float().mean().item() < 0.85


def test_passages_beside_a_question(found: retriever.Pairs) -> None:
    assert len(found) == 2
    assert len(found.passages) == 2
    for i in (0, 1):
        right = found.gold[i][found.gold[i] != retriever.NONE]
        assert len(right) == 1
        near = found.near[i].tolist()
        assert set(near) == {0, 1, retriever.NONE}
        assert found.holds[i][near.index(right[0])]
        assert not found.holds[i][near.index(1 - right[0])]
        rng = np.random.default_rng(0)
        assert retriever.drawn(found, i, 3, rng).tolist() == [right[0], 1 - right[0]]


def test_additions_start_at_nothing_and_are_added_when_unpacked(
    found: retriever.Pairs, tmp_path: Path
) -> None:
    original = bundled.model_folder(original=True)
    bert = retriever.adapted(original, 2)
    ours = retriever.vectors(bert, found.passages, [0, 1])
    theirs = Encoder.load(str(original)).passages(
        ["图书馆\n新馆藏书八十万册,由王小明担任馆长。", "剧场\n剧场的馆长是李大海,新馆在它对面。"]
    )
    order = [0, 1] if found.gold[0][0] == 0 else [1, 0]
    near = 2e-3 if HALVES else 1e-4  # training multiplies in bfloat16 where that is faster
    np.testing.assert_allclose(ours.detach().numpy(), theirs[order], atol=near)
    for _, module in bert.named_parameters():
        if module.requires_grad:
            torch.nn.init.constant_(module, 0.01)
    adapter.pack(retriever.additions(bert), tmp_path)
    added = adapter.additions(tmp_path)
    assert len(added) == 72
    folder = tmp_path / "model"
    folder.mkdir()
    bundled.build(bundled.packed_file(), folder, added)
    before, after = (load_file(f / "model.safetensors") for f in (original, folder))
    name = "encoder.layer.3.output.dense.weight"
    np.testing.assert_allclose(after[name] - before[name], 2 * 0.01 * 0.01, atol=1e-6)


def test_a_damaged_addition_is_named(tmp_path: Path) -> None:
    one = np.ones((2, 1), dtype=np.float32)
    adapter.pack([("a.weight", one, one.T)], tmp_path)
    assert adapter.additions(tmp_path)["a.weight"].tolist() == [[1, 1], [1, 1]]
    assert adapter.sha256(tmp_path / adapter.FILE).startswith(adapter.version(tmp_path))
    path = tmp_path / adapter.FILE
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ModelError, match=r"adapter\.safetensors: its SHA-256 is .* check it out"):
        adapter.additions(tmp_path)
    (tmp_path / "adapter.json").unlink()
    with pytest.raises(ModelError, match=r"cannot be read .* check it out"):
        adapter.additions(tmp_path)
    assert adapter.version(tmp_path) == ""


def test_the_encoder_learns_from_pairs(found: retriever.Pairs, tmp_path: Path) -> None:
    retriever.save(found, tmp_path / "two.npz")
    args = argparse.Namespace(pairs=[tmp_path / "two.npz"], held=[], out=tmp_path / "out", seed=1)
    vars(args).update(rank=2, negatives=1, temperature=0.03, epochs=2, batch=2, rate=1e-3)
    retriever.train(args)
    added = adapter.additions(tmp_path / "out")
    assert len(added) == 72
    assert all(np.abs(addition).max() > 0 for addition in added.values())


def test_recall_counts_the_places_of_right_passages(found: retriever.Pairs) -> None:
    bert = retriever.adapted(bundled.model_folder(original=True), 2)
    crossed = replace(
        found, gold=found.gold[::-1].copy()
    )  # of two passages, the other one is right
    first, other = (retriever.recall(bert, pairs) for pairs in (found, crossed))
    assert float(first.split()[1]) + float(other.split()[1]) == 1
    assert "R@3 1.000" in first
    assert "R@3 1.000" in other


def test_the_reader_learns_from_windows_and_goes_on_after_a_kill(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    windows = [Window("馆长是谁?", "由王小明担任馆长。", 1, 4), Window("谁?", "新馆开放。", 0, 0)]
    made, _ = features.featurise(windows * 2, tokenizer, 64)
    features.save(made, tmp_path / "w.npz")
    args = argparse.Namespace(windows=[tmp_path / "w.npz"], start=None, out=tmp_path / "out")
    vars(args).update(epochs=1, batch=2, rate=1e-3, dropout=0.1, seed=1, checkpoint_minutes=0)
    train.train(args)
    state = torch.load(tmp_path / "out" / runs.RESULT, weights_only=True)
    kept = torch.load(tmp_path / "out" / "checkpoint.pt", weights_only=True)
    assert kept["step"] == 2
    before = from_encoder(bundled.model_folder(original=True)).state_dict()
    changed = {name for name in before if not torch.equal(before[name], state[name])}
    assert "bert.encoder.layer.0.attention.self.query.weight" in changed
    assert not any(name.startswith("bert.embeddings.") for name in changed)
    train.train(args)  # all steps are done: the checkpoint is the result
    again = torch.load(tmp_path / "out" / runs.RESULT, weights_only=True)
    assert all(torch.equal(again[name], value) for name, value in kept["model"].items())


def test_the_transformer_learns_hidden_tokens(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    np.save(tmp_path / "rows.npy", corpus.rows_of(TEXTS, tokenizer)[:2])
    args = argparse.Namespace(tokens=[tmp_path / "rows.npy"], out=tmp_path / "out")
    vars(args).update(epochs=1, batch=2, rate=1e-3, seed=1)
    pretrain.train(args)
    state = runs.mean([tmp_path / "out"])
    before = from_encoder(bundled.model_folder(original=True)).state_dict()
    name = "bert.encoder.layer.11.output.dense.weight"
    assert not torch.equal(state[name], before[name])
    assert torch.equal(
        state["bert.embeddings.word_embeddings.weight"],
        before["bert.embeddings.word_embeddings.weight"],
    )
