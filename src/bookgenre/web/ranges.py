"""Parts of files that a client asks for with the header Range (RFC 9110, section 14)."""

from flask import Flask, request
from werkzeug.http import parse_range_header

__all__ = ["read_ranges"]


def read_ranges(app: Flask) -> None:
    """Ignore each header Range but that of a GET with one range of bytes, as RFC 9110 allows or demands.

    The answer is then the whole file. werkzeug would refuse other units and several ranges with 416.
    """

    @app.before_request
    def ignore_others() -> None:
        header = request.environ.get("HTTP_RANGE")
        if header is None:
            return
        parsed = parse_range_header(header)
        if request.method == "GET" and parsed is not None and parsed.units == "bytes" and len(parsed.ranges) == 1:
            # Places are those of the file, not of what it is compressed to.
            request.environ["HTTP_ACCEPT_ENCODING"] = "identity"
        else:
            del request.environ["HTTP_RANGE"]
