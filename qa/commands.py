"""What each command of `archive-qa` does: thin, and 0 or an exit code of EXIT_CODES back."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ArchiveError
from qa.settings import SEEDS, Settings, data_home

if TYPE_CHECKING:  # loading the models takes seconds: a command that needs none starts without them
    from qa.archive import Archive
    from qa.assistant import Assistant
    from qa.records import Answer

OK, FAILED, USAGE, SKIPPED, REFUSED = 0, 1, 2, 3, 4
EXIT_CODES = (
    "exit codes: 0 done; 1 failed or did not hold; 2 wrong usage; "
    "3 built, but some files were skipped; 4 the archive does not say"
)


def ask(args: argparse.Namespace) -> int:
    """Answer one question, or one a line from standard input."""
    assistant = _open(args)
    if args.question == "-":
        for line in filter(None, map(str.strip, sys.stdin)):
            _print_answer(_converse(assistant, _turns(line)), assistant.settings, args.json)
        return OK
    if not args.question.strip():
        raise ArchiveError("the question is empty; write one, or - to read from standard input")
    answer = assistant.ask(args.question)
    _print_answer(answer, assistant.settings, args.json)
    return OK if answer.answered else REFUSED


def _turns(line: str) -> list[str]:
    """A line of input as a conversation: a JSON list of strings, or else one question."""
    if line.startswith("["):
        try:
            turns = json.loads(line)
        except ValueError:
            return [line]
        if isinstance(turns, list) and turns and all(isinstance(t, str) for t in turns):
            return turns
    return [line]


def _converse(assistant: Assistant, turns: Iterable[str]) -> Answer:
    history: list[Answer] = []
    for turn in turns:
        history.append(assistant.ask(turn, history))
    return history[-1]


def _print_answer(answer: Answer, settings: Settings, as_json: bool) -> None:
    from qa.answer import answer_json, disagreeing
    from qa.citations import source_line

    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False), flush=True)
        return
    if answer.understood != answer.question:
        print(f"（理解为：{answer.understood}）")
    print(answer.text if answer.answered else "档案中没有找到答案。")
    if answer.unknown_words and not answer.answered:
        print(f"  档案中没有这些词：{'、'.join(answer.unknown_words)}")
    told = [("出处", c) for c in answer.citations]
    told += [(f"说法不一，{c.quote.text}", c) for c in disagreeing(answer, settings.threshold)]
    told += [("相近，但不是答案", c) for c in answer.near]
    for mark, c in told:
        print(f"  {mark}：{source_line(c)}")
        print(f"    {c.context.text}")
        print(f"    {c.source.file} {c.quote.start}-{c.quote.end}")
    print(f"  可信度：{answer.confidence:.2f}", flush=True)


def search(args: argparse.Namespace) -> int:
    """List the passages nearest to a question."""
    hits = _open(args).search(args.question, args.limit)
    for hit in hits:
        row = {
            "passage": hit.passage.id,
            "headline": hit.article.title,
            "score": round(hit.score, 4),
            "dense": round(hit.dense, 4),
            "bm25": round(hit.bm25, 4),
            "text": hit.passage.text,
        }
        if args.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{row['score']:6.3f}  {row['headline']}  [{row['passage']}]")
            print("        " + " ".join(hit.passage.text.split()))
    return OK


def serve(args: argparse.Namespace) -> int:
    """Serve the chat page, its API and its MCP tools."""
    import app
    from qa import passwords
    from qa.live import Live
    from ui.guard import log_question
    from ui.server import Options

    options = Options(
        args.host,
        args.port,
        args.auth_file,
        args.no_auth,
        args.root_path,
        args.allow_upload,
        args.access_log,
    )
    options.check()
    if options.auth_file:
        passwords.read(options.auth_file)  # its errors come before the models are loaded
    asked = log_question if options.access_log == "questions" else None
    app.serve(Live(_open(args, wait=False), asked), options)
    return OK


def password(args: argparse.Namespace) -> int:
    """Let somebody log in: ask for their password twice, or read it from standard input."""
    import getpass

    from qa import passwords

    if sys.stdin.isatty():
        given = getpass.getpass(f"password of {args.user}: ")
        if getpass.getpass("once more: ") != given:
            raise ArchiveError("the two passwords differ; nothing was written")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    passwords.write(args.auth_file, args.user, given)
    print(f"{args.user} is in {args.auth_file}; serve with --auth-file {args.auth_file}")
    return OK


def auth_file() -> Path:
    """The file of who may log in, where none is named."""
    return data_home() / "users"


def feedback(args: argparse.Namespace) -> int:
    """Print what readers thought of answers, as questions for `evaluate --questions`."""
    from qa import feedback as kept

    records = kept.read(kept.place())
    if args.disliked:
        lines: Iterable[object] = (r for r in records if r["verdict"] == "dislike")
    else:
        lines = kept.questions(records)
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))
    return OK


def evaluate(args: argparse.Namespace) -> int:
    """Ask a set of gold questions and report how many are answered right."""
    from qa.evaluation import command, report

    questions = args.questions or (None if args.squad else SEEDS / "questions.jsonl")
    root = SEEDS if questions == SEEDS / "questions.jsonl" else args.archive
    candidates = args.embed == "candidates"
    request = command.Request(
        root, questions, args.documents, args.squad, args.oracle, args.limit, args.model, candidates
    )
    result = command.evaluate(request, settings_of(args))
    paths = report.write(result, args.out, texts=not args.numbers)
    print(
        json.dumps(report.to_json(result), ensure_ascii=False)
        if args.json
        else report.to_markdown(result)
    )
    print("written: " + ", ".join(map(str, paths)), file=sys.stderr)
    return OK


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings, with the threshold that the command line gives."""
    threshold = getattr(args, "threshold", None)
    return Settings() if threshold is None else replace(Settings(), threshold=threshold)


def archive_of(args: argparse.Namespace) -> Archive:
    """The archive alone, for what needs no model."""
    from qa.archive import Archive
    from qa.manifest import current_root

    return Archive.open(args.archive or current_root() or SEEDS)


def _open(args: argparse.Namespace, *, wait: bool = True) -> Assistant:
    from qa.assistant import Assistant

    return Assistant.open(args.archive, model=args.model, settings=settings_of(args), wait=wait)
