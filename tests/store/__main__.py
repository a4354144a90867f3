"""Serve the store until it is stopped: `python -m tests.store --port 8765 --books 240`."""

import argparse
import signal
import sys
import threading

from .books import make_books
from .server import Store


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.store", description="A small book store to crawl.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--books", type=int, default=120, help="how many books it sells")
    parser.add_argument("--seed", type=int, default=7, help="another seed makes other books")
    parser.add_argument("--crawl-delay", type=float, default=0.02, help="seconds, as robots.txt asks for")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    # A stop by SIGTERM is as good as one by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    books = make_books(options.books, options.seed)
    store = Store(books, crawl_delay=options.crawl_delay, port=options.port, latency=options.latency)
    try:
        with store:
            sys.stdout.write(f"store with {len(books)} books at {store.url}\n")
            sys.stdout.flush()
            threading.Event().wait()
    except KeyboardInterrupt:
        pass
    except OSError as error:
        parser.exit(1, f"port {options.port} cannot be used ({error}); choose another with --port\n")


if __name__ == "__main__":
    main()
