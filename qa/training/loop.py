"""What the trainings share: where they run and how exactly, the rate, and their arguments."""

from __future__ import annotations

import argparse

import torch
from torch import nn
from transformers import BertModel

from qa.span_model import HALVES


def device() -> torch.device:
    """The accelerator where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def halves(where: torch.device) -> torch.autocast:
    """Half precision for a forward pass, where the device is faster with it."""
    return torch.autocast(where.type, torch.bfloat16, enabled=HALVES or where.type != "cpu")


def set_dropout(model: nn.Module, share: float) -> None:
    """Drop this share in every dropout layer."""
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = share


def pad_of(bert: BertModel) -> int:
    """The id of <pad>."""
    return int(bert.config.pad_token_id or 0)


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Warm-up over 100 steps, constant, then linear decay to zero over the last 40 %.

    A constant middle lets a resumed run be given fewer or more epochs than it was begun with
    (Hu et al., "MiniCPM", 2024, section 4).
    """
    warm, decay = 100, 0.4 * steps
    return peak * min(1.0, (step + 1) / warm, (steps - step) / decay)


def set_rate(optimizer: torch.optim.Optimizer, step: int, steps: int, peak: float) -> None:
    """Give the optimizer the learning rate of this step."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(step, steps, peak)


def add_arguments(
    parser: argparse.ArgumentParser, *, epochs: float, batch: int, of: str, rate: float, seed: int
) -> None:
    """The arguments that every training has, with its defaults; a step takes `batch` `of` them."""
    parser.add_argument("--epochs", type=float, default=epochs)
    parser.add_argument("--batch", type=int, default=batch, help=f"{of} a step")
    parser.add_argument("--rate", type=float, default=rate, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=seed)
