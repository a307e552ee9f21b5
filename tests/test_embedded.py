"""Each text is embedded once: what was done before is taken over, also after a kill."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.encoder import Encoder
from qa import embedded
from qa.archive import Archive
from qa.build import build
from qa.settings import Settings

TEXTS = [f"第{i}号通知:衡阳市第{i}中学的运动会改在{i % 28 + 1}日举行。" for i in range(9)]


class Counting:
    """The real encoder, noting each text it embeds; it dies after `until` texts."""

    def __init__(self, encoder: Encoder, until: int = 10**9) -> None:
        self.inner, self.until, self.seen = encoder, until, list[str]()
        self.identity, self.dim = encoder.identity, encoder.dim

    def passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if len(self.seen) + len(texts) > self.until:
            raise KeyboardInterrupt
        self.seen += texts
        return self.inner.passages(texts)


def test_vectors_are_those_of_the_encoder_and_equal_texts_are_embedded_once(
    tmp_path: Path, encoder: Encoder
) -> None:
    counting = Counting(encoder)
    found = embedded.vectors(tmp_path, None, [*TEXTS, TEXTS[0]], counting)
    np.testing.assert_allclose(found, encoder.passages([*TEXTS, TEXTS[0]]), atol=1e-5)
    assert sorted(counting.seen) == sorted(TEXTS)


def test_a_stopped_build_goes_on_where_it_was(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_AT_ONCE", 2)
    stopped = Counting(encoder, until=5)
    with pytest.raises(KeyboardInterrupt):
        embedded.vectors(tmp_path, None, TEXTS, stopped)
    resumed = Counting(encoder)
    found = embedded.vectors(tmp_path, None, TEXTS, resumed)
    assert set(stopped.seen).isdisjoint(resumed.seen)
    assert sorted(stopped.seen + resumed.seen) == sorted(TEXTS)
    np.testing.assert_allclose(found, encoder.passages(TEXTS), atol=1e-5)
    embedded.done(tmp_path)
    again = Counting(encoder)
    embedded.vectors(tmp_path, None, TEXTS[:3], again)
    assert sorted(again.seen) == sorted(TEXTS[:3])


def test_the_version_in_use_gives_its_vectors(
    papers: Path, tmp_path: Path, encoder: Encoder
) -> None:
    build(papers, encoder, Settings())
    old = Archive.open(papers)
    held = [passage.text for passage in old.passages()]
    counting = Counting(encoder)
    found = embedded.vectors(tmp_path, old, [*TEXTS[:2], *held], counting)
    assert sorted(counting.seen) == sorted(TEXTS[:2])
    np.testing.assert_allclose(found[2:], old.vectors.vectors(np.arange(len(held))), atol=1e-6)
    other = Counting(encoder)
    other.identity = "another encoder"
    embedded.vectors(tmp_path, old, held, other)
    assert sorted(other.seen) == sorted(set(held))
