"""Whole runs over feeds of ONIX: in, out, packed, in folders, as tables, cut off and gone on with."""

import csv
import gzip
import json

import pytest

from bookgenre.catalogue import classify_catalogue
from bookgenre.errors import DataError, InputError
from onix_feeds import FLAVOURS, complaints, is_inserted, message, product

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
COOKING = "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book."


def products(release="3.0"):
    return [
        product(release, SPY, number=1),
        product(release, "", number=2),
        product(release, SPY, number=3, kind="05"),
        product(release, COOKING, number=4),
        product(release, "A spy.", number=5),
    ]


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(message("3.0", *products()), encoding="utf-8")
    return path


@pytest.mark.parametrize(("release", "short"), FLAVOURS)
def test_a_feed_comes_back_valid_with_its_subjects(release, short, settings, tmp_path):
    path, out = tmp_path / "feed.xml", tmp_path / "out.xml"
    path.write_text(message(release, *products(release), short=short), encoding="utf-8")
    report = classify_catalogue(path, out, settings=settings)
    assert (report.records, report.answered, report.rejected) == (5, 2, 3)
    assert is_inserted(path.read_bytes(), out.read_bytes())
    assert complaints(out) == complaints(path)
    assert out.read_bytes().count(b">espionage</") == 1
    assert out.read_bytes().count(b">cooking</") == 1
    rejects = [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]
    assert [(line["record"], line["identifier"]) for line in rejects] == [
        (number, "9780306406157") for number in (2, 3, 5)
    ]
    again = tmp_path / "again.xml"
    classify_catalogue(out, again, settings=settings)
    assert again.read_bytes() == out.read_bytes()


def test_a_feed_becomes_a_table_and_a_table_no_feed(feed, settings, tmp_path):
    table = tmp_path / "out.csv"
    classify_catalogue(feed, table, settings=settings)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["identifier"] for row in rows] == ["9780306406157"] * 5
    assert [row["bookgenre_shortlist"].partition(";")[0] for row in rows] == ["Espionage", "", "", "Cooking", ""]
    with pytest.raises(InputError, match="can only be made from"):
        classify_catalogue(table, tmp_path / "out.xml", settings=settings)


def test_a_packed_feed_and_a_folder_of_feeds_come_back_as_such(feed, settings, tmp_path):
    straight = tmp_path / "straight.xml"
    classify_catalogue(feed, straight, settings=settings)
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "one.xml.gz").write_bytes(gzip.compress(feed.read_bytes()))
    (folder / "two.onix").write_bytes(feed.read_bytes())
    report = classify_catalogue(folder, f"{tmp_path}/out/", settings=settings)
    assert report.records == 10
    assert gzip.decompress((tmp_path / "out" / "one.xml.gz").read_bytes()) == straight.read_bytes()
    assert (tmp_path / "out" / "two.onix").read_bytes() == straight.read_bytes()


def test_a_feed_that_breaks_off_is_answered_up_to_there(feed, settings, tmp_path):
    feed.write_bytes(feed.read_bytes()[: feed.read_bytes().index(b"lantern.5")])
    out = tmp_path / "out.xml"
    report = classify_catalogue(feed, out, settings=settings)
    assert (report.records, report.answered) == (5, 2)
    assert "the file breaks off within this record" in report.reasons
    assert is_inserted(feed.read_bytes(), out.read_bytes())


def test_a_run_that_was_cut_at_any_place_goes_on_to_the_same_bytes(feed, settings, tmp_path):
    straight, out = tmp_path / "straight.xml", tmp_path / "out.xml"
    classify_catalogue(feed, straight, settings=settings)
    (tmp_path / "blocked").mkdir()
    with pytest.raises(DataError, match="blocked cannot be written"):
        classify_catalogue(feed, out, settings=settings, rejects=tmp_path / "blocked")
    journal = tmp_path / ".out.xml.journal"
    whole = journal.read_bytes()
    for lines in range(1, len(whole.splitlines()) + 1):
        journal.write_bytes(b"".join(whole.splitlines(keepends=True)[:lines])[:-3])
        classify_catalogue(feed, out, settings=settings, resume=True)
        assert out.read_bytes() == straight.read_bytes()
        out.unlink()
