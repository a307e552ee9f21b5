"""Numerals and quantities."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.values import normalised
from qa.values.numerals import number
from qa.values.quantities import Quantity, describe, value


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [
        ("3000", 3000),
        ("12,000", 12000),
        ("1.2万", 12000),
        ("1.5万亿", 1_500_000_000_000),
        ("2亿3000万", 230_000_000),
        ("一百二十三", 123),
        ("一千零五", 1005),
        ("两千", 2000),
        ("三万亿", 3_000_000_000_000),
        ("十二", 12),
        ("廿七", 27),
        ("二〇二一", 2021),
        ("三点五", Fraction(7, 2)),
        ("万", 10000),
    ],
)
def test_a_numeral_is_a_number(numeral: str, expected: Fraction | int) -> None:
    assert number(numeral) == expected


@pytest.mark.parametrize("numeral", ["", "点", "三点", "五多", "1点5", "二十三四"])
def test_what_is_no_numeral_is_no_number(numeral: str) -> None:
    assert number(numeral) is None


@given(st.integers(1, 10**12))
def test_written_numbers_are_read_back(amount: int) -> None:
    assert number(written(amount)) == amount


def written(amount: int) -> str:
    """A whole number in Chinese numerals, as textbooks write it."""
    digits = "零一二三四五六七八九"
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if amount >= unit:
            whole, rest = divmod(amount, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return written(whole) + name + gap + (written(rest) if rest else "")
    return digits[amount]


@pytest.mark.parametrize(
    ("span", "short"),
    [
        ("3000余名", "≥ 3000 名"),
        ("３０００多人", "≥ 3000 人"),
        ("超1.5亿", "≥ 150000000"),
        ("1000人以上", "≥ 1000 人"),
        ("万余人", "≥ 10000 人"),
        ("一百二十余", "≥ 120"),
        ("近3000人", "≤ 3000 人"),
        ("不到一半", "≤ 0.5"),
        ("约1.2万亩", "≈ 12000 亩"),
        ("500米左右", "≈ 500 米"),
        ("31个班", "31 个班"),
        ("两千", "2000"),
        ("1.5亿元", "150000000 元"),
        ("411.87亿元", "41187000000 元"),
        ("10万至15万", "100000–150000"),
        ("3至5万元", "30000–50000 元"),
        ("5-8个", "5–8 个"),
        ("20%—30%", "20–30 %"),
        ("三四十人", "30–40 人"),
        ("两三万", "20000–30000"),
        ("20%", "20 %"),
        ("百分之二十", "20 %"),
        ("千分之三", "3 ‰"),
        ("六成以上", "≥ 60 %"),
        ("三分之一", "1/3"),
        ("超过三分之二", "≥ 2/3"),
        ("3倍", "3 倍"),
        ("3个半小时", "3.5 小时"),
        ("38.5℃", "38.5 ℃"),
        ("零下5℃", "-5 ℃"),
        ("第三", "№ 3"),
        ("第十九次", "№ 19 次"),
    ],
)
def test_a_quantity_in_short(span: str, short: str) -> None:
    found = value(span)
    assert found is not None
    assert describe(found) == short


@pytest.mark.parametrize(
    "span", ["邓群策", "数百人", "", "5:3", "会议3点，12人", "第一中学和第二中学"]
)
def test_a_span_without_a_quantity_has_none(span: str) -> None:
    assert value(span) is None


def test_bounds_unit_and_kind_are_kept_apart() -> None:
    assert value("约10万至15万人") == Quantity(Fraction(100_000), Fraction(150_000), "人", True)
    assert value("3000余名") == Quantity(Fraction(3000), None, "名")
    assert value("第三") == Quantity(Fraction(3), Fraction(3), ordinal=True)
    assert value("三分之一") == Quantity(Fraction(1, 3), Fraction(1, 3))


@given(
    st.text(
        alphabet="0123456789.,%一二两三十百千万亿零点余多至到-约近超第半个成分之人℃以上下左右",
        max_size=20,
    )
)
def test_any_span_is_a_quantity_or_none(span: str) -> None:
    found = value(span)
    if found:
        assert describe(found)
        assert found.low is None or found.high is None or found.low <= found.high


@pytest.mark.parametrize(
    ("span", "short"),
    [("3000余名", "≥ 3000 名"), ("12:30", "12:30"), ("下午3点", "15:00"), ("邓群策", None)],
)
def test_an_answer_without_a_date_of_issue(span: str, short: str | None) -> None:
    assert normalised(span, None) == short
