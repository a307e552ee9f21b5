"""Fuzz the way from a file to articles: `python tests/fuzz/fuzz_pages.py -max_total_time=600`.

The first byte of an input picks the format, the rest is the file. Whatever the bytes, there are
pages whose articles lie in them character by character, or a reason (ValueError). Inputs begin from
a sample of each format; options are those of libFuzzer, and a folder keeps what was found of use.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["qa"]):
    from test_loaders_hostile import SAMPLES

    from qa.errors import FileSkipped
    from qa.evaluation.pages import is_whole
    from qa.loaders import formats
    from qa.newspaper import find_articles
    from qa.records import Page, Source

SUFFIXES = sorted(SAMPLES)


def one_input(data: bytes) -> None:
    """Read and take apart one file; anything but pages or a reason is a finding."""
    if not data:
        return
    suffix = SUFFIXES[data[0] % len(SUFFIXES)]
    try:
        parts = list(formats.read(f"a{suffix}", data[1:]))
    except ValueError:
        return
    for part in parts:
        if isinstance(part, FileSkipped):
            continue
        source = Source("a", "", "", None, None)
        articles = find_articles(Page(source, part.text), part.stated)
        if not part.stated and not is_whole(part.text, articles):
            raise AssertionError(f"a character of {part.text!r} is lost or stands there twice")
        for article in articles:
            for excerpt in (article.headline, article.byline, *article.paragraphs):
                if not excerpt.matches(part.text):
                    raise AssertionError(f"{excerpt} is not in {part.text!r}")


def main() -> None:
    """Begin with a sample of each format, besides the folders and options that are given."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, suffix in enumerate(SUFFIXES):
            Path(corpus, f"sample{number}").write_bytes(bytes([number]) + SAMPLES[suffix])
        atheris.Setup([*sys.argv, corpus], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
