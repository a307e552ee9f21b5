"""What the commands that look after an archive do: build, remove, list, show, verify."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commands import FAILED, OK, SKIPPED, archive_of, settings_of
from qa.errors import ArchiveError
from qa.records import Article, ArticleKind, Excerpt, Source
from qa.settings import SEEDS

if TYPE_CHECKING:  # opening an archive loads faiss: a command that needs none starts without it
    from qa.archive import Archive
    from qa.manifest import Manifest


def build(args: argparse.Namespace) -> int:
    """Build an archive and make it the one that other commands use."""
    from embeddings.encoder import Encoder
    from qa.build import build as build_archive
    from qa.build import is_current
    from qa.manifest import place, read_manifest, set_current_root

    settings = settings_of(args)
    if args.if_changed and is_current(args.path, Encoder.name_of(args.model), settings):
        print(f"{args.path}: already built and unchanged", file=sys.stderr)
        return OK
    before = read_manifest(place(args.path))
    manifest = build_archive(args.path, Encoder.load(args.model), settings, anew=args.anew)
    set_current_root(args.path)
    for file, reason in manifest.skipped.items():
        print(f"skipped {file}: {reason}", file=sys.stderr)
    if args.json:
        print(json.dumps(asdict(manifest), ensure_ascii=False))
    else:
        print(
            f"{len(manifest.seen)} files ({_changes(before, manifest)}): {manifest.pages} pages, "
            f"{manifest.articles} articles, {manifest.passages} passages; "
            f"{len(manifest.skipped)} skipped; index in {place(args.path)}"
        )
    return SKIPPED if manifest.skipped else OK


def _changes(before: Manifest | None, now: Manifest) -> str:
    """How the files differ from those of the version before."""
    from qa.manifest import changes

    new, changed, gone = changes(before.seen if before else {}, now.seen)
    counts = {
        "new": len(new),
        "changed": len(changed),
        "unchanged": len(now.seen) - len(new) - len(changed),
        "removed": len(gone),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def remove(args: argparse.Namespace) -> int:
    """Leave files out of an archive, though they stay in its folder, and build it again."""
    from qa import removed
    from qa.manifest import current_root, place

    root = args.archive or current_root() or SEEDS
    where = place(root)
    before = removed.read(where)
    removed.change(where, archive_of(args).manifest, args.files, undo=args.undo)
    args.path, args.if_changed, args.anew = root, False, False
    try:
        return build(args)
    except BaseException:  # the archive in use still has, or lacks, these files
        removed.write(where, before)
        raise


def info(args: argparse.Namespace) -> int:
    """Say what the archive holds."""
    info = {
        k: str(v) if k.endswith("date") and v else v
        for k, v in asdict(archive_of(args).info()).items()
    }
    if args.json:
        print(json.dumps(info, ensure_ascii=False))
    else:
        for name, value in info.items():
            print(f"{name:12} {'、'.join(value) if isinstance(value, tuple) else value}")
    return OK


def list_articles(args: argparse.Namespace) -> int:
    """List the articles: id, day of issue, page, section, byline and headline."""
    for article in archive_of(args).articles():
        if article.kind is ArticleKind.FURNITURE:
            continue
        source = article.source
        row = {
            "id": article.id,
            "date": source.date.isoformat() if source.date else None,
            "page": source.page,
            "section": source.section,
            "byline": " ".join(article.byline.text.split()),
            "headline": article.title,
        }
        if args.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print("\t".join(str(value or "") for value in row.values()))
    return OK


def show(args: argparse.Namespace) -> int:
    """Show one article, part by part, with what of it stands on other pages."""
    from qa.loaders import original

    archive = archive_of(args)
    try:
        article = archive.article(args.article)
    except KeyError:
        raise ArchiveError(
            f"{args.article}: the archive has no such article; `archive-qa list` names them all"
        ) from None
    if args.boxes:
        root = Path(archive.manifest.root)
        for name, excerpt in _parts(article):
            boxes = original.boxes(root, article.source, excerpt.slices)
            told = {"part": name, "text": excerpt.text, "boxes": boxes}
            print(json.dumps(told, ensure_ascii=False))
        return OK
    for printed in _on_all_pages(archive, article):
        rows: list[dict[str, object]] = [
            {"part": name, "text": told} for name, told in _relations(archive, printed)
        ]
        rows += [
            {"part": name, "text": excerpt.text, "slices": excerpt.slices}
            for name, excerpt in _parts(printed)
        ]
        for row in rows:
            line = json.dumps(row | {"article": printed.id}, ensure_ascii=False)
            print(line if args.json else f"{row['part']:10}{row['text']}")
    return OK


def _parts(article: Article) -> Iterator[tuple[str, Excerpt]]:
    """The parts that an article has, by name."""
    parts = {
        "kicker": [article.kicker],
        "headline": [article.headline],
        "subhead": article.subheads,
        "column": [article.column],
        "byline": [article.byline],
        "dateline": [article.dateline],
        "paragraph": article.paragraphs,
    }
    return ((name, excerpt) for name, found in parts.items() for excerpt in filter(None, found))


def _on_all_pages(archive: Archive, article: Article) -> Iterator[Article]:
    """An article as its parts follow each other on the pages of an issue."""
    seen = {article.id}
    while article.before and article.before not in seen:  # no page continues itself, but a misprint
        article = archive.article(article.before)
        seen.add(article.id)
    shown = set[str]()
    while article.id not in shown:
        yield article
        shown.add(article.id)
        article = archive.article(article.after) if article.after else article


def _relations(archive: Archive, article: Article) -> Iterator[tuple[str, str]]:
    """Where an article stands, its other parts and printings, and what says nearly the same."""
    from qa.alike import alike

    yield "source", _place(article.source)
    for name, other in (("from", article.before), ("to", article.after)):
        if other:
            yield name, other
    for printing in archive.printings(article.id):
        yield "printed", f"{printing.id} ({_place(printing.source)})"
    for twin, share in alike(archive, article):
        yield "alike", f"{twin.id} ({share:.0%} of its text)"


def _place(source: Source) -> str:
    """Newspaper, day, page and section, as far as they are known."""
    places = (source.newspaper, source.date, f"page {source.page}" if source.page else "")
    return " ".join(str(word) for word in (*places, source.section) if word) or source.file


def words(args: argparse.Namespace) -> int:
    """List the archive's own words, with the number of passages that hold each."""
    for word, passages in archive_of(args).words():
        if args.json:
            print(json.dumps({"word": word, "passages": passages}, ensure_ascii=False))
        else:
            print(f"{passages:6}  {word}")
    return OK


def verify(args: argparse.Namespace) -> int:
    """Hold every passage and article part against the raw files."""
    from qa.verify import problems

    archive = archive_of(args)
    found = list(problems(archive))
    manifest = archive.manifest
    if args.json:
        print(json.dumps({"ok": not found, "problems": found}, ensure_ascii=False))
    else:
        print("\n".join(found) or f"{manifest.passages} passages of {manifest.pages} pages hold")
    return FAILED if found else OK


def doctor(args: argparse.Namespace) -> int:
    """Check the installation, and whether the archive is still that of its files."""
    from qa.doctor import checks as look

    checks = look(args.archive, args.model, settings_of(args))
    if args.json:
        print(json.dumps([asdict(c) for c in checks], ensure_ascii=False))
    else:
        for check in checks:
            print(f"{'ok     ' if check.ok else 'PROBLEM'} {check.name}: {check.found}")
    return OK if all(c.ok for c in checks) else FAILED
