import random

import numpy as np
import pytest

from bookgenre import Book
from bookgenre.corpus.dedupe.fingerprint import (
    PERMUTATIONS,
    exact_key,
    identifier_keys,
    prefix_key,
    signature,
    title_keys,
    work_key,
)


def book(title, *authors, **identifiers):
    return Book("A blurb.", title=title, authors=authors, identifiers=identifiers)


def shingles(folded):
    words = folded.split()
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def jaccard(left, right):
    left, right = shingles(left), shingles(right)
    return len(left & right) / len(left | right)


@pytest.mark.parametrize(
    "other",
    [
        book("The Hunger Moon", "Collins, Suzanne"),
        book("the hunger moon", "SUZANNE COLLINS"),
        book("The Hunger Moon (The Moons #1)", "Suzanne Collins", "Bo Brush"),
        book("The Hunger Moon [large print]", "S. Collins"),
        book("The Hunger Moon: A Novel", "Suzanne Collins"),
        book("The Hunger Moon; or, The Tide", "Suzanne Collins"),
        book("The Hunger Moon – a novel", "Suzanne Collins Jr."),
        book("The Hunger-Moon", "Collins, Suzanne, Jr."),
        book("The Hunger Moon", "Suzanne Collins, PhD"),
    ],
)
def test_one_book_has_one_key_of_title_and_author_in_all_spellings(other):
    assert title_keys(other)[1] == title_keys(book("The Hunger Moon", "Suzanne Collins"))[1] is not None


@pytest.mark.parametrize(
    "other",
    [
        book("The Hunger Moon", "Ada Wren"),
        book("The Hunger Sun", "Suzanne Collins"),
        book("Hunger", "Suzanne Collins"),
        book("The Hunger Moon 2", "Suzanne Collins"),
        book("The Well-Hunger Moon", "Suzanne Collins"),
    ],
)
def test_other_books_have_other_keys(other):
    assert title_keys(other)[1] not in (None, title_keys(book("The Hunger Moon", "Suzanne Collins"))[1])


def test_the_title_alone_counts_whole_without_its_series():
    title, with_author = title_keys(book("Poems: A Selection (Classics)"))
    assert with_author is None
    assert title == title_keys(book("Poems: a selection", "Ada Wren"))[0]
    assert title != title_keys(book("Poems"))[0]


@pytest.mark.parametrize("title", [None, "", "!!!", "()", "  "])
def test_no_title_has_no_key(title):
    assert title_keys(book(title, "Ada Wren")) == (None, None)


@pytest.mark.parametrize("title", ["(Un)common", "[Untold]", "(A Novel)", ": A Novel"])
def test_a_title_that_begins_with_a_bracket_has_keys(title):
    assert None not in title_keys(book(title, "Ada Wren"))


def test_an_author_of_signs_only_is_unknown():
    assert title_keys(book("Poems", "—"))[1] is None


def test_titles_in_any_script_have_keys():
    assert title_keys(book("Солярис", "Станислав Лем"))[1] != title_keys(book("雪国", "川端康成"))[1]


def test_identifiers_that_name_a_work_have_keys_and_others_have_none():
    keys = identifier_keys(book("X", isbn13="9780000000002", goodreads="1", id="17", freebase="/m/1", url=""))
    assert len(set(keys)) == 2
    assert keys == identifier_keys(book("Y", goodreads="1", isbn13="9780000000002"))[::-1]
    assert set(keys).isdisjoint(identifier_keys(book("X", smashwords="1", wikipedia="1", asin="9780000000002")))


def test_groups_of_editions_are_of_their_source():
    # Fixed: a corpus that is built again deals its works to the splits by these keys.
    assert work_key("a", "1") == 981145926719463522
    assert work_key("a", "1") != work_key("b", "1")


def test_the_start_of_a_long_text_has_a_key():
    assert prefix_key("a" * 100) is None
    assert prefix_key("a" * 101) == prefix_key("a" * 100 + "b") is not None
    assert prefix_key("b" + "a" * 100) != prefix_key("a" * 101)


def test_equal_texts_have_equal_keys():
    assert exact_key("tea and toast") == 7497374611210184886
    assert exact_key("tea and toast") != exact_key("toast and tea")
    assert 0 <= exact_key("") < 2**64


def test_signatures_estimate_the_jaccard_index_within_three_standard_errors():
    draw = random.Random(3)
    words = [f"w{number}" for number in range(400)]
    errors = []
    for _ in range(300):
        one = draw.choices(words, k=draw.randint(5, 150))
        other = list(one)
        for _ in range(draw.randint(0, len(one) // 3)):
            other[draw.randrange(len(other))] = draw.choice(words)
        one, other = " ".join(one), " ".join(other)
        exact = jaccard(one, other)
        estimate = float(np.mean(signature(one) == signature(other)))
        errors.append((estimate - exact) / max(0.01, (exact * (1 - exact) / PERMUTATIONS) ** 0.5))
    # 99.7 percent of a normal distribution lie within three; here the mean counts too, for estimates must not lean.
    assert np.mean(np.abs(errors) <= 3) > 0.99
    assert abs(np.mean(errors)) < 0.25
    assert np.std(errors) < 1.3


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", [4165971673, 4080218797]),
        ("tea", [3507170254, 4270965126]),
        ("tea and", [3598014471, 3384448120]),
        ("茶", [3905784082, 4067902846]),
    ],
)
def test_texts_of_fewer_than_three_words_have_signatures(text, first):
    assert signature(text).shape == (PERMUTATIONS,)
    assert signature(text).dtype == np.uint32
    assert signature(text)[:2].tolist() == first
    assert (signature(text) != signature("something else entirely here")).mean() > 0.9


def test_signatures_are_the_same_in_every_process():
    assert signature("a retired spy returns").tolist()[:3] == [3475832851, 3732091189, 3291705085]
