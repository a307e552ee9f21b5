"""What every request and response passes on its way: sizes, origins, headers, the access log."""

from __future__ import annotations

import json
import logging
import time
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.login import USER

access = logging.getLogger("archive_qa.access")

BODY = 8 * 2**20  # bytes of a request: the page sends a whole conversation with each question
WRITING = ("/gradio_api/upload", "/gradio_api/process_recording", "/gradio_api/deep_link")
"""Routes of gradio that write files for whoever asks, whatever the page has a use for."""
QUIET = ("/assets/", "/static/", "/svelte/", "/theme.css", "/favicon.ico", "/gradio_api/heartbeat/")
"""Parts of the page that tell the access log nothing."""
SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

HEADERS = {
    # gradio's page needs inline script, and `new Function` for the scripts of gr.HTML; it may
    # fetch from, send to and be framed by nobody.
    "content-security-policy": "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # a permalink holds a question
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def log_question(question: str) -> None:
    """Log a question, in one line whatever is in it."""
    access.info("question %s", json.dumps(question, ensure_ascii=False))


class SecurityHeaders:
    """Adds HEADERS to each response that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


class SameOrigin:
    """Refuses what pages of other sites send, and names that another site may have pointed here.

    `names` are the host names that a server without a password answers to, since any page may let
    a name of its own point to this machine (DNS rebinding); empty: all.
    """

    def __init__(self, app: ASGIApp, public: str, names: set[str]) -> None:
        self._app, self._public, self._names = app, public, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if problem := self._problem(scope["method"], headers):
                await JSONResponse({"error": problem}, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _problem(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._names and (urlsplit(f"//{host}").hostname or "") not in self._names:
            return (
                f"asked for as {host!r}; expected one of {', '.join(sorted(self._names))}; start "
                "the server with --root-path https://NAME, or with --auth-file"
            )
        origin = headers.get("origin")
        own = {host, headers.get("x-forwarded-host", host), self._public or host}
        if method not in SAFE and origin is not None and urlsplit(origin).netloc not in own:
            return f"sent by a page of {origin!r}; only pages of this server may"
        return ""


class Limits:
    """Refuses bodies of more than BODY bytes, and uploads altogether where `upload` is 0.

    `upload` is the most bytes of one request that uploads files.
    """

    def __init__(self, app: ASGIApp, upload: int) -> None:
        self._app, self._upload = app, upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        writing = scope["path"].startswith(WRITING)
        if writing and not self._upload:
            error = "uploads are off; the server must be started with --allow-upload"
            await JSONResponse({"error": error}, 403)(scope, receive, send)
            return
        most = self._upload if writing else BODY
        too_large = JSONResponse(
            {"error": f"the request is too large; expected at most {most} bytes"},
            413,
            {"connection": "close"},
        )
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdecimal() or int(stated) > most:
            await too_large(scope, receive, send)
            return
        received, started, stopped = 0, False, False

        async def counted() -> Message:
            nonlocal received, stopped
            message = await receive()
            received += len(message.get("body", b""))
            if received > most and not stopped:
                stopped = True
                if not started:
                    await too_large(scope, receive, send)
            return {"type": "http.disconnect"} if stopped else message

        async def sent(message: Message) -> None:
            nonlocal started
            if started or not stopped:  # otherwise the client was answered already
                started = True
                await send(message)

        await self._app(scope, counted, sent)


class AccessLog:
    """Logs each request in a line: who, what, how it ended; never the query or the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(QUIET):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            client = scope["client"][0] if scope.get("client") else "-"
            user, what = quote(scope.get(USER, "-")), f"{scope['method']} {quote(scope['path'])}"
            milliseconds = (time.perf_counter() - began) * 1000
            access.info('%s %s "%s" %d %.0f ms', client, user, what, status, milliseconds)
