import inspect
import logging

import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

import gradio

from bookgenre.errors import InputError
from bookgenre.space.refusals import refusing

BLURB = "A blurb that is not out yet."


@refusing
def refuse(description: str = "") -> str:
    raise InputError(f"<b>{description}</b>\n& more")


def test_the_reader_gets_the_message_escaped_and_on_one_line():
    with pytest.raises(gradio.Error) as caught:
        refuse("x")
    assert caught.value.message == "&lt;b&gt;x&lt;/b&gt; &amp; more"
    assert not caught.value.print_exception


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
