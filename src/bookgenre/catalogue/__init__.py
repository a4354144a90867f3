"""Whole catalogues: files of books in, the same files with genres out.

>>> from bookgenre.catalogue import classify_catalogue
>>> report = classify_catalogue("titles.xlsx", "titles_genres.xlsx")  # doctest: +SKIP

A data frame in memory: `classify_frame`.
"""

from bookgenre.catalogue.file_formats import engine_names, reader_names, writer_names
from bookgenre.catalogue.frames import classify_frame
from bookgenre.catalogue.job import CatalogueReport, classify_catalogue
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, GenreFinding, Record, Subject

__all__ = [
    "AnswerSettings",
    "CatalogueReport",
    "Finding",
    "GenreFinding",
    "Record",
    "Subject",
    "classify_catalogue",
    "classify_frame",
    "engine_names",
    "reader_names",
    "writer_names",
]
