"""Model folders on the Hugging Face hub: find, fetch, publish; its client's errors in words that say what to do."""

import re
import shutil
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from bookgenre.classifier.model_folder import (
    CONFIG,
    FIGURES,
    GENRES,
    MODEL,
    MODEL_CARD,
    NGRAMS,
    PLOTS,
    TOKENIZER,
    check_folder,
    files_of,
    packaged_model_folder,
)
from bookgenre.errors import InputError, MissingExtraError, ModelError
from bookgenre.files import atomic_folder

__all__ = [
    "MODEL_FILES",
    "check_hub_id",
    "check_token",
    "find_model_folder",
    "hub_errors",
    "pull_model",
    "push_model",
]

MODEL_FILES = (MODEL, TOKENIZER, GENRES, NGRAMS, CONFIG, MODEL_CARD, FIGURES, *PLOTS)
"""All that is ever sent to the hub or fetched from it: data, and no code."""

_LOG_IN = "log in with `hf auth login`, or set HF_TOKEN to a token from huggingface.co/settings/tokens"
_CLIENTS = ("httpx", "httpx2", "hf_xet")
_CARD_ON_THE_HUB = "README.md"
_HUB_ID = re.compile(r"[\w-][\w.-]*/[\w.-]+")


def check_hub_id(name: str) -> None:
    """Raise `InputError` if `name` is not ``owner/name``."""
    if not _HUB_ID.fullmatch(name):
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
    if isinstance(folder_or_hub_id, Path) or Path(name).exists() or not _HUB_ID.fullmatch(name):
        return Path(name)
    return _fetch(name, revision)


def _fetch(name: str, revision: str | None, *, again: bool = False) -> Path:
    """Fetch what the hub's cache lacks of a model, or all of it `again`; return the folder in the cache."""
    with hub_errors(f"the model {name}", revision):
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, revision=revision, allow_patterns=list(MODEL_FILES), force_download=again))


def pull_model(name: str, revision: str | None = None, *, out: Path | None = None, again: bool = False) -> Path:
    """Fetch a model, hold it against its hashes, and return its folder.

    Files that were fetched before stay, so that a transfer that was stopped continues with those that are missing.

    Parameters
    ----------
    name
        ``owner/name``.
    revision
        Branch, tag or commit; None for the main branch.
    out
        A new or empty folder to copy the model to; it is there complete or not at all.
    again
        Whether to fetch files that are in the cache, too, because they are damaged.

    Raises
    ------
    InputError
        If `name` is not ``owner/name``, or `out` holds something.
    DataError
        If `out` cannot be written.
    ModelError
        If the hub has no such model, cannot be reached, or what came down is not what the model's configuration
        records.
    MissingExtraError
        If huggingface_hub is not installed.
    """
    check_hub_id(name)
    if out is not None and out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder")
    if out is not None and out.is_dir() and any(out.iterdir()):
        raise InputError(f"the folder {out} is not empty; name a new one")
    folder = _fetch(name, revision, again=again)
    check_folder(folder)
    if out is None:
        return folder
    with atomic_folder(out) as fresh:
        for file in MODEL_FILES:
            if (folder / file).is_file():
                # The hub's cache holds links; what is copied is their content.
                shutil.copyfile(folder / file, fresh / file)
    return out


