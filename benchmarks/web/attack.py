"""What visitors notice while others attack the site: latencies as ratios to those of an idle site.

    python benchmarks/web/attack.py                       every part, about two minutes
    python benchmarks/web/attack.py --only hostile --seconds 60

Three parts, each against a server of its own on this machine, started and stopped here; nothing leaves loopback.

hostile  two clients send what costs most, as fast as their rate limit lets them
slow     600 connections send a byte per second, to nginx by deploy/nginx.conf, which is installed where it is missing
direct   the same without nginx

Visitors come from addresses of their own (127.1.0.0/16), one request each. The status is 1 if a visitor is not answered
with 200, or if the 99th percentile under attack is three times that of the idle site, or more. Needs a quiet machine:
the clients share its cores.
"""

import argparse
import http.client
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from blurbs import blurbs

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "deploy"))

PREDICT = "/api/v1/predict"
VISITS_PER_SECOND = 10
HOSTILE = ("127.0.0.2", "127.0.0.3")
HOSTILE_CONNECTIONS = 6
SLOW = "127.0.0.4"
MOST_RATIO = 3.0


@dataclass
class Visits:
    """Latencies of visitors, in seconds, and their statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[object] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        """A quantile of the latencies."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def __str__(self) -> str:
        wrong = {status: count for status, count in self.statuses.items() if status != 200}
        return (
            f"{len(self.seconds)} visits, p50 {1000 * statistics.median(self.seconds):.0f} ms, "
            f"p99 {1000 * self.percentile(0.99):.0f} ms, not answered with 200: {wrong or 'none'}"
        )


def ask(port: int, source: str, body: dict[str, object], seconds: float = 60) -> tuple[object, float]:
    """Status of an answer to a client of some address (or what kept it from one), and what Retry-After says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, seconds, source_address=(source, 0))
    try:
        connection.request("POST", PREDICT, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("Retry-After", 0))
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__, 0.5
    finally:
        connection.close()


_visitors = (f"127.1.{number // 250 % 250}.{number % 250 + 1}" for number in itertools.count())


def visit(port: int, seconds: float) -> Visits:
    """Send one visitor after the other, independently of how long each is served."""
    choose = random.Random(1)
    texts = blurbs(100)
    visits, threads = Visits(), []

    def one(source: str, text: str) -> None:
        began = time.perf_counter()
        status, _ = ask(port, source, {"description": text})
        visits.seconds.append(time.perf_counter() - began)
        visits.statuses[status] += 1

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        thread = threading.Thread(target=one, args=(next(_visitors), choose.choice(texts)))
        thread.start()
        threads.append(thread)
        time.sleep(choose.expovariate(VISITS_PER_SECOND))
    for thread in threads:
        thread.join()
    return visits


def worst_bodies() -> list[dict[str, object]]:
    """What costs the server most, each within every limit on a request."""
    long = " ".join(blurbs(60))[:49_000]
    return [
        {"description": long},
        {"description": long, "explain": "first"},
        {"books": [{"description": text} for text in blurbs(64)]},
        {"description": "A" + "." * 49_000 + " spy comes to Berlin."},
        {"description": "A spy comes to Berlin. a" + "\u0316\u0301" * 24_000},
        {"description": "A spy comes to Berlin. " + "<!--" * 12_000},
        {"description": "A spy comes to Berlin. " + "<p " * 16_000},
    ]


class Hostile:
    """Clients that keep asking for what costs most, and wait only when they are told to."""

    def __init__(self, port: int) -> None:
        self.statuses: Counter[object] = Counter()
        self._over = threading.Event()
        bodies = worst_bodies()
        self._threads = [
            threading.Thread(target=self._go_on, args=(port, source, bodies[number:] + bodies[:number]))
            for source in HOSTILE
            for number in range(HOSTILE_CONNECTIONS)
        ]
        for thread in self._threads:
            thread.start()

    def _go_on(self, port: int, source: str, bodies: list[dict[str, object]]) -> None:
        for body in itertools.cycle(bodies):
            status, wait = ask(port, source, body)
            self.statuses[status] += 1
            if self._over.wait(wait):
                return

    def stop(self) -> None:
        """End it."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def __str__(self) -> str:
        return f"{len(HOSTILE)} hostile clients: {dict(self.statuses)}"


