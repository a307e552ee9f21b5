"""Texts in rows of tokens: `python -m qa.training.corpus --texts FILE [FILE ...] --to FILE`."""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from embeddings import bundled
from qa import text

ROW = 256
"""Tokens of a row, <s> and </s> included."""


def read_texts(path: Path) -> Iterator[str]:
    """Texts of a file of JSON lines (.xz) with `text` or with `title` and `paragraphs`."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry.get("text") or "\n".join((entry["title"], *entry["paragraphs"]))


def rows_of(texts: Sequence[str], tokenizer: PreTrainedTokenizerBase) -> npt.NDArray[np.uint16]:
    """All texts, one after the other with </s> between them, in rows of ROW tokens (n, ROW)."""
    ids: list[npt.NDArray[np.uint16]] = []
    for at in tqdm(range(0, len(texts), 1000), "tokenising"):
        coded = tokenizer([text.readable(t) for t in texts[at : at + 1000]])["input_ids"]
        ids += [np.asarray(row[1:], dtype=np.uint16) for row in coded]  # each ends with </s>
    stream = np.concatenate(ids)
    body = stream[: len(stream) // (ROW - 2) * (ROW - 2)].reshape(-1, ROW - 2)
    first, last = tokenizer.bos_token_id, tokenizer.eos_token_id
    return np.pad(body, ((0, 0), (1, 1)), constant_values=((0, 0), (first, last)))


def main() -> None:
    """Parse the command line and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="JSON lines (.xz)")
    parser.add_argument("--every", type=int, default=1, help="take every so many texts of a file")
    parser.add_argument("--to", type=Path, required=True, help="the file to write (.npy)")
    args = parser.parse_args()
    texts = [t for path in args.texts for t in list(read_texts(path))[:: args.every]]
    rows = rows_of(texts, AutoTokenizer.from_pretrained(bundled.model_folder()))
    np.save(args.to, rows)
    print(f"{len(texts)} texts, {len(rows)} rows of {ROW} tokens")


if __name__ == "__main__":
    main()
