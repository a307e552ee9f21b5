"""Citations are verified, refusals are plain."""

from dataclasses import replace

import pytest

from qa.answer import Asked, answer, disagreeing
from qa.assistant import Assistant
from qa.citations import citation_json, cite, sentence_around, source_line, verify
from qa.errors import BrokenCitation
from qa.records import Citation, Excerpt, Hit, Span


@pytest.fixture(scope="module")
def hit(assistant: Assistant) -> Hit:
    """The passage whose sentence is cut inside 任务 by a column break."""
    hits = assistant.search("致我国首次火星探测任务天问一号贺电", 10)
    return next(h for h in hits if "火星探测任务天问一号" in h.passage.text)


def test_a_quote_over_a_break_keeps_its_raw_slices(assistant: Assistant, hit: Hit) -> None:
    raw = assistant.page(hit.article.source.file).text
    start = hit.passage.text.index("火星探测任务天问一号")
    citation = cite(hit, start, start + 10, raw, 0.0, "")
    assert citation.quote.text == "火星探测任务天问一号"
    assert len(citation.quote.slices) == 2
    assert raw[citation.quote.start : citation.quote.end] == "火星探测任\n\n务天问一号"
    assert citation.context.text.startswith("会议传达贯彻了习近平总书记")
    assert citation.context.text.endswith("重要批示精神。")


def test_a_quote_that_is_not_on_the_page_raises(assistant: Assistant, hit: Hit) -> None:
    raw = assistant.page(hit.article.source.file).text
    citation = cite(hit, hit.passage.body_start, hit.passage.body_start + 4, raw, 0.9, "")
    moved = Excerpt(citation.quote.text, tuple((a + 1, b + 1) for a, b in citation.quote.slices))
    with pytest.raises(BrokenCitation, match="does not stand at"):
        verify(replace(citation, quote=moved), raw)
    with pytest.raises(BrokenCitation, match="archive-qa verify"):
        cite(
            hit,
            hit.passage.body_start,
            hit.passage.body_start + 4,
            raw.replace("会", "社"),
            0.9,
            "",
        )


def test_the_threshold_decides_between_answer_and_refusal(assistant: Assistant, hit: Hit) -> None:
    at = hit.passage.body_start
    span = Span(hit, at, at + 2, 0.6)
    given = answer(Asked("问？", "问？", [hit], (), assistant.page), [span], 0.5)
    assert (given.answered, given.text, given.confidence, given.near) == (
        True,
        hit.passage.text[at : at + 2],
        0.6,
        (),
    )
    refused = answer(Asked("火星？", "火星？", [hit], ("火星",), assistant.page), [span], 0.7)
    assert (refused.answered, refused.text, refused.citations) == (False, "", ())
    assert [c.article_id for c in refused.near] == [hit.article.id]
    assert "火星" in refused.near[0].quote.text
    assert refused.unknown_words == ("火星",)


@pytest.fixture(scope="module")
def apart(assistant: Assistant) -> list[Hit]:
    """A passage of each of three articles."""
    found = {h.article.id: h for h in assistant.search("学生科技活动周签约", 12)}
    return list(found.values())[:3]


def _spans(apart: list[Hit], *probabilities: float) -> list[Span]:
    """The first four characters of each passage's body."""
    starts = [h.passage.body_start for h in apart]
    return [Span(h, a, a + 4, p) for h, a, p in zip(apart, starts, probabilities, strict=False)]


@pytest.mark.parametrize(
    ("probabilities", "confidence", "answered", "against"),
    [
        ((0.9,), 0.9, True, 0),
        ((0.9, 0.5), 9 / 11, True, 1),  # by their odds: 9 to 1 and 1 to 1
        ((0.9, 0.9), 9 / 19, True, 1),  # neither is likelier than not, and both are shown
        ((0.75, 0.9, 0.6), 3 / 14.5, True, 2),
        ((0.6, 0.4, 0.4), 1.5 / (2.5 + 4 / 3), False, 0),  # none of them would answer by itself
        ((0.4, 0.9), 2 / 3 / (5 / 3 + 9), False, 0),
    ],
)
def test_what_other_articles_say_instead_takes_from_the_confidence(
    assistant: Assistant,
    apart: list[Hit],
    probabilities: tuple[float, ...],
    confidence: float,
    answered: bool,
    against: int,
) -> None:
    asked = Asked("谁？", "谁？", apart, (), assistant.page)
    given = answer(asked, _spans(apart, *probabilities), 0.5)
    assert given.confidence == pytest.approx(confidence)
    assert (given.answered, len(disagreeing(given, 0.5))) == (answered, against)


def test_neither_the_same_words_nor_the_same_article_speak_against_an_answer(
    assistant: Assistant, apart: list[Hit]
) -> None:
    first, second = _spans(apart, 0.9, 0.9)
    asked = Asked("谁？", "谁？", apart, (), assistant.page)
    within = replace(first, start=first.start + 1, probability=0.8)
    beside = Span(first.hit, first.end, first.end + 4, 0.8)
    for other in (within, beside):
        assert answer(asked, [first, other], 0.5).confidence == 0.9
    assert answer(asked, [first, second], 0.5).confidence < 0.5


