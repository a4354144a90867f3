import json

import pytest

from bookgenre.files.json_faults import json_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'"\xe9"', "it is not UTF-8"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"9" * 5000, "a number has more than 4,300 digits"),
    ],
)
def test_a_text_that_is_no_json_says_why(text, fault):
    with pytest.raises((ValueError, RecursionError)) as caught:
        json.loads(text)
    assert json_fault(caught.value) == fault
