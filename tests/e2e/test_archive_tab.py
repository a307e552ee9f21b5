"""Filters and the archive tab, as a reader uses them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.steps import MODE, UNANSWERABLE, ask, findings

expect.set_options(timeout=20_000)  # as long as conftest lets everything else take
Visit = Callable[..., Page]  # conftest's `visit`: opens an address, ready for a question
PHONE = {"width": 390, "height": 844}
LIBRARY = "市图书馆新馆在湘江东岸开馆,新馆藏书{n}万册。市长李四说,新馆离家近。"
ROWS = [
    *(
        {
            "newspaper": "湘江晚报",
            "date": f"2021-03-0{1 + i // 12}",
            "page": 1 + i // 6 % 2,
            "section": ("要闻", "文化")[i // 6 % 2],
            "author": f"本报记者 {'张三' if i % 2 else '王五'}",
            "kicker": f"眉题之{i}",
            "title": f"图书馆第{i}条消息",
            "text": LIBRARY.format(n=100 + i),
        }
        for i in range(24)
    ),
    {
        "newspaper": "湘江晨报",
        "date": "2021-03-02",
        "page": 1,
        "title": "<b>桥</b>",
        "text": "大桥通车。",
    },
]


@pytest.fixture(scope="module")
def library(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server over two newspapers on two days."""
    root = tmp_path_factory.mktemp("library")
    lines = (json.dumps(row, ensure_ascii=False) for row in ROWS)
    (root / "pages.jsonl").write_text("\n".join(lines), "utf-8")
    return serve(root)


def choose(tab: Page, **fields: str) -> None:
    """Open the filters, fill in some, and apply them."""
    tab.get_by_role("button", name="筛选", exact=True).click()
    form = tab.get_by_role("form", name="筛选条件")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name="应用").click()
    expect(form).to_be_hidden()


def chips(page: Page) -> list[str]:
    page.locator("#filters .opens").wait_for()
    return [chip.inner_text().rstrip("×\n ") for chip in page.locator("#filters .filter").all()]


def browse(page: Page) -> None:
    """Go to the archive tab."""
    page.get_by_role("link", name="馆藏").click()
    page.locator(".archive").wait_for()


def test_a_question_is_asked_within_the_filters_which_a_reload_keeps(
    address: str, visit: Visit
) -> None:
    page = visit(address)
    choose(page, person="陈润", first="2021-05-28", last="2021-05-28")
    expect(page.locator("#filters .filter")).to_have_count(2)
    assert chips(page) == ["2021年5月28日", "记者 陈润"]
    page.reload()  # before the first question
    expect(page.locator("#filters .filter")).to_have_count(2)
    turn = ask(page, MODE)  # which another reporter wrote of
    expect(turn.locator(".within")).to_have_text(re.compile("检索范围.*2021年5月28日.*记者 陈润"))
    sources = turn.locator(".source").all_inner_texts()
    assert sources
    assert all("陈润" in source for source in sources)
    page.reload()
    page.locator(".turn .card").wait_for()
    assert chips(page) == ["2021年5月28日", "记者 陈润"]
    expect(page.locator(".turn .within")).to_be_visible()
    page.get_by_role("button", name="取消筛选：记者 陈润").press("Enter")
    expect(page.locator("#filters .filter")).to_have_count(1)
    expect(page.locator("#filters .opens")).to_be_focused()
    page.get_by_role("button", name="重问").click()
    page.locator(".turn .answer").wait_for()
    expect(page.locator(".turn .answer")).to_contain_text("UP")
    page.get_by_role("button", name="新对话").click()
    page.locator(".welcome").wait_for()
    expect(page.locator("#filters .filter")).to_have_count(0)


def test_what_the_question_itself_restricts_is_shown(address: str, visit: Visit) -> None:
    page = visit(address)
    turn = ask(page, "陈润写的报道有哪些？")
    expect(turn.locator(".within")).to_have_text(re.compile("按提问限定.*记者 陈润"))
    expect(turn.locator(".answer").first).to_contain_text("市委常委会召开会议")
    turn.get_by_role("button", name="不限").click()
    expect(turn.locator(".within")).to_have_count(0)
    expect(turn.locator(".card")).to_have_count(1)


