"""Ten thousand requests that no client should send, to a running server; every status of 5xx but 503 is a fault.

    bookgenre serve --port 8400 &
    python benchmarks/web/fuzz.py http://127.0.0.1:8400

With BOOKGENRE_RATE_LIMIT=none, or most of them are told 429.
"""

import argparse
import http.client
import json
import random
import string
import sys
import threading
from collections import Counter
from urllib.parse import urlsplit

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
POSTED = [*("/api/v1/predict",) * 5, *("/api/v1/cover",) * 4, *("/answer",) * 4]
POSTED += [
    "/download/answer.csv",
    "/download/answer.json",
    "/download/answer.txt",
    "/download/palette.ase",
    "/download/x",
]
GOT = [
    *("/api/v1/genres", "/api/v1/genres/noir", "/api/v1/health", "/api/v1/ready", "/api/v1/metrics", "/api/v1/docs"),
    *("/api/v1/openapi.json", "/", "/genres", "/genres/noir", "/about", "/static/base.css", "/static/../app.py", "//"),
    *("/%00", "/%ff%fe"),
]
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "SPY"]
NASTY = [
    *("<script>alert(1)</script>", "{{7*7}}", "${7*7}", "{% raw %}", "' OR 1=1 --", "=cmd|' /C calc'!A0", "../../etc"),
    *("\x00", "\ud800", "\udfff\ud800", "\u202e", "\ufeff", "\u200b" * 40, "e\u0301" * 40, "\U0001f4da", "\ufdfa" * 40),
    *("", " ", "\r\nX: y", "%s%n", "null", "NaN", "-0", "1e999", "9" * 400, BLURB, BLURB * 40, "a" * 60_000),
]
FIELDS = "description title books genres explain top rank colours mode variant layout svg author facet q set".split()
MIMETYPES = [
    *("application/json",) * 8,
    *("application/x-www-form-urlencoded",) * 3,
    *("multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "application/json; charset=utf-16"),
    *("application/problem+json", "", "a/b/c;;=", "x" * 500),
]


def text(choose: random.Random) -> str:
    """Anything that a string may be."""
    kind = choose.random()
    if kind < 0.5:
        return choose.choice(NASTY)
    if kind < 0.7:
        return choose.choice(NASTY) + BLURB + choose.choice(NASTY)
    if kind < 0.9:
        return "".join(chr(choose.randrange(0x110000)) for _ in range(choose.randrange(60)))
    return "".join(choose.choices(string.printable, k=choose.randrange(200)))


def value(choose: random.Random, depth: int = 0):
    """Anything that JSON may hold, and some that it may not."""
    kind = choose.randrange(12)
    if depth > 3 or kind < 5:
        return text(choose)
    if kind < 8:
        return choose.choice([0, -1, 1, 10, 222, 1e308, float("nan"), float("inf"), 2**63, -(10**300), 0.5, True, None])
    if kind < 10:
        return [value(choose, depth + 1) for _ in range(choose.randrange(5))]
    return {choose.choice([*FIELDS, text(choose)]): value(choose, depth + 1) for _ in range(choose.randrange(5))}


def body(choose: random.Random) -> bytes:
    """A body: near a right one, anything in JSON, a form, or no text at all."""
    kind = choose.random()
    if kind < 0.45:
        made = {"description": choose.choice([BLURB, text(choose), value(choose)])}
        if choose.random() < 0.15:
            made = {"books": [made for _ in range(choose.choice([0, 1, 3, 65]))]}
        if choose.random() < 0.3:
            made = {"genres": [choose.choice(["noir", "Romance", text(choose)])]}
        for _ in range(choose.randrange(4)):
            made[choose.choice(FIELDS)] = choose.choice([5, "first", "frame", value(choose)])
        encoded = json.dumps(made, ensure_ascii=choose.random() < 0.6)
    elif kind < 0.6:
        encoded = json.dumps(value(choose))
    elif kind < 0.7:
        deep = choose.choice([10, 900, 50_000])
        encoded = choose.choice(["[" * deep, "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep])
    elif kind < 0.85:
        pairs = [f"{choose.choice(FIELDS)}={text(choose)}" for _ in range(choose.randrange(6))]
        encoded = "&".join([f"description={BLURB}", *pairs])
    else:
        return choose.randbytes(choose.choice([0, 1, 100, 10_000, 2_000_000 if choose.random() < 0.1 else 3]))
    encoding = choose.choice(["utf-8"] * 6 + ["utf-16", "latin-1", "utf-7", "cp037"])
    made = encoded.encode(
        encoding, "surrogatepass" if encoding.startswith("utf-") and encoding != "utf-7" else "replace"
    )
    return made[: choose.randrange(len(made))] if made and choose.random() < 0.05 else made


def request(choose: random.Random) -> tuple[str, str, bytes | None, dict[str, str]]:
    """Method, path, body and headers."""
    method, path = ("POST", choose.choice(POSTED)) if choose.random() < 0.8 else ("GET", choose.choice(GOT))
    if choose.random() < 0.1:
        method = choose.choice(METHODS)
    if choose.random() < (0.5 if method == "GET" else 0.05):
        tail = text(choose).encode("utf-8", "surrogatepass")[:2000]
        path += choose.choice(["/", "?q=", "?facet=", "?"]) + "".join(f"%{byte:02x}" for byte in tail)
    mimetypes = MIMETYPES if path.startswith("/api") else MIMETYPES[8:]
    headers = {"Content-Type": choose.choice(mimetypes)}
    for _ in range(choose.randrange(3)):
        name = choose.choice(
            [
                "Accept",
                "Accept-Encoding",
                "Origin",
                "X-Request-ID",
                "If-None-Match",
                "Cookie",
                "Range",
                "X-Forwarded-For",
            ]
        )
        made = choose.choice(["*", "gzip", "br;q=x", "bytes=0-", '"x"', "W/", text(choose)])
        headers[name] = (
            made.encode("latin-1", "ignore").decode("latin-1").translate({10: None, 13: None, 0: None})[:500]
        )
    if choose.random() < 0.02:
        headers["Content-Encoding"] = choose.choice(["gzip", "br", "x"])
    return method, path, None if method in ("GET", "HEAD") else body(choose), headers


def ask(host: str, seed: int, count: int, statuses: Counter, faults: list[str]) -> None:
    """Send `count` requests, one after another."""
    choose = random.Random(seed)
    for _ in range(count):
        method, path, data, headers = request(choose)
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            shown = response.read()[:300]
            statuses[response.status] += 1
            if response.status >= 500 and response.status != 503:
                faults.append(f"{response.status} {method} {path[:100]} {headers} {(data or b'')[:300]!r}\n  {shown!r}")
        except (ConnectionError, http.client.HTTPException) as error:
            # A body that is refused unread ends in a connection that is closed while it is sent.
            statuses[type(error).__name__] += 1
        except OSError as error:
            faults.append(f"{error!r} {method} {path[:100]} {headers} {(data or b'')[:300]!r}")
        finally:
            connection.close()


def main() -> None:
    """Send them, and count the statuses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    statuses: Counter = Counter()
    faults: list[str] = []
    threads = [
        threading.Thread(
            target=ask,
            args=(
                urlsplit(options.address).netloc,
                options.seed * 1000 + number,
                -(-options.requests // options.clients),
                statuses,
                faults,
            ),
        )
        for number in range(options.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{sum(statuses.values()):,} requests; " + ", ".join(f"{key}: {n:,}" for key, n in statuses.most_common()))
    print(f"faults: {len(faults)}")
    for fault in faults[:20]:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
