"""Find a model folder: the packaged one, one on this disk, or one on the Hugging Face hub."""

import re
from importlib import resources
from pathlib import Path

from bookgenre.classifier.hub_errors import hub_errors
from bookgenre.classifier.model_folder import CONFIG, GENRES, MODEL, MODEL_CARD, NGRAMS, PLOTS, TOKENIZER
from bookgenre.errors import InputError, ModelError

__all__ = ["MODEL_FILES", "check_hub_id", "fetch_model", "find_model_folder", "is_hub_id", "packaged_model_folder"]

MODEL_FILES = (MODEL, TOKENIZER, GENRES, NGRAMS, CONFIG, MODEL_CARD, *PLOTS)
"""All that is ever sent to the hub or fetched from it: data, and no code."""

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def packaged_model_folder() -> Path:
    """Return the folder of the model that ships with bookgenre."""
    folder = Path(str(resources.files("bookgenre"))) / "model"
    if not (folder / CONFIG).is_file():
        raise ModelError("this installation of bookgenre holds no model; install the wheel, or name a model folder")
    return folder


def is_hub_id(name: str) -> bool:
    """Whether `name` has the form ``owner/name``."""
    return _HUB_ID.fullmatch(name) is not None and name[0] != "."


def check_hub_id(name: str) -> None:
    """Raise `InputError` if `name` is not ``owner/name``."""
    if not is_hub_id(name):
        raise InputError(f"{name!r} is no name on the hub; give it as OWNER/NAME")


def find_model_folder(folder_or_hub_id: str | Path | None = None, revision: str | None = None) -> Path:
    """Return a local folder that holds the model.

    Parameters
    ----------
    folder_or_hub_id
        None for the packaged model; a folder; or ``owner/name`` on the hub, of which only the files of a model folder
        are fetched, into the hub's own cache, and taken from there when the hub is out of reach.
    revision
        Branch, tag or commit on the hub.

    Raises
    ------
    ModelError
        If there is no such folder, or the hub has no such model or cannot be reached.
    """
    if folder_or_hub_id is None:
        return packaged_model_folder()
    name = str(folder_or_hub_id)
    if isinstance(folder_or_hub_id, Path) or Path(name).exists() or not is_hub_id(name):
        return Path(name)
    return fetch_model(name, revision)


def fetch_model(name: str, revision: str | None = None, *, again: bool = False) -> Path:
    """Fetch a model folder from the hub into the hub's cache, unless it is there; return the folder.

    Files that were fetched before stay, so that a transfer that was stopped goes on with those that are missing.

    Parameters
    ----------
    name
        ``owner/name``.
    revision
        Branch, tag or commit; None for the main branch.
    again
        Whether to fetch files that are in the cache, too, because they are damaged.

    Raises
    ------
    ModelError
        If the hub has no such model, or neither the hub nor its cache can give it.
    MissingExtraError
        If huggingface_hub is not installed.
    """
    with hub_errors(f"the model {name}", revision):
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, revision=revision, allow_patterns=list(MODEL_FILES), force_download=again))
