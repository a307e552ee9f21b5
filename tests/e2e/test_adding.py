"""Pages added in the browser: shown for checking first, then found."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from servers import serving

from e2e.steps import findings

OLD = "大桥通车\n\n■本报记者 李四\n\n本报讯 4月1日,湘江三桥建成通车,全长2160米,双向六车道。\n"
NEW = (
    "市图书馆新馆开馆\n\n■本报记者 张三\n\n本报讯 3月1日,市图书馆新馆在湘江东岸开馆,藏书120万册。\n"
)


@pytest.fixture
def adding(tmp_path: Path, served_home: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server that takes new pages, and its archive's folder."""
    root = tmp_path / "papers"
    root.mkdir()
    (root / "2021-04-02-p1.txt").write_text(OLD, "utf-8")
    with serving(root, served_home, "--allow-upload") as address:
        yield address, root


def give(page: Page, tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    page.locator("#files input[type=file]").set_input_files(file)


def test_pages_are_checked_then_added_then_found(
    adding: tuple[str, Path], visit: Callable[..., Page], tmp_path: Path
) -> None:
    url, root = adding
    page = visit(url)
    page.get_by_role("link", name="加入版面").click()
    assert findings(page) == []
    give(page, tmp_path, "empty.txt", "\n")
    expect(page.locator(".adding[role=alert]")).to_contain_text("empty.txt")
    give(page, tmp_path, "2021-03-02-p4.txt", NEW.replace("新馆开馆", "新馆<b>开馆</b>"))
    draft = page.locator(".adding li")
    expect(draft).to_contain_text("市图书馆新馆<b>开馆</b>")
    expect(draft).to_contain_text("2021年3月2日 · 第4版 · ■本报记者 张三")
    assert findings(page) == []
    page.get_by_role("button", name="放弃").click()
    expect(page.locator(".adding [role=status]")).to_contain_text("什么都没有加入")
    assert not (root / "uploads").exists()

    give(page, tmp_path, "2021-03-02-p4.txt", NEW)
    page.get_by_role("button", name="加入档案（1 篇）").click()
    expect(page.locator(".adding [role=status]")).to_contain_text("已加入 1 篇", timeout=60_000)
    assert (root / "uploads" / "2021-03-02-p4.txt").read_text("utf-8") == NEW
    page.get_by_role("link", name="提问").click()
    page.locator("#question textarea").fill("新馆藏书多少册？")
    page.keyboard.press("Enter")
    expect(page.locator(".answer").first).to_contain_text("120万册", timeout=60_000)


def test_without_leave_there_is_nothing_to_add(address: str, visit: Callable[..., Page]) -> None:
    page = visit(f"{address}/#add")
    expect(page.get_by_role("link", name="提问")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="加入版面")).to_have_count(0)
    expect(page.locator("#files")).to_have_count(0)
