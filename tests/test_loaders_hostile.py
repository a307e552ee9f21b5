"""Files that are damaged, huge or made to harm: each is named with its reason, the rest is read."""

import io
import os
import shutil
import struct
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import EPAPER, TWO_COLUMNS, WEB, pdf, word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import FileSkipped
from qa.loaders import Loaded, formats, load, zipped
from qa.newspaper import find_articles

GOOD = "good.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with one good page, to which a test adds a bad one."""
    (tmp_path / GOOD).write_text("市长开会\n\n今日，市长开会。\n", "utf-8")
    return tmp_path


def reasons(root: Path) -> dict[str, str]:
    """Why files were left out; the good page must have been read all the same."""
    items = list(load(root))
    assert GOOD in [item.page.source.file for item in items if isinstance(item, Loaded)]
    return {item.file: item.reason for item in items if isinstance(item, FileSkipped)}


def test_a_text_file_of_200_mb_is_not_even_opened(folder: Path) -> None:
    with (folder / "big.txt").open("wb") as big:
        big.truncate(200 * 2**20)
    tracemalloc.start()
    found = reasons(folder)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"big.txt": "is 200 MB long, over the 50 MB that are read; split it"}
    assert most < 20 * 2**20


def test_a_line_of_5_mb_is_a_page_like_any_other(folder: Path) -> None:
    line = "今日，市长主持召开会议，听取各方面的意见和建议。" * 70_000
    (folder / "line.txt").write_text(line, "utf-8")
    assert len(line.encode()) > 5_000_000
    pages = {i.page.source.file: i.page.text for i in load(folder) if isinstance(i, Loaded)}
    assert pages["line.txt"] == line


def test_nul_bytes_are_named(folder: Path) -> None:
    (folder / "nul.txt").write_bytes("市长\0开会".encode() * 100)
    (folder / "zero.csv").write_bytes(bytes(5000))
    found = reasons(folder)
    assert set(found) == {"nul.txt", "zero.csv"}
    assert all(reason.startswith("holds NUL bytes: a binary file") for reason in found.values())


def test_a_truncated_an_encrypted_and_a_scanned_pdf_are_named(folder: Path) -> None:
    whole = pdf([TWO_COLUMNS])
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    (folder / "locked.pdf").write_bytes(pdf([TWO_COLUMNS], f"/Encrypt {lock} /ID [<00> <00>]"))
    (folder / "none.pdf").write_bytes(b"<html>not a PDF</html>")
    (folder / "scan.pdf").write_bytes(pdf([[]]))
    (folder / "scans.pdf").write_bytes(pdf([[], []]))
    found = reasons(folder)
    again = "take it from its source again"
    assert found == {
        "cut.pdf": f"is cut off: its end is missing; {again}",
        "locked.pdf": "is encrypted: it opens with a password only; save it without one",
        "none.pdf": f"is no PDF that can be read; {again}",
        "scan.pdf": "its page holds no text, only pictures; run OCR over the scan first",
        "scans.pdf": "its 2 pages hold no text, only pictures; run OCR over the scan first",
    }


def zip_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def test_a_zip_bomb_is_named_and_never_unpacked(folder: Path) -> None:
    bomb = zip_of({"bomb.txt": bytes(40 * 2**20), "page.txt": "市长开会。".encode()})
    (folder / "bomb.zip").write_bytes(bomb)
    (folder / "bomb.docx").write_bytes(zip_of({"word/document.xml": b" " * (40 * 2**20)}))
    tracemalloc.start()
    found = reasons(folder)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(found) == {"bomb.zip!/bomb.txt", "bomb.docx"}
    assert all("as a zip bomb does" in reason for reason in found.values())
    assert most < 20 * 2**20


def test_a_zip_that_lies_about_a_size_is_read_no_further_than_a_page(folder: Path) -> None:
    data = bytearray(zip_of({"lie.txt": "市长开会。".encode() * 200_000}))
    size = struct.pack("<I", len("市长开会。".encode()) * 200_000)
    assert data.count(size) == 2  # in the member's own header and in the directory
    (folder / "lie.zip").write_bytes(bytes(data).replace(size, struct.pack("<I", 100)))
    (reason,) = reasons(folder).values()
    assert reason.startswith("cannot be unpacked: Bad CRC-32")


def test_paths_that_lead_out_of_a_zip_are_named_and_nothing_is_written(folder: Path) -> None:
    page = "市长开会。".encode()
    names = ["../up.txt", "/etc/up.txt", "a/../../up.txt", "C:/up.txt", "..\\up.txt"]
    (folder / "out.zip").write_bytes(zip_of({**dict.fromkeys(names, page), "in.txt": page}))
    before = sorted(folder.parent.rglob("*"))
    found = reasons(folder)
    assert set(found.values()) == {
        "has a path that leads out of the zip; pack it with a plain path"
    }
    assert set(found) == {
        *("out.zip!/../up.txt", "out.zip!//etc/up.txt", "out.zip!/a/../../up.txt"),
        "out.zip!/C:/up.txt",
    }
    assert sorted(folder.parent.rglob("*")) == before


def test_a_member_without_a_name_is_named_all_the_same(folder: Path) -> None:
    data = bytearray(zip_of({"Z": b"y"}))
    for header, at in ((b"PK\3\4", 26), (b"PK\1\2", 28)):  # the name is made a further field
        start = data.index(header) + at
        data[start : start + 4] = struct.pack("<HH", 0, 1)
    (folder / "blank.zip").write_bytes(data)
    assert list(reasons(folder)) == ["blank.zip!/"]


