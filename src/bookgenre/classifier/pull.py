"""Fetch a model from the Hugging Face hub and check it."""

import shutil
from pathlib import Path

from bookgenre.classifier.hub import MODEL_FILES, check_hub_id, fetch_model
from bookgenre.classifier.model_folder import check_folder
from bookgenre.errors import InputError
from bookgenre.files import atomic_folder

__all__ = ["pull_model"]


def pull_model(name: str, revision: str | None = None, *, out: Path | None = None, again: bool = False) -> Path:
    """Fetch a model, hold it against its hashes, and return its folder.

    Parameters
    ----------
    name, revision, again
        As in `fetch_model`.
    out
        A new or empty folder to copy the model to; it is there whole or not at all.

    Raises
    ------
    InputError
        If `name` is not ``owner/name``, or `out` holds something.
    DataError
        If `out` cannot be written.
    ModelError
        If the hub has no such model, cannot be reached, or what came down is not what the model's configuration
        records.
    """
    check_hub_id(name)
    if out is not None and out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder")
    if out is not None and out.is_dir() and any(out.iterdir()):
        raise InputError(f"the folder {out} is not empty; name a new one")
    folder = fetch_model(name, revision, again=again)
    check_folder(folder)
    if out is None:
        return folder
    _copy(folder, out)
    return out


def _copy(folder: Path, out: Path) -> None:
    with atomic_folder(out) as fresh:
        for file in MODEL_FILES:
            if (folder / file).is_file():
                # The hub's cache holds links; what is copied is their content.
                shutil.copyfile(folder / file, fresh / file)