def test_the_archive_tab_leads_to_filters_questions_and_articles(
    library: str, visit: Visit
) -> None:
    page = visit(library)
    browse(page)
    expect(page.locator(".summary")).to_contain_text("5 版")
    page.get_by_role("button", name="文化：12 篇").click()
    expect(page.locator("#filters .filter")).to_have_text(re.compile("文化版"))
    page.get_by_role("button", name="全部馆藏").click()
    page.get_by_role("button", name="张三：12 篇", exact=True).click()
    expect(page.locator(".archive .told")).to_have_text("第 1–12 篇，共 12 篇")
    expect(page.locator(".head h2")).to_be_focused()
    assert chips(page) == ["记者 张三"]
    page.get_by_role("button", name="全部馆藏").click()
    expect(page.locator("#filters .filter")).to_have_count(0)
    page.get_by_role("button", name="2021年3月2日：13 篇").click()
    page.get_by_role("button", name="第2版：6 篇").click()
    expect(page.locator(".entries .entry")).to_have_count(6)
    expect(page.locator(".entry").first).to_have_text(re.compile("眉题之18.*第18条消息.*王五"))
    page.locator(".entry").first.click()
    expect(page.locator("#evidence .headline")).to_have_text("图书馆第18条消息")
    expect(page.locator("#evidence mark")).to_have_count(0)
    page.get_by_role("button", name="前一期：2021年3月1日").click()
    expect(page.locator(".archive .told")).to_have_text("第 1–12 篇，共 12 篇")
    page.get_by_role("button", name="全部馆藏").click()
    page.locator("[data-about=李四]").click()
    page.locator(".turn .card").wait_for()
    expect(page.locator(".turn .question")).to_contain_text("关于李四的报道有哪些？")
    page.go_back()
    expect(page.locator(".archive")).to_be_visible()


def test_full_text_search_marks_the_words_and_opens_them(library: str, visit: Visit) -> None:
    page = visit(library)
    browse(page)
    page.get_by_role("searchbox", name="全文检索").fill("新馆藏书105万册")
    page.keyboard.press("Enter")
    expect(page.locator(".entry").first.locator(".snippet mark")).to_have_text("新馆藏书105万册")
    page.locator(".entry").first.click()
    expect(page.locator("#evidence .repaired mark")).to_have_text("新馆藏书105万册")
    page.get_by_role("button", name="关闭原文").click()
    expect(page.locator(".entry").first).to_be_focused()
    page.locator("#find").fill("湘江东岸")
    page.get_by_role("button", name="检索", exact=True).click()
    expect(page.locator(".head h2")).to_have_text("“湘江东岸”：24 篇")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".paging .place")).to_have_text("21–24 / 24")
    expect(page.locator(".entry")).to_have_count(4)
    choose(page, newspaper="湘江晨报")
    expect(page.locator(".head h2")).to_have_text(re.compile("没有找到“湘江东岸”"))
    page.locator("#find").fill("大桥")
    page.keyboard.press("Enter")
    expect(page.locator(".entry .headline")).to_have_text("<b>桥</b>")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "desk"])
def test_nothing_here_shuts_a_reader_out_or_is_too_wide(
    library: str, visit: Visit, scheme: str, screen: dict[str, int]
) -> None:
    page = visit(library, color_scheme=scheme, viewport=screen)
    seen = {}

    def look(state: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth") - screen["width"]
        seen[state] = (findings(page), max(0, wide))

    page.get_by_role("button", name="筛选", exact=True).click()
    look("form")
    page.keyboard.press("Escape")
    expect(page.locator("#filter-form")).to_be_hidden()
    choose(page, person="张三", first="2021-03-01", page="2", newspaper="湘江晚报", section="文化")
    expect(page.locator("#filters .filter")).to_have_count(5)
    look("chips")
    browse(page)
    look("list")
    page.get_by_role("button", name="全部馆藏").click()
    page.locator(".facets").wait_for()
    look("overview")
    page.locator("#find").fill("湘江东岸")
    page.keyboard.press("Enter")
    page.locator(".entry").first.click()
    page.locator("#evidence .repaired mark").wait_for()
    look("found")
    assert seen == {state: ([], 0) for state in seen}
    if screen == PHONE:
        page.get_by_role("button", name="关闭原文").click()
        expect(page.locator(".entry").first).to_be_visible()


def test_a_refusal_says_what_was_searched(library: str, visit: Visit) -> None:
    page = visit(library)
    choose(page, newspaper="湘江晨报")
    turn = ask(page, UNANSWERABLE)
    expect(turn.locator(".refusal")).to_be_visible()
    expect(turn.locator(".within")).to_contain_text("《湘江晨报》")
