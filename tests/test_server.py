"""Who may reach the page, and what passes the guards before it."""

import logging
import os
import re
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from servers import COMMAND, running
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from embeddings.encoder import Encoder
from qa import cli, passwords
from qa.errors import ArchiveError
from ui import guard
from ui.attempts import FREE, WINDOW, Attempts
from ui.login import COOKIE, SESSION, USER, Login
from ui.server import Options, run

# The test vector of RFC 7914, section 12, with N = 16384.
VECTOR = bytes.fromhex(
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
)


def test_a_key_is_scrypt_as_the_rfc_has_it() -> None:
    found = passwords._scrypt("pleaseletmein", b"SodiumChloride", 14, 8, 1, 64)
    assert found == VECTOR


def test_a_password_matches_its_own_hash_only() -> None:
    kept = passwords.hashed("correct horse")
    assert re.fullmatch(r"\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}", kept)
    assert passwords.matches("correct horse", kept)
    assert not passwords.matches("correct horsf", kept)
    assert not passwords.matches("", kept)
    assert not passwords.matches("correct horse", "correct horse")
    assert not passwords.matches("", passwords.NOBODY)


def test_the_command_writes_a_line_and_keeps_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    users = tmp_path / "auth" / "users"

    def give(user: str, password: str) -> int:
        stdin = type("Pipe", (), {"isatty": lambda _: False, "readline": lambda _: password})()
        monkeypatch.setattr("sys.stdin", stdin)
        return cli.main(["password", user, "--auth-file", str(users)])

    assert give("anna", "correct horse\n") == 0
    assert stat.S_IMODE(users.stat().st_mode) == 0o600
    assert give("博文", "battery staple\n") == 0
    first = passwords.read(users)
    assert give("anna", "another horse\n") == 0
    second = passwords.read(users)
    assert list(second) == ["博文", "anna"]
    assert second["博文"] == first["博文"]
    assert passwords.matches("another horse", second["anna"])
    assert "horse" not in users.read_text("utf-8")
    assert give("anna", "short\n") == 1
    assert "has 5 characters; expected 8 to 256" in capsys.readouterr().err
    assert give("an:na", "correct horse\n") == 1
    assert passwords.read(users) == second


def test_asked_twice_the_passwords_must_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, answers = tmp_path / "users", iter(["correct horse", "correct house"])
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert cli.main(["password", "anna", "--auth-file", str(users)]) == 1
    assert not users.exists()


@pytest.mark.parametrize(
    ("text", "mode", "message"),
    [
        (None, 0, "cannot be read"),
        ("", 0o600, "nobody is in it; add someone with `archive-qa password USER"),
        ("anna:secret\n", 0o600, "line 1 is not `user:"),
        ("# people\nanna:$scrypt$ln=30,r=8,p=1$" + "a" * 22 + "$" + "b" * 43, 0o600, "line 2"),
        ("anna:x\n", 0o644, "has mode 0644, so that others may read it; expected 0600; run `chmod"),
    ],
)
def test_an_auth_file_that_cannot_be_trusted_is_refused(
    tmp_path: Path, text: str | None, mode: int, message: str
) -> None:
    users = tmp_path / "users"
    if text is not None:
        users.write_text(text)
        users.chmod(mode)
    with pytest.raises(ArchiveError, match=re.escape(message)) as refused:
        passwords.read(users)
    assert str(users) in str(refused.value)


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_attempts_wait_longer_each_time_and_are_forgotten() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    assert [attempts.wait("anna", "1.2.3.4") for _ in range(FREE["pair"])] == [0.0] * FREE["pair"]
    waits = []
    for _ in range(5):
        waits.append(attempts.wait("anna", "1.2.3.4"))
        assert attempts.wait("anna", "1.2.3.4") == waits[-1]  # asking costs nothing
        clock.now += waits[-1]
        assert attempts.wait("anna", "1.2.3.4") == 0.0
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert attempts.wait("anna", "5.6.7.8") == 0.0  # anna herself, at another address
    assert attempts.wait("博文", "1.2.3.4") == 0.0
    clock.now += WINDOW
    assert attempts.wait("anna", "1.2.3.4") == 0.0
    assert attempts._made["pair", "anna", "1.2.3.4"] == [clock.now]


