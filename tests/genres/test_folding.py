import pytest

from bookgenre.genres import fold


@pytest.mark.parametrize(
    ("label", "folded"),
    [
        ("Science Fiction", "science fiction"),
        ("  science\t FICTION ", "science fiction"),
        ("science-fiction", "science fiction"),
        ("Food & Drink", "food and drink"),
        ("Food&Drink", "food and drink"),
        ("Children's", "childrens"),
        ("Children\u2019s", "childrens"),
        ("Crime, Thriller & Mystery", "crime thriller and mystery"),
        ("STRASSE", "strasse"),
        ("stra\u00dfe", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("\uff33\uff26", "sf"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_label_fold_to_one(label, folded):
    assert fold(label) == folded


def test_folding_twice_changes_nothing_more():
    once = fold("Women\u2019s Fiction  & Chick-Lit")
    assert fold(once) == once


def test_words_stay_apart():
    assert fold("Non Fiction") != fold("Nonfiction")
