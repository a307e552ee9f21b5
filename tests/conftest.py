"""What many tests share: one home for built archives, the models, and the archive that ships."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scenes import PAPER

from embeddings.encoder import Encoder
from qa.assistant import Assistant
from qa.settings import SEEDS


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for built archives that is not the user's own."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("ARCHIVE_QA_HOME")
    os.environ["ARCHIVE_QA_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["ARCHIVE_QA_HOME"]
    else:
        os.environ["ARCHIVE_QA_HOME"] = before


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled encoder."""
    return Encoder.load()


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant over the archive that ships."""
    return Assistant.open(SEEDS)


@pytest.fixture(scope="session")
def gold() -> list[dict[str, Any]]:
    """The gold questions of the archive that ships."""
    lines = (SEEDS / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A small archive of one's own: a UTF-8 page, and a GB18030 page in a subfolder."""
    root = tmp_path / "papers"
    (root / "1999").mkdir(parents=True)
    (root / "library.txt").write_text(PAPER, "utf-8")
    bridge = PAPER.replace("图书馆新馆", "湘江大桥").replace("开馆", "通车").replace("李四", "王五")
    (root / "1999" / "bridge.txt").write_bytes(bridge.encode("gb18030"))
    return root
