"""The checks that a model passes before it is written (target, size, what 8 bits cost), and its version."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bookgenre.classifier.model_folder import MODEL, ModelConfig, sha256, write_config
from bookgenre.errors import ExportError
from bookgenre.training.evaluate.evaluation import Evaluation

__all__ = ["MAX_BYTES", "check_model", "check_size", "check_target", "write_versioned_config"]

MAX_BYTES = 25_000_000
MAX_MICRO_LOSS = 0.005
MAX_MACRO_LOSS = 0.01


def check_target(target: Path) -> None:
    """Raise an `ExportError` if `target` is a file, or holds something else than a model."""
    if target.is_dir() and any(target.iterdir()) and not (target / MODEL).is_file():
        raise ExportError(f"{target} is neither empty nor a model folder; name another folder")
    if target.is_file():
        raise ExportError(f"{target} is a file; name a folder")


def check_model(fp32: Evaluation, int8: Evaluation, folder: Path) -> None:
    """Raise an `ExportError` if 8 bits lose more than 0.005 micro-F1 or 0.01 macro-F1, or `folder` exceeds 25 MB.

    `fp32` is of the trained network and `int8` of the 8-bit graph, on the same rows.
    """
    micro = fp32.scores["micro_f1"] - int8.scores["micro_f1"]
    macro = fp32.scores["macro_f1"] - int8.scores["macro_f1"]
    if micro > MAX_MICRO_LOSS or macro > MAX_MACRO_LOSS:
        raise ExportError(
            f"8 bits lose {micro:.4f} micro-F1 and {macro:.4f} macro-F1 on validation, more than {MAX_MICRO_LOSS} and "
            f"{MAX_MACRO_LOSS}; nothing was written; train longer or with another base model"
        )
    check_size(folder)


def check_size(folder: Path) -> None:
    """Raise an `ExportError` if the files of the model in `folder` have more than 25 MB."""
    size = sum(path.stat().st_size for path in folder.iterdir())
    if size > MAX_BYTES:
        raise ExportError(
            f"the model's files have {size:,} bytes, more than {MAX_BYTES:,}; nothing was written; "
            "use a smaller base model"
        )


def write_versioned_config(folder: Path, **values: Any) -> ModelConfig:
    """Write ``config.json`` beside the finished files of a model; `values` are its fields without the version.

    The version is the day of the export, and a hash of all that answers depend on: a model with other n-grams or
    another calibration is another model.
    """
    digest = hashlib.sha256("".join(sha256(path) for path in sorted(folder.iterdir())).encode()).hexdigest()[:8]
    return write_config(folder, model_version=f"{datetime.now(UTC):%Y.%m.%d}+{digest}", **values)
