"""Files of an archive -> pages: encodings, archive.toml, names, and files that are no pages."""

import datetime as dt
import hashlib
import os
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import ArchiveError, FileSkipped, NoArchive
from qa.loaders import archive_toml, find_files, load_pages
from qa.loaders.encoding import decode
from qa.loaders.names import date_in_name, page_in_name
from qa.records import Page
from qa.settings import SEEDS

RAW = (SEEDS / "pages/hengyang-daily-2021-05-28-p1.txt").read_bytes()
TEXT = RAW.decode("utf-8")
TRADITIONAL = opencc.OpenCC("s2t").convert(TEXT)


def pages_of(root: Path) -> list[Page]:
    return [page for page in load_pages(root) if isinstance(page, Page)]


def skipped_of(root: Path) -> dict[str, str]:
    return {page.file: page.reason for page in load_pages(root) if isinstance(page, FileSkipped)}


def test_the_page_that_ships_is_described_by_its_archive_toml() -> None:
    (page,) = pages_of(SEEDS)
    assert skipped_of(SEEDS) == {}
    assert page.text == TEXT
    assert page.source.file == "pages/hengyang-daily-2021-05-28-p1.txt"
    assert page.source.sha256 == hashlib.sha256(RAW).hexdigest()
    assert page.source.newspaper == "衡阳日报"
    assert (page.source.date, page.source.page) == (dt.date(2021, 5, 28), 1)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("utf-16", TEXT),
        ("gb18030", TEXT),
        ("gb18030", TRADITIONAL),
        ("utf-16-le", TEXT),
        ("utf-16-be", TRADITIONAL),
        ("big5hkscs", "香港特區政府今日公佈新安排，記者在深水埗採訪市民，各方意見不一。"),
        ("cp950", "市長開會：今日，市長主持會議，聽取各方意見。\r\n"),
        ("gb18030", "㐂𠀀：衡阳\r\n日报，今日出版。\r\n"),
    ],
)
def test_encodings_give_the_text_as_written(encoding: str, content: str) -> None:
    assert decode(content.encode(encoding)) == content


def test_big_endian_utf16_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (TEXT.encode("utf-16-le")[:-1], "NUL"),
        ("市长\0开会".encode(), "NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NUL"),
        (b"\x01\x02\x03\x04 text", "binary"),
        ("锟斤拷\ufffd\ufffd".encode(), "damaged"),
        ("これは日本語の文章です。東京は晴れ。".encode("shift-jis"), "no Chinese"),
        ("Übermäßig schön, déjà vu".encode("latin-1"), "nor gb18030"),
        (RAW[:-2], "nor gb18030"),  # cut inside a character
        (b"\xff\xfe\x00\xd8", "breaks at byte"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(data)


ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")


@given(st.binary())
def test_any_bytes_are_text_or_a_reason(data: bytes) -> None:
    try:
        content = decode(data)
    except UnicodeDecodeError:
        pytest.fail("a reason for the user was due")
    except ValueError:
        return
    written = {content.encode(code, "replace") for code in ENCODINGS}
    assert data in written or data[:2] in (b"\xff\xfe", b"\xfe\xff")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        *(("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8")),
        *(("latin-1", "gb18030"), ("gb18030", "cp950"), ("cp950", "gb18030"), ("cp950", "utf-8")),
    ],
)
@pytest.mark.parametrize("script", [TEXT, TRADITIONAL], ids=["simplified", "traditional"])
def test_garbled_text_is_named(script: str, wrong: str, right: str) -> None:
    garbled = script.encode(right, "ignore").decode(wrong, "ignore")
    with pytest.raises(ValueError, match="is garbled: "):
        decode(garbled.encode())


def test_what_garbled_text_should_be_is_shown() -> None:
    with pytest.raises(ValueError, match=r"utf-8 text that was read as latin-1.*“市长今日主持会议"):
        decode("市长今日主持会议。".encode().decode("latin-1").encode())


@pytest.mark.parametrize(
    "content",
    [
        "犇骉羴鱻：饕餮盛宴，龘龘欲飞，魑魅魍魉皆遁，鳏寡孤独有依，齑粉纷飞，蘸酱而食之，笔走龙蛇",
        "日本語の新聞は、ひらがなと漢字で書かれている。東京の天気は晴れ。",
        "L'été dernier, les élèves français étaient à Orléans.",
        "Привет, мир: новости дня и погода.",
        "12345 67890",
    ],
)
def test_rare_words_and_other_languages_are_not_taken_for_garbled(content: str) -> None:
    assert decode(content.encode()) == content


