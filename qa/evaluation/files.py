"""JSON files of data sets, plain or packed (.xz, .gz), with errors that name the place."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.errors import ArchiveError


class BadDataset(ArchiveError):
    """A file of a data set is not in the format it should be in."""


def _content(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix == ".xz":
            content = lzma.decompress(content)
        elif path.suffix == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise BadDataset(f"{path}: cannot be read ({error}); check the path") from error
    except UnicodeDecodeError as error:
        raise BadDataset(f"{path}: expected UTF-8, found another byte at {error.start}") from error


def load(path: Path) -> Any:
    """What a JSON file holds."""
    return _parsed(_content(path), path)


def _parsed(content: str, path: Path) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise BadDataset(f"{path}: line {error.lineno} is not JSON: {error.msg}") from error


def lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of each line that is not blank."""
    yield from _lines(_content(path), path)


def _lines(content: str, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}: line {number}"
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadDataset(f"{where} is not JSON: {error.msg}") from error
        yield where, an_object(found, where)


def items(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of a JSON list, or of JSON lines."""
    content = _content(path)
    if not content.lstrip().startswith("["):
        yield from _lines(content, path)
        return
    for number, item in enumerate(_parsed(content, path)):
        where = f"{path}: item {number}"
        yield where, an_object(item, where)


def an_object(found: Any, where: str) -> dict[str, Any]:
    """`found`, an object; `where` it stands, an error says."""
    if not isinstance(found, dict):
        raise BadDataset(f"{where}: expected an object, found {_kind(found)}")
    return found


def a_list(record: Any, key: str, where: str) -> list[Any]:
    """The list that an object has as `key`."""
    found = an_object(record, where).get(key)
    if not isinstance(found, list):
        raise BadDataset(f"{where}: expected a list as `{key}`, found {_kind(found)}")
    return found


def a_string(record: Any, key: str, where: str) -> str:
    """The text that an object has as `key`."""
    found = an_object(record, where).get(key)
    if not isinstance(found, str):
        raise BadDataset(f"{where}: expected a text as `{key}`, found {_kind(found)}")
    return found


def _kind(found: Any) -> str:
    return "nothing" if found is None else f"{type(found).__name__} {str(found)[:40]!r}"