def test_other_articles_that_say_the_same_are_cited_beside_it(
    assistant: Assistant, apart: list[Hit]
) -> None:
    asked = Asked("谁？", "谁？", apart, (), assistant.page)
    commas = [h.passage.text.index(",") for h in apart]
    spans = [
        Span(hit, comma, comma + 1, probability)
        for hit, comma, probability in zip(apart, commas, (0.9, 0.8, 0.4), strict=True)
    ]
    given = answer(asked, [*spans[:2], replace(spans[1], probability=0.7), spans[2]], 0.5)
    assert [c.article_id for c in given.agreeing] == [apart[1].article.id]
    assert given.agreeing[0].quote.text == given.text == ","
    assert (given.confidence, given.others) == (0.9, ())


def test_reasons_do_not_exclude_each_other(assistant: Assistant, apart: list[Hit]) -> None:
    asked = Asked("为何签约？", "为何签约？", apart, (), assistant.page)
    given = answer(asked, _spans(apart, 0.9, 0.9), 0.5)
    assert given.confidence == 0.9


def test_why_is_answered_by_the_whole_sentence(assistant: Assistant, hit: Hit) -> None:
    at = hit.passage.text.index("天问一号")
    asked = Asked("为何致电？", "为何致电？", [hit], (), assistant.page)
    given = answer(asked, [Span(hit, at, at + 4, 0.9)], 0.5)
    assert given.text == given.citations[0].context.text
    assert given.text.startswith("会议传达贯彻了")
    assert given.text.endswith("。")


def test_a_headline_gives_way_to_the_sentence_that_says_the_same(assistant: Assistant) -> None:
    hits = assistant.search("陈德基团队以什么模式落户衡阳？", 8)
    head = next(h for h in hits if h.passage.text.startswith("陈德基团队以“UP”模式"))
    at = head.passage.text.index("“UP”模式")
    span = Span(head, at, at + 6, 0.9)
    given = answer(Asked("问？", "问？", hits, (), assistant.page), [span], 0.5)
    assert given.text == "“UP”模式"
    assert "正式落户衡阳" in given.citations[0].context.text


def test_a_citation_names_everything_needed_to_find_it_again(
    assistant: Assistant, hit: Hit
) -> None:
    raw = assistant.page(hit.article.source.file).text
    citation = cite(hit, hit.passage.body_start, hit.passage.body_start + 4, raw, 0.9, "")
    found = citation_json(citation)
    assert raw[found["start"] : found["end"]] == found["quote"]
    assert found["file"] == "pages/hengyang-daily-2021-05-28-p1.txt"
    assert len(found["sha256"]) == 64
    assert {k: found[k] for k in ("newspaper", "date", "page", "headline")} == {
        "newspaper": "衡阳日报",
        "date": "2021-05-28",
        "page": 1,
        "headline": "市委常委会召开会议",
    }
    assert source_line(citation) == (
        "《衡阳日报》2021年5月28日 第1版，本报记者 陈润，“市委常委会召开会议”"
    )


def test_quotes_within_a_quoted_headline_are_single(assistant: Assistant) -> None:
    found = assistant.search("衡阳亮出百年科技创新“家底”", 1)[0]
    raw = assistant.page(found.article.source.file).text
    assert source_line(cite(found, 0, 2, raw, 0.9, "")).endswith("，“衡阳亮出百年科技创新‘家底’”")


def test_a_page_without_its_newspapers_name_is_cited_by_its_file(hit: Hit) -> None:
    source = replace(hit.article.source, newspaper="", file="1987/a.txt")
    cited = replace(hit, article=replace(hit.article, source=source))
    citation = Citation(source, "", "", "", Excerpt(), Excerpt(), cited)
    assert source_line(citation) == "1987/a.txt 2021年5月28日 第1版"


def test_the_sentence_around_a_span_is_whole(hit: Hit) -> None:
    at = hit.passage.text.index("天问一号")
    a, b = sentence_around(hit.passage, at, at + 4)
    assert hit.passage.text[a:b].endswith("。")
    assert hit.passage.text[:a].endswith(("\n", "。"))


def test_dates_and_numbers_carry_their_value_where_they_are_asked_for(
    assistant: Assistant,
) -> None:
    for question, words, value in (
        ("团体操一共有多少学生参加？", "3000余名", "≥ 3000 名"),
        ("会议是几号开的？", "5月27日", "2021-05-27"),
        ("会议由谁主持？", "5月27日", ""),
    ):
        hits = assistant.search(question, 8)
        hit = next(h for h in hits if words in h.passage.text[h.passage.body_start :])
        at = hit.passage.text.index(words, hit.passage.body_start)
        asked = Asked(question, question, hits, (), assistant.page)
        given = answer(asked, [Span(hit, at, at + len(words), 0.9)], 0.5)
        assert (given.text, given.citations[0].value) == (words, value)
