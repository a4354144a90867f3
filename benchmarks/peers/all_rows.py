"""Train on all labelled rows, most of them with incomplete lists, as bookgenre itself does."""

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bookgenre.corpus import read_ids
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.evaluate.evaluation import evaluate_probabilities
from bookgenre.training.recipe import Recipe
from peers.corpus import Cells, Corpus, Rows
from peers.cpu import spent
from peers.decisions import choose_decisions
from peers.gold import Gold
from peers.measure import chosen_settings, say, slug, write
from peers.peer import Peer

__all__ = ["FOLDER", "AllRows", "measure_all_rows"]

FOLDER = "all-rows"
"""Within the folder of results, and within that of models."""

_ROOT = Path(__file__).parents[2]
_RECIPE = _ROOT / "recipes" / "third.toml"
_NEAR_DUPLICATES = _ROOT / "data" / "near-duplicates.txt"


@dataclass(frozen=True)
class IncompleteRows(Rows):
    """Rows with complete and incomplete lists, to be trained on.

    Of a genre that came after the lists, a row that does not have it counts as one without it: a complete list of the
    first edition says that of no book on the genre's own side, so the genre would be learnt from its positives alone.
    """

    @cached_property
    def labels(self) -> tuple[Cells, Cells]:
        """Targets and known cells, of shape (rows, genres)."""
        taxonomy = load_taxonomy()
        targets, known = label_arrays(self.records, taxonomy.ids)
        known[:, [genre.since > 1 for genre in taxonomy]] = 1
        return targets, known


@dataclass(frozen=True)
class AllRows(Corpus):
    """All rows that ``recipes/third.toml`` trains on; validation and test without near-duplicates of any of them."""

    whole: Corpus | None = None

    @classmethod
    def of(cls, corpus: Corpus) -> "AllRows":
        """All rows beside the complete ones of `corpus`."""
        return cls(corpus.folder, corpus.rows, corpus.genre_ids, corpus)

    @cached_property
    def train(self) -> Rows:
        """Rows of all training files, without the sources that the recipe holds out."""
        recipe = Recipe.read(_RECIPE)
        more = tuple(str(_ROOT / name) for name in recipe.data.more)
        recipe = replace(recipe, data=replace(recipe.data, folder=str(self.folder), more=more))
        rows = IncompleteRows("train", recipe.training_records())
        return rows if self.rows is None else rows.take(self.rows)

    @cached_property
    def validation(self) -> Rows:
        """Validation rows."""
        return self._without_near_duplicates("validation")

    @cached_property
    def test(self) -> Rows:
        """Test rows."""
        return self._without_near_duplicates("test")

    def _without_near_duplicates(self, split: str) -> Rows:
        rows: Rows = getattr(self.whole, split)
        near = read_ids(_NEAR_DUPLICATES)
        return rows.where([record.book.identifiers.get("id") not in near for record in rows.records])


def measure_all_rows(
    kind: type[Peer], work: Path, python: Path, jobs: int, corpus: AllRows, gold: Gold | None, results: Path
) -> None:
    """Write ``all-rows/KEY.json`` into `results`, unless it is there.

    Settings are those that the peer's own measurement chose on validation.
    """
    target = results / FOLDER / f"{kind.key}.json"
    if target.is_file():
        say(f"{kind.key}: {target} is there; remove it to measure again")
        return
    peer, settings = kind(work / FOLDER, python, jobs), chosen_settings(kind, results)
    folder = peer.folder / slug(settings)
    folder.mkdir(parents=True, exist_ok=True)
    say(f"{peer.key}: {slug(settings)} on {len(corpus.train):,} rows")
    corpus.train.texts, corpus.train.labels  # noqa: B018  read before the clock starts
    with spent() as took:
        earlier = peer.train(settings, corpus, folder)
    scorer = peer.scorer(settings, corpus, folder)
    decisions = choose_decisions(corpus.genre_ids, scorer(corpus.validation), *corpus.validation.labels)
    labels = decisions.labels
    # Every choice is made: now, and once, the test rows.
    test = evaluate_probabilities(
        labels.probabilities(scorer(corpus.test)), corpus.test.records, labels, decisions.common
    )
    found = {
        "key": peer.key,
        "name": peer.name,
        "settings": settings,
        "rule": decisions.rule,
        "training_rows": len(corpus.train),
        "measured_rows": len(corpus.test),
        "jobs": jobs,
        "cpu_seconds": took.cpu + earlier,
        "megabytes": peer.size(folder) / 1e6,
        "test": test.scores,
        "gold": gold.scores(lambda rows: labels.probabilities(scorer(rows)), labels) if gold else None,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    write(target, found)
    shutil.rmtree(peer.folder)  # the models are large, and have been measured
    say(f"{peer.key}: wrote {target}")
