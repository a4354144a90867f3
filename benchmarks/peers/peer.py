"""What a peer is: a grid of settings, a way to train, a way to score, a size."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from peers.corpus import Corpus, Floats, Rows
from peers.cpu import spent

__all__ = ["Peer", "Scorer", "Settings", "logit"]

Settings = dict[str, Any]
Scorer = Callable[[Rows], Floats]
"""Logits or margins of shape (rows, genres): above 0 means rather yes than no."""


def logit(probabilities: Floats, least: float = 1e-4) -> Floats:
    """Log-odds; probabilities are kept off 0 and 1 by `least`."""
    kept = np.clip(np.asarray(probabilities, dtype=np.float64), least, 1 - least)
    result: Floats = np.log(kept) - np.log1p(-kept)
    return result


class Peer(ABC):
    """One method of classifying texts.

    Attributes
    ----------
    key
        For the command line and for folders.
    name
        For the table.
    packages
        What its environment needs beside the project's own.
    alone
        Whether these packages live without the project's own: the peer then starts its programs by itself, with
        `python`.
    grid
        Settings that validation chooses from.
    fixed_threshold
        Of a peer that comes with one for all genres; None lets validation choose a rule.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    alone: ClassVar[bool] = False
    grid: ClassVar[tuple[Settings, ...]] = ({},)
    fixed_threshold: ClassVar[float | None] = None

    def __init__(self, work: Path, python: Path, jobs: int = 1, shared: Path | None = None) -> None:
        self.work, self.python, self.jobs = work, python, jobs
        self.shared = (shared or work) / self.key
        """What does not depend on which rows it is trained on: another run's folder may have it already."""

    @property
    def folder(self) -> Path:
        """Of this peer, within the work folder."""
        return self.work / self.key

    @abstractmethod
    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Train on ``corpus.train`` and write the model into `folder`.

        Returns
        -------
        CPU seconds spent earlier on work that this training shares with others; 0 for none.
        """

    @abstractmethod
    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load the model of `folder`."""

    def size(self, folder: Path) -> int:
        """Bytes of what an answer needs."""
        ours = ("validation.npy", "tried.json")
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name not in ours)

    def seconds(self, scorer: Scorer, rows: Rows) -> float:
        """CPU seconds of scoring `rows`."""
        with spent() as took:
            scorer(rows)
        return took.cpu

    def notes(self, corpus: Corpus) -> str:
        """What the table must say about this peer; empty for nothing."""
        return ""
