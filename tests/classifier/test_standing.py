from dataclasses import replace

import pytest

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.shortlist import make_shortlist
from bookgenre.classifier.standing import find_standing
from bookgenre.errors import GenreError
from genre_scores import scores

THRILLER = {"fiction": 0.95, "mystery_thriller_suspense": 0.9, "thriller": 0.85, "horror": 0.5, "humor": 0.5}


def standing(genre, **probabilities):
    found = scores(**probabilities)
    return find_standing(genre, make_shortlist(found), found)


@pytest.mark.parametrize(
    ("genre", "probabilities", "reason"),
    [
        (
            "fiction", THRILLER,
            "it says only which side or which readers a book has, and this one reads as fiction for adults",
        ),
        ("literature", THRILLER | {"literature": 0.9}, "it is a shelf of a shop or library, and no kind of book"),
        ("history", THRILLER | {"history": 0.5}, "it is nonfiction, and the book reads as fiction for adults"),
        ("childrens", THRILLER | {"childrens": 0.4}, "it is for children, and the book reads as fiction for adults"),
        ("mystery-thriller-suspense", THRILLER, "Thriller, which is narrower, can say it better"),
        ("romance", THRILLER | {"romance": 0.2}, "it is 20% likely, and is chosen from 30%"),
        ("europe", THRILLER | {"europe": 0.4}, "it is 40% likely, and a place or time is listed from 50%"),
        (
            "legal-thriller", THRILLER | {"legal_thriller": 0.35},
            "it is 35% likely, too little beside Thriller (85%), to which it belongs",
        ),
    ],
)  # fmt: skip
def test_it_is_said_why_a_genre_is_not_listed(genre, probabilities, reason):
    found = standing(genre, **probabilities)
    assert not found.listed
    assert found.reason == f"not on the shortlist: {reason}"
    assert found.threshold == 0.3


def test_a_listed_genre_has_its_place():
    found = standing("thriller", **THRILLER)
    assert found.listed
    assert found.reason == "number 1 of 3 on the shortlist"


def test_the_genre_above_that_fails_is_named():
    found = [
        replace(score, chosen=False) if score.id == "cozy-mystery" else score
        for score in scores(fiction=0.9, mystery_thriller_suspense=0.2, mystery=0.4, cozy_mystery=0.4)
    ]
    assert find_standing("cozy-mystery", make_shortlist(found), found).reason == (
        "not on the shortlist: Mystery, Thriller & Suspense, to which it belongs, is 20% likely and is chosen from 30%"
    )


def test_the_sixth_is_told_that_others_tell_more():
    many = {"fiction": 0.95} | dict.fromkeys(("romance", "fantasy", "horror", "humor", "thriller", "poetry"), 0.5)
    many |= {"speculative_fiction": 0.5, "mystery_thriller_suspense": 0.5}
    found = scores(**many)
    shortlist = make_shortlist(found)
    left_out = {"romance", "fantasy", "horror", "humor", "thriller", "poetry"} - {one.id for one in shortlist.genres}
    assert left_out
    for genre in left_out:
        assert find_standing(genre, shortlist, found).reason.endswith("the genres on it tell more of this book")


def test_an_explanation_says_where_its_genre_stands():
    classifier = GenreClassifier.from_pretrained(threads=1)
    text = "A spy is sent to Berlin to find the handler who sold the network to Moscow."
    shortlist = classifier.predict(text).shortlist
    assert classifier.explain(text, shortlist.genres[0].id, words=False).standing.listed
    cooking = classifier.explain(text, "cooking", words=False).standing
    assert not cooking.listed
    assert cooking.reason.startswith("not on the shortlist: it is nonfiction")
    assert cooking.threshold == classifier.labels.get("cooking").threshold
    with pytest.raises(GenreError):
        classifier.explain(text, "knitpunk")
