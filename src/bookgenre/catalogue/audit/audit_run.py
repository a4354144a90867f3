"""A whole audit: inputs are read, classified and looked at, and those listed are read again for their sentences."""

import contextlib
import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bookgenre.arguments import check_number
from bookgenre.catalogue.audit.auditor import Audit, Auditor, add_sentences
from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.output_checks import check_not_read, check_written_once
from bookgenre.catalogue.progress_log import ProgressLog
from bookgenre.catalogue.protocol import MOST_GENRES, AnswerSettings, ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.source_files import Source, opened_sources
from bookgenre.catalogue.survey import survey
from bookgenre.recommender import Recommender

__all__ = ["audit_catalogue"]

_log = logging.getLogger(__name__)


def audit_catalogue(
    inputs: str | Path | Sequence[str | Path],
    *,
    source_format: str | None = None,
    columns: Mapping[str, str] | None = None,
    settings: AnswerSettings | None = None,
    engine_name: str = "local",
    most: int = 500,
    explained: int = 100,
    outputs: Sequence[str | Path] = (),
) -> Audit:
    """List the subjects of a catalogue that are likely wrong or missing, the most confident first.

    Each book's subjects are compared with the genres that its description has. Books without subjects that are
    understood, and records that cannot be classified, are counted.

    Parameters
    ----------
    inputs, source_format, columns, engine_name
        As in `bookgenre.catalogue.classify_catalogue`.
    settings
        The model and the machines; what else is requested for each record does not matter.
    most
        Entries to list.
    explained
        Number of entries, from the first, for which to show a sentence as evidence; each takes some thirty times as
        long as a prediction.
    outputs
        Files that the caller will write the list to; one that the audit reads is refused before it begins.

    Raises
    ------
    InputError, DataError
        If an input is missing or of no known format, or an option is not known.
    ModelError
        If the model cannot be used.
    """
    settings = replace(settings or AnswerSettings(), top=MOST_GENRES, colours=False)
    run = engine(engine_name)
    most, explained = check_number("most", most), check_number("explained", explained, 0)
    written = [Path(path) for path in outputs]
    check_written_once(written)
    with opened_sources(inputs, source_format) as sources:
        check_not_read(written, sources, settings)
        # It is said once how the files are read.
        total = sum(survey(source, ReadOptions(columns or {}, note=_log.info)).count for source in sources)
        reading = ReadOptions(columns or {})
        auditor, progress = Auditor(most), ProgressLog(total)
        ahead: deque[tuple[str, Record]] = deque()

        def records() -> Iterator[Record]:
            for named in _read(sources, reading):
                ahead.append(named)
                yield named[1]

        findings = run(records(), settings)
        with contextlib.closing(findings):  # type: ignore[type-var]
            for done, finding in enumerate(findings, start=1):
                file, record = ahead.popleft()
                auditor.look(record, finding, file)
                progress.tell(done)
        audit = auditor.result()
        if not explained or not audit.concerns:
            return audit
        _log.info("%s entries; looking for sentences as evidence", f"{len(audit.concerns):,}")
        recommender = Recommender.from_pretrained(settings.model, revision=settings.revision)
        first = add_sentences(audit.concerns[:explained], _read(sources, reading), recommender)
        return replace(audit, concerns=(*first, *audit.concerns[explained:]))


def _read(sources: Sequence[Source], reading: ReadOptions) -> Iterator[tuple[str, Record]]:
    """Yield all records with the labels of their files."""
    for source in sources:
        for record in source.reader.read(source.path, reading):
            yield source.label, record
