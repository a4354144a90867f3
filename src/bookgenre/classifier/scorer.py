"""What turns windows of tokens into logits: the interface of every model, and the sum of several."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bookgenre.errors import ModelError

__all__ = ["Callback", "Scorer", "SumOfScorers"]

Callback = Callable[[], None]
"""Called before every window that is run; an exception that it raises ends the work and reaches the caller."""


class Scorer(Protocol):
    """A model: the ONNX network (`OnnxNetwork`), the linear model (`NgramModel`), or one of your own.

    Attributes
    ----------
    genres
        Number of outputs.
    """

    @property
    def genres(self) -> int: ...  # noqa: D102 - described above

    def logits(
        self, windows: Sequence[Sequence[int]], batch_size: int = 1, callback: Callback | None = None
    ) -> npt.NDArray[np.float32]:
        """Return logits of shape (windows, genres); `batch_size` windows may run together."""
        ...


class SumOfScorers:
    """Scorers whose logits are added.

    Raises
    ------
    ModelError
        If they have different numbers of genres.
    """

    def __init__(self, *scorers: Scorer) -> None:
        if len({scorer.genres for scorer in scorers}) != 1:
            counts = " and ".join(str(scorer.genres) for scorer in scorers)
            raise ModelError(
                f"the model's parts answer {counts} genres; they belong to different models: export the model again"
            )
        self._scorers = scorers
        self.genres = scorers[0].genres

    def logits(
        self, windows: Sequence[Sequence[int]], batch_size: int = 1, callback: Callback | None = None
    ) -> npt.NDArray[np.float32]:
        """Return the sum of the logits, of shape (windows, genres)."""
        first, *others = self._scorers
        total = first.logits(windows, batch_size, callback)
        for scorer in others:
            # Only the first is slow enough for the callback.
            total = total + scorer.logits(windows, batch_size)
        return total
