"""What the client of the Hugging Face hub raises, in words that say what to do."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bookgenre.errors import MissingExtraError, ModelError

__all__ = ["LOG_IN", "hub_errors"]

LOG_IN = "log in with `hf auth login`, or set HF_TOKEN to a token from huggingface.co/settings/tokens"

_CLIENTS = ("httpx", "httpx2", "hf_xet")


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
    try:
        yield
    except errors.HFValidationError:
        raise ModelError(f"{what} is no name that the hub can have; name a folder, or owner/name") from None
    except errors.RevisionNotFoundError:
        raise ModelError(f"{what} has no revision {revision!r} on the hub; give a branch, tag or commit") from None
    except errors.RepositoryNotFoundError as error:
        raise ModelError(_not_found(what, _status(error), writing)) from None
    except errors.IncompleteSnapshotError:
        raise ModelError(
            f"the hub cannot be reached and its cache holds only a part of {what}; go online once"
        ) from None
    except errors.LocalEntryNotFoundError:
        raise ModelError(
            f"the hub cannot be reached and {what} is not in its cache; go online once, or name a folder"
        ) from None
    except errors.HfHubHTTPError as error:
        raise ModelError(_refused(what, error, writing)) from None
    except OSError as error:
        raise ModelError(f"{what} cannot be {_done(writing)}: {_first_line(error)}") from error
    except Exception as error:
        # The client lets errors of its HTTP library through, httpx or httpx2 by its version, and those of hf_xet, the
        # transfer of large files, which are plain RuntimeErrors without a Python frame of their own.
        if not _of(type(error).__module__, _CLIENTS) and not (
            isinstance(error, RuntimeError) and _of(_raised_in(error), ("huggingface_hub", *_CLIENTS))
        ):
            raise
        raise ModelError(
            f"{what} cannot be {_done(writing)}, the hub cannot be reached ({_first_line(error.__cause__ or error)}); "
            "run the same command again: what is complete is not transferred twice"
        ) from error


def _of(module: str, packages: Collection[str]) -> bool:
    return module.partition(".")[0] in packages


def _raised_in(error: BaseException) -> str:
    """Name of the module whose code raised an error, or called what did."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return "" if frame is None else str(frame.tb_frame.f_globals.get("__name__", ""))


def _not_found(what: str, status: int, writing: bool) -> str:
    if writing:
        return f"the hub does not let you write {what}; {LOG_IN}" if status == 401 else f"the hub has no {what}"
    return f"there is neither a folder nor {what} on the hub; check the name, or, if it is private, {LOG_IN}"


def _refused(what: str, error: Exception, writing: bool) -> str:
    status = _status(error)
    if status == 401:
        return f"the hub does not know you; {LOG_IN}"
    if status == 403:
        return f"the hub does not let you {'write' if writing else 'read'} {what}; use a token with that right"
    return f"{what} cannot be {_done(writing)}: {_first_line(error)}"


def _status(error: Exception) -> int:
    return getattr(getattr(error, "response", None), "status_code", 0)


def _done(writing: bool) -> str:
    return "sent to the hub" if writing else "fetched from the hub"


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
