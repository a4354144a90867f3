import pytest

from bookgenre.text.isbn import isbn13


@pytest.mark.parametrize(
    "text",
    [
        "9780439999991",
        "978-0-439-99999-1",
        "978\u20110\u2011439\u201199999\u20111",
        "9780439999991.0",
        "ISBN-13: 978 0 439 99999 1",
        "0439999995",
        "0-439-99999-5",
        "ISBN 0439999995",
        '="0439999995"',
        "439999995",
        "439999995.0",
    ],
)
def test_every_spelling_of_an_isbn_becomes_the_same_thirteen_digits(text):
    assert isbn13(text) == "9780439999991"


def test_a_check_digit_of_ten_is_an_x():
    assert isbn13("123456789X") == isbn13("123456789x") == "9781234567897"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "9780439999992",
        "0439999994",
        "9999999999999",
        "0000000000",
        "0",
        "12345",
        "9.78043999999e+12",
        "B00ASIN123",
        "X123456789",
        "978043999999X",
        "9780439999991, 0439999995",
        "٩٧٨٠٤٣٩٩٩٩٩٩١",
    ],
)
def test_what_is_no_isbn_is_dropped(text):
    assert isbn13(text) is None
