"""How long a reader waits in a real Chromium: for the page of a server just started, for an answer.

    python -m qa.evaluation.waits --archive seeds --starts 5

Each start serves the archive anew and opens the page as soon as the port answers; interactive means
that the welcome is drawn and the box takes text. The questions of the archive that need no
conversation are then asked one after the other; the page itself notes when its question, the first
sign of life, and the answer are drawn. Needs the `dev` extra and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.settings import SEEDS

if TYPE_CHECKING:  # only in the `dev` extra
    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
WARM_UP = 3  # questions that are not counted
ROUND = 10  # questions before a new conversation
_WATCH = """() => {
  window.waited = { turns: Infinity };
  new MutationObserver(() => {
    const turns = document.querySelectorAll(".turn");
    const past = performance.now() - waited.asked;
    if (turns.length <= waited.turns) return;
    waited.sign ??= past;
    if (turns[waited.turns].querySelector(".card")) waited.answer ??= past;
  }).observe(document.body, { childList: true, subtree: true });
}"""


@contextmanager
def server(archive: Path) -> Iterator[str]:
    """The address of a server that is just starting, as soon as its port answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa.cli", "serve", "--archive", str(archive)]
    started = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while True:
            if started.poll() is not None:
                raise SystemExit(f"the server ended with {started.returncode}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait(20)


def opened(page: Page, address: str) -> None:
    """Open the page and type into its box."""
    page.goto(address)
    page.locator(".welcome").wait_for()
    page.locator("#question textarea").fill("问")


def asked(page: Page, questions: Sequence[str]) -> Iterator[dict[str, float]]:
    """Milliseconds to the first `sign` of life and to the `answer`, a question after the other."""
    page.evaluate(_WATCH)
    for number, question in enumerate(questions):
        if number and number % ROUND == 0:
            page.locator("#clear").click()
            page.locator(".welcome").wait_for()
        turns = page.locator(".turn").count()
        page.locator("#question textarea").fill(question)
        page.evaluate("turns => { waited = { turns, asked: performance.now() }; }", turns)
        page.locator("#question textarea").press("Enter")
        page.locator(".turn").nth(turns).locator(".card").wait_for()
        page.wait_for_function("() => waited.answer")
        yield page.evaluate("() => ({ sign: waited.sign, answer: waited.answer })")


def measure(archive: Path, starts: int, limit: int) -> dict[str, Any]:
    """Numbers of so many cold starts, and of the questions asked at the last."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit(f"no browser: none of {', '.join(BROWSERS)} is installed")
    lines = map(json.loads, (archive / "questions.jsonl").read_text("utf-8").splitlines())
    questions = [line["question"] for line in lines if not line.get("history")][:limit]
    cold: list[float] = []
    waits: list[dict[str, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for start in range(starts):
            page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 900})
            began = time.monotonic()
            with server(archive) as address:
                opened(page, address)
                cold.append(time.monotonic() - began)
                if start == starts - 1:
                    waits = list(asked(page, questions))[WARM_UP:]
            page.close()
        browser.close()
    summary: dict[str, Any] = {
        "starts": starts,
        "interactive_s": [round(seconds, 1) for seconds in cold],
        "questions": len(waits),
    }
    for name in ("sign", "answer"):
        for q in (50, 95):
            value = float(np.percentile([wait[name] for wait in waits], q))
            summary[f"{name}_p{q}_ms"] = round(value)
    return summary


def main(argv: list[str] | None = None) -> None:
    """Measure and print the numbers as JSON."""
    parser = argparse.ArgumentParser(description="How long a reader waits, in a real Chromium.")
    parser.add_argument("--archive", type=Path, default=SEEDS, help="a built folder with questions")
    parser.add_argument("--starts", type=int, default=5, help="servers started; default 5")
    parser.add_argument("--limit", type=int, default=60, help="questions asked; default 60")
    args = parser.parse_args(argv)
    print(json.dumps(measure(args.archive, args.starts, args.limit)))


if __name__ == "__main__":
    main()
