"""One form for the descriptions of all sources: no markup, no mojibake, no invisible marks, no boilerplate."""

import re
from collections import Counter

import ftfy

from bookgenre.corpus.boilerplate import drop_boilerplate
from bookgenre.files.markup import strip_markup, tidy_lines

__all__ = ["MAX_CHARACTERS", "MIN_CHARACTERS", "clean_description", "clean_title", "why_useless"]

MIN_CHARACTERS = 40
"""A shorter text is a tagline. The classifier reads from 20 characters on; there is nothing to learn from so few."""

MAX_CHARACTERS = 20_000
"""A longer text is an excerpt or a whole book."""

_FTFY = ftfy.TextFixerConfig(
    # Entities are resolved with the markup; curly quotes are how the text was set.
    unescape_html=False,
    uncurl_quotes=False,
    normalization="NFC",
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]")
# "…the end.Then she…": where a tag stood, sources that dropped it glued two sentences. A straight quote is taken to
# end the first.
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[“‘']?[A-Z][a-z])|(?<=[a-z][.!?][”\"])(?=[A-Z][a-z])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_NOTHING = re.compile(
    r"(?:no|without)\s+(?:(?:book|product)\s+)?(?:description|synopsis|summary|blurb)\b"
    r"(?:\s+(?:is|was|has|been|yet|currently|available|provided|given|found|entered|added|here|at this time|"
    r"for this (?:book|title|edition|item|product)))*\W*|"
    r"(?:description|synopsis)?\s*"
    r"(?:coming soon|not (?:yet )?available|n/?a|tba|to be announced|none|null|nan|unknown)\W*",
    re.IGNORECASE,
)
_TITLE_NOTHING = re.compile(
    r"\(?(?:untitled|unknown|no title|n/?a|none|null|nan)\b[\W\d_]*(?:[a-z]+ book\)?)?", re.IGNORECASE
)


def clean_description(text: str, found: Counter[str] | None = None) -> str:
    """Return `text` in the form that all descriptions of a corpus have; paragraphs stay apart by a blank line.

    Parameters
    ----------
    text
        As the source gives it.
    found
        Counts the kinds of boilerplate that were taken out.
    """
    plain = strip_markup(text)
    # Exports of exports of exports hold tags behind entities behind entities.
    while "&" in text and plain != text:
        text, plain = plain, strip_markup(plain)
    text = ftfy.fix_text(plain, _FTFY)
    text = _ADDRESS.sub(" ", _INVISIBLE.sub("", text))
    return tidy_lines(drop_boilerplate(_GLUED.sub(" ", text), found))


def clean_title(text: str | None) -> str | None:
    """Return a title on one line, or None where it says that there is none."""
    title = " ".join(ftfy.fix_text(strip_markup(text or ""), _FTFY).split())
    return None if not title or _TITLE_NOTHING.fullmatch(title) else title


def why_useless(text: str) -> str | None:
    """Say why a cleaned description teaches nothing, or None if it does."""
    if not text:
        return "no description"
    if _NOTHING.fullmatch(text):
        return "a placeholder instead of a description"
    if len(text) < MIN_CHARACTERS:
        return f"fewer than {MIN_CHARACTERS} characters"
    if len(text) > MAX_CHARACTERS:
        return f"more than {MAX_CHARACTERS:,} characters"
    if sum(map(str.isalpha, text)) < len(text) // 2:
        return "more signs than letters"
    return None
