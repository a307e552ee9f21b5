"""Questions beside what BM25 finds for them, tokenised: `python -m qa.training.pairs --squad FILE`.

The passages are those of an archive of the file's paragraphs, as the product cuts and heads them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from embeddings import bundled
from qa.archive import Archive
from qa.evaluation import command
from qa.evaluation.candidates import NoEncoder
from qa.evaluation.datasets import Document, Example
from qa.lexical import terms
from qa.settings import Settings
from qa.training.ragged import Ragged, ragged
from qa.training.retriever import NONE, Pairs, save

MAX_TOKENS = 256
NEAR, GOLD = 50, 4  # passages kept of each kind


def made(
    name: str,
    examples: Sequence[Example],
    documents: list[Document],
    tokenizer: PreTrainedTokenizerBase,
) -> Pairs:
    """The answered questions, and those passages of the documents that they may meet.

    Of a question none of whose passages holds the answer whole, `gold` is empty.
    """
    root, files = command.archive_of(name, documents, NoEncoder(), Settings())
    archive = Archive.open(root)
    of_file: dict[str, list[int]] = {}
    for row, passage in enumerate(archive.passages()):
        of_file.setdefault(passage.article_id.rpartition("#")[0], []).append(row)
    kept: dict[int, int] = {}
    texts: list[str] = []

    def number(row: int) -> int:
        """Of a passage among those that are kept."""
        if row not in kept:
            kept[row] = len(texts)
            texts.append(archive.passage(row).text)
        return kept[row]

    answered = [e for e in examples if e.answers and e.document]
    near = np.full((len(answered), NEAR), NONE)
    gold = np.full((len(answered), GOLD), NONE)
    holds = np.zeros((len(answered), NEAR), dtype=np.bool_)
    for i, example in enumerate(tqdm(answered, "questions")):
        scores = archive.lexical.scores(terms(example.question, archive.cutter))
        rows = [row for row in np.argsort(-scores, kind="stable")[:NEAR] if scores[row] > 0]
        near[i, : len(rows)] = [number(int(row)) for row in rows]
        holds[i, : len(rows)] = [_holds(texts[k], example) for k in near[i, : len(rows)]]
        own = [number(row) for row in of_file.get(files[example.document or ""], ())]
        right = [k for k in own if _holds(texts[k], example)][:GOLD]
        gold[i, : len(right)] = right
    return Pairs(
        _tokens([bundled.PROMPTS["query"] + e.question for e in answered], tokenizer),
        _tokens([bundled.PROMPTS["document"] + text for text in texts], tokenizer),
        near,
        holds,
        gold,
    )


def _holds(passage: str, example: Example) -> bool:
    return any(answer in passage for answer in example.answers)


def _tokens(texts: Sequence[str], tokenizer: PreTrainedTokenizerBase) -> Ragged:
    return ragged(tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"])


def main() -> None:
    """Parse the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, help="a SQuAD-style file")
    parser.add_argument("--documents", type=Path, help="as for archive-qa evaluate")
    parser.add_argument("--questions", type=Path, help="about those documents")
    parser.add_argument("--to", type=Path, required=True, help="the file to write (.npz)")
    args = parser.parse_args()
    asked = command.Request(None, args.questions, args.documents, args.squad, False, 0, None, True)
    found = made(*command.load(asked), AutoTokenizer.from_pretrained(bundled.model_folder()))
    save(found, args.to)
    without = int((found.gold == NONE).all(1).sum())
    print(f"{len(found)} questions, {len(found.passages)} passages; {without} without a right one")


if __name__ == "__main__":
    main()
