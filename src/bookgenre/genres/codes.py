"""Subject codes of the book trade that stand where a genre's name is expected: BISAC and Thema."""

import re

from bookgenre.genres.taxonomy import Taxonomy

__all__ = ["CodeReader", "read_bisac"]

# "FIC031050", "fic 031050", "BISAC: FIC031050", and a heading behind it.
_BISAC = re.compile(
    r"(?:bisac(?:[ _-]?(?:code|subject))?\s*[:#=-]?\s*)?([a-z]{3})[ -]?(\d{6})(?:[\s:,\-\u2013\u2014|]+(.*))?",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
_THEMA = re.compile(r"[A-Z]{3,5}\d{0,2}|\d[A-Z]{1,4}(?:-[A-Z]{1,3})*")
# Genres of the headings by which BISAC's codes begin, and of the fiction codes that are most in use. The longest
# beginning of a code counts.
_BISAC_GENRES = {
    "ANT": "home-crafts-garden", "ARC": "architecture", "ART": "art", "BIB": "christianity",
    "BIO": "biography-memoir", "BUS": "business", "CGN": "comics-graphic-novels", "CKB": "cooking",
    "COM": "computing", "CRA": "home-crafts-garden", "DES": "art", "DRA": "drama", "EDU": "education",
    "FAM": "family", "FIC": "fiction", "FOR": "language-learning", "GAM": "games", "GAR": "gardening",
    "HEA": "health", "HIS": "history", "HUM": "humor", "JNF": "childrens nonfiction",
    "JUV": "childrens fiction", "LAN": "language-linguistics", "LAW": "law", "LCO": "anthologies",
    "LIT": "literary-criticism", "MAT": "mathematics", "MED": "medicine", "MUS": "music", "NAT": "nature",
    "OCC": "new-age", "PER": "film-tv", "PET": "pets", "PHI": "philosophy", "PHO": "photography",
    "POE": "poetry", "POL": "politics", "PSY": "psychology", "REF": "reference", "REL": "religion",
    "SCI": "science", "SEL": "self-help", "SOC": "social-science", "SPO": "sports", "STU": "study-guides",
    "TEC": "technology", "TRA": "transport", "TRU": "true-crime", "TRV": "travel", "YAF": "young-adult fiction",
    "YAN": "young-adult nonfiction", "FIC002": "action-adventure", "FIC005": "erotica", "FIC006": "espionage",
    "FIC009": "fantasy", "FIC010": "fairy-tales", "FIC011": "gay", "FIC012": "ghosts",
    "FIC014": "historical-fiction", "FIC015": "horror", "FIC016": "humor", "FIC018": "lesbian",
    "FIC019": "literary-fiction", "FIC022": "mystery", "FIC022070": "cozy-mystery", "FIC024": "paranormal",
    "FIC027": "romance", "FIC027020": "contemporary-romance", "FIC027050": "historical-romance",
    "FIC027070": "regency-romance", "FIC028": "science-fiction", "FIC028030": "space-opera",
    "FIC029": "short-stories", "FIC030": "suspense", "FIC031": "thriller", "FIC032": "military-fiction",
    "FIC033": "westerns", "FIC042": "christian-fiction", "FIC043": "coming-of-age", "FIC044": "womens-fiction",
}  # fmt: skip


def read_bisac(text: str) -> tuple[str, str] | None:
    """Return a BISAC code and the heading behind it, which may be empty; None where `text` begins with no code.

    >>> read_bisac("BISAC: gar 025000 - Gardening / Vegetables")
    ('GAR025000', 'Gardening / Vegetables')
    """
    found = _BISAC.fullmatch(text.strip())
    return None if found is None else (f"{found[1].upper()}{found[2]}", (found[3] or "").strip())


class CodeReader:
    """Reads codes to genres of a taxonomy, which say themselves which codes of Thema correspond to them."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._thema: dict[str, set[str]] = {}
        for genre in taxonomy:
            for code in genre.thema:
                self._thema.setdefault(code, set()).add(genre.id)

    def genres_of(self, label: str) -> frozenset[str]:
        """Ids of the genres that a code proves; empty where `label` is no code that is known.

        A code proves what a broader one proves that it begins with: ``FRH`` historical romance, ``FRHX`` no less. Thema
        is read to two signs and no further, for one sign is a department.
        """
        text = label.strip()
        bisac = read_bisac(text)
        if bisac is not None and not bisac[1]:
            text = bisac[0]
            found = next((_BISAC_GENRES[start] for start in (text, text[:6], text[:3]) if start in _BISAC_GENRES), "")
            names = (self._taxonomy.by_label(name) for name in found.split())
            return frozenset(genre.id for genre in names if genre)
        if _THEMA.fullmatch(text):
            starts = (text[:length] for length in range(len(text), 1, -1))
            return frozenset(next((self._thema[start] for start in starts if start in self._thema), ()))
        return frozenset()
