"""Pages that readers give: checked, shown, added, and what is not taken."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoder import Encoder
from qa import upload
from qa.archive import Archive
from qa.assistant import Assistant
from qa.build import build
from qa.errors import ArchiveError
from qa.live import Live
from qa.models import Models
from qa.records import Span
from qa.settings import SEEDS, Settings, data_home
from qa.upload import Found, Given, UploadRefused, Uploads

PAGE = """\
湘江大桥通车

■本报记者 赵六

本报讯 3月1日,湘江大桥建成通车。大桥全长1850米,总投资12亿元。
"""


@pytest.fixture
def live(papers: Path, encoder: Encoder, assistant: Assistant) -> Iterator[Live]:
    """An assistant over two pages of one's own, with the models of the one that ships."""
    (papers / "archive.toml").write_text('newspaper = "试刊日报"\n', "utf-8")
    settings = Settings()
    build(papers, encoder, settings)
    yield Live(
        Assistant(Archive.open(papers), Models.of(encoder, assistant.models.reader), settings)
    )
    shutil.rmtree(data_home() / "drafts", ignore_errors=True)


@pytest.fixture
def give(tmp_path: Path) -> Any:
    """Make a file as gradio hands it over; its name is what the reader's browser said."""
    count = iter(range(1000))

    def make(name: str, content: str | bytes = PAGE) -> Given:
        path = tmp_path / f"arrived{next(count)}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Given(path, name)

    return make


def test_a_draft_shows_what_was_found_and_changes_nothing(live: Live, give: Any) -> None:
    before = live.info()
    draft = Uploads(live).check([give("湘江日报/2021-03-02-p4.txt"), give("empty.txt", "")])
    assert draft.articles == (
        Found(
            "2021-03-02-p4.txt",
            "试刊日报",
            date(2021, 3, 2),
            4,
            "湘江大桥通车",
            "■本报记者 赵六",
            "本报讯 3月1日,湘江大桥建成通车。大桥全长1850米,总投资12亿元。",
        ),
    )
    assert [file for file, _ in draft.skipped] == ["empty.txt"]
    assert live.info() == before
    assert not (Path(before.root) / "uploads").exists()
    kept = data_home() / "drafts" / draft.token
    assert sorted(p.name for p in kept.rglob("*.txt")) == ["2021-03-02-p4.txt"]
    assert kept.stat().st_mode & 0o077 == 0


def test_a_draft_without_articles_is_no_draft(live: Live, give: Any) -> None:
    draft = Uploads(live).check([give("empty.txt", ""), give("bytes.txt", bytes(range(256)) * 9)])
    assert (draft.token, draft.articles) == ("", ())
    assert [file for file, _ in draft.skipped] == ["bytes.txt", "empty.txt"]
    assert not list((data_home() / "drafts").glob("*"))


def test_what_is_confirmed_is_in_the_archive_and_can_be_asked(live: Live, give: Any) -> None:
    root = Path(live.info().root)
    uploads = Uploads(live)
    draft = uploads.check([give("2021-03-02-p4.txt")])
    files = live.archive.files()
    assert uploads.add(draft.token) == 1
    assert live.archive.files() == sorted([*files, "uploads/2021-03-02-p4.txt"])
    assert (root / "uploads" / "2021-03-02-p4.txt").read_text("utf-8") == PAGE
    hits = live.search("湘江大桥全长多少米？", 1)
    assert hits[0].article.source.date == date(2021, 3, 2)
    with pytest.raises(UploadRefused, match="were added or removed already"):
        uploads.add(draft.token)
    again = uploads.check([give("2021-03-02-P4.TXT", PAGE.replace("大桥", "二桥"))])
    assert again.articles[0].file == "2021-03-02-P4_2.txt"
    uploads.add(again.token)
    assert (root / "uploads" / "2021-03-02-p4.txt").read_text("utf-8") == PAGE  # as it was


def test_a_running_question_ends_on_the_archive_it_began_on(live: Live, give: Any) -> None:
    entered, go_on = threading.Event(), threading.Event()
    reader = live.models.reader

    class Slow:
        def read(self, question: str, hits: Sequence[Any], *, sentences: bool) -> list[Span]:
            entered.set()
            assert go_on.wait(60)
            return reader.read(question, hits, sentences=sentences)

    slow = Models.of(live.models.encoder, Slow())  # type: ignore[arg-type]
    live._now.models = slow
    old, answers = live.archive, []
    asking = threading.Thread(target=lambda: answers.append(live.ask("新馆藏书多少册？")))
    asking.start()
    assert entered.wait(60)
    uploads = Uploads(live)
    uploads.add(uploads.check([give("new.txt")]).token)
    assert live.archive is not old
    go_on.set()
    asking.join(60)
    expected = Assistant(old, live.models, live.settings).ask("新馆藏书多少册？")
    assert answers == [expected]


