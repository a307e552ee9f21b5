"""What each command of `archive-qa` does: thin, and 0 or an exit code of EXIT_CODES back."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ArchiveError
from qa.records import ArticleKind
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


def build(args: argparse.Namespace) -> int:
    """Build an archive and make it the one that other commands use."""
    from embeddings.encoder import Encoder
    from qa.build import build as build_archive
    from qa.build import is_current
    from qa.manifest import place, set_current_root

    encoder, settings = Encoder.load(args.model), _settings(args)
    if args.if_changed and is_current(args.path, encoder, settings):
        print(f"{args.path}: already built and unchanged", file=sys.stderr)
        return OK
    manifest = build_archive(args.path, encoder, settings)
    set_current_root(args.path)
    for file, reason in manifest.skipped.items():
        print(f"skipped {file}: {reason}", file=sys.stderr)
    if args.json:
        print(json.dumps(asdict(manifest), ensure_ascii=False))
    else:
        print(
            f"{manifest.pages} pages, {manifest.articles} articles, {manifest.passages} passages, "
            f"{len(manifest.skipped)} files skipped; index in {place(args.path)}"
        )
    return SKIPPED if manifest.skipped else OK


def ask(args: argparse.Namespace) -> int:
    """Answer one question, or one a line from standard input."""
    assistant = _open(args)
    if args.question == "-":
        for line in filter(None, map(str.strip, sys.stdin)):
            _print_answer(_converse(assistant, _turns(line)), args.json)
        return OK
    if not args.question.strip():
        raise ArchiveError("the question is empty; write one, or - to read from standard input")
    answer = assistant.ask(args.question)
    _print_answer(answer, args.json)
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


def _print_answer(answer: Answer, as_json: bool) -> None:
    from qa.answer import answer_json
    from qa.citations import source_line

    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False), flush=True)
        return
    if answer.understood != answer.question:
        print(f"（理解为：{answer.understood}）")
    print(answer.text if answer.answered else "档案中没有找到答案。")
    if answer.unknown_words and not answer.answered:
        print(f"  档案中没有这些词：{'、'.join(answer.unknown_words)}")
    for mark, citations in (("出处", answer.citations), ("相近，但不是答案", answer.near)):
        for c in citations:
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
            "headline": hit.article.headline.text,
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
    print("archive-qa: loading the archive and the models ...", file=sys.stderr, flush=True)
    asked = log_question if options.access_log == "questions" else None
    app.serve(Live(_open(args), asked), options)
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


def info(args: argparse.Namespace) -> int:
    """Say what the archive holds."""
    info = {
        k: str(v) if k.endswith("date") and v else v
        for k, v in asdict(_archive(args).info()).items()
    }
    if args.json:
        print(json.dumps(info, ensure_ascii=False))
    else:
        for name, value in info.items():
            print(f"{name:12} {'、'.join(value) if isinstance(value, tuple) else value}")
    return OK


def list_articles(args: argparse.Namespace) -> int:
    """List the articles: id, day of issue, page, byline and headline."""
    for article in _archive(args).articles():
        if article.kind is ArticleKind.FURNITURE:
            continue
        source = article.source
        row = {
            "id": article.id,
            "date": source.date.isoformat() if source.date else None,
            "page": source.page,
            "byline": " ".join(article.byline.text.split()),
            "headline": article.headline.text,
        }
        if args.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print("\t".join(str(value or "") for value in row.values()))
    return OK


def show(args: argparse.Namespace) -> int:
    """Show one article, part by part."""
    try:
        article = _archive(args).article(args.article)
    except KeyError:
        raise ArchiveError(
            f"{args.article}: the archive has no such article; `archive-qa list` names them all"
        ) from None
    parts = {
        "kicker": [article.kicker],
        "headline": [article.headline],
        "subhead": article.subheads,
        "column": [article.column],
        "byline": [article.byline],
        "dateline": [article.dateline],
        "paragraph": article.paragraphs,
    }
    for name, excerpts in parts.items():
        for excerpt in filter(None, excerpts):
            if args.json:
                row = {"part": name, "text": excerpt.text, "slices": excerpt.slices}
                print(json.dumps(row, ensure_ascii=False))
            else:
                print(f"{name:10}{excerpt.text}")
    return OK


def verify(args: argparse.Namespace) -> int:
    """Hold every passage and article part against the raw files."""
    from qa.verify import problems

    archive = _archive(args)
    found = list(problems(archive))
    manifest = archive.manifest
    if args.json:
        print(json.dumps({"ok": not found, "problems": found}, ensure_ascii=False))
    else:
        print("\n".join(found) or f"{manifest.passages} passages of {manifest.pages} pages hold")
    return FAILED if found else OK


def evaluate(args: argparse.Namespace) -> int:
    """Ask a set of gold questions and report how many are answered right."""
    from qa.evaluation import command, report

    questions = args.questions or (None if args.squad else SEEDS / "questions.jsonl")
    root = SEEDS if questions == SEEDS / "questions.jsonl" else args.archive
    candidates = args.embed == "candidates"
    request = command.Request(
        root, questions, args.documents, args.squad, args.oracle, args.limit, args.model, candidates
    )
    result = command.evaluate(request, _settings(args))
    paths = report.write(result, args.out)
    print(
        json.dumps(report.to_json(result), ensure_ascii=False)
        if args.json
        else report.to_markdown(result)
    )
    print("written: " + ", ".join(map(str, paths)), file=sys.stderr)
    return OK


def doctor(args: argparse.Namespace) -> int:
    """Check the installation."""
    from qa.doctor import checks as look

    checks = look(args.archive, args.model, _settings(args))
    if args.json:
        print(json.dumps([asdict(c) for c in checks], ensure_ascii=False))
    else:
        for check in checks:
            print(f"{'ok     ' if check.ok else 'PROBLEM'} {check.name}: {check.found}")
    return OK if all(c.ok for c in checks) else FAILED


def _settings(args: argparse.Namespace) -> Settings:
    threshold = getattr(args, "threshold", None)
    return Settings() if threshold is None else replace(Settings(), threshold=threshold)


def _archive(args: argparse.Namespace) -> Archive:
    """The archive alone, for what needs no model."""
    from qa.archive import Archive
    from qa.manifest import current_root

    return Archive.open(args.archive or current_root() or SEEDS)


def _open(args: argparse.Namespace) -> Assistant:
    from qa.assistant import Assistant

    return Assistant.open(args.archive, model=args.model, settings=_settings(args))
