from bookgenre.classifier import GenreScore
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
