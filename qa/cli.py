"""The command line: `archive-qa COMMAND`, each command with `--help` and an example."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError
from qa import commands, upkeep
from qa.errors import ArchiveError
from qa.settings import SEEDS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="archive-qa",
        description="Ask an archive of Chinese newspapers; the answer is in its own words.",
        epilog=commands.EXIT_CODES,
    )
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[argparse.Namespace], int], example: str, json_help: str = ""
    ) -> argparse.ArgumentParser:
        command = added.add_parser(
            name,
            help=run.__doc__,
            description=run.__doc__,
            epilog=f"example: archive-qa {example} — {commands.EXIT_CODES}",
        )
        command.set_defaults(run=run)
        command.add_argument(
            "--model",
            metavar="NAME_OR_FOLDER",
            help="a SentenceTransformer model instead of the bundled one",
        )
        if json_help:
            command.add_argument("--json", action="store_true", help=json_help)
        if name != "build":
            command.add_argument(
                "--archive",
                type=Path,
                metavar="PATH",
                help="a built folder; default: the one built last",
            )
        return command

    build = add("build", upkeep.build, "build ~/papers", "print the manifest as JSON")
    build.add_argument(
        "path", nargs="?", type=Path, default=SEEDS, help="folder or file; default: seeds"
    )
    build.add_argument(
        "--if-changed", action="store_true", help="do nothing where the built archive is up to date"
    )
    build.add_argument(
        "--anew",
        action="store_true",
        help="parse every file and learn all words again; only vectors are taken over",
    )
    ask = add("ask", commands.ask, 'ask "陈德基团队以什么模式落户衡阳？"', "one JSON object a line")
    ask.add_argument(
        "question",
        help="the question, or - for one a line (a JSON list of strings is a conversation)",
    )
    ask.add_argument("--threshold", type=float, help="probability below which to refuse, 0 to 1")
    search = add(
        "search", commands.search, 'search "科技活动周" --limit 3', "one JSON object a line"
    )
    search.add_argument("question", help="what to look for")
    search.add_argument("--limit", type=int, default=5, help="passages to list; default 5")
    serve = add("serve", commands.serve, "serve --port 7860")
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; default 127.0.0.1"
    )
    serve.add_argument("--port", type=int, default=7860, help="port to listen on; default 7860")
    serve.add_argument(
        "--auth-file",
        type=Path,
        nargs="?",
        const=commands.auth_file(),
        metavar="FILE",
        help="ask for a password of this file, made with `archive-qa password`; "
        "without FILE: the one that command writes to",
    )
    serve.add_argument(
        "--no-auth", action="store_true", help="ask nobody for a password, on any --host"
    )
    serve.add_argument(
        "--root-path",
        default="",
        metavar="PATH_OR_URL",
        help="where a reverse proxy puts it, as https://example.org/papers",
    )
    serve.add_argument(
        "--allow-upload", action="store_true", help="let readers add pages to the archive"
    )
    serve.add_argument(
        "--access-log",
        nargs="?",
        const="requests",
        default="",
        choices=("requests", "questions"),
        help="log requests to standard error, without questions, or with them",
    )
    password = added.add_parser(
        "password",
        help=commands.password.__doc__,
        description=commands.password.__doc__,
        epilog=f"example: archive-qa password anna — {commands.EXIT_CODES}",
    )
    password.set_defaults(run=commands.password)
    password.add_argument("user", metavar="USER", help="who may log in: a name without spaces")
    password.add_argument(
        "--auth-file",
        type=Path,
        default=commands.auth_file(),
        metavar="FILE",
        help="the file to write to; default: users in the folder of built archives",
    )
    feedback = add("feedback", commands.feedback, "feedback > questions.jsonl")
    feedback.add_argument(
        "--disliked", action="store_true", help="print what readers found wrong, with their reasons"
    )
    add("info", upkeep.info, "info", "print it as JSON")
    add("list", upkeep.list_articles, "list", "one JSON object a line")
    shown = add(
        "show",
        upkeep.show,
        "show 'pages/hengyang-daily-2021-05-28-p1.txt#2-1113'",
        "a part a line, with its offsets",
    )
    shown.add_argument("article", help="the id of an article, as `list` gives it")
    shown.add_argument(
        "--boxes",
        action="store_true",
        help="print where it stands on the pages of its PDF, in points, as JSON",
    )
    remove = add("remove", upkeep.remove, "remove 1987/misprint.txt", "print the manifest as JSON")
    remove.add_argument("files", nargs="+", metavar="FILE", help="a file below the folder")
    remove.add_argument("--undo", action="store_true", help="take the files in again")
    add("words", upkeep.words, "words", "one JSON object a line")
    add("verify", upkeep.verify, "verify", "print it as JSON")
    evaluate = add(
        "evaluate",
        commands.evaluate,
        "evaluate --questions seeds/questions.jsonl",
        "print the report as JSON",
    )
    evaluate.add_argument(
        "--questions", type=Path, metavar="FILE", help="gold questions; default: those of seeds"
    )
    evaluate.add_argument(
        "--documents",
        type=Path,
        metavar="FILE",
        help="JSON lines of id, text, title, date to ask about",
    )
    evaluate.add_argument("--squad", type=Path, metavar="FILE", help="a SQuAD-style file")
    evaluate.add_argument(
        "--oracle",
        action="store_true",
        help="read each question in its own paragraph: no retrieval",
    )
    evaluate.add_argument(
        "--embed",
        choices=("all", "candidates"),
        default="all",
        help="candidates: BM25 over all documents, vectors only for what it finds",
    )
    evaluate.add_argument("--limit", type=int, default=0, help="ask only so many, drawn at random")
    evaluate.add_argument(
        "--threshold", type=float, help="probability below which to refuse, 0 to 1"
    )
    evaluate.add_argument(
        "--out",
        type=Path,
        default=Path("evaluation"),
        help="folder of the report; default evaluation/",
    )
    evaluate.add_argument(
        "--numbers",
        action="store_true",
        help="write the numbers alone, for a set whose questions may not be copied",
    )
    add("doctor", upkeep.doctor, "doctor", "print the checks as JSON")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command; an error meant for the user is one line on standard error and exit code 1."""
    args: Any = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except (ArchiveError, ModelError) as error:
        print(f"archive-qa: {error}", file=sys.stderr)
    except BrokenPipeError:  # `… | head` has seen enough; Python would complain again at its exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.OK
    except KeyboardInterrupt:
        print("archive-qa: stopped", file=sys.stderr)
    return commands.FAILED


if __name__ == "__main__":
    sys.exit(main())
