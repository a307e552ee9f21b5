"""Conversations that the browser keeps, links that open a citation again, and files to keep."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.steps import MODE, UNANSWERABLE, ask, busy, marks, raw

Visit = Callable[..., Page]  # conftest's `visit`: opens an address, ready for a question
WHO = "谁为陈德基颁发特聘教授聘书？"
HOSTILE = '<img src=x onerror="window.pwned=1">**粗** $x$ \u202e反'


def drawer(page: Page) -> Any:
    """The drawer of kept conversations, opened."""
    page.get_by_role("button", name="对话记录", exact=True).click()
    shown = page.get_by_role("dialog", name="对话记录")
    shown.wait_for()
    return shown


def test_a_reload_shows_the_same_conversation_and_follow_ups_go_on(
    address: str, visit: Visit
) -> None:
    page = visit(address)
    ask(page, WHO)
    before = page.locator(".turns").inner_text()
    page.reload()
    expect(page.locator(".turn .answer").first).to_have_text("高山")
    assert page.locator(".turns").inner_text() == before
    page.locator("#evidence .repaired mark").first.wait_for()
    assert "".join(raw(offsets) for _, offsets in marks(page, "repaired")) == "高山"
    turn = ask(page, "他是哪所大学的党委书记？")
    expect(turn.locator(".how q")).to_contain_text("高山")
    assert page.title() == "他是哪所大学的党委书记？"


def test_conversations_are_listed_renamed_opened_and_deleted(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, WHO)
    page.get_by_role("button", name="新对话").click()
    page.locator(".welcome").wait_for()
    ask(page, HOSTILE)
    listed = drawer(page)
    titles = listed.locator(".title")
    expect(titles).to_have_text([HOSTILE, WHO])
    expect(listed.locator("img, strong")).to_have_count(0)
    listed.get_by_role("button", name="改名").nth(1).click()
    page.keyboard.type("聘书<i>")
    page.keyboard.press("Enter")
    expect(titles).to_have_text([HOSTILE, "聘书<i>"])
    titles.nth(1).click()
    expect(page.locator(".turn .answer").first).to_have_text("高山")
    listed = drawer(page)
    listed.get_by_role("button", name="删除").nth(1).click()
    expect(titles).to_have_count(2)  # once is not enough
    listed.get_by_role("button", name="确定删除？").click()
    expect(titles).to_have_text([HOSTILE])
    page.locator(".welcome").wait_for()  # the one that was shown is gone
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    page.reload()
    page.locator(".welcome").wait_for()
    expect(drawer(page).locator(".title")).to_have_text([HOSTILE])
    assert page.evaluate("window.pwned") is None


def test_a_question_is_stopped_asked_again_and_changed(address: str, visit: Visit) -> None:
    page = visit(address)
    box = page.locator("#question textarea")
    with busy(address):
        box.fill(MODE)
        box.press("Enter")
        page.locator(".turn .stage").wait_for()
        page.get_by_role("button", name="停止", exact=True).click()
        expect(page.locator(".turn .stopped")).to_contain_text("已停止")
    page.wait_for_timeout(2000)  # longer than the dropped question would have taken
    expect(page.locator(".answer")).to_have_count(0)
    page.get_by_role("button", name="重问").click()
    expect(page.locator(".turn .answer").first).to_contain_text("UP")
    page.get_by_role("button", name="修改").click()
    expect(box).to_have_value(MODE)
    page.keyboard.press("Escape")
    expect(page.locator(".editing")).to_have_count(0)
    expect(box).to_have_value("")
    page.get_by_role("button", name="修改").click()
    expect(box).to_have_value(MODE)
    box.fill(WHO)
    box.press("Enter")
    expect(page.locator(".turn .answer").first).to_have_text("高山")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_link_opens_the_same_view_in_a_new_browser(address: str, visit: Visit) -> None:
    page = visit(address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, MODE)
    page.locator("#evidence mark").first.wait_for()
    page.locator("#evidence .menu summary").click()
    page.get_by_role("button", name="国标 GB/T 7714").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.length > 0)")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "罗文鹏. 陈德基团队以“UP”模式落户衡阳[N]. 衡阳日报, 2021-05-28(1)."
    )
    page.locator("#evidence .menu").evaluate("menu => menu.open = true")
    page.get_by_role("button", name="链接").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.startsWith('http'))")
    link = page.evaluate("navigator.clipboard.readText()")
    other = visit(link, ready=".linked")
    expect(other.locator(".linked .question bdi")).to_have_text(MODE)
    other.locator("#evidence .repaired mark").first.wait_for()
    tint = "#evidence .repaired .passage"
    for view in ("repaired", "raw"):
        assert marks(other, view) == marks(page, view)
    assert other.locator(tint).all_text_contents() == page.locator(tint).all_text_contents()
    expect(other.locator("#evidence .repaired mark").first).to_be_in_viewport()
    other.get_by_role("button", name="在这里提问").click()
    expect(other.locator(".turn .answer").first).to_contain_text("UP")
    assert "file=" not in other.url  # the conversation has taken the link's place


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda link: re.sub(r"&v=\w+", "&v=000000000000", link), "改动过"),
        (lambda link: link.replace("hengyang", "%3Cb%3E"), "不在现在的档案里"),
        (lambda link: re.sub(r"&at=[\d.-]+", "&at=0-99999999", link), "打不开"),
    ],
)
def test_a_link_that_does_not_hold_says_so(
    address: str, visit: Visit, change: Callable[[str], str], says: str
) -> None:
    link = f"{address}/?file=pages%2Fhengyang-daily-2021-05-28-p1.txt&article=1136-1939"
    link += "&passage=1180-1405&at=1236-1242&v=09bfc8e1ee3b&q=%3Ci%3E问"
    page = visit(change(link), ready=".linked")
    expect(page.locator(".linked [role=alert]")).to_contain_text(says)
    expect(page.locator(".linked .question bdi")).to_have_text("<i>问")
    expect(page.locator("mark, .linked i, .linked b")).to_have_count(0)


def test_an_export_holds_the_conversation_and_is_only_text(
    address: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(address)
    ask(page, HOSTILE)
    answer = ask(page, MODE).locator(".answer").first.text_content() or ""
    listed = drawer(page)
    files = {}
    for kind in ("Markdown", "JSON"):
        with page.expect_download() as download:
            listed.get_by_role("button", name=f"导出 {kind}").click()
        files[kind] = tmp_path / kind
        download.value.save_as(files[kind])
    told = files["Markdown"].read_text("utf-8")
    assert told.startswith(r"# &lt;img src\=x onerror\=")
    assert r"\*\*粗\*\* \$x\$ \[U\+202E\]反" in told
    assert f"**{answer}**" in told
    assert "罗文鹏\\. 陈德基团队以“UP”模式落户衡阳\\[N\\]" in told
    kept = json.loads(files["JSON"].read_text("utf-8"))
    assert [turn["question"] for turn in kept["turns"]] == [HOSTILE, MODE]
    cited = kept["turns"][1]["answer"]["citations"][0]
    assert raw(" ".join(f"{a}-{b}" for a, b in cited["slices"])) == cited["quote"] == answer


def test_a_verdict_goes_into_a_file_of_the_server(
    address: str, visit: Visit, served_home: Path
) -> None:
    page = visit(address)
    ask(page, MODE)
    page.get_by_role("button", name="有用").click()
    page.get_by_label("原因（可不填）").fill("正是<b>这个</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".thanks")).to_have_text("已记下：有用")
    last = (served_home / "feedback.jsonl").read_text("utf-8").splitlines()[-1]
    record = json.loads(last)
    assert (record["verdict"], record["reason"]) == ("like", "正是<b>这个</b>")
    assert record["answer"]["question"] == MODE
    page.reload()
    expect(page.locator(".thanks")).to_have_text("已记下：有用")


@pytest.fixture(scope="module")
def two_reports(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server over two issues that give two numbers for the same thing."""
    folder = tmp_path_factory.mktemp("two")
    for day, number, lead in (("02", "120万册", "开馆"), ("09", "95万册", "迎客")):
        text = f"""市图书馆新馆{lead}

■本报记者 张三

本报讯 市图书馆新馆在湘江东岸{lead}。新馆藏书{number},设座位2600个。
"""
        (folder / f"2021-03-{day}-p1.txt").write_text(text, "utf-8")
    return serve(folder)


