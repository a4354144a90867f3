"""Ask the server on this machine whether it is ready: ``python -m bookgenre.web.probe``, exit status 0 or 1."""

import http.client
import os
import sys

__all__ = ["main"]


def main() -> int:
    """Return the exit status."""
    # Not by Settings: it runs every half minute, and should cost nothing.
    port = int(os.environ.get("PORT") or os.environ.get("BOOKGENRE_PORT") or 8000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/api/v1/ready")
        return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
