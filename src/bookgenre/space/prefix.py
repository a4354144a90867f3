"""The page below a prefix of an address, behind a proxy that may or may not take it off."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from bookgenre.errors import InputError

__all__ = ["BelowPrefix", "prefix_options"]

Scope = dict[str, Any]


def prefix_options() -> dict[str, Any]:
    """Return what `BelowPrefix` is made with, from the environment.

    SCRIPT_NAME, or Gradio's own GRADIO_ROOT_PATH, names a prefix. BOOKGENRE_TRUSTED_PROXIES, where it is not 0, lets
    proxies name one by X-Forwarded-Prefix. An empty variable is one that is not set; `InputError` names a wrong one.
    """
    prefix = (os.environ.get("SCRIPT_NAME") or os.environ.get("GRADIO_ROOT_PATH") or "").rstrip("/")
    if prefix and not prefix.startswith("/"):
        raise InputError(f"the prefix {prefix!r} does not begin with a slash; set SCRIPT_NAME to one such as /books")
    proxies = os.environ.get("BOOKGENRE_TRUSTED_PROXIES") or "0"
    if not proxies.isdecimal():
        raise InputError(f"BOOKGENRE_TRUSTED_PROXIES is {proxies!r}; give a whole number")
    return {"prefix": prefix, "trusted": int(proxies) > 0}


class BelowPrefix:
    """ASGI middleware: Gradio makes its links from the address of a request, so the prefix is put there.

    `trusted` says whether X-Forwarded-Prefix is believed.
    """

    def __init__(self, application: Callable[..., Awaitable[None]], prefix: str = "", trusted: bool = False) -> None:
        self._application, self._prefix, self._trusted = application, prefix, trusted

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] in ("http", "websocket") and (prefix := self._prefix_of(scope)):
            path = scope["path"]
            if not f"{path}/".startswith(f"{prefix}/"):
                path = prefix + path
            scope = scope | {"root_path": prefix, "path": path, "raw_path": path.encode()}
        await self._application(scope, receive, send)

    def _prefix_of(self, scope: Scope) -> str:
        for name, value in scope["headers"] if self._trusted else ():
            sent = value.decode("latin-1").strip().rstrip("/")
            if name == b"x-forwarded-prefix" and sent.startswith("/") and not sent.startswith("//"):
                return str(sent)
        return self._prefix
