"""Excerpts: joined text and the way back to the raw page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Excerpt, join

RAW = "致我国首次火星探测任\n\n务天问一号探测器成功着陆"


@st.composite
def excerpts(draw: st.DrawFn) -> tuple[str, Excerpt]:
    """A raw text and an excerpt of some of its slices, in order."""
    raw = draw(st.text(min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(raw)), max_size=8)))
    slices = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    return raw, Excerpt("".join(raw[a:b] for a, b in slices), slices)


def test_a_mended_break_quotes_both_slices() -> None:
    whole = Excerpt("致我国首次火星探测任务天问一号", ((0, 10), (12, 17)))
    assert whole.matches(RAW)
    word = whole.cut(9, 11)
    assert (word.text, word.slices) == ("任务", ((9, 10), (12, 13)))


def test_text_and_slices_must_agree() -> None:
    with pytest.raises(ValueError, match="3 characters"):
        Excerpt("任务天", ((9, 10), (12, 13)))
    with pytest.raises(ValueError, match="slices"):
        Excerpt("", ((4, 4),))


def test_cutting_outside_is_refused() -> None:
    with pytest.raises(IndexError, match="2 characters"):
        Excerpt("任务", ((9, 10), (12, 13))).cut(1, 3)


@given(excerpts(), st.data())
def test_any_cut_is_still_the_raw_text(made: tuple[str, Excerpt], data: st.DataObject) -> None:
    raw, excerpt = made
    start = data.draw(st.integers(0, len(excerpt.text)))
    end = data.draw(st.integers(start, len(excerpt.text)))
    part = excerpt.cut(start, end)
    assert part.text == excerpt.text[start:end]
    assert part.matches(raw)


@given(excerpts(), st.data())
def test_find_undoes_cut(made: tuple[str, Excerpt], data: st.DataObject) -> None:
    _, excerpt = made
    start = data.draw(st.integers(0, len(excerpt.text)))
    end = data.draw(st.integers(start, len(excerpt.text)))
    expected = [(start, end)] if start < end else []
    assert list(excerpt.find(excerpt.cut(start, end).slices)) == expected


@given(excerpts(), st.data())
def test_join_undoes_cutting_apart(made: tuple[str, Excerpt], data: st.DataObject) -> None:
    raw, excerpt = made
    at = data.draw(st.integers(0, len(excerpt.text)))
    again = join([excerpt.cut(0, at), excerpt.cut(at, len(excerpt.text))])
    assert again.text == excerpt.text
    assert again.matches(raw)
