"""Models of the API's responses; what an answer holds is derived from its dataclasses."""

import inspect
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from bookgenre.classifier import Comparison, Explanation, Prediction
from bookgenre.covers import Palette, PaletteCheck, Recommended
from bookgenre.genres import Genre
from bookgenre.genres.genre import FACETS
from bookgenre.stores import StoreAdvice, StoreReport
from bookgenre.web.derive import derive_model

__all__ = [
    "ComparisonModel",
    "CoverAnswer",
    "Facet",
    "GenreDetail",
    "GenreList",
    "Health",
    "JobModel",
    "PaletteCheckModel",
    "PredictionModel",
    "Predictions",
    "Readiness",
    "StoresAnswer",
]

# Types that are made here are Any to a type checker.
Facet: Any = Literal[FACETS]

ExplanationModel: Any = derive_model(Explanation)
derive_model(StoreAdvice, paste=(str, Field(description=inspect.getdoc(StoreAdvice.paste))))
StoreReportModel: Any = derive_model(StoreReport)
PredictionModel: Any = derive_model(
    Prediction,
    chosen=(
        list[str],
        Field(description="Ids of all genres that pass their threshold, even if `genres` does not list them."),
    ),
    stores=(
        StoreReportModel | None,
        Field(None, description="Categories for each store, if requested; null if no genre is listed."),
    ),
    explanation=(
        ExplanationModel | None,
        Field(None, description="Which sentences and words count for a genre, if requested."),
    ),
)
derive_model(
    Recommended,
    without=("frequency", "words"),
    merged=("colour",),
    why=(str, Field(description=inspect.getdoc(Recommended.why))),
)
PaletteModel: Any = derive_model(Palette)
ComparisonModel: Any = derive_model(Comparison)
PaletteCheckModel: Any = derive_model(PaletteCheck, model_version=(str, Field()))
GenreModel: Any = derive_model(
    Genre,
    only=("id", "name", "facet", "parent", "definition"),
    facet=(Facet, Field(description="What the genre says about a book.")),
)


class _Response(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BookProblem(_Response):
    """Why one of many books cannot be answered."""

    position: int = Field(description="Position of the book in `books`, counted from 1.", ge=1)
    pointer: str = Field(description="Its place in the body, as a JSON Pointer (RFC 6901), such as `#/books/0/title`.")
    detail: str = Field(description="What is wrong, and what to do.")


class PredictionList(_Response):
    """The genres of many books, in their order."""

    model_version: str
    predictions: list[PredictionModel | None] = Field(
        description="One per book, in the order of `books`; null for a book that `errors` names."
    )
    errors: list[BookProblem] = Field(description="The books that cannot be answered; empty if all can.")


class Predictions(RootModel[PredictionModel | PredictionList]):
    """One answer for one book, or a list of answers."""


class StoresAnswer(StoreReportModel):  # type: ignore[misc]
    """Categories for each store, and the genres that they are for."""

    model_version: str
    warnings: list[str] = Field(description="Warnings about this answer, such as doubts about the genres.")


class CoverAnswer(_Response):
    """Colours, and pictures of them."""

    model_version: str
    palette: PaletteModel
    prediction: PredictionModel | None = Field(description="Genres predicted from the description.")
    barcode_svg: str | None = Field(description="The colours as stripes; null without `svg`.")
    cover_svg: str | None = Field(
        description="The mock-up; a title that is missing or cannot be drawn is replaced. null without `svg`."
    )


class GenreList(_Response):
    """Genres; if `q` was given, the best match comes first."""

    model_version: str
    genres: list[GenreModel]


class GenreDetail(GenreModel):  # type: ignore[misc]
    """All that is known about a genre."""

    model_version: str
    path: list[str] = Field(description="Ids of the genres above it, root first.")
    children: list[str]
    aliases: list[str]
    thema: list[str] = Field(description="Codes of the Thema scheme (EDItEUR).")
    base_rate: float | None = Field(description="Share of books of this genre; null if this model does not know it.")
    threshold: float | None = Field(description="Probability from which it is chosen.")


class Health(_Response):
    """The process is running."""

    status: Literal["ok"]
    model_version: str


class Readiness(_Response):
    """The model is loaded."""

    status: Literal["ready"]
    model_version: str


class JobModel(_Response):
    """A catalogue job."""

    id: str = Field(description="Anyone who knows it can read and delete the job; 32 hexadecimal digits.")
    state: Literal["waiting", "running", "done", "failed", "interrupted"] = Field(
        description="`failed` says why in `error`; `interrupted`: the server was stopped; send the file again."
    )
    file: str = Field(description="Name of the file that was sent.")
    format: str = Field(description="Name of the format of the result.")
    books: int = Field(description="Records in the file.", ge=1)
    done: int = Field(description="Records that have been read.", ge=0)
    answered: int = Field(description="Of these, those that were classified.", ge=0)
    rejected: int = Field(description="Of these, those that could not be classified; `rejects` lists them.", ge=0)
    notes: list[str] = Field(description="How the file was read, and what could not be written.")
    error: str | None = Field(description="Why the job has failed, and what to do.")
    result: str | None = Field(description="Address of the result; null until it is ready.")
    rejects: str | None = Field(
        description="Address of the list of records that could not be classified (JSON Lines); null if there are none."
    )
    expires_in: int | None = Field(
        description="Seconds after which the files are deleted; null while the job has not ended.", ge=0
    )
    model_version: str
