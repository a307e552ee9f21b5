"""Vectors of texts, whichever model makes them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings import bundled
from embeddings.encoder import Encoder
from embeddings.errors import ModelError

TEXTS = (
    "衡阳市图书馆新馆开馆。",
    "谁来了?",
    "第四届船山杯全国羽毛球赛在市体育中心开赛,共300人参加。",
)
WORDS = ("[UNK]", "query", ":", "text", "红", "绿")


def tiny_model(folder: Path, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """A SentenceTransformer that is not BERT: the mean of 4-dimensional word vectors."""
    words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(seed).standard_normal((len(WORDS), 4)).astype(np.float32)
    module = StaticEmbedding(words, embedding_weights=weights)
    SentenceTransformer(modules=[module], prompts=prompts).save(str(folder))
    return folder


def test_rows_are_unit_vectors_in_the_order_of_the_texts(encoder: Encoder) -> None:
    together = encoder.passages(TEXTS)
    assert together.dtype == np.float32
    assert together.shape == (3, encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.queries([]).shape == encoder.passages([]).shape == (0, encoder.dim)


def test_the_bundled_prompts_are_put_before_the_text(encoder: Encoder) -> None:
    plain = SentenceTransformer(
        str(bundled.model_folder()), local_files_only=True, prompts={"query": "", "document": ""}
    )
    for rows, prompt in (
        (encoder.queries(TEXTS), "query: "),
        (encoder.passages(TEXTS), "passage: "),
    ):
        expected = plain.encode([prompt + text for text in TEXTS])
        np.testing.assert_allclose(rows, expected, atol=1e-5)
    assert not np.allclose(encoder.queries(TEXTS), encoder.passages(TEXTS), atol=0.01)


def test_a_question_finds_its_passage(encoder: Encoder) -> None:
    asked = encoder.queries(["图书馆什么时候开馆?", "羽毛球赛有多少人参加?"])
    best = (asked @ encoder.passages(TEXTS).T).argmax(axis=1)
    assert best.tolist() == [0, 2]


def test_another_model_by_folder_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    folder = tiny_model(tmp_path / "tiny", prompts={"query": "query: ", "document": ""})
    other = Encoder.load(str(folder))
    weights = np.asarray(other._model[0].embedding.weight.detach())
    for rows, ids in ((other.queries(["红"]), [1, 2, 4]), (other.passages(["红"]), [4])):
        mean = weights[ids].mean(axis=0)
        np.testing.assert_allclose(rows[0], mean / np.linalg.norm(mean), atol=1e-6)
    assert other.dim == 4
    assert other.identity.startswith("tiny@")
    monkeypatch.setenv("ARCHIVE_QA_MODEL", str(folder))
    assert Encoder.load().identity == other.identity != encoder.identity


def test_identity_follows_weights_and_prompts_not_the_place(tmp_path: Path) -> None:
    made = [
        Encoder.load(str(folder)).identity
        for folder in (
            tiny_model(tmp_path / "a" / "tiny"),
            tiny_model(tmp_path / "b" / "tiny"),
            tiny_model(tmp_path / "c" / "tiny", seed=1),
            tiny_model(tmp_path / "d" / "tiny", prompts={"query": "query: ", "document": ""}),
        )
    ]
    assert made[0] == made[1]
    assert len(set(made)) == 3


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for wanted in ("nobody/no-such-model", str(tmp_path / "empty")):
        with pytest.raises(ModelError, match=r"no SentenceTransformer .* leave --model") as raised:
            Encoder.load(wanted)
        assert str(raised.value).startswith(wanted)


def test_threads_get_what_one_thread_gets(encoder: Encoder) -> None:
    texts = [text * n for text in TEXTS for n in range(1, 7)]
    expected = encoder.queries(texts)
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda text: encoder.queries([text])[0], texts))
    np.testing.assert_allclose(np.stack(rows), expected, atol=1e-5)


@pytest.mark.parametrize("model", [None, "nobody/no-such-model"])
def test_no_host_is_asked_for_a_model(model: str | None) -> None:
    code = f"""
import socket
import transformers  # before the encoder, as the reader may do

def looked_up(host, *args, **kwargs):
    if host is not None:  # None: the Python libraries look up this machine's own addresses
        print("asked for", host)
    raise OSError("no network in this test")

socket.getaddrinfo = looked_up

from embeddings.encoder import Encoder
from embeddings.errors import ModelError

try:
    print(Encoder.load({model!r}).queries(["衡阳"]).shape)
except ModelError:
    print("no such model")
"""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    assert done.stdout == ("no such model\n" if model else "(1, 384)\n")
