"""What a catalogue's subjects claim of a book: its genres, fiction or nonfiction, and for whom it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bookgenre.catalogue.record import Subject
from bookgenre.genres.codes import read_bisac
from bookgenre.genres.label_mapper import LabelMapper
from bookgenre.genres.labels import without_code
from bookgenre.stores.bisac import BisacCode

__all__ = ["Claim", "read_claims"]

_BISAC = re.compile(r"[A-Z]{3}\d{6}")
_LETTERS = re.compile(r"[A-Z][A-Z0-9]{0,6}")
# Codes and headings from which no side, no audience and no error may be read: they say what stands in a book, not what
# kind of book it is.
_TOPICAL = frozenset({"lcsh", "lcshac", "mesh", "keywords", "fast", "gnd", "rvm", "rameau", "clil"})
_NUMERIC = frozenset({"ddc", "lcc", "udc"})
# The last part of a heading of the Library of Congress says what kind of book it is: "Cats -- Juvenile fiction".
_FORMS = {
    "fiction": ("fiction", None),
    "juvenile fiction": ("fiction", "young"),
    "juvenile literature": ("nonfiction", "young"),
    "young adult fiction": ("fiction", "young"),
}
_DASHES = re.compile(r"\s*--+\s*|\s*\u2014\s*")
_YOUNG = ("childrens", "young-adult")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one subject says: ids of genres, parents included, its side (fiction or not) and audience (adult or young).

    It is `coded` as a code of a scheme that forbids mixtures of sides and audiences (BISAC), or of audiences (Thema).
    It is `firm` where it says what kind of book it is; topics and keywords only show what has been thought of.
    """

    subject: Subject
    genres: frozenset[str] = frozenset()
    side: str | None = None
    audience: str | None = None
    coded: bool = False
    firm: bool = True

    @property
    def text(self) -> str:
        """The subject as people read it."""
        return " ".join(part for part in (self.subject.code, self.subject.heading) if part)


def read_claims(subjects: Iterable[Subject], mapper: LabelMapper) -> list[Claim]:
    """Return what each subject says; those of numeric schemes (Dewey and such) are left out."""
    found = (_read(subject, mapper) for subject in subjects if subject.scheme not in _NUMERIC)
    return [claim for claim in found if claim.text]


def _read(subject: Subject, mapper: LabelMapper) -> Claim:
    code, heading = subject.code.strip(), subject.heading.strip()
    # A cell of a table may hold the code alone, or in front of its heading.
    before = read_bisac(code or heading) or read_bisac(without_code(heading)[0] if not code else "")
    code = before[0] if before else code
    if _BISAC.fullmatch(code):
        return _read_bisac(subject, code, heading, mapper)
    if subject.scheme in ("thema", "bic") and _LETTERS.fullmatch(code):
        side, audience = _sections(code)
        # BIC shares Thema's departments, not its codes.
        labels = [code, heading] if subject.scheme == "thema" else [heading]
        return Claim(subject, _genres(labels, mapper), side, audience, coded=True)
    if subject.scheme in _TOPICAL:
        side, audience = _FORMS.get(_DASHES.split(heading)[-1].casefold().strip(" ."), (None, None))
        return Claim(subject, _genres([heading], mapper), side, audience, firm=False)
    # Merchandising themes of BISAC and qualifiers of BIC look like codes of Thema.
    genres = _genres([heading or ("" if subject.scheme in ("bisac", "bic") else code)], mapper)
    return Claim(subject, genres, _side(genres, mapper), _audience(genres, mapper))


def _read_bisac(subject: Subject, code: str, heading: str, mapper: LabelMapper) -> Claim:
    if code.startswith("NON"):
        return Claim(subject, firm=False)
    kind, audience = BisacCode(code).kind, BisacCode(code).audience
    genres = _genres([code, heading], mapper)
    if not mapper.genres_of(code):
        # Of no section that is known.
        return Claim(subject, genres, _side(genres, mapper), _audience(genres, mapper))
    side = kind if kind in ("fiction", "nonfiction") else None
    # Poetry, drama, comics, collections: one section for readers of every age.
    young = "young" if audience != "adult" else ("adult" if side else None)
    return Claim(subject, genres, side, young, coded=True)


def _sections(code: str) -> tuple[str | None, str | None]:
    """Side and audience of a code of Thema, or of BIC, by its department."""
    if code.startswith("F"):
        return "fiction", "adult"
    if code.startswith("Y"):
        kinds = {"YF": "fiction", "YN": "nonfiction", "YP": "nonfiction", "YR": "nonfiction"}
        return kinds.get(code[:2]), "young"
    # Poetry, plays, comics and humour are of both sides; digits stand before qualifiers.
    if code[0] in "0123456789X" or code.startswith(("DB", "DC", "DD", "DN", "WH")):
        return None, None
    return "nonfiction", None


def _genres(labels: Iterable[str], mapper: LabelMapper) -> frozenset[str]:
    proven = frozenset(genre for label in labels if label for genre in mapper.genres_of(label))
    return mapper.taxonomy.close(proven)


def _side(genres: frozenset[str], mapper: LabelMapper) -> str | None:
    sides = {side for genre in genres if (side := mapper.taxonomy.side_of(genre))}
    return sides.pop() if len(sides) == 1 else None


def _audience(genres: frozenset[str], mapper: LabelMapper) -> str | None:
    audiences = {audience for genre in genres if (audience := mapper.taxonomy.audience_of(genre))}
    if audiences and audiences <= set(_YOUNG):
        return "young"
    return "adult" if audiences == {"adult"} else None
