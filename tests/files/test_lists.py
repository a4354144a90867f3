import pytest

from bookgenre.files import parse_list


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        (None, []),
        ("", []),
        ("  ", []),
        ("[]", []),
        ("['Young Adult', \"Children's\"]", ["Young Adult", "Children's"]),
        ('["Cooking, Food & Wine", "Travel"]', ["Cooking, Food & Wine", "Travel"]),
        ('{"/m/05hgj": "Novel", "/m/02xlf": "Fiction"}', ["Novel", "Fiction"]),
        ("('a', 'b')", ["a", "b"]),
        ("{'b', 'a'}", ["a", "b"]),
        ("{1, 'a'}", ["1", "a"]),
        ("Fiction; War | Satire;", ["Fiction", "War", "Satire"]),
        ("Cooking, Food & Wine", ["Cooking, Food & Wine"]),
        ("(untitled)", ["(untitled)"]),
        ("[None, 7, '  two   words ', 'a', 'a']", ["7", "two words", "a"]),
        ([["a", "b"], ("b", "c")], ["a", "b", "c"]),
        ("[['a', 'b']]", ["a", "b"]),
        (["a", None, ""], ["a"]),
        (7, ["7"]),
    ],
)
def test_a_cell_that_holds_several_is_taken_apart(cell, entries):
    assert parse_list(cell) == entries


def test_a_separator_that_is_named_is_the_only_one():
    assert parse_list("a, b; c", ",") == ["a", "b; c"]
    assert parse_list("['a', 'b']", ",") == ["a", "b"]


@pytest.mark.parametrize(
    "cell", ["['Fiction', 'Adven", '{"a": "b"', "[__import__('os')]", "[a, b]", "[" * 5000 + "]", "{[1]: 2}"]
)
def test_a_list_that_breaks_off_or_is_none_is_refused_and_never_run(cell):
    with pytest.raises(ValueError, match="list"):
        parse_list(cell)
