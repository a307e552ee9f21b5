"""`archive-qa evaluate`: a question set asked of an archive, or read in its own paragraphs."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs
from tqdm import tqdm

from embeddings import bundled
from embeddings.encoder import Encoder
from qa.archive import Archive
from qa.assistant import Assistant
from qa.build import build, is_current
from qa.evaluation import datasets, environment, harness, report
from qa.evaluation.candidates import CandidateVectors, NoEncoder
from qa.evaluation.datasets import Document, Example
from qa.evaluation.files import BadDataset
from qa.models import Models
from qa.reader import Reader
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What to evaluate: `questions` about the archive at `root`, about `documents`, or of `squad`.

    `limit` questions are drawn at random (seeded), all where it is 0. With `candidates`, only the
    passages that BM25 finds for a question are embedded, instead of all of the documents.
    """

    root: Path | None
    questions: Path | None
    documents: Path | None
    squad: Path | None
    oracle: bool
    limit: int
    model: str | None
    candidates: bool


def evaluate(request: Request, settings: Settings) -> report.Report:
    """Run the request; BadDataset where its files do not fit together."""
    name, examples, documents = load(request)
    data = described(request)
    if request.oracle:
        examples = [e for e in examples if e.context]
        if not examples:
            raise BadDataset(f"{name}: no question brings the paragraph to read, as --oracle needs")
        reader = Reader.load(bundled.model_folder(), settings)
        outcomes = harness.run_oracle(reader, examples, documents, settings)
    else:
        assistant, files, made = assistant_of(request, name, examples, documents, settings)
        data["archive"] = {**made, **_counts(assistant)}
        outcomes = harness.run(assistant, bold(assistant), examples, files)
    mode = "oracle" if request.oracle else "candidates" if request.candidates else "open"
    return report.report(name, mode, settings.threshold, asdict(settings), outcomes, data)


def assistant_of(
    request: Request,
    name: str,
    examples: Sequence[Example],
    documents: list[Document],
    settings: Settings,
) -> tuple[Assistant, dict[str, str] | None, dict[str, Any]]:
    """The assistant to ask, the files of its documents, and what was done to make its archive."""
    if not documents:
        if request.candidates:
            raise BadDataset(f"{name}: --embed candidates needs --documents or --squad to index")
        return Assistant.open(request.root, model=request.model, settings=settings), None, {}
    encoder = Encoder.load(request.model)
    indexed_with = NoEncoder() if request.candidates else encoder
    begun = time.perf_counter()
    root, files = archive_of(name, documents, indexed_with, settings)
    archive = Archive.open(root)
    archive.check(indexed_with, settings)
    made: dict[str, Any] = {"opened in seconds": round(time.perf_counter() - begun, 1)}
    reader = Reader.load(bundled.model_folder(), settings)
    assistant = Assistant(archive, Models.of(encoder, reader), settings)
    if request.candidates:
        archive.vectors = CandidateVectors(archive, encoder, root.parent)
        made["candidates embedded in seconds"] = _embed_candidates(assistant, examples)
        made["embedded"] = f"BM25's best {settings.candidates} of each question, before the clock"
    return assistant, files, made


def _embed_candidates(assistant: Assistant, examples: Sequence[Example]) -> float:
    """Search for every question once, so that what it embeds does not count as search time."""
    begun = time.perf_counter()
    for example in tqdm(examples, desc="Embedding candidates", unit="question"):
        assistant.search(example.question, 1)
    return round(time.perf_counter() - begun, 1)


def bold(assistant: Assistant) -> Assistant:
    """The same assistant with a threshold of 0."""
    settings = replace(assistant.settings, threshold=0.0)
    return Assistant(assistant.archive, assistant.models, settings)


def load(request: Request) -> tuple[str, list[Example], list[Document]]:
    """The name of the question set, its questions, and the documents they are about."""
    name, examples, documents = _read(request)
    if request.limit:
        chosen = random.Random(0).sample(range(len(examples)), min(request.limit, len(examples)))
        examples = [examples[i] for i in sorted(chosen)]
    return name, examples, documents


def _read(request: Request) -> tuple[str, list[Example], list[Document]]:
    if request.squad:
        return (request.squad.stem, *datasets.read_squad(request.squad))
    if request.documents:
        if not request.questions:
            raise BadDataset(f"{request.documents}: --documents needs --questions FILE beside it")
        documents = list(datasets.read_documents(request.documents))
        examples = datasets.read_questions(request.questions, documents)
        return request.questions.stem, examples, documents
    if request.questions:
        return request.questions.stem, datasets.read_archive_questions(request.questions), []
    raise BadDataset("nothing to evaluate; give --questions FILE or --squad FILE")


def archive_of(
    name: str, documents: list[Document], encoder: Encoder, settings: Settings
) -> tuple[Path, dict[str, str]]:
    """An archive of these documents, kept in the cache folder for the next run."""
    texts = "\0".join(d.id + d.title + d.text for d in documents)
    key = hashlib.sha256(texts.encode()).hexdigest()[:10]
    without = "-bm25" if isinstance(encoder, NoEncoder) else ""
    cache = os.environ.get("ARCHIVE_QA_CACHE") or platformdirs.user_cache_dir("archive-qa")
    folder = Path(cache) / "evaluation" / f"{name}-{key}{without}"
    files = datasets.write_archive(documents, folder)
    if not is_current(folder, encoder.identity.rsplit("@", 1)[0], settings):
        build(folder, encoder, settings)
    return folder, files


def described(request: Request) -> dict[str, Any]:
    """The files that the request names."""
    named = {
        "questions": request.questions,
        "documents": request.documents,
        "squad": request.squad,
    }
    return {name: environment.described(path) for name, path in named.items() if path}


def _counts(assistant: Assistant) -> dict[str, Any]:
    """How large the archive is, and what its vectors are from."""
    manifest = assistant.archive.manifest
    return {
        "pages": manifest.pages,
        "articles": manifest.articles,
        "passages": manifest.passages,
        "skipped": len(manifest.skipped),
        "encoder": assistant.models.encoder.identity,
    }
