"""Leave one source out: train without a source, and measure on it how what was learnt travels."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bookgenre.training.evaluate.evaluation import evaluate_probabilities
from peers.corpus import Corpus, Rows
from peers.decisions import choose_decisions, fixed_decisions
from peers.measure import chosen_settings, read_note, say, slug, write
from peers.ours import Ours
from peers.peer import Peer, Settings

__all__ = ["FOLDER", "WithoutSource", "largest_sources", "measure_left_out", "write_summary"]

FOLDER = "left-out"
"""Within the folder of results, and within that of models."""

COUNT = 4
SCORES = ("ndcg_at_10", "map", "micro_f1", "macro_f1")


@dataclass(frozen=True)
class WithoutSource(Corpus):
    """A corpus without one source in train and validation, and with nothing else in test.

    The splits of the corpus stay: no edition of a work that is tested is in train, whichever source told of it.
    """

    source: str = ""
    whole: Corpus | None = None

    @classmethod
    def of(cls, corpus: Corpus, source: str) -> "WithoutSource":
        """Leave `source` out of `corpus`."""
        return cls(corpus.folder, corpus.rows, corpus.genre_ids, source, corpus)

    @cached_property
    def train(self) -> Rows:
        """Training rows of the other sources."""
        return self._part("train", wanted=False)

    @cached_property
    def validation(self) -> Rows:
        """Validation rows of the other sources."""
        return self._part("validation", wanted=False)

    @cached_property
    def test(self) -> Rows:
        """Test rows of the source."""
        return self._part("test", wanted=True)

    def _part(self, split: str, *, wanted: bool) -> Rows:
        rows: Rows = getattr(self.whole, split)
        return rows.where([(record.book.source == self.source) is wanted for record in rows.records])


def largest_sources(corpus: Corpus) -> list[str]:
    """The sources with the most training rows, the largest first."""
    counts = Counter(record.book.source for record in corpus.train.records if record.book.source)
    return [source for source, _ in counts.most_common(COUNT)]


def measure_left_out(kind: type[Peer], work: Path, python: Path, jobs: int, corpus: Corpus, results: Path) -> None:
    """Write ``left-out/KEY.json`` into `results`: for each source, scores on its test rows by a model without it.

    Settings are those that the peer's own measurement chose on validation.
    """
    target = results / FOLDER / f"{kind.key}.json"
    if target.is_file():
        say(f"{kind.key}: {target} is there; remove it to measure again")
        return
    found: dict[str, dict[str, Any]] = {}
    for source in largest_sources(corpus):
        part = WithoutSource.of(corpus, source)
        peer = kind(work / FOLDER / source.replace("/", "--"), python, jobs, work)
        for name, settings in _variants(kind, results):
            scores = _scores(peer, settings, part)
            say(f"{kind.key} without {source}: " + ", ".join(f"{key} {value:.4f}" for key, value in scores.items()))
            found.setdefault(name, {})[source] = scores
    rows = [{"name": name, "key": kind.key, "scores": scores} for name, scores in found.items()]
    write(target, {"rows": rows})


def _variants(kind: type[Peer], results: Path) -> Iterator[tuple[str, Settings]]:
    """Names and settings to measure: one of a peer, and of our own recipe its parts as well."""
    if issubclass(kind, Ours):
        for settings in kind.grid:
            yield kind.names[settings["parts"]], settings
        return
    yield kind.name, chosen_settings(kind, results)


def _scores(peer: Peer, settings: Settings, part: WithoutSource) -> dict[str, float]:
    folder = peer.folder / slug(settings)
    note = folder / "left-out.json"
    if done := read_note(note):
        return done
    say(f"{peer.key}: {slug(settings)} without {part.source}")
    folder.mkdir(parents=True, exist_ok=True)
    peer.train(settings, part, folder)
    scorer = peer.scorer(settings, part, folder)
    if peer.fixed_threshold is not None:
        decisions = fixed_decisions(part.genre_ids, peer.fixed_threshold)
    else:
        decisions = choose_decisions(part.genre_ids, scorer(part.validation), *part.validation.labels)
    probabilities = decisions.labels.probabilities(scorer(part.test))
    scores = evaluate_probabilities(probabilities, part.test.records, decisions.labels, decisions.common).scores
    kept = {key: scores[key] for key in SCORES}
    write(note, kept)
    for path in folder.iterdir():
        if path != note:  # the models are large, and have said what they had to say
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return kept


def write_summary(corpus: Corpus, keys: list[str], results: Path, command: str) -> Path | None:
    """Write ``left-out.json``, for the table and the model card; None where nothing was measured."""
    notes = [note for key in keys if (note := read_note(results / FOLDER / f"{key}.json"))]
    if not notes:
        return None
    sources = []
    for letter, source in zip("ABCDEFGH", largest_sources(corpus), strict=False):
        part = WithoutSource.of(corpus, source)
        counts = {"train_rows": len(part.train), "validation_rows": len(part.validation), "test_rows": len(part.test)}
        sources.append({"name": letter, "source": source, **counts})
    rows = [row for note in notes for row in note["rows"]]
    target = results / "left-out.json"
    write(target, {"command": command, "sources": sources, "rows": rows})
    return target
