"""Models of the API's requests, from which the OpenAPI document is made."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    StringConstraints,
    Tag,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from bookgenre.classifier import Rank
from bookgenre.covers import Mode
from bookgenre.covers.mockup import MOST_CHARACTERS, Layout
from bookgenre.covers.recommend import MOST as MOST_COLOURS
from bookgenre.stores import STORE_NAMES
from bookgenre.text.cleaning import MAX_CHARACTERS, MIN_CHARACTERS
from bookgenre.web.response_schemas import Facet

__all__ = [
    "MOST_BOOKS",
    "MOST_GENRES",
    "MOST_TITLE",
    "CompareRequest",
    "CoverRequest",
    "PaletteCheckRequest",
    "GenrePath",
    "GenreQuery",
    "JobOptions",
    "JobPath",
    "JobQuery",
    "ManyBooks",
    "OneBook",
    "PredictRequest",
    "StoresRequest",
    "UnusableBook",
]

MOST_BOOKS = 64
"""Books in one request."""

MOST_TITLE = 1000
MOST_GENRES = 20

GenreName = Annotated[
    str, StringConstraints(min_length=1, max_length=100), Field(json_schema_extra={"format": "genre"})
]


def _integer(value: Any) -> Any:
    # To JSON, 10.0 is an integer like 10.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _one_problem(words: str) -> WrapValidator:
    """Report a value that is none of several types once, at its field; pydantic reports each type that was tried."""

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise ValueError(words) from None

    return WrapValidator(check)


# A type that is made here is Any to a type checker.
_StoreName: Any = Literal[STORE_NAMES]
_SomeStores = Annotated[list[_StoreName], Field(min_length=1, max_length=len(STORE_NAMES))]
_AllOrSomeStores = Annotated[
    bool | _SomeStores, _one_problem(f"give true, false, or a list of these stores: {', '.join(STORE_NAMES)}")
]
_Explain = Annotated[GenreName | bool | None, _one_problem("give true, false, or a genre of 1 to 100 characters")]

Integer = Annotated[int, BeforeValidator(_integer)]

Description = Annotated[
    str,
    StringConstraints(min_length=MIN_CHARACTERS, max_length=MAX_CHARACTERS),
    Field(json_schema_extra={"format": "description"}),
]
"""The two formats are our own: what a schema cannot say, the words beside it do. Whether a text can be read is found
out when it is cleaned, in a slot of the concurrency limit."""


class _Request(BaseModel):
    # Strict, so that "10" is not taken for 10; a misspelt field is an error.
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class BookIn(_Request):
    """A book."""

    description: Description = Field(
        description="The blurb; it may contain HTML. Without tags, at least 20 characters and a letter must remain.",
        examples=["A retired spy is pulled back to Cold War Berlin when his old handler is found dead."],
    )
    title: str | None = Field(None, max_length=MOST_TITLE, description="The title; it improves accuracy.")


class _Options(_Request):
    top: Integer = Field(10, ge=1, le=256, description="Number of genres to return.")
    rank: Rank = Field(
        "probability",
        description="`probability`: the most probable first; `specific`: those first that are probable for this book "
        "but rare among all books.",
    )
    stores: _AllOrSomeStores = Field(
        False, description="`true` to suggest categories for all stores, or a list of stores."
    )

    @property
    def store_names(self) -> tuple[str, ...] | None:
        """Names of the stores that were asked for, none of them for all; None where none was asked for."""
        if self.stores is True:
            return ()
        return tuple(self.stores) if self.stores else None


class OneBook(BookIn, _Options):
    """One book, and how to answer."""

    explain: _Explain = Field(
        None,
        description="Id, name or alias of a genre: what each sentence and word contributes to it. `true` explains the "
        "most specific genre of the shortlist, `first` the first of `genres`.",
        examples=[True],
    )


@dataclass(frozen=True, slots=True)
class UnusableBook:
    """What stands in the place of a book that does not fit `BookIn`: so the other books are answered."""

    error: ValidationError


def _or_unusable(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError as error:
        return UnusableBook(error)


class ManyBooks(_Options):
    """Many books, and how to answer."""

    books: list[Annotated[BookIn, WrapValidator(_or_unusable)]] = Field(min_length=1, max_length=MOST_BOOKS)


def _kind(body: Any) -> str:
    return "many" if isinstance(body, dict) and "books" in body else "one"


class PredictRequest(
    RootModel[Annotated[Annotated[OneBook, Tag("one")] | Annotated[ManyBooks, Tag("many")], Discriminator(_kind)]]
):
    """One book, or a list of up to 64."""


class _DescriptionOrGenres(_Request):
    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["description"], "properties": {"description": {"type": "string"}}},
                {"required": ["genres"], "properties": {"genres": {"minItems": 1}}},
            ]
        }
    )

    description: Description | None = Field(None, description="The blurb, as in /predict.")
    genres: list[GenreName] = Field(
        default_factory=list, max_length=MOST_GENRES, description="Ids, names or aliases.", examples=[["noir"]]
    )

    @model_validator(mode="after")
    def _check_description_or_genres(self) -> Self:
        if self.description is None and not self.genres:
            raise ValueError("give a description, genres, or both")
        return self


class StoresRequest(_DescriptionOrGenres):
    """A description, or genres, the main one first; beside genres, a description only gives keywords."""

    title: str | None = Field(None, max_length=MOST_TITLE, description="The title; it improves accuracy.")
    stores: _SomeStores | None = Field(None, description="Which stores; null for all.")


class CompareRequest(_Request):
    """Two versions of a book."""

    first: BookIn = Field(description="The earlier version.")
    second: BookIn = Field(description="The later version.")


class CoverRequest(_DescriptionOrGenres):
    """What a cover should fit: a description, genres, or both."""

    title: str | None = Field(None, max_length=MOST_CHARACTERS, description="Shown on the mock-up.")
    author: str | None = Field(None, max_length=MOST_CHARACTERS, description="Shown on the mock-up.")
    colours: Integer = Field(10, ge=1, le=MOST_COLOURS, description="Number of colours.")
    mode: Mode = Field(
        "fit-in",
        description="`fit-in`: colours of covers of these genres; `stand-out`: of neighbouring genres; `convention`: "
        "what designers recommend; `from-text`: colours that the text names; the others: colours with this mood.",
    )
    variant: Integer = Field(
        0, ge=0, le=1000, description="Number of the combination; the same number gives the same colours."
    )
    layout: Layout = Field("band", description="Layout of the mock-up.")
    svg: bool = Field(True, description="Whether to draw the barcode and the mock-up.")


class PaletteCheckRequest(_Request):
    """A palette, and the genres that it should fit."""

    colours: list[Annotated[str, Field(max_length=100)]] = Field(
        min_length=2, max_length=20, description="The colours, the ground first.", examples=[["#112233", "#ddeeff"]]
    )
    genres: list[GenreName] = Field(
        default_factory=list, max_length=MOST_GENRES, description="Ids, names or aliases.", examples=[["noir"]]
    )


class _OfAddress(BaseModel):
    # Not strict: in an address all is text.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class GenreQuery(_OfAddress):
    """Which genres."""

    q: str | None = Field(None, max_length=100, description="Words in the name, aliases or definition.")
    facet: Facet | None = Field(None, description="Only genres of this facet.")


class GenrePath(_OfAddress):
    """Which genre."""

    id: str = Field(min_length=1, max_length=100, description="Id of a genre, such as `noir`.", examples=["noir"])


class JobOptions(_OfAddress):
    """How to classify a file."""

    format: str | None = Field(
        None,
        max_length=40,
        description="Name of the format of the result, such as `csv` or `xlsx`; the default is the format of the file, "
        "or CSV.",
        examples=["csv"],
    )
    description: str | None = Field(
        None, max_length=200, description="For a table: the column with the descriptions, if it is not recognised."
    )
    top: int = Field(5, ge=1, le=256, description="Number of genres to add, the most probable first.")
    long: bool = Field(False, description="For a table: one row per genre instead of one per book.")
    colours: bool = Field(False, description="Add three cover colours per book.")


class JobQuery(JobOptions):
    """How to classify the file that is sent."""

    filename: str | None = Field(
        None,
        max_length=255,
        description="Name of the file if it is sent as the body; its ending shows the format. In a form, the part "
        "names the file.",
        examples=["books.csv"],
    )


class JobPath(_OfAddress):
    """Which job."""

    id: str = Field(pattern="^[0-9a-f]{32}$", description="Id of a job, from the answer to the upload.")
