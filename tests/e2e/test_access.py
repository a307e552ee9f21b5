"""Whether everybody can use the page: by keyboard, by screen reader, on any screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.steps import MODE, UNANSWERABLE, ask, busy, findings

Visit = Callable[..., Page]  # conftest's `visit`: opens an address, ready for a question
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "desk"])
def test_nothing_shuts_a_reader_out(
    address: str, visit: Visit, scheme: str, screen: dict[str, int]
) -> None:
    page = visit(address, color_scheme=scheme, viewport=screen)
    seen = {"welcome": findings(page)}
    turn = ask(page, MODE)
    page.get_by_role("button", name="不对").click()
    seen["reason"] = findings(page)
    page.get_by_role("button", name="取消").click()
    turn.locator(".chip").first.click()
    page.locator("#evidence .menu summary").click()
    page.locator("#evidence footer summary").click()
    seen["article"] = findings(page)
    page.get_by_text("原始文本").click()
    seen["raw"] = findings(page)
    page.get_by_role("button", name="关闭原文").click()
    page.get_by_role("button", name="修改").click()
    page.locator(".editing").wait_for()
    seen["editing"] = findings(page)
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".editing")).to_have_count(0)
    ask(page, UNANSWERABLE)
    seen["refusal"] = findings(page)
    page.get_by_role("button", name="对话记录", exact=True).click()
    page.get_by_role("button", name="改名").click()
    seen["drawer"] = findings(page)
    assert seen == {state: [] for state in seen}


def test_everything_is_reached_by_keyboard(address: str, visit: Visit) -> None:
    page = visit(address)
    box = page.locator("#question textarea")
    page.keyboard.type(MODE)  # the box has the focus from the start
    page.keyboard.press("Enter")
    chip = page.locator(".turn .chip").first
    chip.wait_for()
    page.keyboard.press("ArrowUp")  # in the empty box: the last question
    expect(box).to_have_value(MODE)
    box.fill("")
    for name in ("筛选", "修改", "重问", "不对", "有用"):
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("原因（可不填）")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reason")).to_be_hidden()
    chip.focus()
    assert chip.evaluate("chip => getComputedStyle(chip).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#evidence .repaired mark").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence .sheet")).to_have_count(0)
    expect(chip).to_be_focused()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    with busy(address):
        page.keyboard.type(UNANSWERABLE)
        page.keyboard.press("Enter")
        page.locator(".turn .stage").wait_for()
        page.keyboard.press("Escape")
        expect(page.locator(".stopped")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(2)
    page.get_by_role("button", name="对话记录", exact=True).press("Enter")
    listed = page.get_by_role("dialog", name="对话记录")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()


@pytest.mark.parametrize("width", [390, 820, 1920])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_no_screen_is_too_narrow_or_too_wide(
    address: str, visit: Visit, width: int, locale: str
) -> None:
    page = visit(address, viewport={"width": width, "height": 900}, locale=locale)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= width
    ask(page, MODE).locator(".chip").first.click()
    page.locator("#evidence .repaired mark").first.wait_for()
    assert page.evaluate(wide) <= width
    overflowing = page.evaluate(
        """() => [...document.querySelectorAll('#masthead > *, #masthead h1, .bar > *, .actions')]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
            .map((e) => e.outerHTML)"""
    )
    assert overflowing == []
    lines = page.locator("#title").evaluate(
        "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"
    )
    assert lines < 1.5
    measure = page.locator("#evidence .paragraph").first.bounding_box()
    assert measure
    assert measure["width"] <= 44 * 17  # a line that the eye finds its way back from


JUMPS = """window.jumps = 0; new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) window.jumps += e.value;
}).observe({type: 'layout-shift', buffered: true})"""


def test_nothing_jumps_while_an_answer_comes(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, MODE)
    page.evaluate(JUMPS)
    box = page.locator("#question textarea")
    before = box.bounding_box()
    ask(page, "谁为陈德基颁发特聘教授聘书？")
    page.wait_for_timeout(500)
    assert box.bounding_box() == before
    assert page.evaluate("window.jumps") < 0.1  # "good" by web.dev/articles/cls
