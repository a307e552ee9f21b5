"""`archive-qa evaluate`: a question set asked of an archive, or read in its own paragraphs."""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

from embeddings import bundled
from embeddings.encoder import Encoder
from qa.assistant import Assistant
from qa.build import build, is_current
from qa.evaluation import datasets, harness, report
from qa.evaluation.datasets import BadDataset, Document, Example
from qa.reader import Reader
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What to evaluate: `questions` about the archive at `root`, about `documents`, or of `squad`.

    `limit` questions are drawn at random (seeded), all where it is 0.
    """

    root: Path | None
    questions: Path | None
    documents: Path | None
    squad: Path | None
    oracle: bool
    limit: int
    model: str | None


def evaluate(request: Request, settings: Settings) -> report.Report:
    """Run the request; BadDataset where its files do not fit together."""
    name, examples, documents = _load(request)
    if request.limit:
        chosen = random.Random(0).sample(range(len(examples)), min(request.limit, len(examples)))
        examples = [examples[i] for i in sorted(chosen)]
    open_settings = replace(settings, threshold=0.0)  # answers below the threshold are scored too
    if request.oracle:
        examples = [e for e in examples if e.context]
        if not examples:
            raise BadDataset(f"{name}: no question brings the paragraph to read, as --oracle needs")
        reader = Reader.load(bundled.model_folder(), open_settings)
        outcomes = harness.run_oracle(reader, examples, settings.threshold)
    else:
        root, files = request.root, None
        if documents:
            encoder = Encoder.load(request.model)
            root, files = archive_of(name, documents, encoder, open_settings)
        assistant = Assistant.open(root, model=request.model, settings=open_settings)
        outcomes = harness.run(assistant, examples, settings.threshold, files)
    mode = "oracle" if request.oracle else "open"
    return report.report(name, mode, settings.threshold, asdict(settings), outcomes)


def _load(request: Request) -> tuple[str, list[Example], list[Document]]:
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
    folder = Path(platformdirs.user_cache_dir("archive-qa")) / "evaluation" / f"{name}-{key}"
    files = datasets.write_archive(documents, folder)
    if not is_current(folder, encoder, settings):
        build(folder, encoder, settings)
    return folder, files