def test_bad_files_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "good.TXT").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "a.txt").write_text("市长开会", "utf-8")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "empty.txt").touch()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "1.doc").touch()
    (tmp_path / "2.doc").touch()
    (tmp_path / ".hidden.txt").write_text("不读", "utf-8")
    (tmp_path / "README.md").write_text("about", "utf-8")
    (tmp_path / "readme.txt").write_text("about", "utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [page.source.file for page in pages_of(tmp_path)] == ["a.txt", "b/good.TXT"]
    skipped = skipped_of(tmp_path)
    assert set(skipped) == {"binary.txt", "empty.txt", "gone.txt", "pipe.txt", "1.doc"}
    assert "NUL" in skipped["binary.txt"]
    assert skipped["empty.txt"] == "is empty"
    assert "No such file" in skipped["gone.txt"]
    assert "regular file" in skipped["pipe.txt"]
    assert "1 more .doc" in skipped["1.doc"]


def test_one_file_is_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "1999-05-04.txt"
    path.write_text("纪念五四", "utf-8")
    (page,) = pages_of(path)
    assert (page.source.file, page.source.date) == ("1999-05-04.txt", dt.date(1999, 5, 4))


def test_no_archive_says_what_is_there_instead(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="no such folder"):
        load_pages(tmp_path / "missing")
    with pytest.raises(NoArchive, match="no files"):
        load_pages(tmp_path)
    (tmp_path / "scan.jpg").touch()
    with pytest.raises(NoArchive, match=r"only 1 \.jpg files; add pages as \.txt \.md"):
        find_files(tmp_path)
    with pytest.raises(NoArchive, match=r"only 1 \.jpg files"):
        find_files(tmp_path / "scan.jpg")


def test_later_entries_of_archive_toml_count_over_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / "1999").mkdir()
    for name in ("1999/a.txt", "1999/b-19990505.txt", "c.txt"):
        (tmp_path / name).write_text("市长开会", "utf-8")
    (tmp_path / "archive.toml").write_text(
        'newspaper = "衡阳日报"\n'
        '[[pages]]\nfile = "1999/*"\nnewspaper = "衡阳晚报"\npage = 2\n'
        '[[pages]]\nfile = "1999/a.txt"\ndate = 1999-05-04\npage = 3\n'
        '[[pages]]\nfile = "d.txt"\n',
        "utf-8",
    )
    stated = {
        p.source.file: (p.source.newspaper, p.source.date, p.source.page)
        for p in pages_of(tmp_path)
    }
    assert stated == {
        "1999/a.txt": ("衡阳晚报", dt.date(1999, 5, 4), 3),
        "1999/b-19990505.txt": ("衡阳晚报", dt.date(1999, 5, 5), 2),
        "c.txt": ("衡阳日报", None, None),
    }
    assert skipped_of(tmp_path) == {
        "archive.toml": '[[pages]] file = "d.txt" matches no page of the archive'
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('newspapers = "衡阳日报"', "newspapers: is not a known key; expected newspaper, pages"),
        ("newspaper = 3", "newspaper: expected a name in quotes, found 3"),
        ("[pages]\nfile = 'a'", "expected .*pages.* tables"),
        ("[[pages]]\npage = 1", r"\[\[pages\]\] 1: file: expected a path"),
        ("[[pages]]\nfile = 'a'\ndate = '1999-05-04'", "date: expected a date without quotes"),
        ("[[pages]]\nfile = 'a'\ndate = 1999-05-04T08:00:00", "date: expected a date"),
        ("[[pages]]\nfile = 'a'\npage = true", "page: expected a number from 1, found True"),
        ("[[pages]]\nfile = 'a'\nissue = 1", "issue: is not a known key"),
        ("newspaper = ", "cannot be read as TOML"),
    ],
)
def test_archive_toml_errors_name_file_key_and_expectation(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "archive.toml").write_text(content, "utf-8")
    with pytest.raises(ArchiveError, match=rf"archive\.toml: .*{message}"):
        archive_toml.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("hengyang-daily-2021-05-28-p1.txt", dt.date(2021, 5, 28)),
        ("20210528.txt", dt.date(2021, 5, 28)),
        ("2021年5月8日第3版.txt", dt.date(2021, 5, 8)),
        ("2021/05/28/p1.txt", dt.date(2021, 5, 28)),
        ("202105/28/node_1.txt", dt.date(2021, 5, 28)),
        ("2021-05-28/20210528_01.txt", dt.date(2021, 5, 28)),
        ("2021-05-28-to-2021-05-30.txt", None),
        ("20211345.txt", None),
        ("id-1202105281.txt", None),
        ("page.txt", None),
    ],
)
def test_dates_in_names(name: str, date: dt.date | None) -> None:
    assert date_in_name(name) == date


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("hengyang-daily-2021-05-28-p1.txt", 1),
        ("2021-05-28/P03.txt", 3),
        ("rmrb_20210528_page-12.txt", 12),
        ("2021年5月28日第4版.txt", 4),
        ("20210528-2版.txt", 2),
        ("20210528_07.txt", None),
        ("step1.txt", None),
        ("p1-p2.txt", None),
    ],
)
def test_page_numbers_in_names(name: str, page: int | None) -> None:
    assert page_in_name(name) == page
