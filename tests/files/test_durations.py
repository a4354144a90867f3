from datetime import timedelta

import pytest

from bookgenre.files.durations import duration_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00:00"), (129_600, "36:00:00"), (3_725, "1:02:05"), (-3_600, "-1:00:00"), (1.5, "0:00:01.5")],
)
def test_durations_are_written_as_spreadsheets_show_them(seconds, text):
    assert duration_text(timedelta(seconds=seconds)) == text
