import pytest

from bookgenre.files import parse_list
from bookgenre.files.lists import is_missing, plain_text


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
        ("['Mystery' 'Cozy Mystery']", ["Mystery", "Cozy Mystery"]),
        ("['Young Adult'\n 'Horror']", ["Young Adult", "Horror"]),
        ("[\"Children's\" 'Fantasy' ... 'War']", ["Children's", "Fantasy", "War"]),
        ("array(['Cooking'], dtype=object)", ["Cooking"]),
        ("array(['a', 'b'], dtype='<U7')", ["a", "b"]),
        ("[array(['a', 'b'], dtype=object)]", ["a", "b"]),
        ("Index(['a', 'b'], dtype='object')", ["a", "b"]),
        ("['a', nan, 'b']", ["a", "b"]),
        ('c("Mystery", "Cozy")', ["Mystery", "Cozy"]),
        ('c("Mystery", NA)', ["Mystery"]),
        ("character(0)", []),
        ("[np.str_('Mystery'), np.str_('War')]", ["Mystery", "War"]),
        ("Series(['Mystery', 'War'])", ["Mystery", "War"]),
        ("deque(['Mystery', 'War'], maxlen=3)", ["Mystery", "War"]),
        ("dict_keys(['Mystery', 'War'])", ["Mystery", "War"]),
        ("Counter({'Mystery': 10, 'War': 3})", ["Mystery", "War"]),
        ("defaultdict(<class 'int'>, {'Mystery': 3, 'War': 1})", ["Mystery", "War"]),
        ("OrderedDict([('Mystery', 10), ('War', 3)])", ["Mystery", "War"]),
        ("[('Mystery', 10), ('War', 3)]", ["Mystery", "War"]),
        ('[["Mystery", 0.9], ["War", 0.1]]', ["Mystery", "War"]),
        ('structure(c("Mystery", "War"), class = "factor")', ["Mystery", "War"]),
        ("WrappedArray(Mystery, War)", ["Mystery", "War"]),
        ("[b'Mystery', b'War']", ["Mystery", "War"]),
        ([b"Mystery", "War"], ["Mystery", "War"]),
        ("['Mystery', 'War', ...]", ["Mystery", "War"]),
        ("'Mystery', 'War'", ["Mystery", "War"]),
        ('"Mystery"; "War"', ["Mystery", "War"]),
        ("[\u201cMystery\u201d, \u201cWar\u201d]", ["Mystery", "War"]),
        ('\'["Mystery", "War"]\'', ["Mystery", "War"]),
        ("[Children's, Girls' Fiction]", ["Children's", "Girls' Fiction"]),
        ("[Mystery; War]", ["Mystery", "War"]),
        ("- Mystery\n- War", ["Mystery", "War"]),
        ("---\n1. Mystery\n2. War", ["Mystery", "War"]),
        ("Mystery<br/>War", ["Mystery", "War"]),
        ("<ul><li>Mystery</li><li>War</li></ul>", ["Mystery", "War"]),
        ('a:2:{i:0;s:7:"Mystery";i:1;s:3:"War";}', ["Mystery", "War"]),
        ("FIC022070, FIC027020", ["FIC022070", "FIC027020"]),
        ("FIC022070 FIC027020", ["FIC022070", "FIC027020"]),
        ("FRD, FBA, 5PS-US", ["FRD", "FBA", "5PS-US"]),
        ("TRUE CRIME", ["TRUE CRIME"]),
        ("Mystery (12), War (1,300)", ["Mystery, War"]),
        ("Mystery (Cozy); War (2)", ["Mystery (Cozy)", "War"]),
        ("1. FC Fiction", ["1. FC Fiction"]),
        ("-Ology & I <3 U", ["-Ology & I <3 U"]),
        ("[Mystery, Cozy Mystery]", ["Mystery", "Cozy Mystery"]),
        ('{Fiction,"Young Adult, Teen"}', ["Fiction", "Young Adult, Teen"]),
        ('{"Mystery": 10, "to-read": 500, "War": 0}', ["Mystery", "to-read"]),
        ("{'mystery, thriller, crime': 66, 'fiction': 12}", ["mystery, thriller, crime", "fiction"]),
        ('[{"name": "Mystery", "count": 3}, {"name": "War", "count": 1}]', ["Mystery", "War"]),
        ({"Mystery": 10}, ["Mystery"]),
        ({"Mystery": True, "War": False}, ["Mystery"]),
        ([{"type": "/type/text", "value": "Mystery"}], ["Mystery"]),
        ({"genres": ["a", "b"]}, ["a", "b"]),
        ("#mystery #cozymystery", ["mystery", "cozymystery"]),
        ("#mystery,#cozy", ["mystery", "cozy"]),
        (["#mystery", "C#"], ["mystery", "C#"]),
        ("nan", []),
        (float("nan"), []),
        ("None", []),
        ("N/A", []),
        ("<NA>", []),
        (["nan", None, float("nan"), "War"], ["War"]),
        ("Mystery &amp; Thriller; War", ["Mystery & Thriller", "War"]),
        ("Mystery\nWar", ["Mystery", "War"]),
        ('"[\\"Mystery\\", \\"War\\"]"', ["Mystery", "War"]),
        ('"Mystery"', ["Mystery"]),
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
    "cell", ["['Fiction', 'Adven", '{"a": "b"', "[__import__('os')]", "[" * 5000 + "]", "{[1]: 2}", "{a: b}"]
)
def test_a_list_that_breaks_off_or_is_none_is_refused_and_never_run(cell):
    with pytest.raises(ValueError, match="list"):
        parse_list(cell)


def test_a_list_without_end_is_refused():
    nested: list[object] = []
    for _ in range(1000):
        nested = [nested, "a"]
    with pytest.raises(ValueError, match="too many lists"):
        parse_list(nested)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" A baker. ", "A baker."),
        (None, ""),
        ("NaN", ""),
        ("n/a", ""),
        (float("nan"), ""),
        (2767052.0, "2767052"),
        (7, "7"),
        ({"type": "/type/text", "value": "A baker."}, "A baker."),
        ('{"type": "/type/text", "value": "A baker."}', "A baker."),
        ('{"value" is how it starts', '{"value" is how it starts'),
        (["A baker."], "A baker."),
    ],
)
def test_a_cell_of_text_is_read(cell, text):
    assert plain_text(cell) == text


@pytest.mark.parametrize("cell", [["a", "b"], {"a": "b"}, {"value": ["a"]}])
def test_a_list_is_no_text(cell):
    with pytest.raises(ValueError, match="a list where text is expected"):
        plain_text(cell)


def test_a_word_is_not_missing():
    assert not any(map(is_missing, ["Nan's Kitchen", "0", 0, "nano", [], "None of Us"]))


def test_text_that_was_not_decoded_is_read():
    assert plain_text("caf\u00e9".encode()) == "caf\u00e9"


@pytest.mark.parametrize("text", ["#DIV/0!", "#REF!", "#n/a", "#NAME?"])
def test_an_error_of_a_spreadsheet_is_no_text(text):
    assert plain_text(text) == ""
    assert parse_list(text) == []
