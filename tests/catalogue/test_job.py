"""Whole runs: every table in and out, rejects, journals cut at any place, inputs that change."""

import csv
import gzip
import io
import json
import os
import shutil
import sys
import threading
from dataclasses import replace

import pytest

from bookgenre.catalogue import classify_catalogue
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.source_files import find_sources
from bookgenre.catalogue.survey import survey
from bookgenre.errors import DataError, InputError
from bookgenre.files import Rejects, read_rows

if sys.platform != "win32":
    import fcntl

SUFFIXES = [".csv", ".tsv", ".xlsx", ".jsonl", ".parquet", ".csv.gz", ".jsonl.zst", ".tsv.xz", ".csv.bz2"]
BLURB = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
PACKAGES = {".xlsx": ["python_calamine", "xlsxwriter"], ".parquet": ["pyarrow"]}


def need(suffix):
    for package in PACKAGES.get(suffix, ()):
        pytest.importorskip(package, reason=f"{package} is not installed: pip install 'bookgenre[catalogue]'")


def rows_of(path):
    return [dict(row.values) for row in read_rows(path, Rejects())]


def given(rows):
    return [{name: str(value or "") for name, value in row.items() if "bookgenre" not in name} for row in rows]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_comes_back_with_what_was_found(suffix, catalogue, settings, tmp_path):
    need(suffix)
    path = tmp_path / f"out{suffix}"
    report = classify_catalogue(catalogue, path, settings=settings)
    assert (report.records, report.answered, report.rejected) == (5, 3, 2)
    rows = rows_of(path)
    assert given(rows) == given(rows_of(catalogue))
    assert rows[0]["ISBN"] == "0012345678"
    if "jsonl" in suffix:
        assert [genre["id"] for genre in rows[0]["bookgenre"]["shortlist"]] == ["espionage"]
        assert rows[1]["bookgenre"] == {"problem": "there is no description"}
    else:
        assert rows[0]["bookgenre_shortlist"] in ("Espionage", ["Espionage"])
        assert float(rows[0]["bookgenre_probability_1"]) > 0.5
        assert rows[1]["bookgenre_problem"] == "there is no description"
        assert not rows[1]["bookgenre_shortlist"]


@pytest.mark.parametrize(("columns", "problem"), [(16_384, ""), (16_385, "has more than 16,384 columns")])
def test_as_many_columns_are_classified_as_can_be_read(columns, problem, tmp_path):
    path = tmp_path / "wide.jsonl"
    # Not in the first rows, by which the columns of descriptions are found.
    rows = [{"description": BLURB}] * 200 + [{f"c{number}": 1 for number in range(columns - 1)}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (source,) = find_sources([path])
    if problem:
        with pytest.raises(DataError, match=problem):
            survey(source, ReadOptions())
    else:
        assert len(survey(source, ReadOptions()).columns) == columns


@pytest.mark.parametrize("suffix", SUFFIXES[:5])
def test_every_table_can_be_read_again_and_gives_the_same(suffix, catalogue, settings, tmp_path):
    need(suffix)
    first, again = tmp_path / f"first{suffix}", tmp_path / "again.csv"
    classify_catalogue(catalogue, first, settings=settings)
    report = classify_catalogue(first, again, settings=settings)
    assert (report.records, report.answered) == (5, 3)
    straight = tmp_path / "straight.csv"
    classify_catalogue(catalogue, straight, settings=settings)
    ours = [name for name in rows_of(straight)[0] if name.startswith("bookgenre_")]
    prefix = "bookgenre_" if suffix == ".jsonl" else "bookgenre_2_"
    for row, other in zip(rows_of(again), rows_of(straight), strict=True):
        assert [row[prefix + name.removeprefix("bookgenre_")] for name in ours] == [other[name] for name in ours]
    assert suffix == ".jsonl" or any("'bookgenre_'" in note for note in report.notes)


def test_rejects_are_listed_with_number_identifier_and_reason(catalogue, settings, tmp_path):
    report = classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
    assert report.rejects == tmp_path / "out.csv.rejects.jsonl"
    lines = [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]
    assert [(line["record"], line["identifier"]) for line in lines] == [(2, "9780000000002"), (5, "9780000000033")]
    assert lines[0]["reason"] == "there is no description"
    assert "6 characters" in lines[1]["reason"]
    assert sum(report.reasons.values()) == 2


def test_without_rejects_there_is_no_list_and_an_older_one_goes(catalogue, settings, tmp_path):
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
    rows = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    catalogue.write_text("".join([rows[0], rows[1], *rows[3:5]]), encoding="utf-8")
    report = classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
    assert (report.rejected, report.rejects) == (0, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "titles.csv"]


def test_no_cell_is_a_formula(catalogue, settings, tmp_path):
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_long_table_has_a_row_per_genre(catalogue, settings, tmp_path):
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings, long=True)
    rows = rows_of(tmp_path / "out.csv")
    spy = [row for row in rows if row["ISBN"] == "0012345678"]
    assert [row["bookgenre_rank"] for row in spy] == [str(place) for place in range(1, len(spy) + 1)]
    assert {"fiction", "thriller", "espionage"} <= {row["bookgenre_genre_id"] for row in spy}
    assert [row["bookgenre_genre"] for row in spy if row["bookgenre_in_shortlist"] == "true"] == ["Espionage"]
    (empty,) = [row for row in rows if row["Title"] == "Nothing"]
    assert empty["bookgenre_problem"] == "there is no description"


