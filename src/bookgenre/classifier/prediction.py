"""The genres of one book, ranked."""

from dataclasses import dataclass, replace
from typing import Any

from bookgenre.classifier.genre_score import GenreScore, Rank, rank_scores
from bookgenre.classifier.plain import plain
from bookgenre.classifier.shortlist import Shortlist

__all__ = ["Prediction"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The genres of one book.

    Attributes
    ----------
    shortlist
        The three to five genres to use, whatever `genres` holds.
    genres
        The best genres in the order of `rank`; as many as were requested.
    chosen
        Every genre that passes its threshold, also where it is not among `genres`; a child's parents are in it.
    rank
        ``probability``: the most probable first; ``specific``: the highest specificity first.
    model_version
        Version of the model that answered.
    windows
        Number of windows into which the text was split; 1 for a text that the model reads at once, 16 at most.
    warnings
        What the user should know about this answer.
    """

    shortlist: Shortlist
    genres: list[GenreScore]
    chosen: list[GenreScore]
    rank: Rank
    model_version: str
    windows: int
    warnings: tuple[str, ...] = ()

    def ranked(self, rank: Rank, top_k: int | None = None) -> "Prediction":
        """Return the genres that this prediction holds in another order, the first `top_k` of them."""
        return replace(
            self, genres=rank_scores(self.genres, rank, top_k), chosen=rank_scores(self.chosen, rank), rank=rank
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the prediction as plain values for JSON; numbers are rounded to 4 places, `chosen` holds ids."""
        return {**plain(self), "chosen": [score.id for score in self.chosen]}
