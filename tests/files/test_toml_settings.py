from dataclasses import field
from typing import Annotated

import pytest

pytest.importorskip("pydantic", reason="settings files need the extra train or corpus")

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from bookgenre.errors import DataError
from bookgenre.files.toml_settings import from_tables, read_toml, settings_errors

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True, config=STRICT)
class Part:
    size: Annotated[int, Field(gt=0)]
    names: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=STRICT)
class Settings:
    part: Part
    more: tuple[Part, ...] = ()
    other: Part | None = None
    quick: bool = False

    def __post_init__(self):
        if self.quick and self.more:
            raise ValueError("quick allows no [[more]]")


def test_tables_become_dataclasses_and_a_whole_number_serves_as_a_fraction():
    found = from_tables(Settings, {"part": {"size": 1, "names": ["a"], "shares": {"x": 1}}}, DataError)
    assert found == Settings(Part(1, ("a",), {"x": 1.0}))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "mine.toml: lacks the table [part]"),
        ({"part": {}}, "mine.toml: [part] lacks size"),
        ({"part": {"size": 1}, "listed": 3}, "mine.toml: unknown key 'listed'; known are: part, more, other, quick"),
        ({"part": 3}, "mine.toml: part is 3; it must be a table"),
        ({"part": {"size": 0}}, "mine.toml: [part] size is 0; it must be greater than 0"),
        ({"part": {"size": "1"}}, "mine.toml: [part] size is '1'; it must be a whole number"),
        ({"part": {"size": True}}, "mine.toml: [part] size is True; it must be a whole number"),
        ({"part": {"size": 1, "names": "a"}}, "mine.toml: [part] names is 'a'; it must be a list"),
        ({"part": {"size": 1, "sise": 1}}, "mine.toml: unknown key 'sise' in [part]; known are: size, names, shares"),
        ({"part": {"size": 1, "shares": {"x": "1"}}}, "mine.toml: [part] shares.x is '1'; it must be a number"),
        ({"part": {"size": 1}, "more": [{"size": 1}, {}]}, "mine.toml: [[more]] 2 lacks size"),
        ({"part": {"size": 1}, "more": [{"size": -1}]}, "mine.toml: [[more]] 1, size is -1; it must be greater than 0"),
        ({"part": {"size": 1}, "other": {"sise": 1}}, "mine.toml: [other] lacks size"),
        ({"part": {"size": 1}, "quik": True}, "mine.toml: unknown key 'quik'; known are: part, more, other, quick"),
        ({"part": {"size": 1}, "more": [{"size": 1}], "quick": True}, "mine.toml: quick allows no [[more]]"),
    ],
)
def test_an_error_names_file_table_and_key(values, message):
    with pytest.raises(DataError) as error:
        from_tables(Settings, values, DataError, "mine.toml")
    assert str(error.value) == message


def test_a_long_value_is_shortened():
    with pytest.raises(DataError, match=r"^\[part\] size is 'x{79}…; it must be a whole number$"):
        from_tables(Settings, {"part": {"size": "x" * 1000}}, DataError)


def test_errors_of_python_values_are_worded_alike():
    with pytest.raises(DataError, match=r"^size is 0; it must be greater than 0$"), settings_errors(Part, DataError):
        Part(0)


@pytest.mark.parametrize("content", [b"[part", b"x = '\xe9'", b"x = " + b"[" * 100_000, b"# padding\n" * 200_000])
def test_what_is_missing_or_not_toml_is_an_error(tmp_path, content):
    path = tmp_path / "mine.toml"
    with pytest.raises(DataError, match="there is none"):
        read_toml(path, DataError, "there is none")
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"mine\.toml is not a TOML file"):
        read_toml(path, DataError, "there is none")
