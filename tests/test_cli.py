"""The commands as a person and a program use them."""

import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa import cli, commands
from qa.assistant import Assistant
from qa.citations import cite
from qa.settings import SEEDS, Settings

QUESTION = "陈德基团队以什么模式落户衡阳？"
RAW = (SEEDS / "pages/hengyang-daily-2021-05-28-p1.txt").read_bytes().decode("utf-8")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    assistant: Assistant,  # noqa: ARG001  its archive is built before the commands run
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """Run a command on the archive that ships, built already; gives (exit code, out, err)."""

    def call(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = cli.main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_ask_prints_the_answer_and_where_it_stands(run: Any) -> None:
    code, out, _ = run("ask", QUESTION, "--archive", str(SEEDS))
    lines = out.splitlines()
    assert code == 0
    assert lines[0] in ("“UP”模式", "“UP”", "UP")
    assert "《衡阳日报》2021年5月28日 第1版，本报记者 罗文鹏" in out


def test_ask_json_reads_lines_and_conversations_in_order(run: Any) -> None:
    talk = ["高山是谁？", "今天上海的天气怎么样？"]
    stdin = f"{QUESTION}\n\n{json.dumps(talk, ensure_ascii=False)}\n"
    code, out, _ = run("ask", "--json", "-", "--archive", str(SEEDS), stdin=stdin)
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert (first["question"], first["answered"]) == (QUESTION, True)
    assert 0 <= first["confidence"] <= 1
    cited = first["citations"][0]
    assert RAW[cited["start"] : cited["end"]] == cited["quote"] == first["answer"]
    assert (second["question"], second["answered"], second["answer"]) == (talk[1], False, None)
    assert second["citations"] == []
    for near in second["near"]:
        assert "".join(RAW[a:b] for a, b in near["slices"]) == near["quote"]


def test_a_refusal_has_its_own_exit_code(run: Any) -> None:
    code, out, _ = run("ask", "2008年奥运会的吉祥物叫什么？", "--archive", str(SEEDS))
    assert code == commands.REFUSED
    assert out.startswith("档案中没有找到答案。")


def test_what_another_article_says_instead_is_printed_beside_the_answer(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    given = assistant.ask(QUESTION)
    own = given.citations[0].article_id
    hit = next(h for h in assistant.search("市委常委会", 9) if h.article.id != own)
    raw = assistant.page(hit.article.source.file).text
    at = hit.passage.body_start
    other = cite(hit, at, at + 4, raw, 0.8, "")
    settings = Settings(threshold=0.5)
    for probability, printed in ((0.8, 1), (0.4, 0)):
        disputed = replace(given, others=(replace(other, probability=probability),))
        commands._print_answer(disputed, settings, False)
        lines = capsys.readouterr().out.splitlines()
        marks = [line for line in lines if line.startswith(f"  说法不一，{other.quote.text}：《")]
        assert len(marks) == printed


def test_an_empty_question_is_refused_in_one_line(run: Any) -> None:
    code, _, err = run("ask", "  ", "--archive", str(SEEDS))
    assert code == commands.FAILED
    assert err.splitlines()[-1].startswith("archive-qa: the question is empty")


def test_search_lists_passages_with_their_scores(run: Any) -> None:
    _, out, _ = run("search", "都司教育集团", "--json", "--limit", "2", "--archive", str(SEEDS))
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["headline"] for row in rows] == ["都司教育集团:学生同跳大型团体操"] * 2
    assert rows[0]["score"] >= rows[1]["score"]


def test_build_names_what_it_skipped_and_says_so_by_its_exit_code(run: Any, papers: Path) -> None:
    assert run("build", str(papers))[0] == commands.OK
    (papers / "empty.txt").write_bytes(b"")
    code, out, err = run("build", str(papers))
    assert code == commands.SKIPPED
    assert "3 files (1 new, 2 unchanged): 2 pages, 2 articles" in out
    assert "skipped empty.txt" in err
    assert run("info", "--json")[1].count(str(papers)) == 1  # the archive built last
    code, out, _ = run("ask", "--json", "图书馆新馆藏书多少册？")
    assert json.loads(out)["citations"][0]["file"] == "library.txt"


def test_verify_exits_1_on_a_changed_page(run: Any, papers: Path) -> None:
    run("build", str(papers))
    assert run("verify", "--archive", str(papers))[0] == commands.OK
    (papers / "library.txt").write_text("另一页\n\n本报讯 今天开馆。\n", "utf-8")
    code, out, _ = run("verify", "--json", "--archive", str(papers))
    assert code == commands.FAILED
    assert "library.txt" in json.loads(out)["problems"][0]


def test_errors_are_one_line_that_names_the_path(run: Any, tmp_path: Path) -> None:
    code, _, err = run("build", str(tmp_path / "missing"))
    assert code == commands.FAILED
    assert str(tmp_path / "missing") in err.splitlines()[-1]
    (tmp_path / "bare").mkdir()
    code, _, err = run("build", str(tmp_path / "bare"))
    assert code == commands.FAILED
    assert str(tmp_path / "bare") in err.splitlines()[-1]


def test_doctor_reports_every_part(run: Any) -> None:
    code, out, _ = run("doctor", "--json", "--archive", str(SEEDS))
    checks = {c["name"]: c["ok"] for c in json.loads(out)}
    assert code == commands.OK
    archive = ("archive", "files", "unreadable files", "quotations", "disk")
    assert checks == dict.fromkeys(["Python", "data folder", "encoder", "reader", *archive], True)
    code, out, _ = run("doctor", "--archive", os.devnull)
    assert code == commands.FAILED
    assert "PROBLEM archive" in out


def test_doctor_says_what_became_of_the_files(run: Any, papers: Path) -> None:
    (papers / "empty.txt").write_bytes(b"")
    run("build", str(papers))
    (papers / "library.txt").write_text("另一页\n\n本报讯 今天开馆。\n", "utf-8")
    (papers / "new.txt").write_text("新的一页\n\n本报讯 今天开馆。\n", "utf-8")
    (papers / "1999" / "bridge.txt").unlink()
    code, out, _ = run("doctor", "--json", "--archive", str(papers))
    found = {c["name"]: c for c in json.loads(out)}
    assert code == commands.FAILED
    assert [name for name, c in found.items() if not c["ok"]] == [
        "files",
        "unreadable files",
        "quotations",
    ]
    assert (
        "1 new (new.txt), 1 gone (1999/bridge.txt), 1 changed (library.txt)"
        in (found["files"]["found"])
    )
    assert "1 not used: empty.txt is empty" in found["unreadable files"]["found"]
    assert "archive-qa verify" in found["quotations"]["found"]
    run("build", str(papers))
    run("remove", "--archive", str(papers), "new.txt")
    _, out, _ = run("doctor", "--json", "--archive", str(papers))
    found = {c["name"]: c for c in json.loads(out)}
    assert found["files"]["ok"]
    assert "1 removed (new.txt)" in found["files"]["found"]
    assert found["quotations"]["ok"]
    assert found["disk"]["ok"]


COMMANDS = [
    *("build", "ask", "search", "serve", "password", "feedback", "info", "list", "show", "remove"),
    *("verify", "evaluate", "doctor"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    assert f"example: archive-qa {command}" in " ".join(capsys.readouterr().out.split())


def test_articles_are_listed_and_shown(run: Any, papers: Path) -> None:
    run("build", str(papers))
    code, out, _ = run("list", "--json", "--archive", str(papers))
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == commands.OK
    assert [row["headline"] for row in rows] == ["市湘江大桥通车", "市图书馆新馆开馆"]
    code, out, _ = run("show", rows[1]["id"], "--json", "--archive", str(papers))
    shown = [json.loads(line) for line in out.splitlines()]
    raw = (papers / "library.txt").read_text("utf-8")
    assert [part["part"] for part in shown[:3]] == ["source", "headline", "byline"]
    for part in shown[1:]:
        assert "".join(raw[a:b] for a, b in part["slices"]) == part["text"]
    code, _, said = run("show", "no-such#0-1", "--archive", str(papers))
    assert code == commands.FAILED
    assert "archive-qa list" in said
