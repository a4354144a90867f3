"""Real files of libraries and publishers, in ``../shared/trade``, go through: read, written, and read again."""

import io
from pathlib import Path

import pymarc
import pytest

from bookgenre.catalogue.file_formats import find_reader, find_writer
from bookgenre.catalogue.protocol import ReadOptions, WriteOptions
from bookgenre.catalogue.record import Finding

TRADE = Path(__file__).resolve().parents[3] / "shared" / "trade"
FILES = sorted(
    path for folder in ("marc", "epub_opf", "calibre") for path in (TRADE / folder).glob("*/*") if path.is_file()
)
ADDED = {"084", "653", "655"}


def parameters(files):
    if not files:
        return [pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/trade beside the repository"))]
    return [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in files]


def read(path):
    return list(find_reader(path).read(path, ReadOptions()))


def annotated(path, findings):
    out, notes = io.BytesIO(), []
    writer = find_writer(path, source=find_reader(path).name)
    writer.annotate(path, findings, out, WriteOptions(note=notes.append))
    return out.getvalue(), notes


@pytest.mark.parametrize("path", parameters(FILES))
def test_every_file_goes_through(path, finding, tmp_path):
    records = read(path)
    assert [one.number for one in records] == list(range(1, len(records) + 1))
    assert all(one.problem or one.book for one in records)
    if path.suffix == ".db":
        # It is calibre's to write.
        return
    untouched, _ = annotated(path, [Finding(one.number, problem="no") for one in records])
    assert untouched == path.read_bytes()
    data, notes = annotated(path, [finding(one.number, problem=one.problem) for one in records])
    assert notes == []
    again = tmp_path / path.name
    again.write_bytes(data)
    assert [(one.book, one.problem) for one in read(again)] == [(one.book, one.problem) for one in records]
    assert (data != untouched) == any(one.book for one in records)


@pytest.mark.parametrize("path", parameters([path for path in FILES if path.suffix in (".mrc", ".marc", ".usmarc")]))
def test_pymarc_finds_the_same_fields(path, finding):
    data, _ = annotated(path, [finding(one.number, problem=one.problem) for one in read(path)])
    # Without decoding, for pymarc gives up on records of mixed character sets.
    options = {"to_unicode": False, "permissive": True}
    old = list(pymarc.MARCReader(path.read_bytes(), **options))
    new = list(pymarc.MARCReader(data, **options))
    assert len(old) == len(new)
    for before, after in zip(old, new, strict=True):
        if before is None or after is None:
            assert before is after
            continue
        kept = [one.as_marc("latin-1") for one in before]
        assert [one.as_marc("latin-1") for one in after if one.as_marc("latin-1") in kept] == kept
        assert {one.tag for one in after if one.as_marc("latin-1") not in kept} <= ADDED
