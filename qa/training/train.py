"""Train the reader: `python -m qa.training.train --data FOLDER --out FOLDER`, resumable."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm
from transformers import AutoTokenizer

from embeddings import bundled
from qa.span_model import HALVES, SpanModel, from_encoder
from qa.training import asked, cloze, near_misses, runs
from qa.training import features as feats
from qa.training import windows as wins

TRAIN_SETS = ("cmrc2018_train.json", "drcd_dev.json", "xquad_zh.json")
"""CC BY-SA sets only; CMRC trial stays out to tune on."""
WINDOW_CHARS = 230  # body of a passage and its heading
MAX_TOKENS = 224
MARKS = ("■本报记者 ", "本报记者 ", "■通讯员 ", "□记者 ", "")


def make_windows(args: argparse.Namespace) -> list[wins.Window]:
    """All training windows that the arguments ask for.

    `share` of the questions of the public sets; of those, the share `near` once more with a word
    exchanged. `clozes` questions made from the sentences of the news. Every question of
    `asked.jsonl`, `asked` times.
    """
    rng = random.Random(args.seed)
    articles: list[dict[str, Any]] = asked.read_news(args.news) if args.news else []
    marks = [f"{mark}{name}" for name in wins.authors(articles) for mark in MARKS] or [""]
    made = _of_sets(args.data, args.share, args.near, marks, rng)
    made += wins.bylines(articles, int(1000 * args.share), rng) if articles else []
    made += _of_news(articles, args.clozes, args.near, rng)
    return made + (_of_asked(articles, args.asked, args.near, marks, rng) if args.asked else [])


def _of_sets(
    data: Path, share: float, near: float, marks: list[str], rng: random.Random
) -> list[wins.Window]:
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
    made: list[wins.Window] = []
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


def _under(
    window: wins.Window, question: wins.Question, marks: list[str], rng: random.Random
) -> wins.Window:
    """The window as an archive holds passages: under a title and a byline, a first sentence, or
    nothing. A byline answers none of these questions, and must not tempt."""
    draw = rng.random()
    if draw < 0.45:
        return wins.headed(window, question.title, rng.choice(marks) if draw < 0.3 else "")
    return wins.led(window, question) if draw < 0.65 else window


def _of_news(
    articles: list[dict[str, Any]], count: int, near: float, rng: random.Random
) -> list[wins.Window]:
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
    articles: list[dict[str, Any]], times: int, near: float, marks: list[str], rng: random.Random
) -> list[wins.Window]:
    """Windows of the questions written for this project, each `times` times in another one.

    Those that an article answers come with its other parts too, where its headline does not answer
    by itself, and with what BM25 finds.
    """
    found = asked.pieces(articles, tune=False)
    questions = list(asked.questions(found))
    vocabulary = near_misses.Vocabulary(q.question for q in questions)
    made: list[wins.Window] = []
    for _ in range(times):
        shown = [
            _under(wins.around(q, WINDOW_CHARS, rng), q, marks, rng)
            for q in rng.sample(questions, len(questions))
        ]
        made += [*shown, *_missed(shown, near / 2, vocabulary, rng)]
        made += asked.unanswered(found, WINDOW_CHARS, rng)
        for elsewhere in (wins.beside, wins.without):
            drawn = rng.sample(
                [q for q in questions if q.answer not in q.title], len(questions) // 6
            )
            cut = [(elsewhere(q, WINDOW_CHARS, rng), q) for q in drawn]
            made += [_under(w, q, marks, rng) for w, q in cut if w]
        mistakes = wins.mistaken(questions, WINDOW_CHARS, rng)
        made += rng.sample(mistakes, len(mistakes) // 4)
    return made


def _missed(
    windows: list[wins.Window],
    share: float,
    vocabulary: near_misses.Vocabulary,
    rng: random.Random,
) -> list[wins.Window]:
    """Near misses of a share of these windows."""
    chosen = (w for w in windows if rng.random() < share)
    misses = (near_misses.near_miss(w, vocabulary, rng) for w in chosen)
    return [miss for miss in misses if miss]


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Warm-up over 100 steps, constant, then linear decay to zero over the last 40 %.

    A constant middle lets a resumed run be given fewer or more epochs than it was begun with
    (Hu et al., "MiniCPM", 2024, section 4).
    """
    warm, decay = 100, 0.4 * steps
    return peak * min(1.0, (step + 1) / warm, (steps - step) / decay)


