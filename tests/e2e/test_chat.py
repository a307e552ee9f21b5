"""What a reader does in the browser, and what they then see."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.steps import MODE, UNANSWERABLE, ask, marks, raw

Visit = Callable[..., Page]  # conftest's `visit`: opens an address, ready for a question


def test_a_citation_opens_with_the_mark_on_exactly_the_cited_characters(
    address: str, visit: Visit
) -> None:
    page = visit(address)
    turn = ask(page, MODE)
    answer = turn.locator(".answer").first.text_content() or ""
    assert "UP" in answer
    turn.locator(".chip").first.click()
    page.locator("#evidence .repaired mark").first.wait_for()
    assert page.locator("#evidence .headline").text_content() == "陈德基团队以“UP”模式落户衡阳"
    assert "2021年5月28日" in (page.locator("#evidence .folio").text_content() or "")
    repaired = marks(page, "repaired")
    assert "".join(text for text, _ in repaired) == answer
    assert all(raw(offsets) == text for text, offsets in repaired)
    mark = page.locator("#evidence .repaired mark").first
    expect(mark).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 300})
    mark.evaluate(
        """mark => {  // to the end of the article that is farther from the mark
            const room = document.querySelector('#reading-room');
            const depth = mark.getBoundingClientRect().top + room.scrollTop;
            room.scrollTo(0, depth > room.scrollHeight / 2 ? 0 : room.scrollHeight);
        }"""
    )
    expect(mark).not_to_be_in_viewport()
    turn.locator(".chip").first.click()  # of the article that is open already
    expect(mark).to_be_in_viewport()
    page.get_by_text("原始文本").click()
    assert all(raw(offsets) == text for text, offsets in marks(page, "raw"))
    assert "".join(text for text, _ in marks(page, "raw")) == answer
    expect(page.locator("#evidence .raw mark").first).to_be_in_viewport()


def test_an_article_that_was_closed_stays_closed(address: str, visit: Visit) -> None:
    page = visit(address)
    chip = ask(page, MODE).locator(".chip").first
    late: list[Route] = []
    page.route(
        "**/gradio_api/run/**", lambda route: route.continue_() if late else late.append(route)
    )
    with page.expect_request("**/gradio_api/run/**"):
        chip.click()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence .sheet")).to_have_count(0)
    with page.expect_response(late[0].request.url):
        late[0].continue_()
    page.wait_for_timeout(500)  # what the late article needs to be drawn, and to be closed again
    expect(page.locator("#evidence .sheet")).to_have_count(0)


def test_an_earlier_answer_stays_clickable(address: str, visit: Visit) -> None:
    page = visit(address)
    first = ask(page, MODE)
    ask(page, UNANSWERABLE)
    first.locator(".chip").first.click()
    expect(page.locator("#evidence .headline")).to_have_text("陈德基团队以“UP”模式落户衡阳")


def test_a_refusal_looks_like_one_and_offers_what_is_near(address: str, visit: Visit) -> None:
    page = visit(address)
    turn = ask(page, UNANSWERABLE)
    expect(turn.locator(".refusal")).to_contain_text("报纸里没有找到答案")
    expect(turn.locator(".answer")).to_have_count(0)
    expect(turn.locator(".refusal h2")).to_have_text("以下段落只是相近，不是答案")
    expect(turn.locator(".refusal mark")).to_have_count(0)
    near = turn.locator(".sentence").first.text_content()
    turn.locator(".chip").first.click()
    expect(page.locator("#evidence .near-note")).to_be_visible()
    assert "".join(text for text, _ in marks(page, "repaired")) == near


def test_a_follow_up_is_understood_from_the_conversation(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, "谁为陈德基颁发特聘教授聘书？")
    turn = ask(page, "他是哪所大学的党委书记？")
    expect(turn.locator(".answer").first).to_contain_text("南华大学")
    expect(turn.locator(".how q")).to_contain_text("高山")
    assert page.locator(".turn").count() == 2


def test_two_readers_do_not_see_each_other(address: str, visit: Visit) -> None:
    one, other = visit(address), visit(address)
    ask(one, MODE)
    turn = ask(other, "他是谁？")
    expect(other.locator(".turn")).to_have_count(1)
    expect(turn).not_to_contain_text(MODE)
    expect(one.locator(".turn")).to_have_count(1)


def test_a_new_conversation_drops_even_a_question_under_way(address: str, visit: Visit) -> None:
    page = visit(address)
    ask(page, "谁为陈德基颁发特聘教授聘书？")
    box = page.locator("#question textarea")
    box.fill(UNANSWERABLE)
    box.press("Enter")
    page.locator(".turn .stage").wait_for()
    page.get_by_role("button", name="新对话").click()
    page.locator(".welcome").wait_for()
    page.wait_for_timeout(3000)  # longer than the dropped question would have taken
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#evidence .sheet")).to_have_count(0)
    turn = ask(page, "他是哪所大学的党委书记？")  # 他 has nobody to stand for any more
    expect(turn.locator(".how q", has_text="高山")).to_have_count(0)


def test_a_question_typed_while_another_is_answered_waits_in_the_box(
    address: str, visit: Visit
) -> None:
    page = visit(address)
    ask(page, MODE)
    box = page.locator("#question textarea")
    page.get_by_role("button", name="重问").click()
    box.fill(UNANSWERABLE)
    box.press("Enter")
    expect(box).to_have_value(UNANSWERABLE)
    page.locator(".turn .card").wait_for()
    expect(page.locator(".turn .stage")).to_have_count(0)
    box.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn .question bdi")).to_have_text([MODE, UNANSWERABLE])


def test_an_example_is_asked_with_one_click(address: str, visit: Visit) -> None:
    page = visit(address)
    example = page.locator(".example").first
    question = example.text_content() or ""
    example.click()
    expect(page.locator(".question")).to_contain_text(question)
    page.locator(".turn .card").wait_for()


def test_an_empty_question_does_nothing(address: str, visit: Visit) -> None:
    page = visit(address)
    box = page.locator("#question textarea")
    box.fill("   ")
    box.press("Enter")
    page.wait_for_timeout(600)  # longer than a question takes to show
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, MODE)
    expect(page.locator(".turn")).to_have_count(1)


def test_enter_while_an_input_method_composes_does_not_send(address: str, visit: Visit) -> None:
    page = visit(address)
    box = page.locator("#question textarea")
    box.focus()
    keyboard = page.context.new_cdp_session(page)
    composition = {"text": "chen de ji", "selectionStart": 10, "selectionEnd": 10}
    keyboard.send("Input.imeSetComposition", composition)
    page.evaluate(
        """() => window.addEventListener('keydown', (e) => {
            window.composed = [e.key, e.isComposing] }, {once: true, capture: true})"""
    )
    page.keyboard.press("Enter")
    assert page.evaluate("window.composed") == ["Enter", True]  # the browser was composing
    keyboard.send("Input.insertText", {"text": "陈德基"})
    page.wait_for_timeout(600)  # longer than a question takes to show
    expect(page.locator(".turn")).to_have_count(0)
    box.fill(MODE)
    box.press("Shift+Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(0)
    assert box.input_value() == MODE + "\n"
    box.press("Enter")
    expect(page.locator(".turn .card")).to_be_visible()


HOSTILE = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
    "**粗** $$x^2$$ `c` ${1+1} {{value}}\u202e反"
)


def test_a_hostile_question_is_shown_as_text(address: str, visit: Visit) -> None:
    page = visit(address)
    turn = ask(page, HOSTILE)
    assert turn.locator(".question bdi").text_content() == HOSTILE
    expect(turn.locator("img, script, strong, .katex")).to_have_count(0)
    assert page.evaluate("window.pwned") is None


@pytest.fixture(scope="module")
def hostile_address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server over a page whose every part carries markup."""
    folder = tmp_path_factory.mktemp("hostile")
    text = f"""市图书馆<b onmouseover="window.pwned=1">新馆</b>开馆

■本报记者 张三<script>window.pwned=1</script>

本报讯 3月1日,市图书馆新馆在湘江东岸开馆。新馆藏书120万册{HOSTILE},设座位2600个。

读者李四说,新馆离家近__i18n__{{"__type__":"translation_metadata","key":"title"}},环境也好。
"""
    (folder / "<i>page.txt").write_text(text, "utf-8")
    return serve(folder)


