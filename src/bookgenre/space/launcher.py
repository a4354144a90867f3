"""Serve the page."""

import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bookgenre.errors import InputError
from bookgenre.space.gradio_page import build_page
from bookgenre.space.prefix import BelowPrefix, prefix_options
from bookgenre.space.theme import CSS, page_theme

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["launch", "serve"]

_LOG = logging.getLogger("bookgenre.space")
_MOST_BYTES_UPLOADED = "64kb"


def serve(
    model: str | None = None, *, host: str | None = None, port: int | None = None, mapping: Path | None = None
) -> None:
    """Build the page and serve it until Ctrl-C; what is not given is as in `launch` and `build_page`."""
    _check_address(host, port)
    launch(build_page(model, mapping=mapping), host=host, port=port)


def launch(page: "gr.Blocks", *, host: str | None = None, port: int | None = None) -> None:
    """Serve a page of `build_page` until Ctrl-C.

    `host` is an address, None for ``GRADIO_SERVER_NAME`` or 127.0.0.1; `port` None for ``GRADIO_SERVER_PORT``, or the
    first free one from 7860. Nothing is fetched from elsewhere, neither by the server nor by the page: no fonts, no
    statistics, no version check. `InputError` says which address or variable of the environment cannot be used.
    """
    from starlette.middleware import Middleware

    below = Middleware(BelowPrefix, **prefix_options())
    # Our own, beside which Gradio's would add the prefix once more.
    os.environ.pop("GRADIO_ROOT_PATH", None)
    _check_address(host, port)
    _log_to_stderr()
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port,
            theme=page_theme(),
            css=CSS,
            footer_links=["api"],
            quiet=True,
            share=False,
            show_error=False,
            # Neither a record of what was typed in the browser, nor server-side rendering, which would need Node.
            run_history=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            # Nothing here takes files, but Gradio's upload route is always there.
            max_file_size=_MOST_BYTES_UPLOADED,
            state_session_capacity=1000,
            app_kwargs={"middleware": [below]},
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise InputError(
            f"the page cannot be served: {str(error).splitlines()[0]}; choose another host or port"
        ) from None
    _LOG.info("listening on %s (Ctrl-C to stop)", url)
    page.block_thread()


def _check_address(host: str | None, port: int | None) -> None:
    """Try the address first: Gradio would try a hundred ports, a second or more each."""
    host = host or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
    if not port:
        named = os.environ.get("GRADIO_SERVER_PORT") or "0"
        if not named.isdecimal():
            raise InputError(f"GRADIO_SERVER_PORT is {named!r}; give a whole number from 1 to 65535")
        port = int(named)
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        where = f"{host}:{port}" if port else host
        raise InputError(f"the page cannot be served on {where}: {reason}; choose another host or port") from None


def _log_to_stderr() -> None:
    if not _LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