class Slow:
    """Connections that send a byte per second, and come again when they are closed."""

    def __init__(self, port: int, count: int) -> None:
        self._port = port
        self._over = threading.Event()
        self._open: list[socket.socket | None] = [None] * count
        self._closed = 0
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def _go_on(self) -> None:
        head = f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
        while not self._over.is_set():
            for place, connection in enumerate(self._open):
                try:
                    if connection is None:
                        connection = socket.create_connection(("127.0.0.1", self._port), 5, (SLOW, 0))
                        self._open[place] = connection
                        connection.sendall(head if place % 2 else head + b"Content-Length: 900000\r\n\r\n{")
                    else:
                        connection.sendall(b"a")
                except OSError:
                    self._closed += 1
                    self._open[place] = None
            self._over.wait(1)

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join()
        for connection in filter(None, self._open):
            connection.close()

    def __str__(self) -> str:
        return f"{len(self._open)} slow connections; {self._closed} times one was closed and came again"


class Server:
    """`bookgenre serve` at a free port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._log = folder / "server.log"
        command = [sys.executable, "-m", "bookgenre", "serve", "--port", "0", "--log", "warning"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOOKGENRE_")}
        with self._log.open("wb") as stream:
            self._process = subprocess.Popen(command, stdout=stream, stderr=stream, env=kept | environment)
        for _ in range(600):
            if found := re.search(rb"127\.0\.0\.1:(\d+) \(Ctrl-C", self._log.read_bytes()):
                self.port = int(found[1])
                break
            if self._process.poll() is not None:
                raise SystemExit(self._log.read_text())
            time.sleep(0.1)
        for _ in range(100):
            # The first answers are slower.
            if ask(self.port, "127.0.0.1", {"description": blurbs(1)[0]})[0] != 200:
                time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(40)
        self._process.kill()
        self._process.wait()


def compare(name: str, port: int, attack: Callable[[], Hostile | Slow], seconds: float) -> bool:
    """Visit the idle site and the one under attack; print both, and return whether visitors notice little."""
    idle = visit(port, seconds)
    print(f"{name}\n  idle: {idle}", flush=True)
    attackers = attack()
    try:
        time.sleep(2)
        attacked = visit(port, seconds)
    finally:
        attackers.stop()
    ratio = attacked.percentile(0.99) / idle.percentile(0.99)
    answered = set(idle.statuses) | set(attacked.statuses) == {200}
    middle = statistics.median(attacked.seconds) / statistics.median(idle.seconds)
    print(f"  attacked: {attacked}\n  {attackers}")
    print(f"  p50 {middle:.2f} times and p99 {ratio:.2f} times that of the idle site")
    good = answered and ratio < MOST_RATIO
    print(f"  {'good' if good else 'NOT GOOD'}: every visitor answered, p99 under {MOST_RATIO:g} times", flush=True)
    return good


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement  [default: 20]")
    parser.add_argument("--connections", type=int, default=600, help="slow ones  [default: 600]")
    parser.add_argument("--only", choices=["hostile", "slow", "direct"])
    options = parser.parse_args()
    if not 1 <= options.seconds <= 300 or not 1 <= options.connections <= 5000:
        parser.error("--seconds goes from 1 to 300, --connections from 1 to 5000")
    good = []
    for part in [options.only] if options.only else ["hostile", "slow", "direct"]:
        with tempfile.TemporaryDirectory(prefix="bookgenre-attack-") as made:
            folder = Path(made)
            good.append(run(part, folder, options.seconds, options.connections))
    sys.exit(not all(good))


def run(part: str, folder: Path, seconds: float, connections: int) -> bool:
    """One part."""
    if part == "hostile":
        server = Server(folder)
        try:
            return compare("hostile clients", server.port, lambda: Hostile(server.port), seconds)
        finally:
            server.stop()
    if part == "direct":
        server = Server(folder)
        try:
            return compare(
                "slow clients, without a proxy", server.port, lambda: Slow(server.port, connections), seconds
            )
        finally:
            server.stop()
    subprocess.run(["sh", ROOT / "deploy" / "install_nginx.sh"], check=True)
    from run_nginx import Nginx

    server = Server(folder, BOOKGENRE_TRUSTED_PROXIES="1")
    try:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        nginx = Nginx(folder, port, server.port)
        try:
            return compare("slow clients, behind nginx", port, lambda: Slow(port, connections), seconds)
        finally:
            nginx.stop()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
