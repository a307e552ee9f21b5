"""A real server behind `archive-qa serve`, and a real Chromium in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from servers import serving

from qa.settings import SEEDS

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one these tests are skipped, but never in CI."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        why = f"NO BROWSER: none of {', '.join(NAMES)} is installed, the page itself is UNTESTED"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the servers: not the other tests' one, whose archive built last would no
    longer be theirs."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="package")
def serve(served_home: Path) -> Iterator[Callable[[Path], str]]:
    """Start a server over a folder of pages, which is built first; returns its address."""
    with ExitStack() as servers:
        yield lambda archive: servers.enter_context(serving(archive, served_home))


@pytest.fixture(scope="package")
def address(serve: Callable[[Path], str]) -> str:
    """A server over the archive that ships."""
    return serve(SEEDS)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a new browser context (no shared cookies), once `ready` is there.

    Every host that the page asks for anything is added to `hosts`.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        url: str, hosts: set[str] | None = None, ready: str = ".welcome", **options: Any
    ) -> Page:
        settings = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        if hosts is not None:
            page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
            page.on("websocket", lambda opened: hosts.add(urlsplit(opened.url).netloc))
        page.goto(url)
        page.locator(ready).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
