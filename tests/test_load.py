"""The load of several people: what is counted, and that a mix-up is noticed."""

import json
from typing import Any

import pytest
from servers import running
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from qa.evaluation import load

ASKED = [("高山是谁？", "他是什么职务？"), ("谁主持？",)]


def server(answer_to: Any) -> Starlette:
    """A server whose answer to (question, history) is what a test says."""

    async def ask(request: Request) -> JSONResponse:
        question, history, *scope = (await request.json())["data"]
        assert tuple(scope) == load._NO_SCOPE
        return answer_to(question, history)

    return Starlette(routes=[Route("/gradio_api/run/ask", ask, methods=["POST"])])


def told(question: str, answer: str) -> JSONResponse:
    given = {"question": question, "understood": question, "answer": answer, "citations": []}
    return JSONResponse({"data": [given]})


def test_people_are_counted_and_follow_ups_bring_their_own_answers() -> None:
    histories: dict[str, set[str]] = {}

    def answer(question: str, history: list[dict[str, Any]]) -> JSONResponse:
        asked = json.dumps([turn["question"] for turn in history], ensure_ascii=False)
        histories.setdefault(question, set()).add(asked)
        return told(question, f"答{question}")

    with running(server(answer)) as url:
        seen = load.run(url, 3, 1.0, ASKED, None)
    assert histories == {
        "高山是谁？": {"[]"},
        "他是什么职务？": {'["高山是谁？"]'},
        "谁主持？": {"[]"},
    }
    counted = load.summary(seen, 3, 1.0)
    assert counted["answers"] == len(seen.seconds) > 3
    assert (counted["errors"], counted["mixed_up"], counted["conversations"]) == (0, 0, 3)
    assert 0 < counted["p50_ms"] <= counted["p95_ms"] <= counted["p99_ms"] < 10_000


def test_another_persons_answer_is_noticed() -> None:
    with running(server(lambda q, _: told("别人的问题", q))) as url:
        assert load.run(url, 1, 0.3, ASKED, None).mixed_up
    numbers = iter(range(10_000))
    with running(server(lambda q, _: told(q, str(next(numbers))))) as url:
        assert load.run(url, 2, 0.5, ASKED[1:], None).mixed_up


def test_errors_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    broken = server(lambda *_: JSONResponse({"error": "busy"}, 500))
    with running(broken) as url:
        assert load.main(["--url", url, "--people", "2", "--minutes", "0.01"]) == 1
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (said["answers"], said["p95_ms"]) == (0, None)
    assert said["errors"] >= 2
    assert '500 {"error":"busy"}' in err
