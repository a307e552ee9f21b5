"""Lines that lie on a page anywhere -> their reading order: columns from left to right.

The recursive X-Y cut of Nagy and Seth (Hierarchical representation of optically scanned documents,
ICPR 1984), with one change for newspapers: a gutter between columns is cut before the gaps between
lines, for neighbouring columns are often set on the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points; y grows upwards, as in PDF."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of characters, its box in points, and that of each character; white space has none."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    places: tuple[Box | None, ...]

    @property
    def height(self) -> float:
        return self.top - self.bottom


def reading_order(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in reading order, in groups: each is a column or what spans several.

    Within a group lines run down; what stands at one height is one line, a wide space between.
    """
    if not lines:
        return []
    gutter = 0.6 * median(line.height for line in lines)
    return _ordered(list(lines), gutter)


def _ordered(lines: list[Line], gutter: float) -> list[list[Line]]:
    columns = _columns(lines, gutter)
    if len(columns) > 1:
        return [group for column in columns for group in _ordered(column, gutter)]
    regions = _regions(lines, gutter)
    if len(regions) > 1:
        groups: list[list[Line]] = []
        for region in regions:
            if len(_columns(region, gutter)) > 1:
                groups += _ordered(region, gutter)
                groups.append([])
            elif groups and groups[-1]:
                groups[-1] += _down(region)
            else:
                groups.append(_down(region))
        return [group for group in groups if group]
    return [_down(lines)]


def _regions(lines: list[Line], gutter: float) -> list[list[Line]]:
    """The lines cut at gaps that run across: rows that have gutters in common stay together."""
    rows = _rows(lines)
    regions: list[list[Line]] = []
    for row in rows:
        if regions and len(_columns(regions[-1] + row, gutter)) > 1:
            regions[-1] = regions[-1] + row
        else:
            regions.append(row)
    return regions


def _rows(lines: list[Line]) -> list[list[Line]]:
    """The lines in rows from the top; between two rows nothing is printed."""
    rows: list[list[Line]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and _middle(line) > bottom:
            rows[-1].append(line)
            bottom = min(bottom, line.bottom)
        else:
            rows.append([line])
            bottom = line.bottom
    return rows


def _columns(lines: list[Line], gutter: float) -> list[list[Line]]:
    """The lines cut at gutters that run down all of them, from left to right.

    What a gutter parts must stand side by side: a line at the left edge and one lower at the right
    are no columns. Nor is a single row: it is read across.
    """
    columns: list[list[Line]] = []
    right = 0.0
    for line in sorted(lines, key=lambda line: line.left):
        if columns and line.left < right + gutter:
            columns[-1].append(line)
            right = max(right, line.right)
        else:
            columns.append([line])
            right = line.right
    merged = columns[:1]
    for column in columns[1:]:
        if _side_by_side(merged[-1], column):
            merged.append(column)
        else:
            merged[-1] = merged[-1] + column
    return merged if any(len(column) > 1 for column in merged) else [lines]


def _side_by_side(one: list[Line], other: list[Line]) -> bool:
    top = min(max(line.top for line in one), max(line.top for line in other))
    bottom = max(min(line.bottom for line in one), min(line.bottom for line in other))
    return top > bottom


def _down(lines: list[Line]) -> list[Line]:
    """The lines from the top, those of one height as one, from left to right."""
    return [_across(sorted(row, key=lambda line: line.left)) for row in _rows(lines)]


def _across(row: list[Line]) -> Line:
    return Line(
        "\u3000".join(line.text for line in row),
        row[0].left,
        min(line.bottom for line in row),
        max(line.right for line in row),
        max(line.top for line in row),
        tuple(box for i, line in enumerate(row) for box in ([None] * (i > 0) + [*line.places])),
    )


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def gaps(lines: Sequence[Line]) -> list[bool]:
    """Of each line but the first, whether it stands clearly apart from the line before it."""
    leads = [above.bottom - below.top for above, below in pairwise(lines)]
    if not leads:
        return []
    usual = median(leads)
    size = median(line.height for line in lines)
    return [lead > usual + 0.7 * size or lead < -5 * size for lead in leads]
