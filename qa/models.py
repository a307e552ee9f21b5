"""The encoder and the reader that an assistant asks, loaded beside whatever else is starting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from embeddings.encoder import Encoder

if TYPE_CHECKING:  # it imports torch and transformers, which takes seconds: in the thread below
    from qa.reader import Reader

Both = tuple[Encoder, "Reader"]


class Models:
    """An encoder and a reader that may still be loading; safe to use from several threads.

    Whoever asks for one of them waits until both are there, and gets what loading them raised.
    """

    def __init__(self, loading: Future[Both]) -> None:
        self.loading = loading

    @classmethod
    def of(cls, encoder: Encoder, reader: Reader) -> Models:
        """Models that are at hand."""
        loading: Future[Both] = Future()
        loading.set_result((encoder, reader))
        return cls(loading)

    @classmethod
    def begin(cls, load: Callable[[], Both]) -> Models:
        """Begin to load them in a thread."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="models")
        loading = thread.submit(load)
        thread.shutdown(wait=False)
        return cls(loading)

    @property
    def ready(self) -> bool:
        """Whether nobody has to wait for them any more."""
        return self.loading.done()

    @property
    def encoder(self) -> Encoder:
        """The encoder, waited for."""
        return self.loading.result()[0]

    @property
    def reader(self) -> Reader:
        """The reader, waited for."""
        return self.loading.result()[1]