def test_colours_are_added_on_request(catalogue, settings, tmp_path):
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=replace(settings, colours=True))
    colours = rows_of(tmp_path / "out.csv")[0]["bookgenre_colours"].split("; ")
    assert len(colours) == 3
    assert all(len(colour) == 7 and colour[0] == "#" for colour in colours)


def test_several_inputs_become_one_table_that_names_them(catalogue, settings, tmp_path):
    folder = tmp_path / "feeds"
    folder.mkdir()
    shutil.copyfile(catalogue, folder / "b.csv")
    (folder / "a.jsonl").write_text(json.dumps({"id": 7, "summary": "x" * 30}) + "\n", encoding="utf-8")
    (folder / "notes.md").write_text("no catalogue", encoding="utf-8")
    report = classify_catalogue(folder, tmp_path / "out.csv", settings=settings)
    rows = rows_of(tmp_path / "out.csv")
    assert [row["file"] for row in rows] == ["a.jsonl", *["b.csv"] * 5]
    assert report.records == 6
    assert rows[0]["id"] == "7"
    by_pattern = tmp_path / "pattern.csv"
    classify_catalogue(str(folder / "*.[cj]*"), by_pattern, settings=settings)
    assert by_pattern.read_bytes() == (tmp_path / "out.csv").read_bytes()
    rejects = [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]
    assert [(line["file"], line["record"]) for line in rejects][-2:] == [("b.csv", 2), ("b.csv", 5)]


def test_inputs_of_one_name_are_told_apart_by_their_paths(catalogue, settings, tmp_path):
    paths = [tmp_path / "spring" / "b.csv", tmp_path / "autumn" / "b.csv", tmp_path / "c.csv"]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(catalogue, path)
    report = classify_catalogue(paths, tmp_path / "out.csv", settings=settings)
    labels = [str(paths[0]), str(paths[1]), "c.csv"]
    assert list(dict.fromkeys(row["file"] for row in rows_of(tmp_path / "out.csv"))) == labels
    rejects = [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]
    assert [line["file"] for line in rejects] == [label for label in labels for _ in range(2)]


