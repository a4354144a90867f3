import os
import platform
import subprocess
import sys

import pytest

# Forty threads that allocate; each arena but the first is a mapping of its own of 64 MB at least.
ARENAS = """
import sys, threading
from pathlib import Path
from bookgenre.web.processes import share_arenas
print(share_arenas(), file=sys.stderr)
meet = threading.Barrier(41)
def work():
    kept = [bytes(100_000) for _ in range(10)]
    meet.wait(); meet.wait()
threads = [threading.Thread(target=work) for _ in range(40)]
for thread in threads: thread.start()
meet.wait()
spans = [line.split()[0].split("-") for line in Path("/proc/self/maps").read_text().splitlines()]
print(sum(int(first, 16) % 2**26 == 0 for first, _ in spans))
meet.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="this C library has no arenas to share")
def test_threads_share_arenas_unless_the_operator_says_otherwise():
    def run(**variables):
        environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"} | variables
        return subprocess.run(
            [sys.executable, "-c", ARENAS], capture_output=True, text=True, check=True, env=environment
        )

    shared, own = run(), run(MALLOC_ARENA_MAX="16")
    assert (shared.stderr.strip(), own.stderr.strip()) == ("True", "False")
    assert int(shared.stdout) < int(own.stdout)