def test_what_is_counted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.attempts.MOST", 30)
    attempts = Attempts(Clock())
    for number in range(100):
        attempts.wait(f"user{number}", f"10.0.0.{number}")
    assert len(attempts._made) == 30
    assert ("pair", "user99", "10.0.0.99") in attempts._made


def test_a_right_password_gives_a_fresh_start_but_not_to_the_address() -> None:
    attempts = Attempts(Clock())
    for _ in range(FREE["pair"]):
        attempts.wait("anna", "1.2.3.4")
    attempts.succeeded("anna", "1.2.3.4")
    assert attempts.wait("anna", "1.2.3.4") == 0.0
    for number in range(FREE["address"] - FREE["pair"]):
        assert attempts.wait(f"guess{number}", "1.2.3.4") == 0.0
    assert attempts.wait("one more", "1.2.3.4") == 1.0


def test_many_addresses_do_not_help_against_one_user() -> None:
    attempts = Attempts(Clock())
    tried = [attempts.wait("anna", f"10.0.{n}.1") for n in range(FREE["user"] + 1)]
    assert tried == [0.0] * FREE["user"] + [1.0]
    sixes = Attempts(Clock())  # the addresses of one household's IPv6 network are one
    tried = [sixes.wait("anna", f"2001:db8:0:1::{n}") for n in range(FREE["pair"] + 1)]
    assert tried == [0.0] * FREE["pair"] + [1.0]


async def who(request: Request) -> PlainTextResponse:
    body = await request.body()
    return PlainTextResponse(f"{request.scope.get(USER, '-')} {request.url.path} {len(body)}")


INNER = Starlette(routes=[Route("/{path:path}", who, methods=["GET", "POST"])])
HTML = {"accept": "text/html,*/*", "accept-language": "zh-CN"}


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    passwords.write(path, "anna", "correct horse")
    return path


@pytest.fixture
def site(users: Path) -> Iterator[tuple[str, Clock]]:
    """The address of a server that anna may log in to, below /papers of a proxy, and its clock."""
    clock = Clock()
    login = Login(INNER, passwords.AuthFile(users).users, Attempts(clock), "/papers", clock)
    with running(login) as url:
        yield url, clock


def log_in(url: str, password: str = "correct horse", **form: str) -> httpx.Response:
    data = {"username": "anna", "password": password, **form}
    return httpx.post(f"{url}/login", data=data, headers=HTML)


def test_a_reader_logs_in_and_goes_on_to_where_they_wanted(site: tuple[str, Clock]) -> None:
    url, clock = site
    asked = httpx.get(f"{url}/?file=页.txt&q=谁", headers=HTML)
    assert asked.status_code == 401
    assert 'action="/papers/login"' in asked.text
    onward = re.search(r'name="next" value="([^"]*)"', asked.text)
    assert onward
    entered = log_in(url, next=onward[1].replace("&amp;", "&"))
    assert entered.status_code == 303
    assert entered.headers["location"] == "/papers/?file=%E9%A1%B5.txt&q=%E8%B0%81"
    cookie = entered.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "path=/papers/" in cookie.lower()
    session = {"cookie": f"{COOKIE}={entered.cookies[COOKIE]}"}
    assert httpx.get(f"{url}/x", headers=session).text == "anna /x 0"
    clock.now += SESSION + 1
    assert httpx.get(f"{url}/x", headers=session).status_code == 401


@pytest.mark.parametrize(
    "onward", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\\b", "/logout", ""]
)
def test_a_login_leads_to_no_other_host(site: tuple[str, Clock], onward: str) -> None:
    assert log_in(site[0], next=onward).headers["location"] == "/papers/"


def test_a_wrong_password_is_said_and_then_costs_time(site: tuple[str, Clock]) -> None:
    url, clock = site
    for _ in range(FREE["pair"]):
        wrong = log_in(url, "wrong horse")
        assert wrong.status_code == 401
        assert "用户名或密码不对" in wrong.text
        assert "set-cookie" not in wrong.headers
    early = log_in(url)
    assert (early.status_code, early.headers["retry-after"]) == (429, "1")
    assert "请在 1 秒后再试" in early.text
    clock.now += 1
    assert log_in(url).status_code == 303


