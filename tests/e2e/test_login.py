"""Readers who have to log in: the login page, the page behind it, and the way out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.steps import MODE, ask, findings
from qa import passwords
from qa.settings import SEEDS
from ui.server import Options


@pytest.fixture(scope="module")
def guarded(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a server that asks for a password."""
    users = tmp_path_factory.mktemp("guarded") / "users"
    passwords.write(users, "anna", "correct horse")
    return serve(SEEDS, Options(auth_file=users))


def log_in(page: Page, password: str) -> None:
    page.get_by_label("用户名").fill("anna")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_logs_in_asks_and_logs_out(
    guarded: str, visit: Callable[..., Page], scheme: str
) -> None:
    page = visit(guarded, ready="form", color_scheme=scheme)
    assert findings(page) == []
    log_in(page, "wrong")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对。")
    log_in(page, "correct horse")
    page.locator(".welcome").wait_for()
    ask(page, MODE)
    page.get_by_role("button", name="对话记录", exact=True).click()
    account = page.locator("#drawer .account")
    expect(account).to_contain_text("anna")
    assert findings(page) == []
    account.get_by_role("button", name="退出登录").click()
    page.get_by_label("用户名").wait_for()
    page.goto(guarded)
    page.get_by_label("用户名").wait_for()
