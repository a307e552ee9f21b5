"""The endpoints and tools as programs use them: gradio_client, plain HTTP, the MCP client."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from servers import running, served

from embeddings.encoder import Encoder
from qa import passwords
from qa.answer import answer_json
from qa.assistant import Assistant
from qa.build import build
from qa.errors import ArchiveError
from qa.records import Scope
from qa.settings import Settings
from qa.transcript import GROUPS
from ui import api, shapes
from ui.server import Options

PAGES = {
    "library.txt": """\
市图书馆新馆开馆

■本报记者 张三

本报讯 3月1日,市图书馆新馆在湘江东岸开馆。新馆藏书120万册,设座位2600个。

读者李四说,新馆离家近,环境也好。
""",
    "bridge.txt": """\
湘江大桥通车

■本报记者 赵六

本报讯 3月1日,湘江大桥建成通车。大桥全长1850米,总投资12亿元。
""",
}
TOML = """\
newspaper = "试刊日报"

[[pages]]
file = "bridge.txt"
date = 2021-03-02
page = 4
"""
QUESTION = "市图书馆新馆藏书多少册？"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """An assistant over two pages of one's own."""
    root = tmp_path_factory.mktemp("papers")
    for name, text in PAGES.items():
        (root / name).write_text(text, "utf-8")
    (root / "archive.toml").write_text(TOML, "utf-8")
    build(root, encoder, Settings())
    return Assistant.open(root)


@pytest.fixture(scope="module")
def url(papers: Assistant) -> Iterator[str]:
    with running(served(papers, Options())) as address:
        yield address


def call(url: str, endpoint: str, *data: Any) -> httpx.Response:
    """One POST, as with curl."""
    return httpx.post(f"{url}/gradio_api/run/{endpoint}", json={"data": data}, timeout=60)


NO_SCOPE = ("", "", "", 0, "", "")


def test_ask_by_gradio_client_gives_the_answer_of_the_command_line(
    url: str, papers: Assistant
) -> None:
    told = Client(url, verbose=False).predict(question=QUESTION, api_name="/ask")
    answer = papers.ask(QUESTION)
    assert told == json.loads(json.dumps(shapes.of_answer(answer)))
    plain = answer_json(answer)
    assert {k: v for k, v in told.items() if k not in GROUPS} == {
        k: v for k, v in plain.items() if k not in GROUPS
    }
    cited = told["citations"] + told["near"] + told["others"]
    assert cited
    for one in cited:
        raw = PAGES[one["file"]]
        assert "".join(raw[a:b] for a, b in one["slices"]) == one["quote"]
        assert "".join(raw[a:b] for a, b in one["sentence_slices"]) == one["sentence"]


def test_ask_by_one_http_request(url: str, papers: Assistant) -> None:
    given = call(url, "ask", QUESTION, [], *NO_SCOPE)
    assert given.status_code == 200
    assert given.json()["data"] == [json.loads(json.dumps(shapes.of_answer(papers.ask(QUESTION))))]


def test_a_follow_up_is_understood_from_questions_or_from_answers(
    url: str, papers: Assistant
) -> None:
    first, then = "市图书馆新馆开馆的报道是谁写的？", "这篇报道是谁写的？"
    client = Client(url, verbose=False)
    before = client.predict(question=first, api_name="/ask")
    by_question = client.predict(question=then, history=[first], api_name="/ask")
    by_answer = client.predict(question=then, history=[before], api_name="/ask")
    wanted = papers.ask(then, [papers.ask(first)])
    assert wanted.understood != then
    assert by_question["understood"] == by_answer["understood"] == wanted.understood
    assert by_question["answer"] == by_answer["answer"] == wanted.text


def test_search_finds_passages_in_the_scope(url: str, papers: Assistant) -> None:
    every = call(url, "search", "通车", 5, *NO_SCOPE).json()["data"][0]
    assert every == [shapes.of_hit(hit) for hit in papers.search("通车", 5)]
    assert {row["file"] for row in every} == set(PAGES)
    fourth = call(url, "search", "开馆", 5, "", "2021-03-01", "2021-03-31", 4).json()["data"][0]
    assert {(r["file"], r["date"], r["page"]) for r in fourth} == {("bridge.txt", "2021-03-02", 4)}
    by_person = call(url, "search", "开馆", 5, "", "", "", 0, "张三").json()["data"][0]
    assert {row["file"] for row in by_person} == {"library.txt"}


