"""What comes out of the API: pydantic models, of which the OpenAPI document is made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from bookgenre.covers.palette import Mode
from bookgenre.genres.taxonomy import FACETS

__all__ = [
    "BookProblem",
    "CoverAnswer",
    "Facet",
    "GenreDetail",
    "GenreList",
    "Health",
    "PaletteCheckOut",
    "PredictionOut",
    "Predictions",
    "Readiness",
]

Facet = Literal["fiction", "nonfiction", "audience", "form", "theme", "culture", "setting-place", "setting-time"]
if Facet.__args__ != FACETS:  # type: ignore[attr-defined]
    raise ImportError("the facets of the API are not those of the taxonomy")


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


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


class BookProblem(_Out):
    """A book of many that cannot be answered."""

    position: int = Field(description="Of the book in `books`, counted from 1.", ge=1)
    pointer: str = Field(description="Where in the body: a JSON Pointer (RFC 6901) as a fragment.")
    detail: str = Field(description="What is wrong with it, and what to do.")


class PredictionList(_Out):
    """The genres of many books, in their order."""

    model_version: str
    predictions: list[PredictionOut | None] = Field(
        description="One per book, in the order of `books`; null for a book that `errors` names."
    )
    errors: list[BookProblem] = Field(description="The books that cannot be answered; empty where all are.")


class Predictions(RootModel[PredictionOut | PredictionList]):
    """One answer for one book, or a list of answers."""


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
    share: float = Field(description="Of the covers of the group, smoothed.")


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


class BasisOut(_Out):
    """What ground, accent and text rest on."""

    kind: Literal["measured", "wider", "convention", "text", "all"] = Field(
        description="Colours of a real cover of these genres, or of a wider group; designers' convention; the text."
    )
    says: str
    ground: str = Field(description="Why the ground is dark, middle or light; empty where it is not measured.")
    evidence: EvidenceOut | None = Field(description="How often covers of the group have such a combination.")
    source: str | None = Field(description="The page that states the convention.")


class CheckedColourOut(_Out):
    """A colour of a palette that was checked."""

    colour: ColourOut
    term: str
    evidence: list[EvidenceOut]


class TitleOut(_Out):
    """The colour of a palette that reads best on its ground."""

    colour: ColourOut
    contrast: float = Field(description="On the ground (WCAG 2.2), 1 to 21.")


class PaletteCheckOut(_Out):
    """Whether a palette fits."""

    model_version: str
    colours: list[CheckedColourOut]
    lightness: Literal["dark", "middle", "light"] = Field(description="Of the ground.")
    lightness_shares: dict[str, float] = Field(description="Of each class among covers of the genres.")
    looks_like: dict[str, float] = Field(
        description="Groups of genres, with how many times as likely such colours are."
    )
    rank: list[int] | None = Field(description="Place of the genres' own group, and how many groups there are.")
    title: TitleOut
    vision: dict[str, float] = Field(description="Difference of title and ground with each colour-vision deficiency.")
    says: list[str] = Field(description="The verdict in sentences.")


class PaletteOut(_Out):
    """Cover colours."""

    colours: list[RecommendedOut]
    working: WorkingOut
    basis: BasisOut
    groups: dict[str, float]
    notes: list[str]
    mode: Mode
    variant: int


class CoverAnswer(_Out):
    """Colours, and pictures of them."""

    model_version: str
    palette: PaletteOut
    prediction: PredictionOut | None = Field(description="What was read from the description.")
    barcode_svg: str | None
    cover_svg: str | None = Field(description="Mock-up; null without a title that can be drawn.")


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