def test_a_path_that_is_twice_in_a_zip_is_read_once(folder: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.txt", "市长开会。")
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("a.txt", "市长散会。")
    (folder / "twice.zip").write_bytes(file.getvalue())
    assert reasons(folder) == {"twice.zip!/a.txt": "stands there twice; only the first was read"}


def test_symlink_loops_end_and_a_folder_is_read_once(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "page.txt").write_text("甲", "utf-8")
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "twice").symlink_to(folder / "sub")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    files = [item.page.source.file for item in load(folder) if isinstance(item, Loaded)]
    assert files == [GOOD, "sub/page.txt"]
    assert reasons(folder) == {"self.txt": "Too many levels of symbolic links"}


@pytest.fixture
def someone() -> Iterator[Path]:
    """A folder that anyone may enter, used without the rights of root."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    (root / GOOD).write_text("市长开会", "utf-8")
    (root / "closed.txt").write_text("乙", "utf-8")
    (root / "closed.txt").chmod(0)
    (root / "shut").mkdir(mode=0)
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    yield root
    os.seteuid(mine)
    (root / "shut").chmod(0o700)
    shutil.rmtree(root)


def test_what_may_not_be_opened_is_named(someone: Path) -> None:
    assert reasons(someone) == {
        "closed.txt": "Permission denied",
        "shut": "Permission denied: the folder cannot be opened",
    }


def test_a_name_that_is_not_in_utf8_is_named(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + "/头版.txt".encode("gb18030")))).write_text("甲")
    (name,) = reasons(folder).items()
    assert name == ("\u0377\\udcb0\\udce6.txt", "has a name that is not in UTF-8; rename it")


def test_10_000_empty_files_are_each_named(folder: Path) -> None:
    for i in range(10_000):
        (folder / f"{i}.txt").touch()
    start = time.monotonic()
    found = reasons(folder)
    assert found == {f"{i}.txt": "is empty" for i in range(10_000)}
    assert time.monotonic() - start < 30


def test_half_a_character_in_json_does_not_reach_the_store(folder: Path) -> None:
    (folder / "a.jsonl").write_text('{"title": "甲\\ud800", "text": "乙"}')
    assert reasons(folder) == {"a.jsonl#1": "holds half a character (U+D800)"}


SAMPLES = {
    ".txt": "市长开会。".encode("gb18030"),
    ".md": "# 市长\n\n今日开会。".encode(),
    ".html": EPAPER.format(author="张三", kicker="").encode(),
    ".htm": WEB.encode(),
    ".xml": "<a><title>市长</title><text>今日开会。</text></a>".encode(),
    ".pdf": pdf([TWO_COLUMNS]),
    ".docx": word([("Title", "市长"), ("", "今日开会。")]),
    ".jsonl": '{"title": "市长", "text": "今日开会。"}'.encode(),
    ".csv": "title,text\n市长,今日开会。\n".encode(),
    ".zip": zip_of({"a.txt": "市长开会。".encode(), "b.jsonl": b'{"text": "x"}'}),
}


def pages_or_reason(suffix: str, data: bytes) -> None:
    """Pages with every part in its place, or a reason; anything else raised is a failure."""
    try:
        for part in formats.read(f"a{suffix}", data):
            if isinstance(part, FileSkipped):
                assert part.reason
                continue
            assert part.text.strip()
            part.text.encode()
            for s in part.stated:
                parts = [s.kicker, s.headline, *s.subheads, s.byline, *s.paragraphs, *s.captions]
                assert all(excerpt.matches(part.text) for excerpt in parts)
    except ValueError as refused:
        reason = str(refused)
    else:
        return
    assert reason


def test_every_suffix_has_a_sample() -> None:
    assert SAMPLES.keys() == formats.READERS.keys()
    for suffix, data in SAMPLES.items():
        assert [p for p in formats.read(f"a{suffix}", data) if not isinstance(p, FileSkipped)]


@given(st.sampled_from(sorted(SAMPLES)), st.binary())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_bytes_under_any_suffix_are_pages_or_a_reason(suffix: str, data: bytes) -> None:
    pages_or_reason(suffix, data)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
def test_a_damaged_file_is_pages_or_a_reason(suffix: str, draw: st.DataObject) -> None:
    data = bytearray(SAMPLES[suffix])
    for _ in range(draw.draw(st.integers(1, 8))):
        at = draw.draw(st.integers(0, len(data) - 1))
        data[at : at + draw.draw(st.integers(0, 9))] = draw.draw(st.binary(max_size=9))
        if not data:
            break
    pages_or_reason(suffix, bytes(data))


@given(st.text(), st.sampled_from([".html", ".xml", ".md", ".jsonl", ".csv", ".txt"]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_in_a_frame_of_its_format_is_pages_or_a_reason(text: str, suffix: str) -> None:
    framed = SAMPLES[suffix].decode("utf-8" if suffix != ".txt" else "gb18030")
    framed = framed.replace("开会", text, 1) + text
    pages_or_reason(suffix, framed.encode("utf-8", "surrogatepass"))


def test_limits_are_of_the_size_they_claim() -> None:
    assert (formats.largest("a.TXT"), formats.largest("a.zip")) == (50 << 20, 512 << 20)
    assert zipped.RATIO * zipped.SMALL > formats.PAGE_BYTES


def test_articles_of_every_sample_lie_in_their_page(tmp_path: Path) -> None:
    for suffix, data in SAMPLES.items():
        (tmp_path / f"a{suffix}").write_bytes(data)
    for item in load(tmp_path):
        if isinstance(item, Loaded):
            articles = find_articles(item.page, item.stated)
            assert articles
            assert all(p.matches(item.page.text) for a in articles for p in a.paragraphs)