def test_arguments_left_out_have_their_defaults(url: str) -> None:
    one = call(url, "ask", QUESTION).json()["data"]
    assert one == call(url, "ask", QUESTION, [], *NO_SCOPE).json()["data"]
    two = call(url, "search", "通车", 2).json()["data"][0]
    assert two == call(url, "search", "通车", 2, *NO_SCOPE).json()["data"][0]
    assert call(url, "search").status_code == 500


def test_article_gives_every_part_with_its_place(url: str) -> None:
    found = call(url, "search", "通车", 1, *NO_SCOPE).json()["data"][0][0]
    told = call(url, "article", found["article"]).json()["data"][0]
    raw = PAGES["bridge.txt"]
    assert told["headline"]["text"] == "湘江大桥通车"
    assert told["byline"]["text"] == "■本报记者 赵六"
    assert (told["newspaper"], told["date"], told["page"]) == ("试刊日报", "2021-03-02", 4)
    for part in (told["headline"], told["byline"], told["dateline"], *told["paragraphs"]):
        assert "".join(raw[a:b] for a, b in part["slices"]) == part["text"]


@pytest.mark.parametrize(
    ("endpoint", "data", "message"),
    [
        ("ask", ("", [], *NO_SCOPE), "question: expected text, found nothing"),
        ("ask", (7, [], *NO_SCOPE), "question: expected text, found int"),
        ("ask", ("问" * 1001, [], *NO_SCOPE), "question: expected at most 1000 characters"),
        ("ask", ("问", "前", *NO_SCOPE), "history: expected a list, found str"),
        ("ask", ("问", ["前"] * 21, *NO_SCOPE), "history: expected at most 20 turns, found 21"),
        ("ask", ("问", ["前", 3], *NO_SCOPE), "history[1]: expected a question or an earlier"),
        ("ask", ("问", [{}], *NO_SCOPE), "a kept answer cannot be read"),
        ("ask", ("问", [], "", "1. May"), "first: expected a day as YYYY-MM-DD"),
        ("ask", ("问", [], "", "", "", "x"), "page: expected a whole number"),
        ("search", ("词", 0, *NO_SCOPE), "limit: expected a whole number from 1 to 50, found 0"),
        ("search", ("词", 1.5, *NO_SCOPE), "limit: expected a whole number from 1 to 50"),
        ("article", ("../etc/passwd#0-1",), "the archive has no article '../etc/passwd#0-1'"),
    ],
)
def test_what_is_wrong_is_named(
    url: str, endpoint: str, data: tuple[Any, ...], message: str
) -> None:
    refused = call(url, endpoint, *data)
    assert refused.status_code == 500
    assert message in refused.json()["error"]


def test_an_answer_that_was_tampered_with_is_not_believed(url: str) -> None:
    before = call(url, "ask", QUESTION, [], *NO_SCOPE).json()["data"][0]
    for citation in before["citations"]:
        citation["quote"] = citation["sentence"] = "编造的话"
    after = call(url, "ask", "它在哪里？", [before], *NO_SCOPE).json()["data"][0]
    assert "编造" not in json.dumps(after, ensure_ascii=False)


def test_every_endpoint_is_documented_with_its_types(url: str) -> None:
    info = httpx.get(f"{url}/gradio_api/info").json()["named_endpoints"]
    assert set(info) == {"/ask", "/search", "/article"}
    names = [p["parameter_name"] for p in info["/ask"]["parameters"]]
    assert names == [
        "question",
        "history",
        "newspaper",
        "first",
        "last",
        "page",
        "person",
        "section",
    ]
    shape = info["/ask"]["returns"][0]["type"]
    assert shape["properties"]["citations"]["items"]["properties"]["slices"]["type"] == "array"
    assert set(shape["properties"]) == set(shapes.AnswerJson.__annotations__)