def test_a_folder_of_tables_becomes_a_folder_of_tables(catalogue, settings, tmp_path):
    folder = tmp_path / "feeds"
    (folder / "deep").mkdir(parents=True)
    shutil.copyfile(catalogue, folder / "deep" / "b.csv")
    with gzip.open(folder / "c.csv.gz", "wb") as file:
        file.write(catalogue.read_bytes())
    report = classify_catalogue(folder, f"{tmp_path / 'out'}/", settings=settings)
    assert [path.relative_to(tmp_path / "out").as_posix() for path in report.outputs] == ["c.csv.gz", "deep/b.csv"]
    with gzip.open(report.outputs[0]) as file:
        assert file.read() == report.outputs[1].read_bytes()


def test_a_file_of_a_folder_that_cannot_be_read_is_left_out_and_listed(catalogue, settings, tmp_path):
    for name in ("spring", "autumn"):
        (tmp_path / name).mkdir()
        shutil.copyfile(catalogue, tmp_path / name / "titles.csv")
    (tmp_path / "autumn" / "broken.json").write_text('{"a":\n', encoding="utf-8")
    folders = [tmp_path / "spring", tmp_path / "autumn"]
    report = classify_catalogue(folders, tmp_path / "out.csv", settings=settings)
    assert list(report.left_out) == ["autumn/broken.json"]
    assert (report.records, report.rejected) == (10, 4)
    assert {row["file"] for row in rows_of(tmp_path / "out.csv")} == {"spring/titles.csv", "autumn/titles.csv"}
    first = json.loads(report.rejects.read_text(encoding="utf-8").splitlines()[0])
    assert (first["file"], first["record"]) == ("autumn/broken.json", None)
    classify_catalogue(folders, f"{tmp_path / 'out'}/", settings=settings)
    assert sorted(path.parent.name for path in (tmp_path / "out").rglob("*.csv")) == ["autumn", "spring"]
    with pytest.raises(DataError, match=r"broken\.json"):
        classify_catalogue([catalogue, tmp_path / "autumn" / "broken.json"], tmp_path / "out.csv", settings=settings)


def cut_run(source, out, settings, tmp_path):
    """Make a run fail as it writes, so that its journal is left."""
    (tmp_path / "blocked").mkdir(exist_ok=True)
    with pytest.raises(DataError, match="blocked cannot be written"):
        classify_catalogue(source, out, settings=settings, rejects=tmp_path / "blocked")
    return out.with_name(f".{out.name}.journal")


def test_outputs_in_the_folder_of_the_inputs_are_no_inputs(catalogue, settings, tmp_path):
    books = tmp_path / "books"
    books.mkdir()
    good = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    (books / "a.csv").write_text("".join(good), encoding="utf-8")
    shutil.copy(catalogue, books / "b.csv")
    out = books / "genres"
    out.mkdir()
    cut_run(books, out, settings, tmp_path)
    # One output is there, the other is not; the run still reads what it read before.
    assert [path.name for path in out.rglob("*.csv")] == ["a.csv"]
    report = classify_catalogue(books, f"{out}/", settings=settings, resume=True)
    assert (report.records, [path.name for path in report.outputs]) == (6, ["a.csv", "b.csv"])
    written = {path: path.read_bytes() for path in out.rglob("*.csv")}
    assert len(written) == 2
    for given in (books, str(books / "*"), str(books / "**" / "*.csv")):
        report = classify_catalogue(given, f"{out}/", settings=settings)
        assert report.records == 6
        assert [note for note in report.notes if "not read" in note] == [
            f"the files in {out}/ are not read, because the outputs are written there"
        ]
        assert {path: path.read_bytes() for path in out.rglob("*.csv")} == written
    # What a user names is read, and so is what lies below an output folder that holds the inputs' folder.
    assert classify_catalogue(out / "a.csv", f"{tmp_path / 'other'}/", settings=settings).records == 1
    assert classify_catalogue(out, f"{books}/", settings=settings, columns={"description": "Blurb"}).records == 6
    for path in (books / "a.csv", books / "b.csv"):
        path.unlink()
    with pytest.raises(InputError, match="all files to read lie in"):
        classify_catalogue(books, f"{out}/", settings=settings)
    assert {path: path.read_bytes() for path in out.rglob("*.csv")} == written


