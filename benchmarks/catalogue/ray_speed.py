"""How fast the Ray engine is beside the local one, with two workers of one core each.

Data
    Descriptions with titles from a file of JSON Lines, the first ``--books`` of them.

Method
    A Ray cluster of two nodes of one processor each on this machine, and the local engine with two processes, in turn,
    ``--rounds`` times. A run begins with loading the model in each worker, as a user's run does. Printed are books per
    second of each run, the medians, and whether the answers of the two engines are the same.

Command
    ``python benchmarks/catalogue/ray_speed.py ../shared/corpus/partial_open.jsonl.gz --books 20000``; some 20 minutes
    on two cores.
"""

import argparse
import os
import statistics
import time
from itertools import islice
from pathlib import Path

# Before Ray is imported: nothing is reported.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

from ray.cluster_utils import Cluster

from bookgenre.book import Book
from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record
from bookgenre.files import Rejects, read_rows


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--books", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = (row.values for row in read_rows(options.data, Rejects()))
    books = (Book(row["description"], row.get("title")) for row in rows)
    records = [Record(number, book) for number, book in enumerate(islice(books, options.books), start=1)]
    memory = 200 << 20
    head = {"num_cpus": 1, "object_store_memory": memory, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        cluster.add_node(num_cpus=1, object_store_memory=memory)
        cluster.wait_for_nodes()
        rates: dict[str, list[float]] = {"local": [], "ray": []}
        answers: dict[str, list[Finding]] = {}
        for _ in range(options.rounds):
            for name, measured in rates.items():
                begin = time.perf_counter()
                answers[name] = list(
                    engine(name)(iter(records), AnswerSettings(workers=2, ray_address=cluster.address))
                )
                measured.append(len(records) / (time.perf_counter() - begin))
                print(f"{name}: {measured[-1]:.2f} books per second", flush=True)
    finally:
        cluster.shutdown()
    local, on_ray = (statistics.median(rates[name]) for name in ("local", "ray"))
    print(f"\n{len(records):,} books, {options.rounds} rounds: median local {local:.2f}, ray {on_ray:.2f} per second")
    print(f"ray / local: {on_ray / local:.2f}; the same answers: {answers['local'] == answers['ray']}")


if __name__ == "__main__":
    main()
