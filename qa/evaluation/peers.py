"""Haystack and txtai, set up as their documentation has it, on this project's weights.

Both are of the extra `bench`, and are imported only here. They get the passages of the archive,
their vectors by the same encoder, and the reader as a model folder that transformers loads.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from transformers import BertForQuestionAnswering

from embeddings import bundled
from embeddings.encoder import Encoder
from qa import text, weights
from qa.evaluation.baselines import Reply
from qa.lexical import terms
from qa.span_model import from_encoder

Float32 = npt.NDArray[np.float32]
_BM25 = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


def export_reader(folder: Path) -> Path:
    """Write the reader that ships as a BertForQuestionAnswering folder; returns the folder.

    What it loses: the rule that no answer stands in the question, and that `<s>` is "no answer"
    unless whoever loads it knows both.
    """
    encoder = bundled.model_folder()
    trained = from_encoder(encoder)
    trained.load_state_dict(weights.unpack(weights.FOLDER), strict=False)
    model = BertForQuestionAnswering(trained.bert.config)
    model.bert = trained.bert
    model.qa_outputs = trained.head
    model.save_pretrained(folder)
    for name in _TOKENIZER_FILES:
        shutil.copy(encoder / name, folder / name)
    return folder


class Haystack:
    """Haystack 2: BM25 and embedding retriever, joined by reciprocal rank, ExtractiveReader."""

    name = "Haystack"
    notes = (
        "InMemoryDocumentStore's BM25 (jieba words, set as its tokenizer) and embedding retriever "
        "(the same encoder), reciprocal rank fusion, ExtractiveReader on the same weights; refuses "
        "where its own no-answer score is the highest"
    )
    scored = True

    def __init__(self, passages: Sequence[str], vectors: Float32, reader: Path, read: int) -> None:
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        from haystack import Document
        from haystack.components.embedders import SentenceTransformersTextEmbedder
        from haystack.components.readers import ExtractiveReader
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice

        cpu = ComponentDevice.from_str("cpu")
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._store.tokenizer = terms  # its own way to cut words is a regular expression
        self._store.write_documents(
            [
                Document(id=str(row), content=passage, embedding=vector.tolist())
                for row, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
            ]
        )
        self._embedder = SentenceTransformersTextEmbedder(
            str(bundled.model_folder()),
            device=cpu,
            prefix=bundled.PROMPTS["query"],
            progress_bar=False,
        )
        self._embedder.warm_up()
        self._reader = ExtractiveReader(str(reader), device=cpu, token=None, top_k=1)
        self._reader.warm_up()
        self._read = read

    def _documents(self, question: str, limit: int) -> list[Any]:
        from haystack.components.joiners import DocumentJoiner

        if not question.strip():  # some sets hold such a question, and Haystack raises on it
            return []
        vector = self._embedder.run(question)["embedding"]
        found = [
            self._store.bm25_retrieval(question, top_k=limit),
            self._store.embedding_retrieval(vector, top_k=limit),
        ]
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=limit)
        return list(joiner.run(found)["documents"])

    def find(self, question: str, limit: int) -> list[int]:
        """The rows of the joined documents."""
        return [int(document.id) for document in self._documents(question, limit)]

    def ask(self, question: str) -> Reply:
        """The reader's best answer from as many documents as this project's reads at most."""
        documents = self._documents(question, self._read)
        if not documents:
            return Reply("", 0.0, False)
        answers = self._reader.run(question, documents)["answers"]
        best = next((a for a in answers if a.data is not None), None)
        if best is None:
            return Reply("", 0.0, False)
        return Reply(best.data, best.score, answers[0] is best)


class Txtai:
    """txtai: hybrid embeddings database and its RAG pipeline over a Questions model."""

    name = "txtai"
    notes = (
        "hybrid index (the same encoder, BM25) and RAG with an extractive Questions pipeline on "
        "the same weights; passages are given to it cut into words (jieba) by spaces, since its "
        "answers are whole words between spaces, and it reads one, since it joins several into one "
        "text: of 1 or 3, cut or not, what answered most; it gives no score; where the model says "
        "`no answer` its pipeline raises, which is counted as a refusal"
    )
    scored = False

    def __init__(
        self, passages: Sequence[str], vectors: Float32, reader: Path, encoder: Encoder
    ) -> None:
        from txtai import Embeddings
        from txtai.pipeline import RAG, Questions

        self._asked = ""
        cut = [_spaced(passage) for passage in passages]
        known = dict(zip(cut, vectors, strict=True))

        def embed(texts: list[str]) -> Float32:
            """The vectors of passages, else of the question asked, before it was cut."""
            return np.stack(
                [known[t] if t in known else encoder.queries([self._asked])[0] for t in texts]
            )

        self._index = Embeddings(
            method="external",
            transform=embed,
            content=True,
            hybrid=True,
            scoring=_BM25,
        )
        self._index.index([(row, passage, None) for row, passage in enumerate(cut)])
        self._pipeline = RAG(
            self._index, Questions(str(reader), gpu=False), output="flatten", context=1
        )

    def find(self, question: str, limit: int) -> list[int]:
        """The rows of the hybrid search."""
        self._asked = question
        return [int(found["id"]) for found in self._index.search(_spaced(question), limit)]

    def ask(self, question: str) -> Reply:
        """The pipeline's answer; empty where it gives none."""
        self._asked = question
        try:
            said = self._pipeline([(None, _spaced(question), question, None)])[0]
        except TypeError:  # an answer that begins at a special token, as `no answer` does
            said = None
        return Reply((said or "").strip(), float(bool(said)), bool(said))


def _spaced(passage: str) -> str:
    """The words of a text, each character kept, with a space between two of them."""
    return " ".join(" ".join(text.tokenizer().cut(passage)).split())
