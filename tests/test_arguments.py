import numpy as np
import pytest

from bookgenre.arguments import check_choice, check_number, check_text_type
from bookgenre.errors import InputError


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_whole_numbers_of_any_kind_become_ints(value):
    assert type(check_number("n", value)) is int
    assert check_number("n", value) == 3


@pytest.mark.parametrize("value", [0, 21, True, 2.5, 3.0, "3", None, [3], np.float64(3), np.array([1, 2]), np.nan])
def test_anything_else_is_refused_with_the_range(value):
    with pytest.raises(InputError, match=r"n is .*; give a whole number from 1 to 20"):
        check_number("n", value, most=20)


@pytest.mark.parametrize("value", ["loud", None, ["fit-in"], np.array(["fit-in"])])
def test_an_unknown_choice_is_refused_with_the_known_ones(value):
    assert check_choice("mode", "fit-in", ("fit-in", "stand-out")) == "fit-in"
    with pytest.raises(InputError, match="use 'fit-in' or 'stand-out'"):
        check_choice("mode", value, ("fit-in", "stand-out"))


@pytest.mark.parametrize("value", [b"text", None, 5, ["text"]])
def test_what_is_no_text_is_refused_by_its_type(value):
    assert check_text_type("the title", np.str_("text")) == "text"
    with pytest.raises(InputError, match=f"the title must be text \\(str\\), not {type(value).__name__}"):
        check_text_type("the title", value)
