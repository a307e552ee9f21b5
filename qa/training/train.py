"""Train the reader: `python -m qa.training.train --windows FILE --out FOLDER`, resumable."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from embeddings import bundled
from qa.span_model import SpanModel, from_encoder
from qa.training import features as feats
from qa.training import loop, runs


def save(path: Path, state: dict[str, object]) -> None:
    """Write a checkpoint so that a kill leaves the last whole one."""
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


def train(args: argparse.Namespace) -> None:
    """Run or resume the training that the arguments name; the result is `OUT/reader.pt`."""
    torch.manual_seed(args.seed)
    device = loop.device()
    args.out.mkdir(parents=True, exist_ok=True)
    data = feats.load(args.windows)
    model = from_encoder(bundled.model_folder(original=True)).to(device)
    if args.start:
        model.load_state_dict(runs.mean(args.start))
    loop.set_dropout(model, args.dropout)
    model.bert.embeddings.requires_grad_(False)
    if device.type == "cpu":  # there the fused attention's gradient takes as long as all products
        model.bert.set_attn_implementation("eager")
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        weights, lr=args.rate, weight_decay=0.01, fused=device.type == "cuda"
    )
    step, checkpoint = 0, args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    run(model, data, optimizer, step, device, args)
    torch.save(model.state_dict(), args.out / runs.RESULT)


def run(
    model: SpanModel,
    data: feats.Features,
    optimizer: torch.optim.Optimizer,
    step: int,
    device: torch.device,
    args: argparse.Namespace,
) -> None:
    """The loop over batches, from `step` on."""
    per_epoch = -(-len(data) // args.batch)
    steps = int(args.epochs * per_epoch)
    epochs = range(-(-steps // per_epoch))
    order = [
        rows
        for e in epochs
        for rows in feats.epoch_order(data.windows.lengths, args.batch, args.seed + e)
    ][:steps]
    pad = loop.pad_of(model.bert)
    loss_of, saved = nn.CrossEntropyLoss(), time.monotonic()
    mean = torch.zeros((), device=device)
    bar = tqdm(range(step, steps), initial=step, total=steps, mininterval=20)
    model.train()
    for i in bar:
        loop.set_rate(optimizer, i, steps, args.rate)
        ids, mask, readable, start, end = (t.to(device) for t in feats.batch(data, order[i], pad))
        with loop.halves(device):
            starts, ends = model(ids, mask, readable)
        loss = (loss_of(starts, start) + loss_of(ends, end)) / 2
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        mean = loss.detach() if i == step else 0.99 * mean + 0.01 * loss.detach()
        if i % 50 == 0:  # asking for a number waits for the device
            bar.set_postfix(loss=f"{mean.item():.3f}", refresh=False)
        if time.monotonic() - saved > args.checkpoint_minutes * 60:
            save(
                args.out / "checkpoint.pt",
                {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": i + 1},
            )
            saved = time.monotonic()


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--windows", type=Path, required=True, nargs="+", help="files of qa.training.mix"
    )
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="the --out folders of runs to go on from the mean of; qa/weights is one too",
    )
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and result")
    loop.add_arguments(parser, epochs=1, batch=64, of="windows", rate=3e-4, seed=7)
    parser.add_argument(
        "--dropout", type=float, default=0.0, help="one or two epochs on a CPU do without"
    )
    parser.add_argument("--checkpoint-minutes", type=float, default=3)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