def test_a_run_that_was_cut_at_any_place_goes_on_to_the_same_bytes(catalogue, settings, tmp_path):
    straight, out = tmp_path / "straight.csv", tmp_path / "out.csv"
    classify_catalogue(catalogue, straight, settings=settings)
    journal = cut_run(catalogue, out, settings, tmp_path)
    whole = journal.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == 10]
    assert len(ends) == 6
    for end in sorted({0, *ends, *(end - 1 for end in ends), *(end + 9 for end in ends[:-1])}):
        journal.write_bytes(whole[:end])
        report = classify_catalogue(catalogue, out, settings=settings, resume=True)
        assert out.read_bytes() == straight.read_bytes(), end
        assert report.rejected == 2
        assert not journal.exists()
        out.unlink()
    rejects = tmp_path / "out.csv.rejects.jsonl"
    assert rejects.read_bytes() == (tmp_path / "straight.csv.rejects.jsonl").read_bytes()


def test_a_journal_is_not_passed_over_in_silence(catalogue, settings, tmp_path):
    out = tmp_path / "out.csv"
    cut_run(catalogue, out, settings, tmp_path)
    with pytest.raises(InputError, match="--resume, or delete the file"):
        classify_catalogue(catalogue, out, settings=settings)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no locks")
@pytest.mark.parametrize("resume", [False, True])
def test_a_run_that_is_on_is_left_alone(resume, catalogue, settings, tmp_path):
    out = tmp_path / "out.csv"
    journal = cut_run(catalogue, out, settings, tmp_path)
    # The other run is in the middle of a line.
    journal.write_bytes(journal.read_bytes()[:-9])
    before = journal.read_bytes()
    with journal.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(DataError, match="another run is writing to"):
            classify_catalogue(catalogue, out, settings=settings, resume=resume)
    assert journal.read_bytes() == before


@pytest.mark.parametrize("what", ["input", "top", "column"])
def test_a_journal_of_another_run_is_refused(what, catalogue, settings, tmp_path):
    out = tmp_path / "out.csv"
    cut_run(catalogue, out, settings, tmp_path)
    columns, words = {}, {"input": "inputs that have changed", "top": "other --top", "column": "other --column"}
    if what == "input":
        catalogue.write_text(catalogue.read_text(encoding="utf-8") + "1,a,b,c,d\n", encoding="utf-8")
    elif what == "top":
        settings = replace(settings, top=4)
    else:
        columns = {"description": "Blurb"}
    with pytest.raises(InputError, match=words[what]):
        classify_catalogue(catalogue, out, settings=settings, resume=True, columns=columns)


@pytest.mark.parametrize("lines", [3, 6])
def test_a_record_that_changed_meanwhile_is_noticed(lines, catalogue, settings, tmp_path):
    out = tmp_path / "out.csv"
    journal = cut_run(catalogue, out, settings, tmp_path)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:lines]))
    catalogue.write_bytes(catalogue.read_bytes().replace(b"agent", b"baker"))
    with pytest.raises(DataError, match="changed since it was classified; delete"):
        classify_catalogue(catalogue, out, settings=settings, resume=True)


def test_the_standard_streams(catalogue, settings, tmp_path, monkeypatch):
    straight = tmp_path / "straight.csv"
    classify_catalogue(catalogue, straight, settings=settings)

    class Stream:
        def __init__(self, content=b""):
            self.buffer = io.BytesIO(content)

    out = Stream()
    monkeypatch.setattr("sys.stdin", Stream(catalogue.read_bytes()))
    monkeypatch.setattr("sys.stdout", out)
    report = classify_catalogue("-", "-", settings=settings)
    assert out.buffer.getvalue() == straight.read_bytes()
    assert (report.rejected, report.rejects, report.outputs) == (2, None, ())
    monkeypatch.setattr("sys.stdin", Stream(b"isbn,price\n1,2\n"))
    with pytest.raises(DataError, match=r"^no column of the standard input has a name for descriptions"):
        classify_catalogue("-", "-", settings=settings)


