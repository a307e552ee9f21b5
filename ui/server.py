"""The page as a server: who may reach it, how it is mounted, and how it runs."""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from qa.assistant import Assistant
from qa.errors import ArchiveError
from qa.passwords import AuthFile
from ui import api, guard
from ui.attempts import Attempts
from ui.login import Login

Health = Callable[[], dict[str, Any]]
UPLOAD = 64 * 2**20  # bytes of one request that uploads: a year's issue of a small paper
GRACE = 3  # seconds that running questions have to end when the server is stopped
TURN = 0.0005
"""Seconds after which a thread lets others run, not Python's 0.005: a page is drawn by dozens of
short requests, and models are loaded and questions searched beside them."""
LOGS = ("requests", "questions")


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve; the defaults are for one person on this machine."""

    host: str = "127.0.0.1"
    port: int = 7860
    auth_file: Path | None = None
    no_auth: bool = False  # known and wanted: whoever reaches the host may ask
    root_path: str = ""  # where a reverse proxy puts the server: /papers, https://host/papers
    allow_upload: bool = False
    access_log: str = ""  # "" for none, or one of LOGS

    @property
    def prefix(self) -> str:
        """The path part of `root_path`, without a slash at its end."""
        return urlsplit(self.root_path).path.rstrip("/")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the host."""
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost"

    def check(self) -> None:
        """ArchiveError where the options contradict each other, or open more than was said."""
        if self.auth_file and self.no_auth:
            raise ArchiveError("--auth-file and --no-auth contradict each other; give one of them")
        if not (self.loopback or self.auth_file or self.no_auth):
            raise ArchiveError(
                f"--host {self.host} can be reached from other machines, and nobody is asked for a "
                "password; add --auth-file FILE (made with `archive-qa password USER`), or "
                "--no-auth if everyone who reaches it may ask"
            )
        parts = urlsplit(self.root_path)
        full = parts.scheme in ("http", "https") and parts.netloc
        if self.root_path and not (full or self.root_path.startswith("/")):
            raise ArchiveError(
                f"--root-path {self.root_path}: expected a path or an address, as /papers or "
                "https://example.org/papers"
            )


def application(page: gr.Blocks, look: dict[str, Any], health: Health, options: Options) -> ASGIApp:
    """The page with its API, its MCP tools and /healthz, behind the guards that `options` ask for.

    `look` are arguments of gradio's `mount_gradio_app`; `health` is what /healthz says.
    """
    options.check()
    # A CORS policy of our own, which allows nobody: gradio's lets any site read with our cookies.
    root = FastAPI(openapi_url=None, middleware=[Middleware(CORSMiddleware)])
    root.add_api_route("/healthz", health)
    app: ASGIApp = gr.mount_gradio_app(
        root,
        page,
        path="/",
        root_path=options.root_path or None,
        show_error=False,
        max_file_size=UPLOAD,
        mcp_server=True,
        **look,
    )
    api.tools_speak_json(page)
    if options.auth_file:
        app = Login(app, AuthFile(options.auth_file).users, Attempts(), options.prefix)
    app = guard.Limits(app, UPLOAD if options.allow_upload else 0)
    public = urlsplit(options.root_path).netloc
    named = guard.LOOPBACK | ({urlsplit(options.root_path).hostname or ""} if public else set())
    trusting = options.loopback and not options.auth_file
    app = guard.SameOrigin(app, public, named if trusting else set())
    app = guard.SecurityHeaders(app)
    return guard.AccessLog(app) if options.access_log else app


def health_of(assistant: Assistant) -> Health:
    """What /healthz says: whether questions are answered at once, and what is held; no question."""

    def health() -> dict[str, Any]:
        now = assistant.info()
        counts = {name: getattr(now, name) for name in ("pages", "articles", "passages", "built")}
        ready = assistant.models.ready
        return {"ok": True, "ready": ready, "version": version("archive-qa"), **counts}

    return health


def run(app: ASGIApp, options: Options, loading: Future[Any]) -> None:
    """Serve until interrupted, or until what is `loading` has failed, which is raised then.

    ArchiveError where the address cannot be had.
    """
    if options.access_log:
        _log_to_stderr()
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config, options)
    sys.setswitchinterval(TURN)
    with _bound(options) as bound:
        loading.add_done_callback(server.stop_where_failed)
        server.run([bound])
    if loading.done():
        loading.result()


class _Server(uvicorn.Server):
    """uvicorn, which says where the page is once it answers."""

    def __init__(self, config: uvicorn.Config, options: Options) -> None:
        super().__init__(config)
        self._options = options

    def stop_where_failed(self, loading: Future[Any]) -> None:
        """Stop where what was loading has failed."""
        self.should_exit |= loading.exception() is not None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        here = f"http://{host}:{self._options.port}"
        public = self._options.root_path if "://" in self._options.root_path else here
        print(f"archive-qa: open {public} in a browser; Ctrl-C stops it", flush=True)
        if not self._options.loopback and not public.startswith("https:"):
            print(
                "archive-qa: passwords and questions pass the network in the clear; put a proxy "
                "with TLS before it and say where with --root-path https://NAME",
                file=sys.stderr,
                flush=True,
            )


def _bound(options: Options) -> socket.socket:
    """A socket that holds the address; nobody is let in before the server listens on it."""
    try:
        found = socket.getaddrinfo(
            options.host.strip("[]"), options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        raise ArchiveError(
            f"port {options.port} on {options.host} cannot be used ({error}); "
            "choose another with --port"
        ) from error
    return bound


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    guard.access.addHandler(handler)
    guard.access.setLevel(logging.INFO)
    guard.access.propagate = False
