"""Omikuji's Bonsai: a shallow tree of clusters of genres with linear machines in it (Khandagale et al. 2020)."""

from itertools import product
from pathlib import Path

import numpy as np

from peers.corpus import Corpus, Floats, Rows
from peers.cpu import quiet
from peers.linear_svm import load_words, save_words, vectoriser
from peers.peer import Peer, Scorer, Settings, logit

__all__ = ["Omikuji"]


class Omikuji(Peer):
    """On the SVM's own words and weights; three trees of unbalanced clusters, every genre reached by the beam.

    Masked cells count as absent, for it knows no others.
    """

    key = "omikuji"
    name = "Omikuji Bonsai"
    packages = ("omikuji==0.5.2",)
    grid = tuple(
        {"cluster_k": k, "linear_c": penalty, "n_trees": 3, "max_depth": 3}
        for k, penalty in product((16, 100), (1.0, 3.0, 10.0))
    )

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Write the features in the format of the Extreme Classification Repository and train on them."""
        import omikuji

        words = vectoriser()
        features = words.fit_transform(corpus.train.texts).tocsr()
        features.sort_indices()
        column = {genre_id: j for j, genre_id in enumerate(corpus.genre_ids)}
        path = folder.with_suffix(".train.txt")
        known = corpus.train.genres
        with path.open("w", encoding="utf-8") as file:
            file.write(f"{sum(map(bool, known))} {features.shape[1]} {len(column)}\n")
            for row, genres in enumerate(known):
                if not genres:
                    continue
                labels = ",".join(str(j) for j in sorted(column[genre_id] for genre_id in genres))
                span = slice(features.indptr[row], features.indptr[row + 1])
                pairs = zip(features.indices[span], features.data[span], strict=True)
                file.write(f"{labels} {' '.join(f'{j}:{value:.5f}' for j, value in pairs)}\n")
        options = omikuji.Model.default_hyper_param()
        options.cluster_balanced = False
        for name, value in settings.items():
            setattr(options, name, value)
        with quiet(folder / "log.txt"):
            omikuji.Model.train_on_data(str(path), options, self.jobs).save(str(folder / "trees"))
        path.unlink()
        save_words(words, folder)
        return 0.0

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load words and trees."""
        import omikuji

        words = load_words(folder)
        with quiet(folder / "log.txt"):
            model = omikuji.Model.load(str(folder / "trees"))
        model.init_prediction_thread_pool(self.jobs)
        genres = len(corpus.genre_ids)

        def score(rows: Rows) -> Floats:
            features = words.transform(rows.texts).tocsr()
            features.sort_indices()
            probabilities = np.zeros((len(rows), genres))
            for row in range(len(rows)):
                span = slice(features.indptr[row], features.indptr[row + 1])
                pairs = zip(features.indices[span].tolist(), features.data[span].tolist(), strict=True)
                for j, probability in model.predict(list(pairs), beam_size=genres, top_k=genres):
                    probabilities[row, j] = probability
            return logit(probabilities)

        return score

    def size(self, folder: Path) -> int:
        """Trees and words."""
        return super().size(folder) - (folder / "log.txt").stat().st_size
