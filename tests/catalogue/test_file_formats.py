"""Formats by name, by ending, and by first bytes."""

import ast
from pathlib import Path

import pytest

from bookgenre.catalogue import file_formats
from bookgenre.catalogue.file_formats import engine_names, find_reader, find_writer, reader, reader_names, writer
from bookgenre.errors import DataError, InputError

PACKAGE = Path(file_formats.__file__).parent
HEAVY = {"pyarrow", "python_calamine", "xlsxwriter", "pymarc", "ray", "backports", "lxml"}


@pytest.mark.parametrize("name", reader_names())
def test_a_reader_has_what_the_package_asks_for(name):
    found = reader(name)
    assert found.label
    # Lists of cloudLibrary are XML files like others, and are known by their content.
    assert found.suffixes or found.marker or name == "bibliotheca"
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in found.suffixes)
    for head in (b"", b"\x00\xff" * 100, b"<", b"{", b"PK\x03\x04", b"PAR1", b"\xff\xfe\x00"):
        assert found.looks_like(head) in (True, False)


@pytest.mark.parametrize("name", file_formats.writer_names())
def test_a_writer_writes_or_annotates(name):
    found = writer(name)
    assert found.label
    assert (found.write is None) != (found.annotate is None)
    assert (found.annotate is None) or found.source in reader_names()


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_heavy_is_imported_before_it_is_used(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        alias.name.partition(".")[0] for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    } | {(node.module or "").partition(".")[0] for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert named.isdisjoint(HEAVY)


def test_the_first_bytes_count_more_than_the_ending(tmp_path):
    path = tmp_path / "table.jsonl"
    path.write_text("title,description\na,b\n", encoding="utf-8")
    assert find_reader(path).name == "csv"
    path.write_text('{"description": "a"}\n', encoding="utf-8")
    assert find_reader(path).name == "jsonl"


def test_a_name_that_is_none_is_answered_with_all():
    with pytest.raises(InputError, match=r"no format of input 'x'; use .*csv.*jsonl"):
        reader("x")
    with pytest.raises(InputError, match=r"known endings: .*\.csv.*\.xlsx"):
        find_writer(Path("out.docx"))
    assert "local" in engine_names()


def test_a_file_of_no_kind_is_refused(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(DataError, match="not in a format that can be read; known endings"):
        find_reader(tmp_path / "picture.png")
    with pytest.raises(DataError, match="a folder of no known kind"):
        find_reader(tmp_path)
