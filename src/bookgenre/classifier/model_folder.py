"""The model folder: what it holds, and how it is checked before anything is run."""

import hashlib
import json
import os
import stat
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bookgenre.classifier.untrusted import as_model_error, check_name, check_number, read_json
from bookgenre.errors import ModelError
from bookgenre.files import write_file

__all__ = [
    "CALIBRATION_PLOT",
    "CONFIG",
    "CURVES_PLOT",
    "FIGURES",
    "GENRES",
    "LARGEST",
    "MODEL",
    "MODEL_CARD",
    "NGRAMS",
    "PLOTS",
    "TOKENIZER",
    "ModelConfig",
    "check_folder",
    "files_of",
    "packaged_model_folder",
    "sha256",
    "write_config",
]

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
GENRES = "genres.json"
CONFIG = "config.json"
MODEL_CARD = "MODEL_CARD.md"
FIGURES = "figures.json"
"""What the model scores; the card is rendered from it. Both are replaced when the model is measured again."""

NGRAMS = "ngrams.npz"
"""A model may do without this one."""

CALIBRATION_PLOT = "calibration.png"
CURVES_PLOT = "precision_recall.png"
PLOTS = (CALIBRATION_PLOT, CURVES_PLOT)
"""Pictures that the card shows; like the card they are replaced when a model is measured again, and have no hash."""

FORMAT = 2
_READ = (1, 2)
"""Layout 1 had no n-grams; all else was the same."""

_HASHED = (MODEL, TOKENIZER, GENRES)
_MB = 1 << 20
LARGEST = {
    MODEL: 512 * _MB,
    TOKENIZER: 64 * _MB,
    GENRES: 8 * _MB,
    NGRAMS: 32 * _MB,
    CONFIG: 1 * _MB,
    MODEL_CARD: 4 * _MB,
    FIGURES: 4 * _MB,
    CALIBRATION_PLOT: 8 * _MB,
    CURVES_PLOT: 8 * _MB,
}
"""All files of a model folder, and how many bytes each may have. The packaged model has 25 MB."""
_MOST_WINDOW = 8_192
_MOST_TOKENS = 10_000_000
_ADVICE = "fetch or export the model again"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Contents of ``config.json``.

    Attributes
    ----------
    model_version
        Date of export and hash of the model, such as ``2026.11.22+1a2b3c4d``.
    base_model
        Name of the pretrained model.
    window
        Tokens in a window at most.
    pad_token_id
        Id with which windows of a batch are filled up.
    vocabulary_size
        Number of token ids that the model knows.
    common_threshold
        The one threshold that serves all genres best; ``genres.json`` holds each genre's own.
    files
        File name to SHA-256, in hexadecimal.
    format
        Version of the folder's layout.
    """

    model_version: str
    base_model: str
    window: int
    pad_token_id: int
    vocabulary_size: int
    common_threshold: float
    files: dict[str, str]
    format: int = FORMAT


def packaged_model_folder() -> Path:
    """Return the folder of the model that ships with bookgenre."""
    folder = Path(str(resources.files("bookgenre"))) / "model"
    if not (folder / CONFIG).is_file():
        raise ModelError("this installation of bookgenre holds no model; install the wheel, or name a model folder")
    return folder


def files_of(folder: Path, config: ModelConfig) -> tuple[str, ...]:
    """Names of the files that a model with this configuration has: the card among them; figures and pictures if any."""
    measured = [name for name in (FIGURES, *PLOTS) if (folder / name).is_file()]
    return (*_HASHED, *([NGRAMS] if NGRAMS in config.files else []), CONFIG, MODEL_CARD, *measured)


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_folder(folder: Path) -> ModelConfig:
    """Read the configuration of a model folder and hold every file against its hash.

    Raises
    ------
    ModelError
        If the folder or a file is missing, a file is not what the configuration records, is too large, no regular file
        or a link that leads elsewhere, or the layout is newer than this version of bookgenre.
    """
    if not folder.is_dir():
        raise ModelError(f"there is no model folder {folder}; give a folder that holds {MODEL} and {CONFIG}")
    for name in (CONFIG, *_HASHED):
        _check_file(folder, name)
    with as_model_error(folder / CONFIG, "is damaged"):
        values = read_json(folder / CONFIG, LARGEST[CONFIG])
        # The number itself, which would take its own length to show, may be of any length.
        if values.get("format") not in _READ:
            raise ModelError(
                f"{folder} has layout {values.get('format')!r:.20}, this bookgenre reads up to {FORMAT}; "
                "update bookgenre"
            )
        config = _config(values)
    for name in LARGEST:
        digest = config.files.get(name)
        if digest is not None or (folder / name).is_symlink() or (folder / name).exists():
            _check_file(folder, name)
        if digest is not None and sha256(folder / name) != digest:
            raise ModelError(f"{folder / name} is damaged or was changed (its SHA-256 is wrong); {_ADVICE}")
    return config


def _config(values: dict[str, Any]) -> ModelConfig:
    config = ModelConfig(**values)
    check_name(config.model_version, "model_version")
    check_name(config.base_model, "base_model", empty=True)
    for name, most in (("window", _MOST_WINDOW), ("vocabulary_size", _MOST_TOKENS), ("pad_token_id", _MOST_TOKENS)):
        if type(values[name]) is not int:
            raise TypeError(f"{name} is not a whole number")
        check_number(values[name], name, 0, most)
    if config.pad_token_id >= config.vocabulary_size:
        raise ValueError("pad_token_id is out of range")
    check_number(config.common_threshold, "common_threshold", 0, 1)
    names = {*_HASHED, NGRAMS}
    # Such a file would be read, and nothing would say that it is the one that was exported.
    if not isinstance(config.files, dict) or not {*_HASHED} <= config.files.keys() <= names:
        raise ValueError(f"files does not name {', '.join(sorted(names))}")
    return config


def _check_file(folder: Path, name: str) -> None:
    """Raise `ModelError` unless this is a regular file of a sensible size that lies in the folder."""
    path = folder / name
    if path.is_symlink() and not _is_own(path, folder):
        raise ModelError(f"{path} is a link that leads out of the model folder; copy what it leads to, or {_ADVICE}")
    try:
        found = path.stat()
    except OSError:
        raise ModelError(f"the model folder {folder} lacks {name}; {_ADVICE}") from None
    if not stat.S_ISREG(found.st_mode):
        raise ModelError(f"{path} is not a regular file; {_ADVICE}")
    if found.st_size > LARGEST[name]:
        raise ModelError(f"{path} is larger than {LARGEST[name] >> 20} MB, which no model needs; {_ADVICE}")


def _is_own(path: Path, folder: Path) -> bool:
    """Whether a link leads to a file of the folder, or of the hub's cache, which is made of links."""
    target, own = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    cache = own.parent.parent / "blobs" if own.parent.name == "snapshots" else None
    return target.is_relative_to(own) or (cache is not None and target.parent == cache)


def write_config(folder: Path, **values: Any) -> ModelConfig:
    """Write ``config.json`` beside finished files, with their hashes; `values` are the other fields."""
    names = (*_HASHED, *([NGRAMS] if (folder / NGRAMS).is_file() else []))
    config = ModelConfig(files={name: sha256(folder / name) for name in names}, **values)
    write_file(folder / CONFIG, json.dumps(asdict(config), indent=2) + "\n")
    return config