def test_hostile_archive_text_is_shown_as_text(hostile_address: str, visit: Visit) -> None:
    page = visit(hostile_address)
    turn = ask(page, "市图书馆新馆在哪里开馆？")
    turn.locator(".chip").first.click()
    article = page.locator("#evidence .repaired")
    expect(article).to_contain_text(HOSTILE)
    expect(article).to_contain_text('__i18n__{"__type__":"translation_metadata","key":"title"}')
    expect(article).to_contain_text("<script>window.pwned=1</script>")
    page.get_by_text("原始文本").click()
    expect(page.locator("#evidence .raw")).to_contain_text(HOSTILE)
    expect(page.locator("#evidence, #conversation").locator("img, script, b, i")).to_have_count(0)
    page.locator("#evidence .raw").hover()
    assert page.evaluate("window.pwned") is None


def test_the_page_asks_no_other_host_for_anything(address: str, visit: Visit) -> None:
    hosts: set[str] = set()
    page = visit(address, hosts)
    ask(page, MODE).locator(".chip").first.click()
    page.locator("#evidence .repaired mark").first.wait_for()
    page.wait_for_timeout(2000)  # what a page fetches late: fonts, analytics, a look at versions
    assert hosts == {urlsplit(address).netloc}
    fonts = page.evaluate("[...document.fonts].filter(f => f.status !== 'unloaded').length")
    assert fonts == 0  # and no font of gradio's own: the system's serve


