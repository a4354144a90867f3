"""From files of many sources to a labelled, de-duplicated, split corpus."""

import json
import logging
import time
from collections import Counter
from pathlib import Path

from bookgenre.corpus.assemble.build_report import BuildReport, CorpusStatistics
from bookgenre.corpus.assemble.data_card import write_data_card
from bookgenre.corpus.assemble.fingerprint_pass import fingerprint_all, repeated_sentences
from bookgenre.corpus.assemble.reading import read_sources
from bookgenre.corpus.assemble.shards import BuildFolder
from bookgenre.corpus.assemble.workers import workers
from bookgenre.corpus.assemble.writing import write_corpus
from bookgenre.corpus.dedupe.merging import RowMerger
from bookgenre.corpus.dedupe.works import SPLITS, group_works
from bookgenre.corpus.plan import BuildPlan
from bookgenre.errors import DataError
from bookgenre.files import Rejects, locked_folder, write_csv, write_file
from bookgenre.genres import load_taxonomy

__all__ = ["build_corpus"]

_log = logging.getLogger(__name__)


def build_corpus(plan: BuildPlan, out: Path, *, processes: int | None = None, keep: bool = False) -> BuildReport:
    """Build a corpus into the folder `out`.

    Written are ``train.parquet``, ``validation.parquet`` and ``test.parquet`` (split by work), ``unlabelled.parquet``,
    ``DATA_CARD.md`` with its plots, ``labels.csv``, ``unmapped.csv``, ``rejects.jsonl`` and ``report.json``. Memory is
    bounded: texts stay on disk, and about 0.7 KB of numbers are held for each record. An interrupted build resumes
    when it is run again with the same files and options. Progress is logged at the level INFO. Scripts that call this
    need the usual ``if __name__ == "__main__":``, because the work is shared among processes.

    `processes` says how many there are, by default one per processor; `keep` leaves the intermediate results in
    ``out/.build``.

    Raises `DataError` if a source cannot be read, no record is left, `out` cannot be written, or another build writes
    to it.
    """
    started = time.monotonic()
    for source in plan.sources:
        if not source.path.is_file():
            raise DataError(f"there is no file {source.path}; check the name")
    try:
        with locked_folder(out):
            report = _build(plan, out, processes, keep)
        report.seconds = time.monotonic() - started
    except OSError as error:
        # What is read has errors of its own.
        raise DataError(
            f"{out} cannot be written: {error.strerror or error}; make room or choose another folder"
        ) from error
    return report


def _build(plan: BuildPlan, out: Path, processes: int | None, keep: bool) -> BuildReport:
    statistics = CorpusStatistics(load_taxonomy())
    report = BuildReport(statistics)
    build_folder = BuildFolder(out / ".build", plan.key())
    with workers(processes) as pool, Rejects(out / "rejects.jsonl") as rejects:
        report.read = read_sources(plan, build_folder, rejects, pool)
        report.rejected, report.recoded = rejects.counts, rejects.recoded
        report.damaged, report.notes = list(rejects.damaged.values()), rejects.notes
        for note in build_folder.notes():
            report.boilerplate.update(note.boilerplate)
        kept = sum(note.rows for note in build_folder.notes())
        if not kept:
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in rejects.counts.items())
            detail = f": {reasons} (see {rejects.path})" if reasons else ""
            raise DataError(f"none of {sum(report.read):,} records can be used{detail}; give other files or options")
        _log.info("%s of %s records can be used; comparing them", f"{kept:,}", f"{sum(report.read):,}")
        repeated = repeated_sentences(build_folder, plan.repeated)
        report.repeated = len(repeated)
        prints = fingerprint_all(build_folder, repeated, [str(source.path) for source in plan.sources], pool)
    works = group_works(prints, plan)
    report.exact, report.near = works.exact, works.near
    report.useless = int((~prints.useful).sum())
    _log.info("%s equal and %s nearly equal descriptions; writing the rest", f"{works.exact:,}", f"{works.near:,}")
    merger = RowMerger()
    write_corpus(build_folder, works, prints.exact, plan, out, merger, statistics)
    report.unmapped = merger.unmapped
    _write_tables(report, out)
    write_data_card(plan, report, out)
    if not keep:
        build_folder.remove()
    return report


def _write_tables(report: BuildReport, out: Path) -> None:
    counts = [report.statistics.labels.get(split, Counter()) for split in SPLITS]
    genres = report.statistics.taxonomy.ids
    write_csv(out / "labels.csv", ["genre", *SPLITS], ([genre, *(of[genre] for of in counts)] for genre in genres))
    write_csv(out / "unmapped.csv", ["label", "records"], report.unmapped.most_common())
    values = {
        "read": report.read,
        "rejected": report.rejected,
        "boilerplate": report.boilerplate,
        "repeated_sentences": report.repeated,
        "exact_duplicates": report.exact,
        "near_duplicates": report.near,
        "nothing_but_boilerplate": report.useless,
        "records": report.statistics.records,
        "works": report.statistics.works,
        "unmapped_labels": len(report.unmapped),
        "damaged": report.damaged,
        "recoded_lines": report.recoded,
        "notes": report.notes,
    }
    write_file(out / "report.json", json.dumps(values, indent=1, ensure_ascii=False) + "\n")
