"""Gold questions asked in the browser, and every citation of each answer opened.

Each sixth of them; all with EVERY_QUESTION=1 in the environment, which takes some minutes.
"""

import json
import os
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from e2e.steps import ask, marks, raw
from qa.settings import SEEDS

MARKED = """quote => [...document.querySelectorAll("#evidence .repaired mark")]
    .map(mark => mark.textContent).join("") === quote"""


def test_every_mark_is_exactly_what_is_cited(address: str, visit: Callable[..., Page]) -> None:
    lines = (SEEDS / "questions.jsonl").read_text("utf-8").splitlines()
    gold = [json.loads(line) for line in lines][:: 1 if os.environ.get("EVERY_QUESTION") else 6]
    page = visit(address)
    opened = 0
    for entry in gold:
        if opened:
            page.get_by_role("button", name="新对话").click()
            page.locator(".welcome").wait_for()
        for asked in (*entry["history"], entry["question"]):
            turn = ask(page, asked)
        turn.evaluate("turn => turn.querySelectorAll('details').forEach(d => d.open = true)")
        for source in turn.locator(".sources li").all():
            source.locator(".chip").click()
            quote = quoted(source)
            page.wait_for_function(MARKED, arg=quote)
            for view in ("repaired", "raw"):
                found = marks(page, view)
                assert "".join(text for text, _ in found) == quote, entry["id"]
                assert all(raw(offsets) == text for text, offsets in found), entry["id"]
            opened += 1
    assert opened >= len(gold)


def quoted(source: Locator) -> str:
    """What a source of an answer is cited for: what is marked in its sentence, or all of it."""
    sentence = source.locator(".sentence").first
    parts = sentence.locator("mark").all_text_contents()
    return "".join(parts) or sentence.text_content() or ""
