"""Settings are checked where they are made, before any work."""

from pathlib import Path

import pytest

from bookgenre.catalogue import AnswerSettings, classify_catalogue
from bookgenre.catalogue.audit import audit_catalogue
from bookgenre.errors import InputError


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"top": 0}, "top is 0; give a whole number from 1"),
        ({"top": "3"}, "top is '3'; give a whole number from 1"),
        ({"top": True}, "top is True"),
        ({"top": 10**9}, "give a whole number from 1 to 10000"),
        ({"top": None}, "top is None"),
        ({"workers": 0}, "workers is 0; give a whole number from 1"),
        ({"workers": 1.5}, r"workers is 1\.5"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(values, words):
    with pytest.raises(InputError, match=words):
        AnswerSettings(**values)


def test_paths_may_be_text(catalogue, settings, tmp_path):
    assert AnswerSettings(mapping="codes.csv").mapping == Path("codes.csv")
    rejects = tmp_path / "r.jsonl"
    report = classify_catalogue(str(catalogue), str(tmp_path / "o.csv"), settings=settings, rejects=str(rejects))
    assert report.rejects == rejects
    with pytest.raises(InputError, match="is an input"):
        audit_catalogue(catalogue, settings=settings, outputs=[str(catalogue)])
    with pytest.raises(InputError, match="most is 0"):
        audit_catalogue(catalogue, settings=settings, most=0)


def test_columns_are_given_by_field(catalogue, settings, tmp_path):
    with pytest.raises(InputError, match="columns is 'Blurb'; give the names by field"):
        classify_catalogue(catalogue, tmp_path / "o.csv", settings=settings, columns="Blurb")
    assert list(tmp_path.iterdir()) == [catalogue]