PHONE = {"width": 390, "height": 844}


def test_on_a_phone_the_article_covers_the_conversation(address: str, visit: Visit) -> None:
    page = visit(address, viewport=PHONE)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    turn = ask(page, MODE)
    expect(page.locator("#evidence .sheet")).to_be_hidden()
    turn.locator(".chip").first.click()
    expect(page.locator("#evidence .repaired mark").first).to_be_in_viewport()
    assert page.evaluate(wide) <= 390
    page.get_by_text("原始文本").click()
    assert page.evaluate(wide) <= 390
    page.get_by_role("button", name="关闭原文").click()
    expect(page.locator("#evidence .sheet")).to_be_hidden()
    expect(turn.locator(".chip").first).to_be_focused()
    ask(page, UNANSWERABLE)
    assert page.evaluate(wide) <= 390


def test_the_page_speaks_the_browsers_language(address: str, visit: Visit) -> None:
    english = visit(address, locale="en-US")
    expect(english.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(english.get_by_role("textbox", name="Question")).to_be_visible()
    expect(ask(english, UNANSWERABLE).locator(".none")).to_contain_text("The newspapers do not say")
    chinese = visit(address, locale="zh-CN")
    expect(chinese.get_by_role("button", name="提问", exact=True)).to_be_visible()
    expect(chinese.get_by_role("textbox", name="问题")).to_be_visible()
    other = visit(address, locale="fr-FR")
    expect(other.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(other.locator(".welcome")).to_contain_text("word for word")


def test_the_keyboard_is_enough(address: str, visit: Visit) -> None:
    page = visit(address)
    page.keyboard.type(MODE)  # the question has the focus from the start
    page.keyboard.press("Enter")
    chip = page.locator(".turn .chip").first
    chip.wait_for()
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if chip.evaluate("chip => chip === document.activeElement"):
            break
    expect(chip).to_be_focused()
    assert chip.evaluate("chip => getComputedStyle(chip).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#evidence .repaired mark").first.wait_for()
    page.keyboard.press("/")
    expect(page.locator("#question textarea")).to_be_focused()


# WCAG 2.2, 1.4.3: the contrast of each piece of text with what is painted behind it.
CONTRAST = """() => {
  const rgba = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
  };
  const found = [];
  for (const element of document.querySelectorAll('#columns *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const {width} = element.getBoundingClientRect();
    if (!own || width <= 1 || !element.checkVisibility({visibilityProperty: true})) continue;
    const pair = [getComputedStyle(element).color].map(rgba).concat([behind(element)]);
    const [low, high] = pair.map(luminance).sort((a, b) => a - b);
    found.push([(high + 0.05) / (low + 0.05), element.className + ' ' + element.textContent]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(address: str, visit: Visit, scheme: str) -> None:
    page = visit(address, color_scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == (scheme == "dark")
    first = page.evaluate(CONTRAST)
    ask(page, MODE).locator(".chip").first.click()
    ask(page, UNANSWERABLE).locator(".chip").first.click()
    page.locator("#evidence .near-note").wait_for()
    page.wait_for_timeout(400)  # gradio's buttons fade between colours
    worst = min(first[0], page.evaluate(CONTRAST)[0])
    assert worst[0] >= 4.5, worst
