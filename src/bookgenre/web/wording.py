"""Numbers and names as people read them."""

__all__ = ["FACET_NAMES", "file_name", "percent"]

import re
import unicodedata

FACET_NAMES = {
    "fiction": "Fiction",
    "nonfiction": "Nonfiction",
    "audience": "Audience",
    "form": "Form",
    "theme": "Theme",
    "culture": "Culture",
    "setting-place": "Place",
    "setting-time": "Time",
}
"""What the facets of the taxonomy are called."""


def percent(share: float) -> str:
    """Return a probability in whole percents, never one that is certain."""
    return "<1%" if share < 0.01 else ">99%" if share >= 0.995 else f"{share:.0%}"


def file_name(title: str, fallback: str) -> str:
    """Return the title as the name of a file: small ASCII letters and digits, 60 at most."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or fallback
