"""Who may come in: a login page with a session cookie, or HTTP Basic for programs.

Stands before the whole page, its API and its MCP tools: gradio's own login leaves the tools open.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from http.cookies import CookieError, SimpleCookie
from math import ceil
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa import passwords
from ui.attempts import Attempts
from ui.words import ZH, spoken

COOKIE = "archive_qa_session"
SESSION = 12 * 3600.0  # seconds: a working day; a program's password is not hashed again in it
MOST_SESSIONS = 10_000  # about 3 MB
OPEN = {"/healthz"}
USER = "archive_qa.user"
"""Key of the ASGI scope with the name of who is logged in."""
_LONGEST_USER = 64


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is in, as long as their hash in the auth file stays the same."""

    user: str
    kept: str
    ends: float


class Login:
    """ASGI middleware that lets nobody by who is not in the auth file, but for /healthz."""

    def __init__(
        self,
        app: ASGIApp,
        users: Callable[[], dict[str, str]],
        attempts: Attempts,
        prefix: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._users, self._attempts = app, users, attempts
        self._prefix, self._clock = prefix, clock
        self._sessions: dict[bytes, Session] = {}
        self._hashing = asyncio.Semaphore(1)  # 32 MiB and one core at a time
        self._secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope.get("path") in OPEN:
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        else:
            request = Request(scope, receive)
            response = await self._answer(request)
            await (response or self._app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """What to say to a request; None where somebody who is in sends it."""
        path = request.url.path.removesuffix("/")
        if path == "/login" and request.method == "POST":
            return await self._log_in(request)
        if path == "/logout" and request.method == "POST":
            self._sessions.pop(self._key(_cookie(request)), None)
            gone = RedirectResponse(f"{self._prefix}/", 303)
            gone.delete_cookie(COOKIE, path=f"{self._prefix}/")
            return gone
        found = self._session(_cookie(request)) or self._session(_authorization(request))
        if found is None and (named := _basic(request)):
            wait, found = await self._check(*named, _address(request))
            if wait:
                return _too_many(wait)
            if found:
                self._remember(_authorization(request), found)
        if found is None:
            return self._refused(request)
        request.scope[USER] = found.user
        return None

    async def _log_in(self, request: Request) -> Response:
        """The answer to a login form, of the page or of gradio_client, which wants no redirect."""
        form = await request.form()
        user, password = (str(form.get(name, "")) for name in ("username", "password"))
        onward = _onward(str(form.get("next", "")))
        wait, found = await self._check(user.strip(), password, _address(request))
        if found is None and _wants_html(request):
            return _page(request, self._prefix, onward, wait, status=429 if wait else 401)
        if found is None:
            return _too_many(wait) if wait else JSONResponse({"error": "wrong login"}, 401)
        token = secrets.token_urlsafe(32)
        self._remember(token, found)
        response: Response = JSONResponse({"success": True})
        if _wants_html(request):
            response = RedirectResponse(f"{self._prefix}{onward}", 303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION),
            path=f"{self._prefix}/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def _check(self, user: str, password: str, address: str) -> tuple[float, Session | None]:
        """Seconds to wait before this may be tried, and who it is, if the password is theirs."""
        user = user[:_LONGEST_USER]
        if wait := self._attempts.wait(user, address):
            return wait, None
        kept = self._users().get(user)
        async with self._hashing:
            right = await asyncio.to_thread(passwords.matches, password, kept or passwords.NOBODY)
        if kept is None or not right:
            return 0.0, None
        self._attempts.succeeded(user, address)
        return 0.0, Session(user, kept, self._clock() + SESSION)

    def _remember(self, token: str, who: Session) -> None:
        if len(self._sessions) >= MOST_SESSIONS:
            alive = sorted(self._sessions.items(), key=lambda kv: kv[1].ends)
            self._sessions = dict(alive[len(alive) // 10 :])
        self._sessions[self._key(token)] = who

    def _session(self, token: str) -> Session | None:
        found = self._sessions.get(self._key(token)) if token else None
        if found and found.ends > self._clock() and self._users().get(found.user) == found.kept:
            return found
        return None

    def _key(self, token: str) -> bytes:
        """What is kept of a token: its keyed hash, so that no comparison tells of the token."""
        return hashlib.blake2b(token.encode(), key=self._secret, digest_size=32).digest()

    def _refused(self, request: Request) -> Response:
        if request.method == "GET" and _wants_html(request):
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return _page(request, self._prefix, _onward(here), status=401)
        # Scripts of the page are not told of Basic: browsers would ask in a window of their own.
        told = {} if "sec-fetch-mode" in request.headers else {"www-authenticate": _BASIC}
        return JSONResponse({"error": "log in first"}, 401, told)


_BASIC = 'Basic realm="archive-qa", charset="UTF-8"'


def _authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


def _basic(request: Request) -> tuple[str, str] | None:
    """User and password of HTTP Basic (RFC 7617), or None."""
    scheme, _, encoded = _authorization(request).partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def user_of(request: object) -> str:
    """Who is logged in, of a request as gradio hands it on; "" where nobody has to be."""
    asked = getattr(request, "request", None)
    return str(asked.scope.get(USER, "")) if isinstance(asked, Request) else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _onward(path: str) -> str:
    """A path of this server to go on to, or the first page: never another host."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\", "/login", "/logout"))
    return path if inside and path.isprintable() and "\\" not in path else "/"


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _too_many(wait: float) -> Response:
    message = f"too many attempts; try again in {ceil(wait)} seconds"
    return JSONResponse({"error": message}, 429, {"retry-after": str(ceil(wait))})


def _page(
    request: Request, prefix: str, onward: str, wait: float = 0.0, status: int = 200
) -> Response:
    """The login page, in the browser's language."""
    chinese = spoken(request.headers.get("accept-language", "")) is ZH
    words = _ZH if chinese else _EN
    tried = request.method == "POST"
    problem = words["wait"].format(n=ceil(wait)) if wait else words["wrong"] if tried else ""
    html = _HTML.substitute(
        {name: escape(text) for name, text in words.items()},
        lang="zh-CN" if chinese else "en",
        action=escape(f"{prefix}/login"),
        onward=escape(onward),
        problem=escape(problem),
    )
    headers = {"content-security-policy": POLICY, "cache-control": "no-store"}
    return HTMLResponse(html, status, headers | ({"retry-after": str(ceil(wait))} if wait else {}))


POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ZH = {
    "title": "问报纸",
    "user": "用户名",
    "password": "密码",
    "enter": "登录",
    "wrong": "用户名或密码不对。",
    "wait": "尝试次数过多，请在 {n} 秒后再试。",
}
_EN = {
    "title": "Ask the newspapers",
    "user": "User",
    "password": "Password",
    "enter": "Log in",
    "wrong": "User or password is wrong.",
    "wait": "Too many attempts. Try again in {n} seconds.",
}
_HTML = Template("""\
<!doctype html>
<html lang="$lang"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 20rem; margin: 15vh auto; padding: 0 1rem }
h1 { font-family: "Songti SC", "Noto Serif CJK SC", SimSun, serif; font-size: 1.6rem }
label { display: block; margin: 1rem 0 }
input, button { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem; margin-top: .2rem }
</style></head><body><main><h1>$title</h1>
<form method="post" action="$action"><input type="hidden" name="next" value="$onward">
<label>$user<input name="username" autocomplete="username" required autofocus></label>
<label>$password<input name="password" type="password" autocomplete="current-password" required>
</label><p role="alert">$problem</p><button>$enter</button></form></main></body></html>
""")  # noqa: E501
