"""``python -m bookgenre``, and the command ``bookgenre``: what Ctrl-C does comes before any import that takes time."""

import os
import signal
import sys

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; Ctrl-C ends it with status 130 and without a traceback, also while it is imported."""
    # Who runs it in the background, or with nohup, may have it ignore Ctrl-C.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
    try:
        from bookgenre.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        # While the interpreter ends, an exception could only become a traceback.
        if signal.getsignal(signal.SIGINT) is _interrupted:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupted(_number: int, frame: object) -> None:
    """Raise KeyboardInterrupt, except while a module is imported: extension modules make errors of their own of it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):  # type: ignore[attr-defined]
            os._exit(_INTERRUPTED)
        frame = frame.f_back  # type: ignore[attr-defined]
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
