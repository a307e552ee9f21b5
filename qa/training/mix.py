"""What a reader is trained on, tokenised: `python -m qa.training.mix --data FOLDER --to FILE`."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer

from embeddings import bundled
from qa.span_model import NULL
from qa.training import asked, cloze, features, near_misses
from qa.training import windows as wins
from qa.training.records import Question, Window

TRAIN_SETS = ("cmrc2018_train.json", "drcd_dev.json", "xquad_zh.json")
"""CC BY-SA sets only; CMRC trial stays out to tune on."""
WINDOW_CHARS = 230  # body of a passage and its heading
MAX_TOKENS = 224
MARKS = ("■本报记者 ", "本报记者 ", "■通讯员 ", "□记者 ", "")


def make_windows(args: argparse.Namespace) -> list[Window]:
    """All training windows that the arguments ask for.

    `share` of the questions of the public sets; of those, the share `near` once more with a word
    exchanged. `clozes` questions made from the sentences of the news. Every question of
    `asked.jsonl` from line `since` on, to `until`, `asked` times; those of a share `again` of the
    lines before it once, so that what was learned from them stays.
    """
    rng = random.Random(args.seed)
    news = asked.read_news(args.news)
    articles = [article for article in news if "title" in article]
    marks = [f"{mark}{name}" for name in wins.authors(articles) for mark in MARKS] or [""]
    made = _of_sets(args.data, args.share, args.near, marks, rng)
    made += wins.bylines(articles, int(1000 * args.share), rng) if articles else []
    made += _of_news(articles, args.clozes, args.near, rng)
    parts: list[list[asked.Piece]] = []
    if args.asked:
        parts += [asked.pieces(news, tune=False, since=args.since, until=args.until)] * args.asked
    if args.again:
        older = asked.pieces(news, tune=False, until=args.since)
        parts.append(rng.sample(older, int(args.again * len(older))))
    for found in parts:
        made += _of_asked(found, args.near / 2, args.beside, marks, rng)
    return made


def _of_sets(
    data: Path, share: float, near: float, marks: list[str], rng: random.Random
) -> list[Window]:
    """Windows of a share of the questions of the public sets, many of them without an answer.

    Contexts that CMRC trial shares are left out.
    """
    held = {q.context for q in wins.read_squad(data / "cmrc2018_trial.json")}
    every = [
        q for name in TRAIN_SETS for q in wins.read_squad(data / name) if q.context not in held
    ]
    titles = sorted({q.title for q in every if len(q.title) > 1})
    vocabulary = near_misses.Vocabulary(q.question for q in every)
    questions = rng.sample(every, int(share * len(every)))
    made: list[Window] = []
    for question in questions:
        draw = rng.random()
        other = None
        if draw < 0.1:
            other = wins.beside(question, WINDOW_CHARS, rng)
        elif draw < 0.25:
            other = wins.without(question, WINDOW_CHARS, rng)
        elif draw < 0.4:
            other = wins.swapped(question, titles, WINDOW_CHARS, rng)
        around = wins.around(question, WINDOW_CHARS, rng)
        shown = [_under(w, question, marks, rng) for w in (around, other) if w]
        made += [*shown, *_missed(shown[:1], near, vocabulary, rng)]
    mistakes = wins.mistaken(questions, WINDOW_CHARS, rng)
    return made + rng.sample(mistakes, len(mistakes) // 8)


def _under(window: Window, question: Question, marks: list[str], rng: random.Random) -> Window:
    """The window as an archive holds passages: under a title and a byline, a first sentence, or
    nothing. A byline answers none of these questions, and must not tempt. One in twenty has lost
    its marks."""
    if rng.random() < 0.05:
        window = wins.unmarked(window)
    draw = rng.random()
    if draw < 0.45:
        return wins.headed(window, question.title, rng.choice(marks) if draw < 0.3 else "")
    return wins.led(window, question) if draw < 0.65 else window


def _of_news(
    articles: list[dict[str, Any]], count: int, near: float, rng: random.Random
) -> list[Window]:
    """Windows of cloze questions: all with their answer, many without it besides: the right passage
    cut short, or one that looks like it to BM25."""
    questions = cloze.questions(articles, count, WINDOW_CHARS, rng)
    if not questions:
        return []
    made = [
        wins.headed(window, question.title) if rng.random() < 0.6 else window
        for question in questions
        for window in (wins.around(question, WINDOW_CHARS, rng),)
    ]
    cut = (wins.without(q, WINDOW_CHARS, rng) for q in rng.sample(questions, len(questions) // 4))
    vocabulary = near_misses.Vocabulary(q.question for q in questions)
    misses = _missed(made, near, vocabulary, rng)
    mistakes = wins.mistaken(questions, WINDOW_CHARS, rng)
    wrong = rng.sample(mistakes, len(mistakes) // 2)
    return [*made, *filter(None, cut), *misses, *wrong]


def _of_asked(
    found: list[asked.Piece], near: float, beside: float, marks: list[str], rng: random.Random
) -> list[Window]:
    """Windows of the questions written for this project, each in one.

    A share `beside` of those that an article answers comes with its other parts too, where its
    headline does not answer by itself; others come with what BM25 finds.
    """
    questions = list(asked.questions(found))
    if not questions:
        return []
    fit = [q for q in questions if q.answer not in q.title]
    vocabulary = near_misses.Vocabulary(q.question for q in questions)
    made = [
        _under(wins.around(q, WINDOW_CHARS, rng), q, marks, rng)
        for q in rng.sample(questions, len(questions))
    ]
    made += _missed(made, near, vocabulary, rng)
    made += asked.unanswered(found, WINDOW_CHARS, rng)
    for elsewhere in (wins.beside, wins.without):
        drawn = rng.sample(fit, min(len(fit), int(beside * len(questions))))
        cut = [(elsewhere(q, WINDOW_CHARS, rng), q) for q in drawn]
        made += [_under(w, q, marks, rng) for w, q in cut if w]
    mistakes = wins.mistaken(questions, WINDOW_CHARS, rng)
    return made + rng.sample(mistakes, len(mistakes) // 4)


def _missed(
    windows: list[Window],
    share: float,
    vocabulary: near_misses.Vocabulary,
    rng: random.Random,
) -> list[Window]:
    """Near misses of a share of these windows."""
    chosen = (w for w in windows if rng.random() < share)
    misses = (near_misses.near_miss(w, vocabulary, rng) for w in chosen)
    return [miss for miss in misses if miss]


def main() -> None:
    """Parse the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD-style files")
    parser.add_argument(
        "--news", type=Path, nargs="+", default=[], help="the daily's articles and the agency's"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the questions of those files")
    parser.add_argument(
        "--asked", type=int, default=0, help="times each question of asked.jsonl is shown"
    )
    parser.add_argument(
        "--since", type=int, default=0, help="lines of asked.jsonl to leave out, at its start"
    )
    parser.add_argument("--until", type=int, help="line of asked.jsonl to end before")
    parser.add_argument("--again", type=float, default=0.0, help="share of those lines to ask once")
    parser.add_argument(
        "--beside", type=float, default=1 / 6, help="share of them asked of other parts too, twice"
    )
    parser.add_argument("--clozes", type=int, default=0, help="questions made from the articles")
    parser.add_argument(
        "--near", type=float, default=0.0, help="share of questions asked again with a word changed"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--to", type=Path, required=True, help="the file to write (.npz)")
    args = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(bundled.model_folder())
    made, inexact = features.featurise(make_windows(args), tokenizer, MAX_TOKENS)
    args.to.parent.mkdir(parents=True, exist_ok=True)
    features.save(made, args.to)
    print(
        f"{len(made)} windows, {int((made.start == NULL).sum())} without an answer, "
        f"{inexact} answers that end inside a token"
    )


if __name__ == "__main__":
    main()
