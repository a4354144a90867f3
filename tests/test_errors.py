import inspect
import pickle

import pytest

from bookgenre import errors

LEAVES = [getattr(errors, name) for name in errors.__all__ if getattr(errors, name) is not errors.BookgenreError]


@pytest.mark.parametrize("leaf", LEAVES)
def test_one_except_clause_catches_every_error(leaf):
    assert issubclass(leaf, errors.BookgenreError)


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_tree_in_the_docstring_shows_every_error(leaf):
    assert f"── {leaf.__name__} " in errors.__doc__


def test_every_error_class_of_the_module_is_public():
    classes = {name for name, _ in inspect.getmembers(errors, inspect.isclass)}
    assert classes == set(errors.__all__)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.InputError, ValueError),
        (errors.DataError, ValueError),
        (errors.RecipeError, ValueError),
        (errors.GenreError, LookupError),
        (errors.MissingExtraError, ImportError),
    ],
)
def test_callers_who_know_only_the_builtin_error_catch_ours(error, builtin):
    assert issubclass(error, builtin)


def test_a_missing_extra_says_which_command_installs_it():
    error = errors.MissingExtraError("train", "torch")
    assert error.extra == "train"
    assert str(error) == "torch is not installed; install it with: pip install 'bookgenre[train]'"


def test_the_command_that_lists_all_genres_is_for_the_command_line_only():
    unknown = errors.GenreError("there is no genre 'x'", "bookgenre genres")
    assert str(unknown) == "there is no genre 'x'; see all with: bookgenre genres"
    assert unknown.see("/genres") == "there is no genre 'x'; see /genres"
    assert errors.GenreError("no genre; did you mean y?").see("/genres") == "no genre; did you mean y?"
    again = pickle.loads(pickle.dumps(unknown))  # noqa: S301 - our own, as another process sends it
    assert (str(again), again.see("/genres")) == (str(unknown), unknown.see("/genres"))
