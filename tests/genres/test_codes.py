import pytest

from bookgenre.genres import Genre, LabelMapper, Taxonomy


@pytest.fixture(scope="module")
def mapper():
    return LabelMapper()


@pytest.mark.parametrize(
    ("code", "genres"),
    [
        ("FIC022070", {"cozy-mystery"}),
        ("FIC028030", {"space-opera"}),
        ("FIC022999", {"mystery"}),
        ("FIC999000", {"fiction"}),
        ("CKB079000", {"cooking"}),
        ("BUS050000", {"business"}),
        ("YAF026000", {"young-adult", "fiction"}),
        ("JNF013000", {"childrens", "nonfiction"}),
        ("gar025000", {"gardening"}),
        ("GAR 025000", {"gardening"}),
        ("BISAC: GAR025000", {"gardening"}),
        ("FFJ", {"cozy-mystery"}),
        ("FLS", {"space-opera"}),
        ("WBA", {"cooking"}),
        ("FRHX", {"historical-romance"}),
        ("YFD", {"childrens"}),
    ],
)
def test_a_code_proves_what_its_longest_known_beginning_proves(mapper, code, genres):
    assert mapper.genres_of(code) == genres
    assert mapper.map([code]).unmapped == ()


def test_a_code_of_fiction_says_that_the_book_is_fiction(mapper):
    assert "biography" in mapper.map(["YAF026000", "Biography"]).dropped


@pytest.mark.parametrize("word", ["XYZ000000", "ZZZ", "fic02207", "ffj", "F", "A", "QQ1"])
def test_what_is_no_known_code_proves_nothing(mapper, word):
    assert mapper.genres_of(word) == frozenset()


def test_a_word_in_capitals_is_a_word_before_it_is_a_code(mapper):
    assert mapper.genres_of("WAR") == {"war"}
    assert mapper.genres_of("ART") == {"art"}


def test_a_code_for_a_genre_that_the_taxonomy_lacks_proves_nothing():
    assert LabelMapper(Taxonomy([Genre("poetry", "Poetry", "form")])).genres_of("CKB079000") == frozenset()