def save(path: Path, state: dict[str, object]) -> None:
    """Write a checkpoint so that a kill leaves the last whole one."""
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


def train(args: argparse.Namespace) -> None:
    """Run or resume the training that the arguments name; the result is `OUT/reader.pt`."""
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    folder = bundled.model_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    args.out.mkdir(parents=True, exist_ok=True)
    cache = args.out / "features.pt"
    if not cache.exists():
        windows = make_windows(args)
        data, inexact = feats.featurise(windows, tokenizer, MAX_TOKENS)
        print(
            f"{len(data)} windows, {int((data.start == 0).sum())} without an answer, "
            f"{inexact} answers that end inside a token"
        )
        torch.save(data, cache)
    data = torch.load(cache, weights_only=False)
    model = from_encoder(folder).to(device)
    if args.start:
        model.load_state_dict(runs.mean(args.start))
    for module in model.modules():  # one or two epochs do not overfit, and dropout costs a third
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    model.bert.embeddings.requires_grad_(False)
    if device.type == "cpu":  # there the fused attention's gradient takes as long as all products
        model.bert.set_attn_implementation("eager")
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=args.rate, weight_decay=0.01)
    step, checkpoint = 0, args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    run(model, data, optimizer, step, tokenizer.pad_token_id, device, args)
    torch.save(model.state_dict(), args.out / runs.RESULT)


def run(
    model: SpanModel,
    data: feats.Features,
    optimizer: torch.optim.Optimizer,
    step: int,
    pad: int,
    device: torch.device,
    args: argparse.Namespace,
) -> None:
    """The loop over batches, from `step` on."""
    per_epoch = -(-len(data) // args.batch)
    steps = int(args.epochs * per_epoch)
    epochs = range(-(-steps // per_epoch))
    order = [b for e in epochs for b in feats.epoch_order(data, args.batch, args.seed + e)][:steps]
    loss_of, saved, mean = nn.CrossEntropyLoss(), time.monotonic(), 0.0
    bar = tqdm(range(step, steps), initial=step, total=steps, mininterval=20)
    model.train()
    for i in bar:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(i, steps, args.rate)
        ids, mask, readable, start, end = (t.to(device) for t in feats.batch(data, order[i], pad))
        with torch.autocast(device.type, torch.bfloat16, enabled=HALVES or device.type != "cpu"):
            starts, ends = model(ids, mask, readable)
        loss = (loss_of(starts, start) + loss_of(ends, end)) / 2
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        mean = loss.item() if i == step else 0.99 * mean + 0.01 * loss.item()
        bar.set_postfix(loss=f"{mean:.3f}", refresh=False)
        if time.monotonic() - saved > args.checkpoint_minutes * 60:
            save(
                args.out / "checkpoint.pt",
                {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": i + 1},
            )
            saved = time.monotonic()


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD-style files")
    parser.add_argument("--news", type=Path, help="articles with title, author, paragraphs (.xz)")
    parser.add_argument("--share", type=float, default=1.0, help="of the questions of those files")
    parser.add_argument(
        "--asked", type=int, default=0, help="times each question of asked.jsonl is shown"
    )
    parser.add_argument("--clozes", type=int, default=0, help="questions made from the articles")
    parser.add_argument(
        "--near", type=float, default=0.0, help="share of questions asked again with a word changed"
    )
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="the --out folders of runs to go on from the mean of; qa/weights is one too",
    )
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and result")
    parser.add_argument("--epochs", type=float, default=1.5)
    parser.add_argument("--batch", type=int, default=16, help="windows a step")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--checkpoint-minutes", type=float, default=3)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
