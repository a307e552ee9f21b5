"""The network: windows that are read side by side."""

import torch

from embeddings import bundled
from qa.span_model import NULL, UNREADABLE, from_encoder

ROWS = ([0, 52, 7, 9, 2, 2, 81, 45, 90, 33, 2], [0, 52, 2, 2, 17, 2], [0, 52, 8, 2, 2, 64, 21, 2])
PASSAGES = ((6, 10), (4, 5), (0, 0))  # of the last no token is readable


def test_rows_side_by_side_score_as_in_a_padded_batch() -> None:
    torch.manual_seed(3)
    model = from_encoder(bundled.model_folder()).eval()
    ids = torch.ones(len(ROWS), max(map(len, ROWS)), dtype=torch.long)
    mask, readable = torch.zeros_like(ids).bool(), torch.zeros_like(ids).bool()
    for i, (row, (first, end)) in enumerate(zip(ROWS, PASSAGES, strict=True)):
        ids[i, : len(row)], mask[i, : len(row)] = torch.tensor(row), True
        readable[i, first:end] = readable[i, NULL] = True
    with torch.inference_mode():
        padded = model(ids, mask, readable)
        model.read_apart()
        found = model.read(ROWS, PASSAGES)
    for i, (row, (first, end)) in enumerate(zip(ROWS, PASSAGES, strict=True)):
        for logits, expected in zip(found[i], padded, strict=True):
            assert torch.allclose(logits, expected[i, : len(row)], atol=1e-4)
            assert set(logits[1:first].tolist()) <= {UNREADABLE}
            assert set(logits[max(end, 1) :].tolist()) == {UNREADABLE}
            assert (logits[first:end] > UNREADABLE).all()
