"""A page that opens before the models are loaded."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from servers import serving

from e2e.steps import ask


def test_a_page_at_a_server_that_has_just_started(
    papers: Path, served_home: Path, visit: Callable[..., Page]
) -> None:
    with serving(papers, served_home, cold=True) as address:
        asking, looking = visit(address), visit(address)
        turn = ask(asking, "新馆藏书多少册？")
        expect(turn.locator(".answer")).to_contain_text("120万册")
        expect(looking.locator(".example").first).to_be_visible()
        # Drawn at the same time, the questions to start with do not replace a conversation.
        expect(asking.locator(".turn")).to_have_count(1)
