"""What `bookgenre classify` costs beside its model: books per second, overhead, and memory.

The rows are descriptions of the gathered corpus, or invented ones where it is missing, as a CSV file. Measured are,
each in processes of their own: the network alone; `GenreClassifier.predict`, which also cleans, tokenises, calibrates
and ranks; the same with store categories; and the whole command, once on a tenth of the rows. CPU is user plus system
time of all processes. The overhead is what the rows after the first tenth take more than in `predict`, so that starting
is left out. Memory is the largest sum of the proportional set sizes of all processes (Linux). With ``--generated N``, a
CSV file of so many rows goes through the readers, the journal and the writers, with an engine that finds the same for
every book.

    python benchmarks/catalogue/throughput.py [--rows 2000] [--workers 2] [--generated 1000000] [--formats csv jsonl]
"""

import argparse
import csv
import gzip
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "train.jsonl.gz"
WORDS = "the a of and in to spy dragon recipe love house night city king war river letter child secret garden".split()


def blurbs(count):
    """Yield titles and descriptions: of the corpus, else invented."""
    if SHARED.is_file():
        with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, itertools.islice(lines, count)):
                yield row.get("title") or "", row["description"]
    else:
        yield from invented(count)


def invented(count):
    """Yield titles and descriptions of about 120 words, the same each time."""
    chance = random.Random(1)
    for number in range(count):
        yield f"Book {number}", " ".join(chance.choices(WORDS, k=120)).capitalize() + "."


def write_rows(path, books):
    """Write a catalogue."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["isbn", "title", "description", "publisher"])
        for number, (title, description) in enumerate(books):
            writer.writerow([f"{number:013}", title, description, "Nobody & Daughters"])


def tree(pid):
    """The process and all that it has started."""
    try:
        inner = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return [pid, *(one for child in inner for one in tree(child))]


def megabytes(pid):
    """Proportional set size of a process and its children."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def measure(*command):
    """Wall seconds, CPU seconds and peak megabytes of a command."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = []
    reader = threading.Thread(target=lambda: said.append(process.stderr.read()))
    reader.start()
    peak = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        peak = max(peak, megabytes(process.pid))
        time.sleep(0.1)
    reader.join()
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(said[0].decode())
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, peak


def run_model(path, what):
    """Answer each row with the network alone, with the classifier, or with store categories too, on one thread."""
    from bookgenre import Book, GenreClassifier
    from bookgenre.catalogue import AnswerSettings, Record
    from bookgenre.catalogue.answering import RecordAnswerer
    from bookgenre.classifier.book_checks import check_book
    from bookgenre.errors import InputError

    classifier = GenreClassifier.from_pretrained(threads=1)
    pipeline = classifier._pipeline
    with path.open(encoding="utf-8", newline="") as file:
        books = [Book(row["description"], row["title"] or None) for row in csv.DictReader(file)]
    if what == "network":
        tokens = []
        for book in books:
            try:
                tokens.append(pipeline.tokenise(check_book(book)).tokens)
            except InputError:
                continue
        began = time.process_time()
        for one in tokens:
            pipeline.logits([one], 1)
    elif what == "predict":
        began = time.process_time()
        classifier.predict_many(books, 5, errors="collect")
    else:
        answerer = RecordAnswerer(AnswerSettings())
        # The tables of the stores are read at the first answer.
        answerer.finding(Record(1, books[0]))
        began = time.process_time()
        for book in books:
            answerer.finding(Record(1, book))
    print(time.process_time() - began)


def run_without_model(source, out):
    """Take a file through the job with an engine that finds the same for each book."""
    from dataclasses import replace

    from bookgenre.book import Book
    from bookgenre.catalogue import AnswerSettings, job
    from bookgenre.catalogue.answering import RecordAnswerer
    from bookgenre.catalogue.record import Record

    book = Book(next(invented(1))[1])
    found = RecordAnswerer(AnswerSettings()).finding(Record(1, book))

    def classify(records, settings):  # noqa: ARG001 - as an engine takes them
        for record in records:
            yield replace(found, number=record.number)

    job.engine = lambda _: classify
    job.classify_catalogue(source, out)


def child_seconds(what, path):
    """CPU seconds that a child has measured."""
    command = [sys.executable, __file__, "--child", what, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(rows, workers, folder):
    """Print a table of the model and the command."""
    source, part = folder / "rows.csv", folder / "part.csv"
    first = max(100, rows // 10)
    write_rows(source, blurbs(rows))
    write_rows(part, blurbs(first))
    network, predict, finding = (child_seconds(what, source) for what in ("network", "predict", "finding"))
    first_predict, first_finding = child_seconds("predict", part), child_seconds("finding", part)
    command = ("-m", "bookgenre", "classify")
    _, start, _ = measure(*command, part, "--out", folder / "part.out.csv", "--workers", workers)
    wall, cpu, peak = measure(*command, source, "--out", folder / "out.csv", "--workers", workers)
    print(f"{rows:,} rows of {'the corpus' if SHARED.is_file() else 'invented text'}, {workers} workers\n")
    print("| | CPU s | ms per book | wall s | books/s | peak MB |\n|---|---:|---:|---:|---:|---:|")
    for name, seconds in (
        ("network", network),
        ("GenreClassifier.predict", predict),
        ("with store categories", finding),
    ):
        print(f"| {name} | {seconds:.1f} | {1000 * seconds / rows:.2f} | | | |")
    print(f"| bookgenre classify | {cpu:.1f} | {1000 * cpu / rows:.2f} | {wall:.1f} | {rows / wall:.1f} | {peak:.0f} |")
    print(f"| its first {first:,} rows | {start:.1f} | {1000 * start / first:.2f} | | | |")
    rest = cpu - start
    print(f"\noverhead beside predict: {rest / (predict - first_predict) - 1:.1%}, ", end="")
    print(f"beside predict and store categories: {rest / (finding - first_finding) - 1:.1%}")


def through(rows, formats, folder):
    """Print what readers and writers take without the model."""
    source = folder / "generated.csv"
    write_rows(source, invented(rows))
    size = source.stat().st_size / 1e6
    print(f"\n{rows:,} generated rows, {size:,.0f} MB of CSV, without the model\n")
    print("| to | wall s | CPU µs per row | peak MB |\n|---|---:|---:|---:|")
    for name in formats:
        out = folder / f"generated.out.{name}"
        wall, cpu, peak = measure(__file__, "--child", "through", source, out)
        print(f"| {name} | {wall:.0f} | {1e6 * cpu / rows:.0f} | {peak:.0f} |", flush=True)
        out.unlink()


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--formats", nargs="+", default=["csv", "jsonl", "xlsx", "parquet"])
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        what, *paths = arguments.child
        run_without_model(*paths) if what == "through" else run_model(Path(paths[0]), what)
        return
    with tempfile.TemporaryDirectory() as name:
        if arguments.rows:
            compare(arguments.rows, arguments.workers, Path(name))
        if arguments.generated:
            through(arguments.generated, arguments.formats, Path(name))


if __name__ == "__main__":
    main()
