"""Scores of genres for tests of shortlists, and what holds for every shortlist."""

from bookgenre.classifier import GenreScore
from bookgenre.classifier.shortlist import MOST
from bookgenre.genres import load_taxonomy

TAXONOMY = load_taxonomy()
CUT = 0.3


def scores(**probabilities):
    """Scores of all genres of the taxonomy, 0 where none is given; chosen from 0.3 on. ``_`` stands for ``-``."""
    given = {name.replace("_", "-").lstrip("-"): value for name, value in probabilities.items()}
    assert set(given) <= set(TAXONOMY.ids)
    return [
        GenreScore(
            genre.id,
            genre.name,
            TAXONOMY.ancestors(genre.id),
            tuple(TAXONOMY[above].name for above in TAXONOMY.ancestors(genre.id)),
            genre.facet,
            given.get(genre.id, 0.0),
            CUT,
            0.0,
            given.get(genre.id, 0.0) >= CUT,
        )
        for genre in TAXONOMY
    ]


def check_shortlist(shortlist):
    """Whatever the probabilities: no ancestor, no shelf word, one side, one audience, no erotica for the young."""
    ids = [score.id for score in shortlist.genres]
    assert len(ids) == len(set(ids)) <= MOST
    assert not {above for score in shortlist.genres for above in score.path} & set(ids)
    # A model of one's own may have others.
    known = [one for one in ids if one in TAXONOMY]
    assert not any(TAXONOMY[one].shelf for one in known)
    assert {TAXONOMY.side_of(one) for one in known} <= {None, shortlist.side}
    assert {TAXONOMY.audience_of(one) for one in known} <= {None, shortlist.audience}
    assert not ("erotica" in ids and shortlist.audience != "adult")
    return shortlist
