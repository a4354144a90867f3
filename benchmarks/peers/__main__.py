"""``python -m peers``: run the peers one after another, each in its own process, and write the table."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from bookgenre.errors import BookgenreError
from peers.all_rows import FOLDER, AllRows, measure_all_rows
from peers.annif_peer import Annif
from peers.corpus import Corpus
from peers.cpu import use_threads
from peers.environment import python_of
from peers.fasttext_peer import FastText
from peers.frozen import FrozenMiniLm, FrozenMpnet
from peers.gold import Gold
from peers.left_out import measure_left_out, write_summary
from peers.linear_svm import LinearSvm
from peers.measure import measure, measure_model
from peers.model2vec_peer import Model2Vec
from peers.omikuji_peer import Omikuji
from peers.ours import Ours, OursFrozen
from peers.peer import Peer
from peers.published import PUBLISHED, publish
from peers.reference import Reference
from peers.table import COMMAND, page

PEERS: dict[str, type[Peer]] = {
    peer.key: peer for peer in (LinearSvm, FastText, Omikuji, Annif, Model2Vec, FrozenMiniLm, FrozenMpnet, Reference)
}
KINDS: dict[str, type[Peer]] = {Ours.key: Ours, OursFrozen.key: OursFrozen, **PEERS}
"""What is trained without a source: our own recipe as well."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "TOKENIZERS_PARALLELISM")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/peers/run", description=str(__doc__).partition(": ")[2])
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="train, validation and test.jsonl.gz"
    )
    parser.add_argument(
        "--only",
        metavar="KEYS",
        help=f"run these, by commas: {', '.join(PEERS)}; {Ours.key}: measure the packaged model alone",
    )
    parser.add_argument("--rows", type=int, metavar="N", help="a quick try: N training rows, measured on validation")
    parser.add_argument("--mpnet-rows", type=int, metavar="N", help="embed N training rows with mpnet, drawn at random")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="threads or processes of training; 1 by default"
    )
    parser.add_argument("--model", metavar="FOLDER", help="model folder of bookgenre's row; else the packaged one")
    parser.add_argument(
        "--work", type=Path, default=Path("runs/peers"), metavar="FOLDER", help="environments and models"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write only these results, to this file; else docs/research/peers.md and its results",
    )
    parser.add_argument(
        "--leave-source-out",
        action="store_true",
        help="also train each, and bookgenre's recipe, without each of the four largest sources, and measure on it",
    )
    parser.add_argument(
        "--all-rows",
        action="store_true",
        help="train each on all labelled rows, most with incomplete lists, with the settings that it has chosen",
    )
    parser.add_argument(
        "--gold",
        type=Path,
        default=Path("../shared/gold"),
        metavar="FOLDER",
        help="with --all-rows, also measure on the blurbs there",
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_one(args: argparse.Namespace, work: Path, corpus: Corpus, results: Path) -> None:
    """Measure one peer in this process."""
    kind, jobs = KINDS[args.one], args.jobs
    python = python_of(kind, args.work / "venvs")
    use_threads(jobs)
    if args.all_rows:
        measure_all_rows(kind, work, python, jobs, AllRows.of(corpus), Gold.read(args.gold), results)
        return
    if not issubclass(kind, Ours):
        measure(kind(work, python, jobs), corpus, results)
    if args.leave_source_out:
        measure_left_out(kind, work, python, jobs, corpus, results)


def main() -> None:
    """Run what is asked for."""
    args = options()
    if args.all_rows and args.leave_source_out:
        raise SystemExit("benchmarks/peers/run: --all-rows and --leave-source-out are two runs; give one of them")
    choices = KINDS if args.leave_source_out else {**PEERS, Ours.key: Ours}
    keys = (args.one or args.only or ",".join(KINDS if args.leave_source_out else PEERS)).split(",")
    unknown = [key for key in keys if key not in choices]
    if unknown:
        raise SystemExit(f"benchmarks/peers/run: no peer {unknown[0]!r}; choose from {', '.join(choices)}")
    work = args.work / ("work" if args.rows is None else f"work-{args.rows}")
    results, corpus = work / "results", Corpus(args.data, args.rows)
    if args.mpnet_rows:
        FrozenMpnet.limit(args.mpnet_rows)
    results.mkdir(parents=True, exist_ok=True)
    if args.one:
        run_one(args, work, corpus, results)
        return
    gold = Gold.read(args.gold) if args.all_rows else None
    if args.all_rows and gold is None:
        print(f"{args.gold} lacks the gold blurbs, so their columns stay empty", file=sys.stderr)
    failed = []
    for key in keys:
        if key == Ours.key and not args.leave_source_out:
            continue  # the packaged model, which is measured last
        python = python_of(KINDS[key], args.work / "venvs")
        measuring = Path(sys.executable) if KINDS[key].alone else python
        command = [measuring, "-m", "peers", *sys.argv[1:], "--one", key]
        environment = os.environ | dict.fromkeys(THREADS[:-1], str(args.jobs)) | {THREADS[-1]: "false"}
        if subprocess.run(map(str, command), env=environment, check=False).returncode:
            failed.append(key)
    measure_model(args.model, corpus, results)
    if args.all_rows:
        measure_model(args.model, AllRows.of(corpus), results / FOLDER, gold)
    out = args.out or (work / "peers.md" if args.rows else Path("docs/research/peers.md"))
    shown = results if args.out or args.rows else publish(results, PUBLISHED)
    write_summary(corpus, list(KINDS), shown, f"{COMMAND} --leave-source-out")
    out.write_text(page(shown, list(PEERS)), encoding="utf-8")
    print(f"wrote {out}")
    if failed:
        raise SystemExit(f"these failed, and are left out: {', '.join(failed)}")


if __name__ == "__main__":
    try:
        main()
    except BookgenreError as problem:
        sys.exit(f"benchmarks/peers/run: {problem}")
