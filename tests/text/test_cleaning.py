import pytest

from bookgenre.errors import InputError
from bookgenre.text.cleaning import MAX_CHARACTERS, MIN_CHARACTERS, check_text, clean_lines, clean_text, decode_text

BLURB = "A lighthouse keeper finds a boat without a crew."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the description is empty; paste"),
        (" \n\t\u00a0\u2003", "the description is empty"),
        ("<p>&nbsp;<br/></p>", "the description is empty"),
        ("\u200b\ufeff\x00" * 10, "the description is empty"),
        ("!?! ... ?!? *** --- ;;; ,,,", "the description contains no letters"),
        ("Too short.", "has only 10 characters; give at least 20"),
        ("<p class='blurb'>Short</p>", "has only 5 characters"),
        ("1234567890 - 1234567890!", "contains no letters"),
        (BLURB + " \ud83d", r"half a character \(a lone surrogate at 49\)"),
        (b"A lighthouse keeper finds a boat.", r"must be text \(str\), not bytes; decode"),
        (None, r"must be text \(str\), not NoneType"),
        (7, r"must be text \(str\), not int"),
        ([BLURB], r"must be text \(str\), not list"),
        ("word " * 10_001, "50,005 characters, more than the 50,000"),
        ("x" * 5_000_000, "5,000,000 characters"),
    ],
)
def test_a_text_that_cannot_be_classified_is_refused_with_the_reason(text, message):
    with pytest.raises(InputError, match=message):
        check_text(text)


def test_the_limits_themselves_are_inside():
    shortest = BLURB[: MIN_CHARACTERS - 1] + "."
    longest = (f"{BLURB} " * 1100)[: MAX_CHARACTERS - 1] + "."
    assert check_text(shortest) == shortest
    assert check_text(longest) == longest


def test_the_message_says_which_text_it_was():
    with pytest.raises(InputError, match="the review is empty"):
        check_text("", kind="review")


def test_a_good_text_is_kept_as_it_is():
    assert check_text(BLURB) == clean_text(BLURB) == BLURB


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<p>Bold &amp; <b>brave</b>.</p>", "Bold & brave."),
        ("One<br />two<BR>three", "One two three"),
        ("&lt;i&gt;Quoted&lt;/i&gt; tags", "Quoted tags"),
        ("<a href='x?a=1&b=2' title='t'>Link</a> text", "Link text"),
        ("Before <!-- a <b>note</b> --> after", "Before after"),
        ("caf&eacute; &#8212; &#x2019;", "caf\u00e9 \u2014 \u2019"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u200b\u0301", "caf\u00e9"),
        (" two\r\nlines\tand\u00a0more ", "two lines and more"),
        ("zero\u200bwidth \u202abidi\u202c \ufeffmark", "zerowidth bidi mark"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("[b]Bold[/b] and **brave**", "Bold and brave"),
        ("One.\\nTwo.\\r\\nThree.", "One. Two. Three."),
        ("Read on at https://example.com/a?b=c today", "Read on at today"),
        ("\u2605 One.\n\u2605 Two.", "One. Two."),
        ("- a sword\n- a stone", "a sword \u2022 a stone"),
        ("Fire \U0001f525 and ice \u2744\ufe0f", "Fire and ice"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 Family", "Family"),
    ],
)
def test_remnants_of_web_pages_are_cleaned_away(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize("text", ["I <3 you", "3 < 4 and 5 > 4", "a <- b", "if x<y, stop", "AT&T & sons", "\u200d"])
def test_signs_that_are_no_tags_stay(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>A heading</p>\n\n\n<p>The keeper  finds<br>a boat.</p>", ["A heading", "The keeper finds", "a boat."]),
        ("\r\n• Soups\r\n• Stews \r\n", ["Soups", "• Stews"]),
        (BLURB, [BLURB]),
    ],
)
def test_lines_can_be_kept_apart_and_the_text_is_the_same(text, lines):
    assert clean_lines(text).split("\n") == lines
    assert clean_text(text) == " ".join(lines)


def test_utf8_is_decoded_with_and_without_a_byte_order_mark():
    assert decode_text("Caf\u00e9".encode()) == "Caf\u00e9"
    assert decode_text(b"\xef\xbb\xbfCaf\xc3\xa9") == "Caf\u00e9"


def test_bytes_that_are_not_utf8_are_refused_with_their_offset():
    with pytest.raises(InputError, match=r"the input is not UTF-8 text \(byte 3\); save it as UTF-8"):
        decode_text(b"Caf\xe9 noir")
    with pytest.raises(InputError, match=r"^blurb\.txt is not UTF-8 text \(byte 0\)"):
        decode_text("Spy".encode("utf-16"), "blurb.txt")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("The re-\ntired spy and his hand-\nler", "The retired spy and his handler"),
        ("A self-\npublished book of twenty-\none hard-\nships", "A self-published book of twenty-one hardships"),
        ("Hard-\nly his mother-\nin-law", "Hardly his mother-in-law"),
        ("The Cold War -\nand after", "The Cold War - and after"),
        ("voil\u00c3\u00a0 the spy", "voil\u00e0 the spy"),
        ("don&acirc;&euro;&trade;t", "don\u2019t"),
        ("\u201cA spy is pulled back.\u201d", "A spy is pulled back."),
        ("\u201cA spy!\u201d she cried. \u201cDead!\u201d", "\u201cA spy!\u201d she cried. \u201cDead!\u201d"),
    ],
)
def test_what_a_pdf_or_a_table_did_to_a_text_is_undone(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(
    "text", ['{"description": "A retired spy."}', ' [{"title": "Wolf"}, 1]\n', "{'title': 'Wolf',\n 'pages': 3}"]
)
def test_json_is_refused_with_advice(text):
    with pytest.raises(
        InputError,
        match="is JSON, or an object of a program; pass the text that it holds, or read a file of books with `bookg",
    ):
        check_text(text)


@pytest.mark.parametrize("text", ["[A retired spy is pulled back to Berlin.]", "{A spy} is pulled back to {Berlin}"])
def test_a_text_in_brackets_is_no_json(text):
    assert check_text(text) == text


PARAGRAPHS = "A retired spy is pulled back to Cold War Berlin.\n\nHis old handler is found dead behind the wall."
ONCE = PARAGRAPHS.replace("\n\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        f"{PARAGRAPHS}\n\n{PARAGRAPHS}",
        PARAGRAPHS + PARAGRAPHS,
        f"{ONCE} {ONCE}",
        f"{PARAGRAPHS[:44]}...\nRead more\n{PARAGRAPHS}",
        f"{PARAGRAPHS[:46]} \u2026\n\n{PARAGRAPHS}",
    ],
)
def test_what_was_pasted_twice_is_read_once(text):
    assert clean_text(text) == ONCE


@pytest.mark.parametrize(
    "text", [f"{BLURB} And then?", "Run, Jane.\nRun.\nRun, Jane.", f"{BLURB[:41]}...\nA lighthouse keeper drowns."]
)
def test_refrains_and_pauses_are_no_repeats(text):
    assert clean_lines(text) == text


def test_rich_text_is_refused_with_advice():
    with pytest.raises(InputError, match="Rich Text Format; open it in its program and copy the text"):
        check_text(r"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}} A retired spy is pulled back to Berlin.\par}")
