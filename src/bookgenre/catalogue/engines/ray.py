"""The Ray engine: Ray Data maps records in actors, each with a model that was loaded once, on one machine or many."""

import json
import logging
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from bookgenre.book import Book
from bookgenre.catalogue.answering import RecordAnswerer, resolved
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import DataError, InputError, MissingExtraError, ModelError

__all__ = ["BatchAnswerer", "classify"]

_BLOCK = 32
"""Records that an actor is sent at a time: half a second of work, beside which a message to it costs nothing."""
_WINDOW = 20_000
"""Records of one execution of Ray Data: some 40 MB of texts. Starting the actors again takes seconds per window."""
_PATIENCE = 10.0
"""Seconds within which a cluster has to answer at its address."""
_OBJECT_STORE = 256 << 20
"""Bytes of memory for blocks where this process starts Ray; what does not fit is spilled to the disk."""


class BatchAnswerer:
    """Answers batches of records in an actor of Ray Data.

    Pass the class to ``Dataset.map_batches`` to classify data sets that the machines of a cluster read themselves; see
    docs/catalogue_ray.md. A batch has the column ``description`` and, where there are titles, ``title``; it comes back
    with the columns ``finding`` (`Finding.to_dict` as JSON) and, for the eye, ``shortlist`` and ``problem``.

    Parameters
    ----------
    settings
        What is requested.
    model_version
        Of the model that has to answer; None for any.

    Raises
    ------
    ModelError, InputError, DataError
        If the model or the table of BISAC codes cannot be used on this machine, or the model is another one.
    """

    def __init__(self, settings: AnswerSettings | None = None, model_version: str | None = None) -> None:
        self._answerer = RecordAnswerer(settings or AnswerSettings())
        here = self._answerer.recommender.classifier.model_version
        if model_version not in (None, here):
            raise ModelError(f"a machine of the cluster has the model {here}, not {model_version}; install it there")

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """Return the batch with what was found."""
        descriptions = batch["description"]
        titles = batch.get("title", [None] * len(descriptions))
        findings = []
        for number, (description, title) in enumerate(zip(descriptions, titles, strict=True), start=1):
            book = Book(description, title) if isinstance(description, str) else None
            findings.append(self._answerer.finding(Record(number, book)))
        return {
            **batch,
            "shortlist": ["; ".join(genre.name for genre in finding.shortlist) for finding in findings],
            "problem": [finding.problem for finding in findings],
            "finding": [_line(finding) for finding in findings],
        }


class _RecordAnswerer(BatchAnswerer):
    """Answers the blocks of `classify`: pairs of description and title as JSON."""

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        records = (Record(1, Book(*json.loads(line))) for line in batch["book"])
        return {
            "position": batch["position"],
            "finding": [_line(self._answerer.finding(record)) for record in records],
        }


def classify(records: Iterable[Record], settings: AnswerSettings) -> Iterator[Finding]:
    """Yield what was found for each record, in the order of the records.

    Records are read here and sent to the actors in windows of 20,000. Where a machine is lost, Ray runs its blocks
    again on another one; every position is checked to come back once. `settings.workers` bounds the actors. A model
    folder and a table of BISAC codes must lie at the same place on each machine.

    Raises
    ------
    InputError
        If there is no cluster at `settings.ray_address`, or as `RecordAnswerer` raises it.
    ModelError
        If the model cannot be used, here or on a machine of the cluster.
    DataError
        If the cluster cannot finish.
    """
    settings = resolved(settings)
    ray = _import_ray()
    # What is wrong with the model or the table is said before anything is begun.
    version = RecordAnswerer(settings).recommender.classifier.model_version
    started = _connect(ray, settings)
    try:
        rest = iter(records)
        while window := list(islice(rest, _WINDOW)):
            yield from _answer_window(ray, window, settings, version)
    finally:
        if started:
            ray.shutdown()


def _import_ray() -> Any:
    # Ray reports its use to its makers unless this is set before it starts; this program reports nothing.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # What goes wrong is raised; the lines that its core prints besides concern those who work on Ray.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise MissingExtraError("ray", (error.name or "ray").partition(".")[0]) from error
    return ray


def _connect(ray: Any, settings: AnswerSettings) -> bool:
    """Connect to Ray; return whether this call did."""
    if ray.is_initialized():
        return False
    address = settings.ray_address or os.environ.get("RAY_ADDRESS") or None
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if not address:
        here = {"num_cpus": settings.workers, "object_store_memory": _OBJECT_STORE, "include_dashboard": False}
        ray.init("local", **here, **quiet)
        return True
    _check_listening(address)
    try:
        ray.init(address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise _no_cluster(address, error) from error
    return True


def _check_listening(address: str) -> None:
    """Raise where nothing listens at ``HOST:PORT``; Ray itself would try again for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _no_cluster(address, error) from error


def _no_cluster(address: str, error: Exception) -> InputError:
    return InputError(
        f"no Ray cluster can be reached at {address} ({_first_line(error)}); start one with: "
        "ray start --head --disable-usage-stats, set RAY_AUTH_MODE=token if it asks for a token, or leave out "
        "--ray-address to use this machine"
    )


def _answer_window(ray: Any, window: list[Record], settings: AnswerSettings, version: str) -> Iterator[Finding]:
    # As JSON in ASCII: Arrow takes no half surrogate pairs, which scraped text may hold.
    items = [
        {"position": place, "book": json.dumps((record.book.description, record.book.title))}
        for place, record in enumerate(window)
        if record.book is not None and not record.problem
    ]
    # What comes first, as the blocks are answered by whichever actor is free.
    early: dict[int, str] = {}
    waiting = _answered(ray, items, settings, version) if items else iter(())
    for place, record in enumerate(window):
        if record.book is None or record.problem:
            yield Finding(record.number, problem=record.problem or "there is no description")
            continue
        while place not in early:
            position, line = next(waiting, (-1, ""))
            if position < place or position in early:
                raise DataError("Ray lost a record, or answered one twice; run the command again with --resume")
            early[position] = line
        yield replace(Finding.from_dict(json.loads(early.pop(place))), number=record.number)
    if next(waiting, None) is not None:
        raise DataError("Ray answered a record twice; run the command again")


def _answered(
    ray: Any, items: list[dict[str, Any]], settings: AnswerSettings, version: str
) -> Iterator[tuple[int, str]]:
    """Yield positions in the window with their findings as JSON, in any order."""
    blocks = -(-len(items) // _BLOCK)
    processors = int(ray.cluster_resources().get("CPU", 1)) or 1
    most = max(1, min(settings.workers or processors, blocks))
    data = ray.data.from_items(items, override_num_blocks=blocks)
    data.context.enable_progress_bars = False
    data.context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    data = data.map_batches(
        _RecordAnswerer,
        batch_size=None,
        fn_constructor_args=(settings, version),
        # Where a machine is lost, the smaller pool goes on; what was sent ahead to an actor would wait for its return.
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most, max_tasks_in_flight_per_actor=2),
        num_cpus=1,
    )
    try:
        for row in data.iter_rows():
            yield int(row["position"]), row["finding"]
    except ray.exceptions.RayError as error:
        cause = getattr(error, "cause", None) or error
        if isinstance(cause, ModelError | InputError):
            raise type(cause)(str(cause)) from error
        raise DataError(
            f"Ray cannot go on: {_first_line(cause)}; look at the cluster (ray status), then run the command again "
            "with --resume"
        ) from error


def _line(finding: Finding) -> str:
    return json.dumps(finding.to_dict())


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
