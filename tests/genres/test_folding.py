import pytest

from bookgenre.genres import fold
from bookgenre.genres.folding import label_key, list_key


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cosy Mysteries", "cozymystery"),
        ("Sci-Fi", "Science Fiction"),
        ("YA", "Young Adult"),
        ("Teen Fiction", "Young Adult Fiction"),
        ("Humour", "humor"),
        ("Colouring Books", "coloring book"),
        ("Organisational Behaviour", "organizational behavior"),
        ("Women's Fiction", "Womens Fiction"),
        ("WW2", "World War II"),
        ("Witches", "witch"),
        ("Werewolves", "werewolf"),
        ("Post-Apocalypse", "Post Apocalyptic"),
        ("Non-Fiction", "Nonfiction"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fiction", "Nonfiction"),
        ("World War I", "World War II"),
        ("Gay", "Gays and Lesbians"),
        ("Exercise", "Exercize"),
    ],
)
def test_names_of_different_things_have_different_keys(one, other):
    assert label_key(one) != label_key(other)


def test_a_list_has_one_key_in_any_order():
    assert list_key("Suspense, Mystery & Thrillers") == list_key("Mysteries, Thriller and Suspense")
    assert list_key("Mystery and Thriller") != list_key("Mystery Thriller")
    assert list_key("Poetry") == label_key("Poetry")
