"""Questions to start with, drawn from an archive and certain to be answered by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice, zip_longest

from qa.archive import Archive
from qa.holdings import overview
from qa.newspaper.persons import persons
from qa.questions import ABOUT_ARTICLES, kind_of
from qa.records import Answer, Article

LOOKED_AT = 400  # articles from whose headlines questions are made
TRIED = 4  # candidates for each question that is wanted, each a search
LONGEST = 24  # characters of a headline in a question


def candidates(archive: Archive) -> Iterator[str]:
    """Questions about who wrote, what treats a subject and when it was printed, in turn.

    Their articles lie apart from each other, so that two are seldom of one page.
    """
    articles = [a for a in archive.articles(limit=LOOKED_AT) if _fit(a)]
    headed = articles[:: max(1, len(articles) // 8)]
    written = (f"《{a.headline.text}》这篇报道是谁写的？" for a in headed if persons(a.byline.text))
    issued = [a for a in headed[::-1] if a.source.date]
    dated = (f"《{a.headline.text}》这篇报道是哪一天见报的？" for a in issued)
    names = overview(archive).names
    told = chain.from_iterable(zip_longest(names["person"], names["organisation"]))
    treated = (f"关于{name}的报道有哪些？" for name, n in filter(None, told) if n > 1)
    for question in filter(None, chain.from_iterable(zip_longest(treated, written, dated))):
        if kind_of(question) in ABOUT_ARTICLES:  # a headline can ask too
            yield question


def _fit(article: Article) -> bool:
    """Whether a headline can stand in a question: one line, with no title or mark inside it."""
    title = article.headline.text
    return 4 <= len(title) <= LONGEST and not set(title) & set("《》\n?？!！—:：")


def examples(archive: Archive, ask: Callable[[str], Answer], count: int) -> list[str]:
    """At most `count` of the candidates, whose answers are asked for and are of what they name."""

    def good(question: str) -> bool:
        cited = ask(question).citations
        named = question.startswith("《")
        return bool(cited) and (not named or cited[0].headline in question)

    tried = islice(candidates(archive), TRIED * count)
    return list(islice(filter(good, tried), count))
