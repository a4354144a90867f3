"""Files that are either as they were before or complete."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from bookgenre.errors import DataError

__all__ = ["whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place to write to, whose file takes the name of `path` when the block ends well.

    Raises
    ------
    DataError
        If the file, or its folder, cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(path)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}; choose another place") from error
    finally:
        # Where nothing can be written there is nothing to take away either.
        with contextlib.suppress(OSError):
            partial.unlink()
