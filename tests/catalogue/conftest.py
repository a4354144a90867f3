import io

import pytest

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, GenreFinding

BLURB = "A cartographer inherits an unfinished map of a drowned city, and something below the water wants it completed."


@pytest.fixture
def blurb():
    return BLURB


@pytest.fixture
def finding():
    """Make what was found for a record: a term of the Library of Congress for one genre, none for the other."""

    def make(number=1, **values):
        genres = (
            GenreFinding("epic-fantasy", "Epic fantasy", 0.9, True),
            GenreFinding("dragons", "Dragons", 0.8, True),
        )
        given = {
            "shortlist": genres,
            "thema": ("FMB",),
            "thema_qualifiers": ("5AX",),
            "lcgft": ("Fantasy fiction",),
            "keywords": ("drowned city",),
        }
        return Finding(number, **(given | values))

    return make


@pytest.fixture
def annotated():
    """Write a file with what was found, and return its bytes and the notes."""

    def write(module, source, findings):
        out, notes = io.BytesIO(), []
        module.annotate(source, findings, out, WriteOptions(note=notes.append))
        return out.getvalue(), notes

    return write
