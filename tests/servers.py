"""A server of its own for a test: real HTTP on a free port of this machine."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp

COMMAND = str(Path(sys.executable).with_name("archive-qa"))
STARTS = 300  # seconds that a server may take to start, its archive built and models loaded


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """The address of a server that runs the application in a thread."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1)
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
def serving(archive: Path, home: Path, *options: str) -> Iterator[str]:
    """The address of `archive-qa serve` over an archive, which is built first, in `home`."""
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
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Return once the port answers; fail with what the server said where it ends before."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until:
        if server.poll() is not None:
            assert server.stdout
            pytest.fail(f"the server ended with {server.returncode}: {server.stdout.read()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the server does not answer on port {port} after {STARTS} s")
