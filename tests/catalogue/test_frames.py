"""Data frames that speak the Arrow C stream."""

import pytest

from bookgenre.catalogue import classify_frame
from bookgenre.errors import DataError, InputError

arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'bookgenre[catalogue]'")

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
COOKING = "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book."


class Stream:
    """Nothing but the protocol, as DuckDB and polars give it."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


def genres(found):
    return [[genre.id for genre in finding.shortlist] for finding in found]


def test_each_row_has_a_finding(settings):
    table = arrow.table({"Blurb": [SPY, None, COOKING], "n": [1, 2, 3]})
    found = list(classify_frame(Stream(table), settings=settings))
    assert genres(found) == [["espionage"], [], ["cooking"]]
    assert [finding.problem for finding in found] == ["", "there is no description", ""]


def test_dictionaries_and_chunks_and_named_columns(settings):
    chunk = arrow.table({"what": arrow.array([SPY, COOKING] * 200).dictionary_encode()})
    table = arrow.concat_tables([chunk, chunk])
    found = list(classify_frame(table, columns={"description": "what"}, settings=settings))
    assert genres(found) == [["espionage"], ["cooking"]] * 400


def test_pandas(settings):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame({"description": [COOKING, SPY], "title": ["Bread", None]})
    assert genres(classify_frame(frame, settings=settings)) == [["cooking"], ["espionage"]]


@pytest.mark.parametrize(
    ("frame", "columns", "error", "words"),
    [
        ([SPY], {}, InputError, "a list is no data frame"),
        (arrow.table({"x": [SPY]}), {}, InputError, "no column of the data frame has a name for descriptions"),
        (arrow.table({"x": [SPY]}), {"description": "y"}, InputError, "no column 'y'; it has: x"),
        (arrow.table({"x": [SPY]}), {"description": "x", "blurb": "x"}, DataError, "no field 'blurb'"),
    ],
)
def test_what_is_no_frame_of_books_is_refused_at_once(frame, columns, error, words):
    with pytest.raises(error, match=words):
        classify_frame(frame, columns=columns)


def test_one_column_is_no_frame():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(InputError, match=r"a Series is one column; pass a data frame: frame\.to_frame\(\)"):
        classify_frame(pandas.Series([SPY], name="description"))


def test_two_columns_of_one_name_are_refused_where_they_are_read(settings):
    twice = arrow.Table.from_arrays([arrow.array([SPY]), arrow.array(["a"]), arrow.array(["b"])], ["Blurb", "x", "x"])
    assert genres(classify_frame(twice, settings=settings)) == [["espionage"]]
    with pytest.raises(InputError, match="has several columns called 'Title'; give each a name"):
        classify_frame(twice.rename_columns(["Blurb", "Title", "Title"]), settings=settings)
