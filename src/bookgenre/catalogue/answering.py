"""From one record to what was found for it: the one way, for every engine."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, GenreFinding, Record
from bookgenre.classifier.genre_score import GenreScore
from bookgenre.classifier.scorer import Callback
from bookgenre.errors import InputError
from bookgenre.recommender import Recommender
from bookgenre.stores import STORES, StoreAdvice, read_mapping
from bookgenre.stores.bisac import BISAC_STORES, VARIABLE

__all__ = ["SHELF_STORES", "RecordAnswerer", "resolved"]

SHELF_STORES = tuple(store for store in STORES if store not in (*BISAC_STORES, "thema", "lcgft"))
"""Ids of the stores with shelves of their own: the keys of `Finding.stores`."""


def resolved(settings: AnswerSettings) -> AnswerSettings:
    """Return settings that mean the same in a process with another working folder and environment."""
    mapping = settings.mapping or os.environ.get(VARIABLE) or None
    model = settings.model
    if model is not None and Path(model).is_dir():
        model = Path(model).resolve()
    return replace(settings, model=model, mapping=Path(mapping).resolve() if mapping else None)


class RecordAnswerer:
    """Answers records with a model that runs on one thread: that of `recommender`, else the one that the settings name.

    A model that cannot be used is a `ModelError`, a table of BISAC codes an `InputError` or a `DataError`.
    """

    def __init__(self, settings: AnswerSettings, recommender: Recommender | None = None) -> None:
        self._settings = settings
        self.recommender = recommender or Recommender.from_pretrained(
            settings.model, revision=settings.revision, threads=1, mapping=read_mapping(settings.mapping)
        )
        # Without a table of codes, the stores that take them have nothing to say.
        bisac = BISAC_STORES if self.recommender.mapping else ()
        self._stores = (*SHELF_STORES, *bisac, "thema", "lcgft")

    def finding(self, record: Record, callback: Callback | None = None) -> Finding:
        """Return what was found for a record; one that cannot be used gets a finding with its problem.

        `callback` is called before each window of the text is read; what it raises ends the work.
        """
        if record.book is None or record.problem:
            return Finding(record.number, problem=record.problem or "there is no description")
        try:
            prediction = self.recommender.predict(record.book, self._settings.top, callback=callback)
        except InputError as error:
            return Finding(record.number, problem=str(error))
        advice: dict[str, StoreAdvice] = {}
        keywords: tuple[str, ...] = ()
        if prediction.shortlist.genres:
            report = self.recommender.stores(record.book, self._stores, prediction=prediction)
            advice = {store.id: store for store in report.stores}
            keywords = report.keywords
        colours: tuple[str, ...] = ()
        if self._settings.colours:
            working = self.recommender.palette(record.book, prediction=prediction, genres=()).working
            colours = (working.ground.hex, working.accent.hex, working.text.hex)
        thema, lcgft = advice.get("thema"), advice.get("lcgft")
        return Finding(
            record.number,
            shortlist=_genres(prediction.shortlist.genres),
            genres=_genres(prediction.genres),
            chosen=_genres(prediction.chosen),
            side=prediction.shortlist.side,
            audience=prediction.shortlist.audience,
            thema=tuple(one.text for one in thema.suggestions) if thema else (),
            thema_qualifiers=tuple(one.text for one in thema.qualifiers) if thema else (),
            bisac=_bisac(advice),
            lcgft=tuple(one.text for one in lcgft.suggestions) if lcgft else (),
            keywords=keywords,
            stores={
                name: tuple(one.text for one in advice[name].suggestions if one.selectable)
                for name in SHELF_STORES
                if name in advice
            },
            colours=colours,
            warnings=(*prediction.warnings, *prediction.shortlist.doubts),
            model_version=prediction.model_version,
        )


def _genres(scores: Iterable[GenreScore]) -> tuple[GenreFinding, ...]:
    return tuple(GenreFinding(score.id, score.name, score.probability, score.chosen) for score in scores)


def _bisac(advice: Mapping[str, StoreAdvice]) -> tuple[str, ...]:
    """Codes for the store that takes the most of them, the main one first."""
    stores = [store for store in advice.values() if store.scheme == "BISAC"]
    longest = max(stores, key=lambda store: len(store.suggestions), default=None)
    return tuple(one.code for one in longest.suggestions) if longest else ()
