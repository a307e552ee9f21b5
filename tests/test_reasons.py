"""Why files are not taken, on the Chinese page: no reason stays English, and none is forgotten."""

import ast
import io
import itertools
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from documents import TWO_COLUMNS, pdf, word
from scenes import REQUEST, Reading, Scripted, asked, handlers

from qa import build, upload
from qa.errors import ArchiveError, FileSkipped, IndexMismatch
from qa.loaders import archive_toml, formats, load, zipped
from qa.loaders.pdf import boxes
from qa.manifest import Manifest
from qa.settings import SEEDS, Settings, data_home
from qa.transcript import BadTranscript
from qa.upload import Given, Uploads
from qa.words import read as read_words
from ui import adding, turns, words
from ui.reasons import reason

ROOT = Path(__file__).parent.parent
PAGE = "市长开会。\n\n今日，市长主持召开会议。\n"
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
"""Two words of English in a row: a name of a format or a key is one."""
QUOTED = re.compile(r"（(.*)）|`(.*)`")
"""What a library said, and a command to run."""


def chinese(text: str) -> str:
    """The Chinese of a reason, in which no English is left but what it quotes."""
    told = reason(text, words.ZH)
    assert told != text
    assert re.search("[一-鿿]", told), text
    own = QUOTED.sub(lambda match: "" if (match[1] or match[2]) in text else match[0], told)
    assert not ENGLISH.search(own), told
    assert reason(text, words.EN) == text
    return told


def zip_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def locked() -> bytes:
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    return pdf([TWO_COLUMNS], f"/Encrypt {lock} /ID [<00> <00>]")


