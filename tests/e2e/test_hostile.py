"""An archive whose texts would be markup: they are shown as text, wherever they are shown."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.steps import ask

Visit = Callable[..., Page]
SCRIPT = "<script>window.pwned=1</script>"
IMAGE = '<img src=x onerror="window.pwned=2">'
MARKS = "**粗** $x^2$ `码` [链](javascript:window.pwned=3) &lt;b&gt; __i18n__ {{x}} ${1}"
TURNED = "\u202e反\u2066向"
PAPER = f"试刊{IMAGE}报"
HEADLINE = f"新馆{SCRIPT}开馆{TURNED}"
AUTHOR = "本报记者 张三<b>四</b>"
QUOTE = f"新馆藏书120万册{IMAGE}"
BODY = f"3月1日,新馆在湘江东岸开馆。{QUOTE}{MARKS}{TURNED},设座位2600个。"
LONG = "无" * 400_000
ROWS = [
    {"title": HEADLINE, "author": AUTHOR, "text": BODY, "section": f"要闻{SCRIPT}"},
    {"title": "长行", "author": AUTHOR, "text": f"长行里写着大桥全长2160米{LONG}完。"},
]


@pytest.fixture(scope="module")
def hostile(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("hostile")
    rows = [row | {"newspaper": PAPER, "date": "2021-03-02", "page": 1} for row in ROWS]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (root / "<i>版.jsonl").write_text("\n".join(lines), "utf-8")
    return serve(root)


def as_text(part: Locator, *texts: str) -> None:
    """Each text stands in a part of the page as it is, and nothing of it became an element."""
    shown = part.text_content() or ""
    for text in texts:
        assert text in shown
    expect(
        part.locator("img, script, b, strong, code, .katex, a[href^='javascript']")
    ).to_have_count(0)
    assert part.page.evaluate("window.pwned") is None


def test_an_answer_and_its_article_are_text(hostile: str, visit: Visit) -> None:
    page = visit(hostile)
    turn = ask(page, "新馆藏书多少册？")
    as_text(turn, PAPER, IMAGE, MARKS, TURNED, HEADLINE)
    turn.locator(".chip").first.click()
    page.locator("#evidence mark").first.wait_for()
    as_text(page.locator("#evidence"), PAPER, HEADLINE, AUTHOR, BODY)
    page.get_by_text("原始文本").click()
    as_text(page.locator("#evidence .raw"), HEADLINE, BODY)
    refused = ask(page, f"怎样给自行车补胎{IMAGE}？")
    as_text(refused, IMAGE)


def test_directions_do_not_reach_beyond_the_text(hostile: str, visit: Visit) -> None:
    page = visit(hostile)
    turn = ask(page, "新馆藏书多少册？")
    for part in turn.locator(".source").all():
        isolated = part.evaluate("part => !!part.closest('bdi') || !!part.querySelector('bdi')")
        assert isolated


def test_lists_filters_and_exports_are_text(hostile: str, visit: Visit) -> None:
    page = visit(hostile)
    page.get_by_role("link", name="馆藏").click()
    page.locator(".facets").wait_for()
    as_text(page.locator("#holdings"), PAPER, SCRIPT)
    page.locator("#find").fill("藏书")
    page.get_by_role("button", name="检索", exact=True).click()
    page.locator(".entry").first.wait_for()
    as_text(page.locator("#holdings"), HEADLINE, IMAGE)
    page.get_by_role("button", name="筛选", exact=True).click()
    as_text(page.locator("#filters"), SCRIPT)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="提问").click()
    ask(page, "新馆藏书多少册？")
    page.get_by_role("button", name="对话记录", exact=True).click()
    told: dict[str, Any] = {}
    for kind in ("Markdown", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"导出 {kind}").click()
        told[kind] = Path(download.value.path()).read_text("utf-8")
    assert "<img" not in told["Markdown"]
    assert "<script" not in told["Markdown"]
    (turn,) = json.loads(told["JSON"])["turns"]
    assert IMAGE in json.dumps(turn, ensure_ascii=False).replace('\\"', '"')


def test_a_line_of_a_megabyte_answers_and_opens(hostile: str, visit: Visit) -> None:
    page = visit(hostile)
    turn = ask(page, "大桥全长多少米？")
    expect(turn.locator(".answer").first).to_contain_text("2160米")
    turn.locator(".chip").first.click()
    expect(page.locator("#evidence .repaired mark").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