@pytest.mark.parametrize(
    ("out", "options", "words"),
    [
        ("out.docx", {}, "shows no format; known endings.* to name a folder, end it with a slash"),
        ("out.csv", {"out_format": "word"}, "no format of output 'word'"),
        ("out.csv", {"source_format": "word"}, "no format of input 'word'"),
        ("out.csv", {"engine_name": "steam"}, "no engine 'steam'"),
        ("out.csv", {"columns": {"description": "Klappe"}}, "no column 'Klappe'; it has: ISBN"),
        ("out.csv", {"columns": {"blurb": "Blurb"}}, "no field 'blurb'; choose one of: description"),
        ("titles.csv", {}, "is an input; choose another output"),
        ("-", {"resume": True}, "cannot be resumed"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(out, options, words, catalogue, settings, tmp_path):
    before = catalogue.read_bytes()
    with pytest.raises((InputError, DataError), match=words):
        classify_catalogue(catalogue, out if out == "-" else tmp_path / out, settings=settings, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["titles.csv"]
    assert catalogue.read_bytes() == before


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@pytest.mark.parametrize(("name", "words"), [("titles.csv", "is an input"), ("out", "is the output")])
def test_a_list_of_rejects_overwrites_no_book(name, words, suffix, catalogue, settings, tmp_path):
    before = catalogue.read_bytes()
    rejects = tmp_path / (name if "." in name else f"{name}{suffix}")
    with pytest.raises(InputError, match=words):
        classify_catalogue(catalogue, tmp_path / f"out{suffix}", settings=settings, rejects=rejects)
    assert [path.name for path in tmp_path.iterdir()] == ["titles.csv"]
    assert catalogue.read_bytes() == before


def test_an_input_is_not_taken_for_an_older_list_of_rejects(settings, tmp_path):
    source = tmp_path / "out.csv.rejects.jsonl"
    source.write_text(json.dumps({"description": BLURB}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="is an input"):
        classify_catalogue(source, tmp_path / "out.csv", settings=settings)
    assert source.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_the_list_of_rejects_stays(catalogue, settings, tmp_path):
    link, leads_to = tmp_path / "link", tmp_path / "rejects.jsonl"
    link.symlink_to(leads_to)
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings, rejects=link)
    assert leads_to.read_bytes().count(b"\n") == 2
    catalogue.write_text(f"Blurb\n{BLURB}\n", encoding="utf-8")
    classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings, rejects=link)
    assert link.is_symlink()
    assert leads_to.read_bytes() == b""


@pytest.mark.parametrize("where", ["out", "rejects"])
def test_the_table_of_codes_is_not_overwritten(where, catalogue, settings, tmp_path, monkeypatch):
    mapping = tmp_path / "codes.csv"
    mapping.write_text("genre,code\nespionage,FIC006000\n", encoding="utf-8")
    before = mapping.read_bytes()
    paths = {"out": tmp_path / "out.csv", "rejects": tmp_path / "r.jsonl"} | {where: mapping}
    with pytest.raises(InputError, match=r"codes.csv is the table of BISAC codes \(--mapping\); choose another"):
        classify_catalogue(catalogue, **paths, settings=replace(settings, mapping=mapping))
    monkeypatch.setenv("BOOKGENRE_MAPPING", str(mapping))
    with pytest.raises(InputError, match="is the table of BISAC codes"):
        classify_catalogue(catalogue, **paths, settings=settings)
    assert mapping.read_bytes() == before


def test_the_model_and_the_journal_are_not_overwritten(catalogue, settings, tmp_path):
    model = shutil.copytree(settings.model, tmp_path / "model")
    file = next(path for path in model.iterdir() if path.suffix == ".json")
    before = file.read_bytes()
    with pytest.raises(InputError, match="is a file of the model"):
        classify_catalogue(catalogue, file, out_format="csv", settings=replace(settings, model=model))
    assert file.read_bytes() == before
    with pytest.raises(InputError, match="is the journal of the run"):
        classify_catalogue(catalogue, tmp_path / "o.csv", rejects=tmp_path / ".o.csv.journal", settings=settings)


def test_a_library_of_calibre_is_not_overwritten(settings, tmp_path):
    database = tmp_path / "library" / "metadata.db"
    database.parent.mkdir()
    database.write_bytes(b"SQLite format 3\0")
    with pytest.raises(InputError, match=r"metadata\.db is an input"):
        classify_catalogue(database.parent, database, out_format="csv", settings=settings)


NOTES = "What to do\n"


def test_what_is_no_list_of_rejects_is_not_removed(settings, tmp_path):
    source, notes = tmp_path / "good.csv", tmp_path / "notes.txt"
    source.write_text(f"Blurb\n{BLURB}\n", encoding="utf-8")
    notes.write_text(NOTES, encoding="utf-8")
    report = classify_catalogue(source, tmp_path / "out.csv", settings=settings, rejects=notes)
    assert (report.rejected, report.rejects) == (0, None)
    assert notes.read_text(encoding="utf-8") == NOTES


@pytest.mark.parametrize("content", [NOTES, '{"record": 1}\n', '{"record": 1, "identifier": "", "reason": ""}\n3\n'])
def test_beside_the_output_only_a_list_of_rejects_is_replaced(content, catalogue, settings, tmp_path):
    other = tmp_path / "out.csv.rejects.jsonl"
    other.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="is no list of rejects; move it away"):
        classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
    assert other.read_text(encoding="utf-8") == content


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_named_pipes_are_read_once(catalogue, settings, tmp_path):
    straight, out = tmp_path / "straight.csv", tmp_path / "out.csv"
    classify_catalogue(catalogue, straight, settings=settings)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for content in (catalogue.read_bytes(), b"isbn,price\n1,2\n", b""):
        writer = threading.Thread(target=pipe.write_bytes, args=(content,))
        writer.start()
        if content.startswith(b"ISBN"):
            report = classify_catalogue(pipe, out, settings=settings, source_format="csv")
            assert report.notes[0].startswith("pipe.csv: columns")
            assert out.read_bytes() == straight.read_bytes()
        else:
            words = f"no column of {pipe} has a name" if content else f"nothing came from {pipe};"
            with pytest.raises(DataError, match=words):
                classify_catalogue(pipe, out, settings=settings)
        writer.join(30)
    # A pattern passes pipes over.
    assert [source.name for source in find_sources([str(tmp_path / "[tp]i*")])] == ["titles.csv"]


def test_inputs_with_a_column_file_are_told_apart_by_another(settings, tmp_path):
    (tmp_path / "a.csv").write_text(f"file,Blurb\ncover.jpg,{BLURB}\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"Blurb\n{BLURB}\n", encoding="utf-8")
    sources = [tmp_path / "a.csv", tmp_path / "b.csv"]
    report = classify_catalogue(sources, tmp_path / "out.csv", settings=settings)
    rows = rows_of(tmp_path / "out.csv")
    assert [(row["bookgenre_file"], row["file"]) for row in rows] == [("a.csv", "cover.jpg"), ("b.csv", "")]
    assert report.notes[-1] == (
        "the inputs have a column 'file'; which file a record is from stands in 'bookgenre_file'"
    )
    # So they are where an earlier output is read again.
    classify_catalogue([tmp_path / "out.csv", sources[1]], tmp_path / "again.csv", settings=settings)
    assert [row["bookgenre_2_file"] for row in rows_of(tmp_path / "again.csv")] == ["out.csv", "out.csv", "b.csv"]