def push_model(
    folder: Path, name: str, *, private: bool = False, revision: str | None = None, message: str | None = None
) -> str:
    """Send the files of a model folder to the hub, in one commit; return the address of the commit.

    The model card is sent once more as ``README.md``, which is what the hub shows and reads its metadata from.

    Parameters
    ----------
    folder
        Is checked first.
    name
        ``owner/name``; the repository is made if it is not there.
    private
        Whether a repository that is made is hidden from others; one that is there stays as it is.
    revision
        Branch, made if it is not there; None for the main one.
    message
        Of the commit; None for one that names the model's version.

    Raises
    ------
    InputError
        If `name` has another form.
    ModelError
        If the folder is not a complete model, there is no token, or the hub refuses or cannot be reached.
    MissingExtraError
        If huggingface_hub is not installed.
    """
    check_hub_id(name)
    config = check_folder(folder)
    if not (folder / MODEL_CARD).is_file():
        raise ModelError(f"the model folder {folder} lacks {MODEL_CARD}; write one, or export the model again")
    with hub_errors(f"the model {name}", revision, writing=True):
        from huggingface_hub import CommitOperationAdd, HfApi

        check_token()
        files = {file: folder / file for file in files_of(folder, config)} | {_CARD_ON_THE_HUB: folder / MODEL_CARD}
        api = HfApi()
        api.create_repo(name, private=private, exist_ok=True)
        if revision is not None:
            api.create_branch(name, branch=revision, exist_ok=True)
        commit = api.create_commit(
            name,
            operations=[CommitOperationAdd(file, path) for file, path in files.items()],
            commit_message=message or f"bookgenre {config.model_version}",
            revision=revision,
        )
        return str(commit.commit_url)


def check_token() -> None:
    """Raise `ModelError` if there is no token; without one the hub would only say so after minutes."""
    from huggingface_hub import get_token

    if get_token() is None:
        raise ModelError(f"the hub does not know you; {_LOG_IN}")


@contextmanager
def hub_errors(what: str, revision: str | None = None, *, writing: bool = False) -> Iterator[None]:
    """Turn the errors of huggingface_hub into `ModelError`; put its import inside.

    Parameters
    ----------
    what
        Kind and name of what is fetched or sent: ``the model owner/name``.
    revision
        That was asked for.
    writing
        Whether something is sent to the hub.
    """
    try:
        from huggingface_hub import errors
    except ImportError:
        raise MissingExtraError("space", "huggingface_hub") from None
    done = "sent to the hub" if writing else "fetched from the hub"
    try:
        yield
    except errors.HFValidationError:
        raise ModelError(f"{what} is no name that the hub can have; name a folder, or owner/name") from None
    except errors.RevisionNotFoundError:
        raise ModelError(f"{what} has no revision {revision!r} on the hub; give a branch, tag or commit") from None
    except errors.IncompleteSnapshotError:
        raise ModelError(
            f"the hub cannot be reached and its cache holds only a part of {what}; go online once"
        ) from None
    except errors.LocalEntryNotFoundError:
        raise ModelError(
            f"the hub cannot be reached and {what} is not in its cache; go online once, or name a folder"
        ) from None
    except errors.HfHubHTTPError as error:
        status = getattr(getattr(error, "response", None), "status_code", 0)
        missing = isinstance(error, errors.RepositoryNotFoundError)
        if missing and not writing:
            message = (
                f"there is neither a folder nor {what} on the hub; check the name, or, if it is private, {_LOG_IN}"
            )
        elif missing and status == 401:
            message = f"the hub does not let you write {what}; {_LOG_IN}"
        elif missing:
            message = f"the hub has no {what}"
        elif status == 401:
            message = f"the hub does not know you; {_LOG_IN}"
        elif status == 403:
            message = f"the hub does not let you {'write' if writing else 'read'} {what}; use a token with that right"
        else:
            message = f"{what} cannot be {done}: {_first_line(error)}"
        raise ModelError(message) from None
    except OSError as error:
        raise ModelError(f"{what} cannot be {done}: {_first_line(error)}") from error
    except Exception as error:
        # The client lets errors of its HTTP library through, httpx or httpx2 by its version, and those of hf_xet, the
        # transfer of large files, which are plain RuntimeErrors without a Python frame of their own.
        if not _of(type(error).__module__, _CLIENTS) and not (
            isinstance(error, RuntimeError) and _of(_raised_in(error), ("huggingface_hub", *_CLIENTS))
        ):
            raise
        raise ModelError(
            f"{what} cannot be {done}, the hub cannot be reached ({_first_line(error.__cause__ or error)}); "
            "run the same command again: what is complete is not transferred twice"
        ) from error


def _of(module: str, packages: Collection[str]) -> bool:
    return module.partition(".")[0] in packages


def _raised_in(error: BaseException) -> str:
    """Name of the module whose code raised an error, or called what did."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1].f_globals.get("__name__", "")) if frames else ""


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