def test_a_build_that_fails_takes_the_files_back(
    live: Live, give: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads, old = Uploads(live), live.archive
    draft = uploads.check([give("new.txt")])

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upload, "build", full)
    with pytest.raises(OSError, match="No space"):
        uploads.add(draft.token)
    assert live.archive is old
    assert list((Path(live.info().root) / "uploads").iterdir()) == []
    monkeypatch.undo()
    assert uploads.add(draft.token) == 1  # the draft is still there


@pytest.mark.parametrize(
    ("name", "sanitised"),
    [
        ("../../etc/cron.d/job.txt", "job.txt"),
        ("C:\\报纸\\2021年5月28日.txt", "2021年5月28日.txt"),
        (".hidden.txt", "hidden.txt"),
        ("README.txt", "page-README.txt"),
        ("questions.jsonl", "page-questions.jsonl"),
        ("a\x00b\n<script>\u202e.txt", "a-b-script.txt"),
        ("...txt", "page.txt"),
        ("长" * 300 + ".txt", "长" * 78 + ".txt"),
    ],
)
def test_names_lead_nowhere_else(name: str, sanitised: str) -> None:
    assert upload._sanitised(name) == sanitised


def test_what_is_not_taken_is_named(live: Live, give: Any, tmp_path: Path) -> None:
    uploads = Uploads(live)

    def refused(*files: Given) -> str:
        with pytest.raises(UploadRefused) as error:
            uploads.check(files)
        return str(error.value)

    assert refused() == "0 files at once; expected 1 to 50"
    assert refused(*[give("a.txt")] * 51) == "51 files at once; expected 1 to 50"
    assert refused(give("a.exe")).startswith("a.exe: expected one of .txt ")
    assert refused(give("archive.toml")).startswith("archive.toml: expected one of")
    assert refused(give("a.zip")).startswith("a.zip: expected one of")
    large = upload.LARGEST + 1
    assert refused(give("a.txt", b"a" * large)) == (
        f"a.txt: has {large} bytes; expected at most {upload.LARGEST}"
    )
    full = give("a.txt", b"a" * upload.LARGEST)
    assert refused(*[full] * 9).endswith(f"in all; expected at most {upload.MOST_BYTES}")
    link = tmp_path / "link"
    link.symlink_to("/etc/passwd")
    assert refused(Given(link, "a.txt")) == "a.txt: is not a file"
    for token in ("", "..", "../archives", "a" * 22):
        with pytest.raises(UploadRefused):
            uploads.add(token)
    assert not list((data_home() / "drafts").glob("*"))


def test_the_archive_that_ships_is_not_added_to(assistant: Assistant, give: Any) -> None:
    with pytest.raises(UploadRefused, match="the archive that ships is not added to"):
        Uploads(Live(assistant)).check([give("a.txt")])
    assert not (SEEDS / "uploads").exists()


def test_drafts_are_few_and_forgotten(
    live: Live, give: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MOST_DRAFTS", 2)
    uploads = Uploads(live)
    tokens = [uploads.check([give("a.txt")]).token for _ in range(2)]
    with pytest.raises(UploadRefused, match="2 uploads wait to be confirmed"):
        uploads.check([give("a.txt")])
    uploads.discard(tokens[0])
    third = uploads.check([give("a.txt")]).token
    now = time.time()
    monkeypatch.setattr(upload.time, "time", lambda: now + upload.KEPT + 60)
    fourth = uploads.check([give("a.txt")]).token
    assert [p.name for p in (data_home() / "drafts").iterdir()] == [fourth]
    for gone in (tokens[1], third):
        with pytest.raises(UploadRefused):
            uploads.add(gone)
    uploads.discard(fourth)


def test_questions_are_told_of_only_where_somebody_asked_for_it(live: Live) -> None:
    heard: list[str] = []
    telling = Live(live._now, heard.append)
    assert telling.ask("新馆藏书多少册？") == live.ask("新馆藏书多少册？")
    assert heard == ["新馆藏书多少册？"]


def test_an_archive_that_does_not_fit_any_more_is_not_opened(live: Live) -> None:
    old = live.archive
    live.settings = replace(live.settings, passage_chars=99)
    with pytest.raises(ArchiveError, match="passage_chars"):
        live.reopen()
    assert live.archive is old
