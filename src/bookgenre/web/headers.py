"""Headers of every response: what a browser may do with it, and how long it may be kept."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request

from bookgenre.web.service import Service

__all__ = ["CONTENT_SECURITY_POLICY", "FOR_ITS_READER", "cacheable", "set_headers"]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Nothing from elsewhere, and neither script nor style within a page."""

FOR_ITS_READER = "private, no-cache"
"""Cache-Control of a page with what its reader typed: only the reader's own browser may keep it.

Browsers show such a page again when the reader comes back to it. One that may not be stored they would have to ask for
again, which they do not do for a POST: Chromium shows ERR_CACHE_MISS.
"""

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TWO_YEARS = 63_072_000
_ONE_YEAR = 31_536_000


def set_headers(app: Flask, service: Service) -> None:
    """Set them on every response, errors included."""
    # A page of another origin that CORS lets in must be able to read what it has fetched.
    resource = "cross-origin" if service.settings.cors_origins else "same-origin"

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        api = request.path.startswith("/api/")
        response.headers.setdefault("Cross-Origin-Resource-Policy", resource if api else "same-origin")
        if service.settings.https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_TWO_YEARS}")
        response.headers.setdefault("X-Model-Version", service.model_version)
        if request.endpoint == "static" and response.status_code in (200, 304):
            _keep_static(app, response)
        if "Location" in response.headers:
            response.headers["Location"] = _local(response.headers["Location"])
            # The text of a redirection repeats the address.
            if 300 <= response.status_code < 400:
                response.set_data(b"")
        # An answer to a description is nobody else's.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.url_defaults
    def version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", _fingerprint(app, str(values["filename"])))


def _local(address: str) -> str:
    """Return an address of this site without its host, which is what the header Host says, and may be anyone's."""
    parts = urlsplit(address)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/\\"), parts.query, parts.fragment))


def _keep_static(app: Flask, response: Response) -> None:
    """A file asked for by its fingerprint never changes; any other is asked for again by its ETag."""
    name = str((request.view_args or {}).get("filename", ""))
    response.cache_control.no_cache = None
    response.cache_control.public = True
    if request.args.get("v") == _fingerprint(app, name):
        response.cache_control.max_age = _ONE_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.max_age = 0
        response.cache_control.must_revalidate = True


def _fingerprint(app: Flask, name: str) -> str:
    path = Path(app.static_folder or "") / name
    stat = path.stat()
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def cacheable(response: Response, seconds: int) -> Response:
    """Let anyone keep a response for so long, and then ask by its ETag whether it is still so."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.add_etag()
    response.make_conditional(request)
    return response