def tools(
    url: str, *calls: tuple[str, dict[str, Any]], login: tuple[str, str] | None = None
) -> tuple[Any, list[Any]]:
    """The tools that an MCP client sees, and the results of some calls."""

    async def talk() -> tuple[Any, list[Any]]:
        async with (
            httpx.AsyncClient(auth=login, timeout=60) as http,
            streamable_http_client(f"{url}/gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = (await session.list_tools()).tools
            return listed, [await session.call_tool(name, given) for name, given in calls]

    return asyncio.run(talk())


def test_the_mcp_client_sees_the_three_tools_and_what_they_want(url: str) -> None:
    listed, _ = tools(url)
    known = {tool.name: tool for tool in listed}
    assert set(known) == {"ask", "search", "article"}
    ask = known["ask"]
    assert ask.description.startswith("Answer a question from an archive of Chinese newspapers")
    assert "陈德基团队以什么模式落户衡阳？" in ask.description
    assert ask.inputSchema["required"] == ["question"]
    said = {name: p.get("description", "") for name, p in ask.inputSchema["properties"].items()}
    assert all(said.values()), said
    assert known["search"].inputSchema["required"] == ["query"]
    assert known["article"].inputSchema["required"] == ["article_id"]


def test_tools_answer_in_json_and_say_what_is_wrong(url: str, papers: Assistant) -> None:
    _, (answer, passages, wrong) = tools(
        url,
        ("ask", {"question": QUESTION}),
        ("search", {"query": "通车", "limit": 2}),
        ("article", {"article_id": "none.txt#0-1"}),
    )
    wanted = json.loads(json.dumps(shapes.of_answer(papers.ask(QUESTION))))
    assert json.loads(answer.content[0].text) == wanted
    assert json.loads(passages.content[0].text) == [
        shapes.of_hit(hit) for hit in papers.search("通车", 2)
    ]
    assert wrong.isError
    assert "the archive has no article 'none.txt#0-1'" in wrong.content[0].text


def test_health_says_what_is_open_and_nothing_else(url: str, papers: Assistant) -> None:
    info = papers.info()
    assert httpx.get(f"{url}/healthz").json() == {
        "ok": True,
        "ready": True,
        "version": version("archive-qa"),
        "pages": 2,
        "articles": 2,
        "passages": info.passages,
        "built": info.built,
    }


def test_with_a_password_file_nothing_but_health_is_open(papers: Assistant, tmp_path: Path) -> None:
    users = tmp_path / "users"
    passwords.write(users, "anna", "correct horse")
    login = ("anna", "correct horse")
    with running(served(papers, Options(auth_file=users))) as url:
        assert httpx.get(f"{url}/healthz").json()["ok"]
        body = {"data": [QUESTION, [], *NO_SCOPE]}
        for path in ("", "config", "gradio_api/info", "gradio_api/mcp/", "theme.css"):
            assert httpx.get(f"{url}/{path}").status_code == 401
        assert httpx.post(f"{url}/gradio_api/run/ask", json=body).status_code == 401
        asked = httpx.post(f"{url}/gradio_api/run/ask", json=body, auth=login, timeout=60)
        assert asked.json()["data"][0]["question"] == QUESTION
        client = Client(url, auth=login, verbose=False)
        assert client.predict(question=QUESTION, api_name="/ask") == asked.json()["data"][0]
        _, (tool,) = tools(url, ("ask", {"question": QUESTION}), login=login)
        assert json.loads(tool.content[0].text) == asked.json()["data"][0]


class Scripted:
    """An assistant that answers once it is let."""

    archive = None

    def __init__(self) -> None:
        self.let, self.scopes = threading.Event(), []

    def ask(self, question: str, _history: Any = (), scope: Any = None) -> Any:
        self.scopes.append(scope)
        self.let.wait(20)
        if question == "坏":
            raise RuntimeError(f"about {question}")
        raise ArchiveError("页.txt: was changed; run `archive-qa build`")


def test_calls_wait_their_turn_and_too_many_are_sent_away() -> None:
    slow = Scripted()
    with ThreadPoolExecutor(2) as pool:
        do = api.Endpoints(slow, pool)  # type: ignore[arg-type]

        async def many() -> list[Any]:
            asked = [asyncio.create_task(do.ask("问")) for _ in range(api.MOST_WAITING)]
            await asyncio.sleep(0.05)
            with pytest.raises(api.Refused, match="busy: 64 calls are waiting"):
                await do.ask("问")
            assert len(slow.scopes) == 2  # the pool has two threads
            slow.let.set()
            return await asyncio.gather(*asked, return_exceptions=True)

        ended = asyncio.run(many())
    assert {str(error) for error in ended} == {"页.txt: was changed; run `archive-qa build`"}
    assert slow.scopes[0] == Scope()


def test_a_fault_of_ours_is_logged_without_the_question(caplog: pytest.LogCaptureFixture) -> None:
    broken = Scripted()
    broken.let.set()
    with ThreadPoolExecutor(1) as pool, pytest.raises(api.Refused, match="its log says why"):
        asyncio.run(api.Endpoints(broken, pool).ask("坏"))  # type: ignore[arg-type]
    assert [record.getMessage() for record in caplog.records] == ["a call of _converse failed"]


def test_tools_need_the_mcp_server() -> None:
    page = SimpleNamespace(mcp_server_obj=None, mcp_error="no module named mcp")
    with pytest.raises(RuntimeError, match="no module named mcp"):
        api.tools_speak_json(page)  # type: ignore[arg-type]
