"""bookgenre's own recipe, trained anew where a source is left out; the table itself measures the packaged model."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from bookgenre.genres import load_taxonomy
from bookgenre.training.data.windows import first_windows
from bookgenre.training.decide.mixing import choose_share
from bookgenre.training.fit.run import train
from bookgenre.training.linear.linear_model import LinearModel, train_linear
from bookgenre.training.recipe import Recipe
from peers.corpus import Corpus, Floats, Rows
from peers.frozen import FrozenMiniLm
from peers.peer import Peer, Scorer, Settings
from peers.trained import run_scorer

__all__ = ["Ours", "OursFrozen"]

_RECIPE = Path(__file__).parents[2] / "recipes" / "minilm.toml"
_WINDOW = 512
_HEAD: Settings = {"penalty": 1e-3}


class Ours(Peer):
    """The first stage of ``recipes/minilm.toml`` (one pass over the top three layers), and the linear model beside it.

    The packaged network has had three more passes, and an hour more a source; what is measured here is less than it.
    """

    key = "bookgenre"
    name = "bookgenre's recipe, first stage"
    grid = ({"parts": "both"}, {"parts": "network"}, {"parts": "linear model"})
    names: ClassVar[dict[str, str]] = {
        "both": "bookgenre's recipe, first stage of the network",
        "network": "its network alone",
        "linear model": "its linear model alone",
    }
    """What the table calls each of the settings."""

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Train both parts, for all settings; stopped, either goes on where it was."""
        train_linear(self.recipe(corpus))
        self.train_network(corpus)
        return 0.0

    def recipe(self, corpus: Corpus) -> Recipe:
        """``recipes/minilm.toml`` to its first stage, on the rows of `corpus`, which are written out for it."""
        data = self.folder / "data"
        corpus.write_training(data)
        recipe = Recipe.read(_RECIPE)
        assert recipe.linear is not None, f"{_RECIPE} has no [linear]"
        return replace(
            recipe,
            data=replace(recipe.data, folder=str(data)),
            run=replace(recipe.run, folder=str(self.folder / "run")),
            linear=replace(recipe.linear, folder=str(self.folder / "linear")),
            stages=recipe.stages[:1],
        )

    def train_network(self, corpus: Corpus) -> None:
        """Train the network of the recipe."""
        train(self.recipe(corpus))

    def network(self, corpus: Corpus) -> Scorer:
        """Load the network."""
        return run_scorer(self.folder / "run", len(corpus.genre_ids), _WINDOW)

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load both parts, and mix them as validation says."""
        network = self.network(corpus)
        linear = LinearModel.open(self.folder / "linear", load_taxonomy().ids)
        encoder = LinearModel.encoder(self.recipe(corpus).model.base)

        def parts(rows: Rows) -> tuple[Floats, Floats]:
            kept = self.folder / f"{rows.name}.npz"
            if not kept.is_file():
                np.savez(kept, network=network(rows), linear=linear.logits(first_windows(rows.records, encoder)))
            with np.load(kept) as file:
                return file["network"], file["linear"]

        mixture = choose_share(*parts(corpus.validation), *corpus.validation.labels)

        def score(rows: Rows) -> Floats:
            of_network, of_linear = parts(rows)
            if settings["parts"] == "network":
                return of_network
            return of_linear if settings["parts"] == "linear model" else mixture.logits(of_network, of_linear)

        return score


class OursFrozen(Ours):
    """The same linear model, and a linear head on the encoder as it was published: no layer of it is trained.

    Minutes instead of hours, and a lower bound on what the recipe does.
    """

    key = "bookgenre-frozen"
    name = "bookgenre's recipe, encoder frozen"
    grid = ({"parts": "both"}, {"parts": "linear model"})
    names: ClassVar[dict[str, str]] = Ours.names | {"both": "bookgenre's recipe, its encoder not trained"}

    def _head(self) -> FrozenMiniLm:
        return FrozenMiniLm(self.work, self.python, self.jobs, self.shared.parent)

    def train_network(self, corpus: Corpus) -> None:
        """Fit the head on embeddings that the frozen peer may have made already."""
        if not (self.folder / "head.npz").is_file():
            self._head().train(_HEAD, corpus, self.folder)

    def network(self, corpus: Corpus) -> Scorer:
        """Load the head."""
        return self._head().scorer(_HEAD, corpus, self.folder)