def test_two_articles_that_disagree_are_both_shown_with_their_dates(
    two_reports: str, visit: Visit
) -> None:
    page = visit(two_reports)
    turn = ask(page, "新馆藏书多少册？")
    expect(turn.locator(".against h2")).to_have_text("其他报道另有说法，也可能说的是另一件事")
    said = turn.locator(".answer > bdi").all_text_contents()
    numbers = [re.sub(r"^\D+", "", text) for text in said]  # 新馆藏书120万册 is as right
    assert sorted(numbers) == ["120万册", "95万册"]
    dates = turn.locator(".dated").all_text_contents()
    days = {"120万册": "2021年3月2日的报道", "95万册": "2021年3月9日的报道"}
    assert dates == [days[number] for number in numbers]
    expect(turn.locator(".confidence")).to_contain_text("说法不一")
    page.get_by_role("button", name="下一处引文").click()
    expect(page.locator("#evidence .repaired mark")).to_have_text(said[1])
    expect(turn.locator(".against .chip")).to_have_attribute("aria-current", "")
    page.get_by_role("button", name="上一处引文").click()
    expect(page.locator("#evidence .repaired mark")).to_have_text(said[0])


def test_an_article_that_says_the_same_is_opened_from_below_the_answer(
    two_reports: str, visit: Visit
) -> None:
    page = visit(two_reports)
    turn = ask(page, "新馆设座位多少个？")
    expect(turn.locator(".answer > bdi")).to_contain_text("2600个")
    own = turn.locator(".source").first.text_content() or ""
    turn.get_by_text("其他报道也这样说").click()
    turn.locator(".others .chip").first.click()
    expect(page.locator("#evidence .repaired mark")).to_contain_text("2600个")
    days = {"2日", "9日"}
    (there,) = days - {day for day in days if f"3月{day}" in own}
    expect(page.locator("#evidence")).to_contain_text(f"2021年3月{there}")


def test_the_language_is_switched_and_remembered(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, UNANSWERABLE)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Question")).to_be_visible()
    expect(page.locator(".none")).to_contain_text("The newspapers do not say")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("heading", name="Ask the newspapers")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    expect(page.locator(".none")).to_contain_text("报纸里没有找到答案")


def test_words_of_the_question_are_underlined_in_the_article(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, MODE)
    page.locator("#evidence .asked").first.wait_for()
    found = set(page.locator("#evidence .repaired .asked").all_text_contents())
    assert {"陈德基", "衡阳"} <= found
    assert not found & {"以", "什么"}
