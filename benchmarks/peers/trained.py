"""Scores by a network that our trainer has trained."""

from pathlib import Path

from safetensors.torch import load_file

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.training.data.windows import all_windows
from bookgenre.training.network.genre_network import GenreNetwork, torch_logits
from peers.peer import Scorer

__all__ = ["run_scorer"]


def run_scorer(run: Path, genres: int, window: int) -> Scorer:
    """Load the best epoch's weights of a run folder, to read in windows of `window` tokens."""
    network = GenreNetwork.from_config(run, genres)
    network.load_state_dict(load_file(run / "weights.safetensors"))
    encoder = BookEncoder.from_file(run / "tokenizer.json", window)
    return lambda rows: torch_logits(network, *all_windows(rows.records, encoder))