def sealed() -> bytes:
    """A zip whose member says that it is encrypted."""
    data = bytearray(zip_of({"a.txt": PAGE.encode()}))
    data[data.index(b"PK\3\4") + 6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def broken() -> bytes:
    """A zip whose member is damaged."""
    data = bytearray(zip_of({"a.txt": PAGE.encode() * 50}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    return bytes(data)


def not_word() -> bytes:
    """A Word document that says it is something else."""
    whole = zipfile.ZipFile(io.BytesIO(word([("", "市长")])))
    members = {name: whole.read(name) for name in whole.namelist()}
    types = members["[Content_Types].xml"].replace(b"wordprocessingml.document.main", b"sheet.main")
    return zip_of(members | {"[Content_Types].xml": types})


ROWS = '{"title": "甲", "text": "乙"}\n'
LONG = PAGE * 40
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "是空的，没有文字"),
    "blank": ("a.txt", b"\n \n", "是空的，没有文字"),
    "nul": ("a.txt", "市长\0开会".encode() * 100, "含有 NUL 字节，是二进制文件，按别的编码"),
    "binary": ("a.txt", bytes(range(128, 256)) * 9, "不是 UTF-8（字节位置 0），按别的编码"),
    "mark": ("a.txt", b"\xef\xbb\xbf\xe5\xb8", "开头标明是 utf-8，到字节位置 0 却读不下去"),
    "nul-utf16": ("a.txt", "\ufeff市长\0开会".encode("utf-16-le"), "含有 NUL 字符"),
    "control": ("a.txt", ("\x01" * 9 + "市长").encode(), "11 个字符中有 9 个是控制符"),
    "misread": ("a.txt", LONG.encode().decode("latin-1").encode(), "是乱码：原是 utf-8"),
    "garbled": ("a.txt", "".join(map(chr, range(0x7000, 0x7400))).encode(), "只有"),
    "html": ("a.html", b"<!-- -->", "没有可见的文字，可能要由脚本生成"),
    "scripts": ("a.html", b"<html><script>1</script></html>", "没有可见的文字"),
    "xml": ("a.xml", b"<a><b></a>", "不是能读取的 XML（"),
    "cut.pdf": ("a.pdf", pdf([TWO_COLUMNS])[:500], "不完整，缺少结尾；请重新取得原文件"),
    "no.pdf": ("a.pdf", b"<html>", "不是能读取的 PDF；请重新取得原文件"),
    "locked.pdf": ("a.pdf", locked(), "已加密，要有密码才能打开"),
    "scan.pdf": ("a.pdf", pdf([[]]), "只有图像，没有文字；请先对扫描件做文字识别"),
    "scans.pdf": ("a.pdf", pdf([[], []]), "2 页都只有图像，没有文字"),
    "half.pdf": ("a.pdf", pdf([TWO_COLUMNS, []]), "只有图像，没有文字；请先做文字识别"),
    "docx": ("a.docx", b"PK", "不是能读取的 Word 文档（"),
    "sheet.docx": ("a.docx", not_word(), "不是 Word 文档（内容类型是 "),
    "bomb.docx": ("a.docx", zip_of({"a": bytes(9 << 20)}), "像是压缩炸弹"),
    "json": ("a.jsonl", b"{", "第 1 行：字符位置 1 不是 JSON（"),
    "list": ("a.jsonl", b"[]", "第 1 行：是 list，应为 JSON 对象"),
    "deep": ("a.jsonl", b"[" * 200_000, "第 1 行：嵌套太深"),
    "digits": ("a.jsonl", b'{"title": ' + b"1" * 9999 + b"}", "第 1 行：有一个整数超过 4300 位"),
    "untitled": ("a.jsonl", b'{"a": 1}', "第 1 行：没有标题，也没有正文，只有 a；请把"),
    "nothing": ("a.jsonl", b"{}", "第 1 行：没有标题，也没有正文；请把"),
    "later": ("a.jsonl", (ROWS + "{").encode(), "字符位置 1 不是 JSON（"),
    "half": ("a.jsonl", b'{"title": "\\ud800", "text": "b"}', "含有半个字符（U+D800）"),
    "header": ("a.csv", "甲,乙\n一,二\n".encode(), "只有 甲, 乙；请把"),
    "row": ("a.csv", b"title,text\n,\n", "没有标题，也没有正文，只有 title, text；请把"),
    "cell": ("a.csv", f'title,text\n甲,"{"字" * 99}"\n'.encode(), "不是能读取的 CSV（"),
    "zip": ("a.zip", b"PK", "不是能读取的压缩包（"),
    "no.zip": ("a.zip", zip_of({}), "里面没有文件；请重新打包"),
    "zip.zip": ("a.zip", zip_of({"b.zip": b"PK"}), "是压缩包里的压缩包；请先解开外层"),
    "exe.zip": ("a.zip", zip_of({"b.exe": b"MZ"}), "是 .exe 文件；能读取的是 .txt .md"),
    "bare.zip": ("a.zip", zip_of({"b": b"MZ"}), "没有扩展名；能读取的是 .txt .md"),
    "out.zip": ("a.zip", zip_of({"../b.txt": b"b"}), "路径指向压缩包之外；请用普通路径重新打包"),
    "bomb.zip": ("a.zip", zip_of({"b.txt": bytes(9 << 20)}), "超过 200 倍，像是压缩炸弹"),
    "sealed.zip": ("a.zip", sealed(), "已加密；请用密码解开"),
    "broken.zip": ("a.zip", broken(), "解压失败（"),
    "exe": ("a.exe", b"MZ", "是 .exe 文件；能读取的是 .txt .md"),
    "bare": ("a", b"MZ", "没有扩展名；能读取的是 .txt .md"),
}


@pytest.mark.parametrize(("name", "data", "told"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_file_is_told_in_chinese(
    name: str, data: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.loaders.tables.LONGEST", 90)
    (tmp_path / "good.txt").write_text(PAGE, "utf-8")
    (tmp_path / name).write_bytes(data)
    (found,) = (item.reason for item in load(tmp_path) if isinstance(item, FileSkipped))
    assert told in chinese(found)


def test_files_that_cannot_be_opened_and_files_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.txt").write_text(PAGE, "utf-8")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("a.doc", "b.doc", "c.doc"):
        (tmp_path / name).write_text("甲")
    Path(os.fsdecode(os.fsencode(tmp_path) + "/头版.txt".encode("gb18030"))).write_text("甲")
    (tmp_path / "long.txt").write_text(LONG, "utf-8")
    (tmp_path / "twice.zip").write_bytes(zip_of({"a.txt": PAGE.encode(), "b.txt": LONG.encode()}))
    (tmp_path / archive_toml.NAME).write_text('[[pages]]\nfile = "b*.txt"\n')
    monkeypatch.setattr(formats, "PAGE_BYTES", 500)
    monkeypatch.setattr(zipped, "_name", lambda _: "a.txt")
    found = {item.file: item.reason for item in load(tmp_path) if isinstance(item, FileSkipped)}
    assert {file: chinese(text) for file, text in found.items()} == {
        "loop.txt": "符号链接的层数太多",
        "pipe.txt": "不是普通文件",
        "a.doc": f"是 .doc 文件；能读取的是 {' '.join(formats.READERS)}，请转换格式"
        "（同类文件另有 2 个）",
        "\u0377\\udcb0\\udce6.txt": "文件名不是 UTF-8；请改名",
        "long.txt": "有 0 MB，超过可以读取的 0 MB；请拆分",
        "twice.zip!/a.txt": "有 0 MB，超过一个版面的 0 MB；请按版面拆分",
        "archive.toml": '[[pages]] file = "b*.txt" 与档案里的版面都不相符',
    }
    assert chinese("Permission denied: the folder cannot be opened") == (
        "文件夹打不开（没有读取的权限）"
    )


def test_places_beyond_a_pdf_are_told_in_chinese() -> None:
    data = pdf([TWO_COLUMNS])
    with pytest.raises(ValueError, match="page 2") as error:
        boxes(data, 2, [])
    assert chinese(str(error.value)) == "只有 1 页，没有第 2 页"
    with pytest.raises(ValueError, match="more are asked for") as error:
        boxes(data, 1, [(0, 10**6)])
    assert chinese(str(error.value)).startswith("第 1 页只有 ")


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., str]:
    """Why files are not taken into the archive of a folder, as the Chinese page shows it."""
    root = tmp_path / "papers"
    root.mkdir()

    def refused(*files: tuple[str, bytes], at: Path = root) -> str:
        archive = SimpleNamespace(manifest=SimpleNamespace(root=str(at)))
        given = []
        for n, (name, data) in enumerate(files):
            (tmp_path / f"arrived{n}").write_bytes(data)
            given.append(Given(tmp_path / f"arrived{n}", name))
        live: Any = SimpleNamespace(archive=archive)
        with pytest.raises(ArchiveError) as error:
            Uploads(live).check(given)
        chinese(str(error.value))
        return adding.refused(str(error.value), words.ZH)

    return refused


def test_what_is_given_and_not_taken_is_told_in_chinese(
    refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = ("a.txt", PAGE.encode())
    assert "一次给了 0 个文件；应为 1 到 50 个" in refusal()
    assert "一次给了 51 个文件" in refusal(*[good] * 51)
    assert "a.exe：不收这种文件；可以加入 .txt .md" in refusal(("a.exe", b"MZ"))
    assert "a: b.zip：不收这种文件；可以加入 .txt .md" in refusal(("a: b.zip", b"PK"))
    assert "自带的档案不能加入版面" in refusal(good, at=SEEDS)
    assert "新的版面要存进其中的 uploads" in refusal(good, at=tmp_path / "none")
    monkeypatch.setattr(upload, "MOST_BYTES", 20)
    assert f"共 {len(good[1])} 字节；最多 20 字节" in refusal(good)
    monkeypatch.setattr(upload, "LARGEST", 10)
    assert f"a.txt：有 {len(good[1])} 字节；最多 10 字节" in refusal(good)
    monkeypatch.setattr(upload, "_refuse_amount", lambda _: None)
    assert "a.txt：还在变大；最多 10 字节" in refusal(good)
    monkeypatch.setattr(upload, "MOST_DRAFTS", 0)
    assert "已有 0 批文件等待确认" in refusal(good)


def test_a_draft_that_is_gone_or_no_file_is_told_in_chinese(tmp_path: Path) -> None:
    live: Any = SimpleNamespace(archive=SimpleNamespace(manifest=SimpleNamespace(root=tmp_path)))
    with pytest.raises(ArchiveError) as error:
        Uploads(live).add("a" * 22)
    assert chinese(str(error.value)) == "这些文件已经加入或放弃；请重新选择"
    (tmp_path / "link").symlink_to("/etc/hostname")
    with pytest.raises(ArchiveError) as error:
        Uploads(live).check([Given(tmp_path / "link", "a.txt")])
    assert chinese(str(error.value)) == "a.txt：不是文件"


def test_what_a_draft_leaves_out_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    live: Any = SimpleNamespace(archive=SimpleNamespace(manifest=SimpleNamespace(root=tmp_path)))
    (tmp_path / "blank").write_text("\n")
    (tmp_path / "masthead").write_text("衡阳日报\n第4版\n", "utf-8")
    given = [Given(tmp_path / name, f"{name}.txt") for name in ("blank", "masthead")]
    draft = Uploads(live).check(given)
    shown, english = (adding.drawn(draft, spoken) for spoken in (words.ZH, words.EN))
    assert "是空的，没有文字" in shown
    assert "没有找到报道；这是报纸的版面吗？" in shown
    assert "is empty" in english
    assert "no article was found in it" in english
    assert not list((data_home() / "drafts").glob("*"))


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("newspaper = ", "不是 TOML（"),
        ("pages = 1", "pages 应为 [[pages]] 表，实为 1"),
        ("paper = 1", "不认识 paper；可用的是 newspaper, pages"),
        ("newspaper = 1", "newspaper 应为引号里的名称，实为 1"),
        ("[[pages]]", "[[pages]] 1: file 应为路径或通配式，实为 None"),
        ('[[pages]]\nfile = "a"\ndate = "x"', "[[pages]] 1: date 应为不带引号的日期"),
        ('[[pages]]\nfile = "a"\npage = 0', "[[pages]] 1: page 应为从 1 起的整数，实为 0"),
    ],
)
def test_a_bad_archive_toml_is_told_in_chinese(stated: str, told: str, tmp_path: Path) -> None:
    (tmp_path / archive_toml.NAME).write_text(stated, "utf-8")
    with pytest.raises(ArchiveError) as error:
        archive_toml.read(tmp_path)
    assert told in chinese(str(error.value))


def test_errors_of_an_archive_are_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("甲 乙\n", "utf-8")
    with pytest.raises(ArchiveError) as error:
        read_words(tmp_path)
    assert "words.txt 第 1 行：'甲 乙' 不是一个词" in chinese(str(error.value))
    old: Any = SimpleNamespace(format=0, encoder="a", dim=1, settings={})
    wrong = Manifest.mismatch(old, SimpleNamespace(identity="b", dim=2), Settings())  # type: ignore[arg-type]
    told = chinese(f"报纸: {wrong}; run `archive-qa build 报纸` to build it anew")
    assert told == (
        "报纸：索引是用另一个版本、模型或设置建立的；请运行 `archive-qa build 报纸` 重新建立"
    )
    unused = (
        "报纸: none of its 2 files could be used\n  a.txt: is empty\n  b.txt: " + build.NO_STORY
    )
    assert chinese(unused) == (
        "报纸：2 个文件都不能用；a.txt：是空的，没有文字；"
        "b.txt：只有版面自身的内容（编辑、报名等），没有报道"
    )


@pytest.mark.parametrize(("kept", "told"), [("[", "读不出来"), ('{"format": 0}', "是格式 0，")])
def test_a_conversation_that_cannot_be_read_is_told_in_chinese(kept: str, told: str) -> None:
    with pytest.raises(BadTranscript) as error:
        turns.load(kept, lambda record: record)
    assert told in chinese(str(error.value))


def test_an_archive_that_fails_while_it_is_asked_says_so_in_chinese() -> None:
    assistant = Scripted()

    def ask(*_: Any) -> Any:
        raise IndexMismatch(
            "报纸: the index has format 1, and this version reads 2; "
            "run `archive-qa build 报纸` to build it anew"
        )

    assistant.ask = ask  # type: ignore[method-assign]
    shown = Reading(asked(assistant, "在哪里？")[-1][1]).text
    assert "报纸：索引的格式是 1，这个版本读取的是 2；请运行 `archive-qa build 报纸`" in shown
    broken = json.dumps({"link": "", "kept": "["})
    assert "保存的对话读不出来" in Reading(handlers(assistant)["start"](broken, REQUEST)[0]).text


def test_what_is_not_known_or_far_too_long_stays_as_it_is() -> None:
    assert reason("is of no known kind", words.ZH) == "is of no known kind"
    long = "a: " * 10**6 + "is not a file"
    assert reason(long, words.ZH) == long


# Where reasons are written, and which argument of what holds them.
SOURCES = [
    *sorted((ROOT / "qa" / "loaders").glob("*.py")),
    *(ROOT / "qa" / f"{name}.py" for name in ("upload", "build", "archive", "transcript", "words")),
    *(ROOT / "qa" / "weights.py", ROOT / "ui" / "turns.py"),
]
ARGUMENT = {
    "FileSkipped": 1,
    **dict.fromkeys(("ValueError", "UploadRefused", "ArchiveError", "NoArchive"), 0),
    **dict.fromkeys(("IndexMismatch", "BadTranscript"), 0),
}
COMMAND_LINE = {"original.py"}  # boxes are for `archive-qa show` alone
VALUE = "1"


class Texts:
    """What the expressions of a file may be as text, each value that is not written there a 1."""

    def __init__(self, path: Path) -> None:
        self._module = ast.parse(path.read_text("utf-8"))

    def reasons(self) -> Iterator[str]:
        """What the errors of the file may say; those of values alone are left out."""
        for function in ast.walk(self._module):
            for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    at = ARGUMENT.get(node.func.id, len(node.args))
                    for text in self._of(node.args[at], function) if at < len(node.args) else ():
                        if re.search("[a-z]", text):
                            yield text

    def _of(self, node: ast.expr, scope: ast.AST) -> set[str]:
        match node:
            case ast.Constant(str(text)):
                return {text}
            case ast.JoinedStr(parts):
                every = [self._of(part, scope) for part in parts]
                return {"".join(chosen) for chosen in itertools.product(*every)}
            case ast.FormattedValue(value):
                return self._of(value, scope)
            case ast.IfExp(_, one, other):
                return self._of(one, scope) | self._of(other, scope)
            case ast.BoolOp(_, values):
                return set[str]().union(*(self._of(value, scope) for value in values))
            case ast.Name(name):
                return self._named(name, scope) or {VALUE}
        return {VALUE}

    def _named(self, name: str, scope: ast.AST) -> set[str]:
        """What is assigned to a name where it is used, or in the file."""
        found: set[str] = set()
        for where in dict.fromkeys((scope, self._module)):
            body = ast.walk(where) if where is not self._module else self._module.body
            for node in body:
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == name for target in node.targets
                ):
                    found |= self._of(node.value, scope)
            if found:
                break
        return found


def written() -> list[tuple[str, str]]:
    """(file, reason) of all reasons in the source."""
    return sorted(
        {
            (path.name, text)
            for path in SOURCES
            if path.name not in COMMAND_LINE
            for text in Texts(path).reasons()
        }
    )


def test_every_reason_in_the_source_has_its_chinese() -> None:
    found = written()
    assert len(found) > 60
    assert {file for file, _ in found} > {"upload.py", "build.py", "pdf.py", "tables.py"}
    missing = [(file, text) for file, text in found if reason(text, words.ZH) == text]
    assert missing == []
    for _, text in found:
        chinese(text)


def test_what_is_written_elsewhere_has_its_chinese() -> None:
    own = [text for name, text in vars(build).items() if name.startswith("NO_")]
    assert {build.NO_ARTICLE, build.NO_STORY} <= set(own)
    for text in (*own, formats.not_read(""), formats.not_read(".doc")):
        chinese(text)
