"""What goes into the API, and what comes out: pydantic models, of which the OpenAPI document is made."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    StringConstraints,
    Tag,
    model_validator,
)

from bookgenre.classifier.text import MAX_CHARACTERS, MIN_CHARACTERS, check_text
from bookgenre.covers.mockup import MOST_CHARACTERS, Layout
from bookgenre.covers.recommend import MOST as MOST_COLOURS
from bookgenre.genres.taxonomy import FACETS

__all__ = [
    "MOST_BOOKS",
    "CoverAnswer",
    "CoverRequest",
    "GenreDetail",
    "GenreList",
    "GenrePath",
    "GenreQuery",
    "Health",
    "ManyBooks",
    "OneBook",
    "PredictRequest",
    "Predictions",
    "Readiness",
]

MOST_BOOKS = 64
"""Books in one request."""

MOST_TITLE = 1000
MOST_GENRES = 20

Facet = Literal["fiction", "nonfiction", "audience", "form", "theme", "culture", "setting-place", "setting-time"]
if Facet.__args__ != FACETS:  # type: ignore[attr-defined]
    raise ImportError("the facets of the API are not those of the taxonomy")

GenreName = Annotated[
    str, StringConstraints(min_length=1, max_length=100), Field(json_schema_extra={"format": "genre"})
]


def _described(text: str) -> str:
    """Say what is wrong with a description before anyone waits for it."""
    check_text(text)
    return text


def _whole(value: Any) -> Any:
    # To JSON, 10.0 is a whole number like 10.
    return int(value) if isinstance(value, float) and value.is_integer() else value


WholeNumber = Annotated[int, BeforeValidator(_whole)]

Description = Annotated[
    str,
    StringConstraints(min_length=MIN_CHARACTERS, max_length=MAX_CHARACTERS),
    AfterValidator(_described),
    Field(json_schema_extra={"format": "description"}),
]
"""The two formats are our own: what a schema cannot say, the words beside it do."""


class _In(BaseModel):
    # Strict, so that "10" is not taken for 10; and a client that misspells a field is told.
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BookIn(_In):
    """A book as its description tells it."""

    description: Description = Field(
        description="The blurb; HTML is tolerated. Without tags at least 20 characters, among them a letter.",
        examples=["A retired spy is pulled back to Cold War Berlin when his old handler is found dead."],
    )
    title: str | None = Field(None, max_length=MOST_TITLE, description="The title; it helps.")


class _Options(_In):
    top: WholeNumber = Field(10, ge=1, le=222, description="How many genres to return.")
    rank: Literal["probability", "specific"] = Field(
        "probability", description="Most probable first, or most telling first: probability against the base rate."
    )


class OneBook(BookIn, _Options):
    """One book, and how to answer."""

    explain: GenreName | None = Field(
        None,
        description="Id, name or alias of a genre, or `first`: what each sentence and word contributes to it.",
        examples=["first"],
    )


class ManyBooks(_Options):
    """Many books, and how to answer."""

    books: list[BookIn] = Field(min_length=1, max_length=MOST_BOOKS)


def _kind(body: Any) -> str:
    return "many" if isinstance(body, dict) and "books" in body else "one"


class PredictRequest(
    RootModel[Annotated[Annotated[OneBook, Tag("one")] | Annotated[ManyBooks, Tag("many")], Discriminator(_kind)]]
):
    """One book, or a list of up to 64."""


class GenreScoreOut(_Out):
    """One genre of an answer."""

    id: str
    name: str
    path: list[str] = Field(description="Ids of the genres above it, root first.")
    probability: float = Field(ge=0, le=1, description="Calibrated.")
    chosen: bool = Field(description="It passes its threshold, and so does every genre above it.")


class PartOut(_Out):
    """A piece of the text and what it contributes."""

    start: int = Field(description="Offset in `text`, in characters.")
    end: int
    text: str
    contribution: float = Field(
        description="What this piece adds to the genre's log-odds: the mean of what it adds alone and to the rest."
    )
    without: float = Field(ge=0, le=1, description="Probability of the genre when this piece alone is left out.")


class ExplanationOut(_Out):
    """What carried a genre."""

    genre: str
    name: str
    probability: float
    text: str = Field(description="The description as the model read it.")
    title: str | None
    title_part: PartOut | None
    sentences: list[PartOut]
    words: list[PartOut] = Field(description="Of the sentences that weigh most; words not listed were not tried.")
    passes: int = Field(description="Times that the network ran for this, at most 64.")
    notes: list[str]


class PredictionOut(_Out):
    """The genres of one book."""

    genres: list[GenreScoreOut]
    chosen: list[str] = Field(description="Ids of all genres that are decided on, also outside `genres`.")
    rank: Literal["probability", "specific"]
    model_version: str
    windows: int = Field(description="Pieces into which the text was split; 1 for one that the model reads at once.")
    warnings: list[str]
    explanation: ExplanationOut | None = None


class PredictionList(_Out):
    """The genres of many books, in their order."""

    model_version: str
    predictions: list[PredictionOut]


class Predictions(RootModel[PredictionOut | PredictionList]):
    """One answer for one book, or a list of answers."""


class CoverRequest(_In):
    """What a cover should fit: a description, genres, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["description"], "properties": {"description": {"type": "string"}}},
                {"required": ["genres"], "properties": {"genres": {"minItems": 1}}},
            ]
        }
    )

    description: Description | None = Field(None, description="The blurb, as in /predict.")
    title: str | None = Field(None, max_length=MOST_CHARACTERS, description="Drawn on the mock-up.")
    author: str | None = Field(None, max_length=MOST_CHARACTERS, description="Drawn on the mock-up.")
    genres: list[GenreName] = Field(
        default_factory=list, max_length=MOST_GENRES, description="Ids, names or aliases.", examples=[["noir"]]
    )
    colours: WholeNumber = Field(10, ge=1, le=MOST_COLOURS, description="How many colours.")
    mode: Literal["fit-in", "stand-out"] = Field(
        "fit-in", description="What covers of these genres wear, or what they seldom do."
    )
    variant: WholeNumber = Field(0, ge=0, le=1000, description="Another working palette.")
    layout: Layout = Field("band", description="Of the mock-up.")
    svg: bool = Field(True, description="Whether to draw barcode and mock-up.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.description is None and not self.genres:
            raise ValueError("there is nothing to go by; give a description, genres, or both")
        return self


class ColourOut(_Out):
    """A colour."""

    hex: str
    name: str
    oklch: list[float] = Field(description="Lightness, chroma, hue.")


class EvidenceOut(_Out):
    """What was measured of a colour on covers of a group of genres."""

    group: str
    lift: float = Field(description="How many times as often as on covers as a whole.")
    low: float = Field(description="Of the 95 percent interval.")
    high: float
    covers: int = Field(description="Covers of the group that were measured.")
    sources_agree: bool | None = Field(description="Null where only one source has the group.")


class RecommendedOut(ColourOut):
    """A recommended colour and why."""

    share: int = Field(description="Percent.")
    term: str
    why: str
    evidence: list[EvidenceOut]


class WorkingOut(_Out):
    """Three colours to build a cover with."""

    ground: ColourOut
    accent: ColourOut
    text: ColourOut
    contrast: float = Field(description="Of text on ground (WCAG 2.2), at least 4.5.")
    difference: float = Field(description="Smallest CIEDE2000 difference, at least 15.")
    vision: dict[str, float] = Field(description="Smallest difference with each colour-vision deficiency.")


class PaletteOut(_Out):
    """Cover colours."""

    colours: list[RecommendedOut]
    working: WorkingOut
    groups: dict[str, float]
    notes: list[str]
    mode: Literal["fit-in", "stand-out"]
    variant: int


class CoverAnswer(_Out):
    """Colours, and pictures of them."""

    model_version: str
    palette: PaletteOut
    prediction: PredictionOut | None = Field(description="What was read from the description.")
    barcode_svg: str | None
    cover_svg: str | None = Field(description="Mock-up; null without a title that can be drawn.")


class GenreQuery(BaseModel):
    """Which genres."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    q: str | None = Field(None, max_length=100, description="Words that name, aliases or definition hold.")
    facet: Facet | None = Field(None, description="Only of this facet.")


class GenrePath(BaseModel):
    """Which genre."""

    model_config = ConfigDict(hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=100, description="Id of a genre, such as `noir`.", examples=["noir"])


class GenreOut(_Out):
    """A genre."""

    id: str
    name: str
    facet: Facet
    parent: str | None
    definition: str


class GenreList(_Out):
    """Genres; the best match first where words were asked for."""

    model_version: str
    genres: list[GenreOut]


class GenreDetail(GenreOut):
    """All that is known of a genre."""

    model_version: str
    path: list[str] = Field(description="Ids of the genres above it, root first.")
    children: list[str]
    aliases: list[str]
    thema: list[str] = Field(description="Codes of the Thema scheme (EDItEUR).")
    base_rate: float | None = Field(description="Share of books that have it; null if this model does not know it.")
    threshold: float | None = Field(description="Probability from which it is chosen.")


class Health(_Out):
    """The process lives."""

    status: Literal["ok"]
    model_version: str


class Readiness(_Out):
    """The model is loaded."""

    status: Literal["ready"]
    model_version: str
