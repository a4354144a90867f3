"""The one answer type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bookgenre.classifier.encoding import Check
from bookgenre.classifier.explain import Explanation
from bookgenre.errors import InputError

__all__ = ["GenreScore", "Prediction", "Rank"]

Rank = Literal["probability", "specific"]


@dataclass(frozen=True, slots=True)
class GenreScore:
    """One genre of an answer.

    Attributes
    ----------
    id, name
        Of the genre.
    path
        Ids of its ancestors, root first; empty for a root.
    probability
        Calibrated probability that the book has the genre, between 0 and 1; never above that of its parent.
    chosen
        Whether the genre, and every genre above it, passes its threshold.
    """

    id: str
    name: str
    path: tuple[str, ...]
    probability: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """The genres of one book.

    Attributes
    ----------
    genres
        The best genres in the order of `rank`; as many as were asked for.
    chosen
        Every genre that is decided on, also where it is not among `genres`; a child's parents are in it.
    rank
        ``probability``, or ``specific``: the most telling first.
    model_version
        Of the model that answered.
    windows
        Number of windows into which the text was split; 1 for a text that the model reads at once, 16 at most.
    warnings
        What the user should know about this answer, in plain words.
    """

    genres: list[GenreScore]
    chosen: list[GenreScore]
    rank: Rank
    model_version: str
    windows: int
    warnings: tuple[str, ...] = ()
    _explain: Callable[[str, bool, Check | None], Explanation] | None = field(default=None, repr=False, compare=False)

    def explain(self, genre: str | None = None, *, words: bool = True, check: Check | None = None) -> Explanation:
        """Say which sentences and words carried a genre.

        Takes up to 64 readings of the text by the network, some thirty times as long as the answer itself.

        Parameters
        ----------
        genre
            Id, name or other name of any genre that the model knows; None for the first of `genres`.
        words
            Whether to try single words, too.
        check
            As in `GenreClassifier.predict`.

        Raises
        ------
        GenreError
            If the model does not know the genre.
        InputError
            If this answer was copied from another process, and the classifier that gave it is no longer at hand.
        """
        if self._explain is None:
            raise InputError("this answer has lost its classifier; ask GenreClassifier.explain with the book instead")
        if genre is None:
            if not self.genres:
                raise InputError("this answer holds no genre; name the one to explain")
            genre = self.genres[0].id
        return self._explain(genre, words, check)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes without the classifier."""
        values = (self.genres, self.chosen, self.rank, self.model_version, self.windows, self.warnings)
        return Prediction, values

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values for JSON; probabilities are rounded to 4 places."""
        return {
            "genres": [
                {
                    "id": score.id,
                    "name": score.name,
                    "path": list(score.path),
                    "probability": round(score.probability, 4),
                    "chosen": score.chosen,
                }
                for score in self.genres
            ],
            "chosen": [score.id for score in self.chosen],
            "rank": self.rank,
            "model_version": self.model_version,
            "windows": self.windows,
            "warnings": list(self.warnings),
        }
