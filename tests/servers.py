"""A server of its own for a test: real HTTP on a free port of this machine.

`serving` is the command as a user runs it; `running` takes half a minute less to start.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

import app
from qa.assistant import Assistant
from ui.server import Options, application, health_of

COMMAND = str(Path(sys.executable).with_name("archive-qa"))
STARTS = 300  # seconds that a server may take to start, its archive built and models loaded


def served(assistant: Assistant, options: Options) -> ASGIApp:
    """The application as `archive-qa serve` makes it."""
    look = {name: value for name, value in app.look().items() if name not in ("share", "quiet")}
    return application(app.build_app(assistant), look, health_of(assistant), options)


@contextmanager
def running(application: ASGIApp) -> Iterator[str]:
    """The address of a server that runs an application in a thread."""
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def serving(archive: Path, home: Path, *options: str, cold: bool = False) -> Iterator[str]:
    """The address of `archive-qa serve` over an archive, which is built first, in `home`.

    Its models are loaded, unless it is wanted `cold`, as soon as it answers at all.
    """
    env = os.environ | {"ARCHIVE_QA_HOME": str(home)}
    build = [COMMAND, "build", str(archive)]
    subprocess.run(build, check=True, capture_output=True, timeout=300, env=env)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [COMMAND, "serve", "--archive", str(archive), "--port", str(port), *options]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server, cold=cold)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str, server: subprocess.Popen[str], *, cold: bool) -> None:
    """Return once a server answers; fail with what it said where it ends before."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until:
        if server.poll() is not None:
            assert server.stdout
            pytest.fail(f"the server ended with {server.returncode}: {server.stdout.read()}")
        with suppress(httpx.TransportError):
            if cold | httpx.get(f"{address}/healthz", timeout=30).json()["ready"]:
                return
        time.sleep(0.05)
    pytest.fail(f"the server at {address} does not answer after {STARTS} s")