def test_an_unknown_user_is_told_nothing_else(site: tuple[str, Clock]) -> None:
    known = httpx.post(f"{site[0]}/login", data={"username": "anna", "password": "wrong"})
    unknown = httpx.post(f"{site[0]}/login", data={"username": "nobody", "password": "wrong"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


def test_programs_use_basic_and_attempts_are_counted(site: tuple[str, Clock]) -> None:
    url, _ = site
    refused = httpx.get(f"{url}/x")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    fetched = httpx.get(f"{url}/x", headers={"sec-fetch-mode": "cors"})
    assert "www-authenticate" not in fetched.headers
    assert httpx.get(f"{url}/x", auth=("anna", "correct horse")).text == "anna /x 0"
    codes = [httpx.get(f"{url}/x", auth=("anna", f"wrong {n}")).status_code for n in range(6)]
    assert codes == [401] * FREE["pair"] + [429]
    assert httpx.get(f"{url}/x", auth=("anna", "correct horse")).text == "anna /x 0"  # is in
    for header in ("Basic", "Basic !", "Basic YW5uYQ==", "Bearer x"):
        assert httpx.get(f"{url}/x", headers={"authorization": header}).status_code == 401


def test_who_logs_out_or_is_removed_is_out(site: tuple[str, Clock], users: Path) -> None:
    url, _ = site
    here, elsewhere = ({"cookie": f"{COOKIE}={log_in(url).cookies[COOKIE]}"} for _ in range(2))
    gone = httpx.post(f"{url}/logout", headers=here)
    assert gone.headers["location"] == "/papers/"
    assert httpx.get(f"{url}/x", headers=here).status_code == 401
    assert httpx.get(f"{url}/x", headers=elsewhere).text == "anna /x 0"
    passwords.write(users, "anna", "another horse")
    assert httpx.get(f"{url}/x", headers=elsewhere).status_code == 401
    users.chmod(0o644)
    assert log_in(url, "another horse").status_code == 401  # the file is not trusted any more


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(host="0.0.0.0"), "--host 0.0.0.0 can be reached from other machines"),
        (Options(host="::"), "add --auth-file FILE"),
        (Options(host="papers.example.org"), "or --no-auth if everyone who reaches it may ask"),
        (Options(auth_file=Path("users"), no_auth=True), "contradict each other"),
        (Options(root_path="papers"), "--root-path papers: expected a path or an address"),
    ],
)
def test_options_that_open_too_much_are_refused(options: Options, message: str) -> None:
    with pytest.raises(ArchiveError, match=re.escape(message)):
        options.check()


def test_options_that_are_meant_are_taken() -> None:
    for options in (
        Options(),
        Options(host="::1"),
        Options(host="localhost"),
        Options(host="0.0.0.0", no_auth=True),
        Options(host="0.0.0.0", auth_file=Path("users"), root_path="https://example.org/papers"),
    ):
        options.check()
    assert Options(root_path="https://example.org/papers/").prefix == "/papers"


def test_serve_refuses_before_it_loads_anything(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--host", "0.0.0.0"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "add --auth-file FILE" in said


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ArchiveError, match=rf"port {port} on 127.0.0.1 cannot be used"):
            run(INNER, Options(port=port), Future())


def test_a_server_stops_where_its_models_cannot_be_loaded(
    papers: Path, encoder: Encoder, tmp_path: Path
) -> None:
    home = os.environ | {"ARCHIVE_QA_HOME": str(tmp_path / "home")}
    subprocess.run([COMMAND, "build", str(papers)], check=True, capture_output=True, env=home)
    (manifest,) = (tmp_path / "home").rglob("manifest.json")
    manifest.write_text(manifest.read_text("utf-8").replace(encoder.identity, "other@1"), "utf-8")
    serve = [COMMAND, "serve", "--archive", str(papers), "--port", "0"]
    ended = subprocess.run(serve, capture_output=True, text=True, env=home, timeout=120)
    assert ended.returncode == 1
    assert "built with encoder other@1" in ended.stderr
    assert "run `archive-qa build" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def guarded() -> Iterator[Callable[..., str]]:
    """Start a server with a guard around INNER; its address."""
    open_servers: list[Any] = []

    def start(guard_of: Callable[[ASGIApp], ASGIApp], inner: ASGIApp = INNER) -> str:
        context = running(guard_of(inner))
        open_servers.append(context)
        return str(context.__enter__())

    yield start
    for context in open_servers:
        context.__exit__(None, None, None)


