"""Which language a description is in."""

from functools import cache
from typing import Any

__all__ = ["is_in", "language_of"]

# Below this probability, or this length, the language that the source states counts.
_SURE = 0.8
_LONG_ENOUGH = 120
# The start of a text is enough.
_READ = 400


def language_of(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the most probable language, and its probability (py3langid, naive Bayes)."""
    code, probability = _identifier().classify(text[:_READ])
    return str(code), float(probability)


def is_in(text: str, languages: frozenset[str], stated: str | None) -> tuple[bool, str]:
    """Say whether `text` is in one of `languages`, and in which it is taken to be.

    Parameters
    ----------
    text
        A description.
    languages
        ISO 639-1 codes; empty: every language will do.
    stated
        What the source says of the book. A translation's blurb may be in another language, so the text itself counts
        wherever it is long enough to tell.
    """
    code, probability = language_of(text)
    if probability < _SURE or len(text) < _LONG_ENOUGH:
        # If the source states none either, a text that may be in a wanted language is kept.
        code = stated or _most_probable(text, languages) or code
    return not languages or code in languages, code


def _most_probable(text: str, languages: frozenset[str]) -> str | None:
    """Return which of `languages` the text is in if it is in one of them."""
    if not languages:
        return None
    ranked = _identifier().rank(text[:_READ])
    return next((str(code) for code, _ in ranked if code in languages), None)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
