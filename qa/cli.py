"""The command line: `archive-qa COMMAND`, each command with `--help` and an example."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError
from qa import commands
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

    build = add("build", commands.build, "build ~/papers", "print the manifest as JSON")
    build.add_argument(
        "path", nargs="?", type=Path, default=SEEDS, help="folder of .txt pages; default: seeds"
    )
    build.add_argument(
        "--if-changed", action="store_true", help="do nothing where the built archive is up to date"
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
    add("info", commands.info, "info", "print it as JSON")
    add("verify", commands.verify, "verify", "print it as JSON")
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
    add("doctor", commands.doctor, "doctor", "print the checks as JSON")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command; an error meant for the user is one line on standard error and exit code 1."""
    args: Any = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except (ArchiveError, ModelError) as error:
        print(f"archive-qa: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("archive-qa: stopped", file=sys.stderr)
    return commands.FAILED


if __name__ == "__main__":
    sys.exit(main())
