"""What several tests do in the browser."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from qa.settings import SEEDS

MODE = "陈德基团队以什么模式落户衡阳？"
UNANSWERABLE = "怎样给自行车补胎？"  # far from every page: how refusals look is tested, not when
RAW = next((SEEDS / "pages").glob("hengyang-daily-*.txt")).read_text("utf-8")


@contextmanager
def busy(address: str, calls: int = 12) -> Iterator[None]:
    """A server with so much to answer that a question waits long enough to be stopped."""

    def call(_: int) -> None:
        body = {"data": [MODE]}
        httpx.post(f"{address}/gradio_api/run/ask", json=body, timeout=120).raise_for_status()

    with ThreadPoolExecutor(calls) as pool:
        waiting = [pool.submit(call, i) for i in range(calls)]
        wait(waiting, return_when=FIRST_COMPLETED)
        yield
        for one in waiting:
            one.result()


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and wait for its answer or refusal."""
    before = page.locator(".turn").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    turn = page.locator(".turn").nth(before)
    turn.locator(".card").wait_for()
    return turn


def marks(page: Page, view: str) -> list[tuple[str, str]]:
    """Text and raw offsets of each mark in a view of the article."""
    found = page.locator(f"#evidence .{view} mark").all()
    return [(m.text_content() or "", m.get_attribute("data-offsets") or "") for m in found]


def raw(offsets: str) -> str:
    """The characters of the raw page at `start-end start-end`."""
    ranges = [map(int, part.split("-")) for part in offsets.split()]
    return "".join(RAW[start:end] for start, end in ranges)


def findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical: rule and element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