def test_every_response_has_the_headers(guarded: Callable[..., str]) -> None:
    url = guarded(guard.SecurityHeaders)
    headers = httpx.get(f"{url}/x").headers
    assert {name: headers[name] for name in guard.HEADERS} == guard.HEADERS
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "https:" not in headers["content-security-policy"]


def test_pages_of_other_sites_may_send_nothing(guarded: Callable[..., str]) -> None:
    url = guarded(lambda app: guard.SameOrigin(app, "papers.example.org", set()))

    def post(**headers: str) -> int:
        return httpx.post(f"{url}/x", headers=headers).status_code

    assert post() == 200
    assert post(origin=url) == 200
    assert post(origin="https://papers.example.org") == 200
    assert (
        post(origin="https://other.example.org", **{"x-forwarded-host": "other.example.org"}) == 200
    )
    assert post(origin="https://evil.example") == 403
    assert post(origin="null") == 403
    assert httpx.get(f"{url}/x", headers={"origin": "https://evil.example"}).status_code == 200


def test_without_a_password_only_names_of_this_machine_count(guarded: Callable[..., str]) -> None:
    url = guarded(lambda app: guard.SameOrigin(app, "", guard.LOOPBACK))
    port = url.rpartition(":")[2]

    def get(host: str) -> int:
        return httpx.get(f"{url}/x", headers={"host": host}).status_code

    assert [get(h) for h in (f"127.0.0.1:{port}", "localhost", f"[::1]:{port}")] == [200] * 3
    assert [get(h) for h in ("evil.example", f"evil.example:{port}", "localhost.evil")] == [403] * 3


def test_large_bodies_are_refused_whole_or_in_chunks(
    guarded: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY", 1000)
    url = guarded(lambda app: guard.Limits(app, 0))
    assert httpx.post(f"{url}/x", content=b"a" * 1000).text == "- /x 1000"
    stated = httpx.post(f"{url}/x", content=b"a" * 1001)
    assert stated.status_code == 413
    assert stated.json()["error"] == "the request is too large; expected at most 1000 bytes"
    assert httpx.post(f"{url}/x", content=iter([b"a" * 500] * 2)).text == "- /x 1000"
    assert httpx.post(f"{url}/x", content=iter([b"a" * 500] * 3)).status_code == 413


def test_files_are_taken_only_where_that_is_allowed(guarded: Callable[..., str]) -> None:
    closed = guarded(lambda app: guard.Limits(app, 0))
    opened = guarded(lambda app: guard.Limits(app, 2000))
    for path in guard.WRITING:
        refused = httpx.post(f"{closed}{path}", content=b"a")
        assert refused.status_code == 403
        assert "--allow-upload" in refused.json()["error"]
    path = guard.WRITING[0]
    assert httpx.post(f"{opened}{path}", content=b"a" * 2000).text == f"- {path} 2000"
    assert httpx.post(f"{opened}{path}", content=b"a" * 2001).status_code == 413


def test_a_long_answer_is_not_held_back(guarded: Callable[..., str]) -> None:
    async def parts(_: Request) -> StreamingResponse:
        return StreamingResponse(iter([b"a" * 100] * 5))

    url = guarded(lambda app: guard.Limits(app, 0), Starlette(routes=[Route("/", parts)]))
    assert httpx.get(url).content == b"a" * 500


def test_the_access_log_has_no_question_unless_asked_for(
    guarded: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "archive_qa.access")
    url = guarded(guard.AccessLog)
    httpx.get(f"{url}/x y?q=谁主持")
    httpx.post(f"{url}/run", content="谁主持".encode())
    httpx.get(f"{url}/assets/a.js")
    guard.log_question('谁主持？\n127.0.0.1 anna "GET /" 200')
    lines = [re.sub(r"\d+ ms", "N ms", r.getMessage()) for r in caplog.records]
    assert lines == [
        '127.0.0.1 - "GET /x%20y" 200 N ms',
        '127.0.0.1 - "POST /run" 200 N ms',
        r'question "谁主持？\n127.0.0.1 anna \"GET /\" 200"',
    ]
