import inspect
import logging

import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

import gradio

from bookgenre import Recommender
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy
from bookgenre.space.book_input import book_of, predict, refusing


@pytest.fixture
def recommender(tiny_classifier):
    return Recommender(tiny_classifier)


def test_a_book_is_made_of_what_was_typed(spy):
    book = book_of(spy, "The Handler", ["noir"], "A. Nobody")
    assert (book.description, book.title, book.genres, book.authors) == (spy, "The Handler", ("noir",), ("A. Nobody",))
    assert book_of(spy, "", None).title is None


def test_a_description_is_predicted_and_given_genres_change_nothing(recommender, tiny_classifier, spy):
    assert predict(recommender, book_of(spy, "T", ["noir"])) == tiny_classifier.predict(spy, title="T")


def test_without_a_description_genres_are_enough_and_nothing_is_not(recommender):
    assert predict(recommender, book_of("  ", "", ["poetry"])) is None
    with pytest.raises(InputError, match="the description is empty; paste"):
        predict(recommender, book_of("", "", []))


@pytest.mark.parametrize(
    ("genres", "words"),
    [("noir", "list of names"), ([1], "list of names"), ({"noir": 1}, "list of names"), (["noir"] * 11, "give 10 at")],
)
def test_genres_must_be_a_short_list_of_names(spy, genres, words):
    with pytest.raises(InputError, match=words):
        book_of(spy, "", genres)


def test_an_author_must_be_text(spy):
    with pytest.raises(InputError, match="the author must be text"):
        book_of(spy, author=5)


BLURB = "A blurb that is not out yet."


@refusing
def refuse(description: str = "") -> str:
    raise InputError(f"<b>{description}</b>\n& more")


def test_the_reader_gets_the_message_escaped_and_on_one_line():
    with pytest.raises(gradio.Error) as caught:
        refuse("x")
    assert caught.value.message == "&lt;b&gt;x&lt;/b&gt; &amp; more"
    assert not caught.value.print_exception


def test_who_names_an_unknown_genre_is_not_sent_to_a_command():
    with pytest.raises(gradio.Error) as caught:
        refusing(lambda: load_taxonomy().find("qqqzzz"))()
    assert caught.value.message.startswith("there is no genre 'qqqzzz'; see the list in the page's field")


def test_the_log_gets_one_line_without_what_was_typed(caplog):
    with caplog.at_level(logging.WARNING, "bookgenre.space"), pytest.raises(gradio.Error):
        refuse(BLURB)
    assert [record.getMessage() for record in caplog.records] == ["refuse refused: InputError"]
    assert not caplog.records[0].exc_info


def test_a_bug_stays_a_bug():
    @refusing
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()


def test_answers_pass_through_and_the_signature_stays_for_gradio_to_read():
    @refusing
    def double(number: int) -> int:
        """Double it."""
        return 2 * number

    assert double(2) == 4
    assert list(inspect.signature(double).parameters) == ["number"]
    assert double.__doc__ == "Double it."
