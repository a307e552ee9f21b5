"""Real servers, and a real Chromium in front of them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from servers import running, served, serving

from embeddings.encoder import Encoder
from qa.assistant import Assistant
from qa.build import build
from qa.settings import SEEDS, Settings
from ui.server import Options

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
def address(served_home: Path) -> Iterator[str]:
    """`archive-qa serve` over the archive that ships."""
    with serving(SEEDS, served_home) as url:
        yield url


@pytest.fixture(scope="package")
def serve(encoder: Encoder) -> Iterator[Callable[..., str]]:
    """Serve a folder of pages, which is built first, from this process; returns the address."""
    with ExitStack() as servers:

        def start(archive: Path, options: Options = Options()) -> str:  # noqa: B008
            build(archive, encoder, Settings())
            return servers.enter_context(running(served(Assistant.open(archive), options)))

        yield start


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
