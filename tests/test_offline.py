"""Start-up and a question open no socket but loopback."""

import os
import subprocess
import sys
from pathlib import Path

# Runs in a process of its own, so that nothing imported before has already opened anything.
ASK = """
import socket, sys

opened = []
connect = socket.socket.connect

def watched(self, address):
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1")):
        opened.append(("connect", address))
        raise OSError(f"no network in this test: {address}")
    return connect(self, address)

def looked_up(host, *args, **kwargs):
    if host not in (None, "127.0.0.1", "localhost", "::1", "0.0.0.0"):
        opened.append(("resolve", host))
        raise OSError(f"no network in this test: {host}")
    return resolve(host, *args, **kwargs)

resolve = socket.getaddrinfo
socket.socket.connect = socket.socket.connect_ex = watched
socket.getaddrinfo = looked_up

import app
from qa.assistant import Assistant
from qa.settings import SEEDS

assistant = Assistant.open(SEEDS)
page = app.build_app(assistant)
here = {"server_name": "127.0.0.1", "server_port": int(sys.argv[1])}
page.launch(**app.look(), **here, prevent_thread_lock=True)
answer = assistant.ask("陈德基团队以什么模式落户衡阳？")
page.close()
print("ANSWER", answer.text)
print("OPENED", opened)
"""


def test_start_up_and_a_question_reach_for_no_other_host(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, "17861"],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"ARCHIVE_QA_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = dict(
        line.split(" ", 1)
        for line in done.stdout.splitlines()
        if line.startswith(("ANSWER", "OPENED"))
    )
    assert "UP" in lines["ANSWER"]
    assert lines["OPENED"] == "[]"
