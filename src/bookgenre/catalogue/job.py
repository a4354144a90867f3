"""A run over whole catalogues: read, classify, keep, write; it may be cut off at any time and go on."""

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from bookgenre.catalogue.answering import resolved
from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.journal import Journal, check_sum
from bookgenre.catalogue.output import Output, Target
from bookgenre.catalogue.progress_log import ProgressLog
from bookgenre.catalogue.protocol import AnswerSettings, Classify, ReadOptions, WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.source_files import Source, opened_sources
from bookgenre.catalogue.survey import Survey, merge_surveys, read_records, survey
from bookgenre.catalogue.table_cells import PREFIX
from bookgenre.catalogue.tally import CatalogueReport, Tally
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.model_folder import check_folder, sha256
from bookgenre.errors import DataError
from bookgenre.stores import read_mapping
from bookgenre.version import __version__

__all__ = ["CatalogueReport", "classify_catalogue"]

_log = logging.getLogger(__name__)

_FILE = "file"
"""The column that says from which of several inputs a record is; another name where an input has this one."""


def classify_catalogue(
    inputs: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    source_format: str | None = None,
    out_format: str | None = None,
    columns: Mapping[str, str] | None = None,
    settings: AnswerSettings | None = None,
    engine_name: str = "local",
    long: bool = False,
    resume: bool = False,
    rejects: str | Path | None = None,
    classify: Classify | None = None,
    most_bytes: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> CatalogueReport:
    """Classify all books of files and write the files again with what was found.

    Findings are kept in a journal beside the output (``.NAME.journal``) until the output is complete, so that a run
    that was cut off goes on with `resume`. What is written is the same whether a run was cut off or not.

    >>> from bookgenre.catalogue import classify_catalogue
    >>> report = classify_catalogue("titles.xlsx", "titles_genres.xlsx")  # doctest: +SKIP
    >>> report.answered, report.rejected  # doctest: +SKIP
    (4987, 13)

    Parameters
    ----------
    inputs
        Files, folders, patterns such as ``feeds/*.xml``, or ``-`` for the standard input.
    out
        The output; ``-`` for the standard output. A folder, where files are written again that hold one book each, or
        several feeds.
    source_format, out_format
        Names of formats (`bookgenre.catalogue.reader_names`, `writer_names`); None: by endings and first bytes.
    columns
        Of tables: ``{"description": "Blurb"}``; else recognised by their names.
    settings
        What is requested for each book.
    engine_name
        ``local`` or ``ray``; not used where `classify` is given.
    long
        Whether tables have one row per genre in place of one per book.
    resume
        Whether to go on with a run that was cut off.
    rejects
        Where records that could not be classified are listed (JSON Lines: number, identifier, reason); None:
        ``OUT.rejects.jsonl``.
    classify
        An engine of your own: an iterator over the finding of each record, in their order.
    most_bytes
        Of each output; None for no limit.
    check
        Called now and then while tables, feeds and MARC are read; an exception that it raises ends the run.

    Raises
    ------
    InputError
        If an option is wrong, or the journal of another run is there; the message says what to do.
    DataError
        If an input cannot be read, or an output cannot be written or would have more than `most_bytes`.
    MissingExtraError
        If a format needs a package that is not installed.
    """
    settings = settings or AnswerSettings()
    # What is wrong with the table is said before anything is begun.
    read_mapping(settings.mapping)
    settings = resolved(settings)
    rejects = None if rejects is None else Path(rejects)
    run = classify or engine(engine_name)
    began = time.monotonic()
    notes: list[str] = []
    reading = ReadOptions(columns or {}, _noting(notes), check)
    with opened_sources(inputs, source_format, out, reading.note) as sources:
        # What cannot be written is said before the inputs are read.
        output = Output(out, out_format, sources, rejects, settings)
        sources, surveys, left_out = _surveyed(sources, reading)
        if left_out:
            output = Output(out, out_format, sources, rejects, settings)
        # It has been said once how the files were read.
        reading = ReadOptions(columns or {}, check=check)
        options = WriteOptions(top=settings.top, long=long, colours=settings.colours, note=_noting(notes))
        header = _header(sources, reading, settings)
        tally = Tally(output.rejects, named=len(sources) + len(left_out) > 1)
        records = sum(one.count for one in surveys)
        with output.journal(header, resume=resume) as journal, tally:
            output.remove_leftovers()
            _classify(sources, reading, journal, records, run, settings)
            findings = journal.findings()
            for name, reason in left_out.items():
                tally.leave_out(name, reason)
            for target in output.targets:
                held = [one for one, source in zip(surveys, sources, strict=True) if source in target.sources]
                _write(target, merge_surveys(held), findings, reading, options, tally, most_bytes)
            journal.remove()
    rejected = tally.reasons.total()
    return CatalogueReport(
        records,
        records - rejected,
        rejected,
        dict(tally.reasons.most_common()),
        tally.path if rejected or left_out else None,
        left_out,
        tuple(target.path for target in output.targets if target.path is not None),
        tuple(notes),
        time.monotonic() - began,
    )


def _noting(notes: list[str]) -> Callable[[str], None]:
    """Return what keeps and logs a sentence, once."""

    def note(sentence: str) -> None:
        if sentence not in notes:
            notes.append(sentence)
            _log.info("%s", sentence)

    return note


def _surveyed(sources: Sequence[Source], reading: ReadOptions) -> tuple[list[Source], list[Survey], dict[str, str]]:
    """Return the sources that can be read, their surveys, and why the others cannot.

    A file that the user named ends the run where it cannot be read, before the model is started.
    """
    kept, surveys, left_out = [], [], {}
    for source in sources:
        try:
            surveys.append(survey(source, reading))
            kept.append(source)
        except DataError as error:
            if source.named or len(sources) == 1:
                raise
            left_out[source.label] = str(error)
            reading.note(f"left out: {error}")
    if not kept:
        raise DataError(f"none of the {len(sources)} files can be read; the first: {next(iter(left_out.values()))}")
    return kept, surveys, left_out


def _header(sources: Sequence[Source], reading: ReadOptions, settings: AnswerSettings) -> dict[str, Any]:
    """Return what the findings depend on."""
    model = check_folder(find_model_folder(settings.model, settings.revision))
    return {
        "inputs": [[source.name, source.size] for source in sources],
        "formats": [source.reader.name for source in sources],
        "columns": dict(reading.columns),
        "settings": {
            "top": settings.top,
            "colours": settings.colours,
            "mapping": sha256(settings.mapping) if settings.mapping else None,
        },
        "model": [model.model_version, model.files],
        "bookgenre": __version__,
    }


def _classify(
    sources: Sequence[Source],
    reading: ReadOptions,
    journal: Journal,
    total: int,
    run: Classify,
    settings: AnswerSettings,
) -> None:
    """Add the findings that the journal lacks."""
    progress = ProgressLog(total)
    done = journal.checks() if journal.count else iter(())
    kept = journal.count
    waiting: deque[int] = deque()

    def missing() -> Iterator[Record]:
        for record in read_records(sources, reading):
            check = check_sum(record)
            if record.number > kept:
                waiting.append(check)
                yield record
            elif check != next(done):
                changed = f"record {record.number:,} has changed since it was classified"
                raise DataError(f"{changed}; delete {journal.path} and start again")

    if kept:
        _log.info("%s of %s records are done; continuing", f"{kept:,}", f"{total:,}")
    if kept < total:
        findings = run(missing(), settings)
        with contextlib.closing(findings):  # type: ignore[type-var]
            for finding in findings:
                journal.add(finding, waiting.popleft())
                progress.tell(journal.count)
    if journal.count != total:
        changed = f"the inputs had {total:,} records, and their number has changed"
        raise DataError(f"{changed}; delete {journal.path} and start again")


def _write(
    target: Target,
    held: Survey,
    findings: Iterator[tuple[int, Finding]],
    reading: ReadOptions,
    options: WriteOptions,
    tally: Tally,
    most_bytes: int | None,
) -> None:
    """Write one output, and take the findings of its records off `findings`."""
    named = _file_column(held.columns) if len(target.sources) > 1 else None
    paths = tuple(source.path for source in target.sources)
    columns = held.columns if named is None else (named, *held.columns)
    if named not in (None, _FILE):
        options.note(f"the inputs have a column {_FILE!r}; which file a record is from stands in {named!r}")
    options = replace(options, columns=columns, kinds=held.kinds, sources=paths)
    pairs = _pairs(target, findings, reading, tally, named=named)
    with target.opened(most_bytes) as out:
        if target.writer.annotate is not None:
            target.writer.annotate(paths[0], (finding for _, finding in pairs), out, options)
        elif target.writer.write is not None:
            target.writer.write(pairs, out, options)
        # A writer may stop at the last record that it can use; the next one begins with its own.
        for _ in pairs:
            pass


def _file_column(columns: Sequence[str]) -> str:
    """Return the name of the column that says from which input a record is, one that no input has."""
    names = chain((_FILE, f"{PREFIX}{_FILE}"), (f"{PREFIX}{number}_{_FILE}" for number in count(2)))
    return next(name for name in names if name not in columns)


def _pairs(
    target: Target, findings: Iterator[tuple[int, Finding]], reading: ReadOptions, tally: Tally, *, named: str | None
) -> Iterator[tuple[Record, Finding]]:
    """Yield the records of an output, read once more, with their findings."""
    for source in target.sources:
        for record in source.reader.read(source.path, reading):
            check, finding = next(findings, (None, None))
            if finding is None or check != check_sum(record):
                raise DataError(
                    f"{source.path} has changed since it was classified; delete the journal beside the output and "
                    "start again"
                )
            finding = replace(finding, number=record.number)
            if finding.problem:
                tally.add(source.label, record, finding)
            if named is not None and record.fields:
                record = replace(record, fields={named: source.label, **record.fields})
            yield record, finding
