"""A whole audit: inputs are read, classified and looked at, and those listed are read again for their sentences."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bookgenre.catalogue.audit.auditor import Audit, Auditor, add_sentences
from bookgenre.catalogue.file_formats import engine, find_reader
from bookgenre.catalogue.protocol import AnswerSettings, ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.recommender import Recommender

__all__ = ["EXPLAINED", "MOST", "audit_catalogue"]

MOST = 500
"""Entries that are listed at most."""
EXPLAINED = 100
"""Entries for which the sentence is looked for; each takes some thirty times as long as a prediction."""

# More than any model has.
_ALL_GENRES = 10_000


def audit_catalogue(
    inputs: Sequence[Path],
    settings: AnswerSettings | None = None,
    *,
    engine_name: str = "local",
    format_name: str | None = None,
    options: ReadOptions | None = None,
    most: int = MOST,
    explained: int = EXPLAINED,
    progress: Callable[[int], None] | None = None,
) -> Audit:
    """List the subjects of a catalogue that are likely wrong or missing, the most confident first.

    Each book's subjects are compared with the genres that its description has. Books without subjects that are
    understood, and records that cannot be classified, are counted.

    Parameters
    ----------
    inputs
        Files and folders of any format that `bookgenre classify` reads.
    settings
        The model and the machines; what else is requested for each record does not matter.
    engine_name
        ``local`` or ``ray``.
    format_name, options
        How to read the inputs; None: as they show it themselves.
    most
        Entries to list.
    explained
        Of these, the first for which the sentence that shows it is looked for.
    progress
        Called with the number of records done.

    Raises
    ------
    InputError, DataError
        If an input is missing or of no known format, or an option is not known.
    ModelError
        If the model cannot be used.
    """
    settings = replace(settings or AnswerSettings(), top=_ALL_GENRES, colours=False)
    options = options or ReadOptions()
    # All formats are found before an hour of work begins.
    readers = [(path, find_reader(path, format_name)) for path in inputs]

    def records(read_options: ReadOptions) -> Iterator[tuple[str, Record]]:
        for path, reader in readers:
            for record in reader.read(path, read_options):
                yield str(path), record

    auditor = Auditor(most)
    ahead: deque[tuple[str, Record]] = deque()
    findings = engine(engine_name)(_seen(records(options), ahead), settings)
    for done, finding in enumerate(findings, start=1):
        file, record = ahead.popleft()
        auditor.look(record, finding, file)
        if progress is not None:
            progress(done)
    audit = auditor.result()
    if not explained or not audit.concerns:
        return audit
    recommender = Recommender.from_pretrained(settings.model, revision=settings.revision, threads=settings.workers)
    # Notes on how the files are read have been given.
    again = records(replace(options, note=lambda _: None))
    first = add_sentences(audit.concerns[:explained], again, recommender)
    return replace(audit, concerns=(*first, *audit.concerns[explained:]))


def _seen(records: Iterable[tuple[str, Record]], ahead: deque[tuple[str, Record]]) -> Iterator[Record]:
    """Yield records, and keep those for which there is no finding yet."""
    for file, record in records:
        ahead.append((file, record))
        yield record
