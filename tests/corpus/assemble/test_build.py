import bz2
import gzip
import json
import os
import signal
import subprocess
import sys
import zlib
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bookgenre.corpus import read_records
from bookgenre.corpus.assemble import reading
from bookgenre.corpus.dedupe.works import SPLITS
from bookgenre.corpus.plan import SourcePlan
from bookgenre.errors import DataError
from bookgenre.files import locked_folder
from bookgenre.genres import fold

REPEATED = "This edition has been printed with care on the presses of the Lantern House."

# Kills itself when the file of that number is to take its name: a build must go on from wherever it was.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from bookgenre.corpus.assemble import reading
from bookgenre.corpus.assemble.build import build_corpus
from bookgenre.corpus.plan import BuildPlan, SourcePlan

reading.SHARD, reading._CHUNK = 100, 50
left = int(sys.argv[1])
replace = Path.replace


def replace_or_die(path, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)


Path.replace = replace_or_die
plan = BuildPlan(tuple(SourcePlan(Path(path)) for path in sys.argv[3:]))
build_corpus(plan, Path(sys.argv[2]), processes=1)
"""


def trigrams(text):
    words = fold(text).split()
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def near_pairs(rows, at_least):
    """Pairs of rows whose descriptions are so similar, without comparing all with all."""
    sets = [trigrams(row["description"]) for row in rows]
    holders = defaultdict(list)
    for number, found in enumerate(sets):
        for trigram in found:
            holders[trigram].append(number)
    shared = Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))
    for (one, other), count in shared.items():
        if count >= at_least * (len(sets[one]) + len(sets[other]) - count):
            yield rows[one], rows[other]


def numbers_add_up(report):
    rejected = sum(
        report.rejected[reason]
        for reason in report.rejected
        if reason in ("no description", "another language")
        # `why_nothing`, and then the lengths and signs that a corpus asks for.
        or reason.startswith(
            ("a placeholder", "a few letters", "the same words", "filler", "nothing but praise", "fewer", "more")
        )
    )
    kept = report.statistics.records.total()
    return sum(report.read) == rejected + kept + report.exact + report.near + report.useless


@pytest.fixture
def data():
    """The invented files of each source's own format, which the adapters are tested with."""
    return Path(__file__).parents[1] / "read" / "data"


# --- everything at once ---


def test_a_corpus_is_built_of_all_kinds_of_files_at_once(build, data, write, invent, texts, written, tmp_path, rows):
    table = tmp_path / "table.csv"
    table.write_text("Blurb;Shelf\n" + "".join(f'"{text}";War / Poetry\n' for text in texts(5)), encoding="utf-8")
    tabs = tmp_path / "table.tsv.gz"
    tabs.write_bytes(gzip.compress(("summary\tgenre\n" + "".join(f"{text}\tWar\n" for text in texts(4))).encode()))
    parquet = tmp_path / "table.parquet"
    pq.write_table(pa.table({"overview": texts(3), "tags": [["War"], [], None]}), parquet)
    packed = tmp_path / "more.jsonl.bz2"
    packed.write_bytes(bz2.compress(b"".join(json.dumps(row).encode() + b"\n" for row in invent(30))))
    found = [
        data / name
        for name in (
            "desc_genres_data.csv",
            "best_books_ever.csv",
            "booksummaries.txt",
            "BlurbGenreCollection_EN_train.txt",
            "blurbs_de.txt",
            "books_7k.csv",
            "books_enriched.csv",
        )
    ]
    collected = write(
        "collected.jsonl",
        [
            {
                "id": "1",
                "url": "https://example.org/1",
                "title": "Salt",
                "authors": ["Ada Wren"],
                "language": "English",
                "categories": [["Fiction", "Romance", "Historical"], ["Fiction", "Romance", "General"]],
                "description": f"<p>{texts(1)[0]}</p>",
                "collected": "2026-11-22",
            }
        ],
    )
    report = build(
        *(SourcePlan(path, format="blurb-genre-collection") if "lurb" in path.name else path for path in found),
        SourcePlan(table, columns={"description": "Blurb", "genres": "Shelf"}, separator="/"),
        tabs,
        parquet,
        packed,
        collected,
        languages=frozenset(),
    )
    assert numbers_add_up(report)
    assert report.read[-5:] == [5, 4, 3, 30, 1]
    assert all(count > 0 for count in report.read)
    assert report.statistics.sources["generic"] >= 12
    assert set(report.statistics.sources) >= {"generic", "smashwords", "best-books-ever", "cmu-book-summaries"}
    assert "de" in report.statistics.languages
    (smashwords,) = [row for row in written() if row["source"] == "smashwords"]
    assert smashwords["labels"] == ["fiction", "historical-fiction", "historical-romance", "romance"]
    assert smashwords["complete"]
    assert report.unmapped["War / Poetry"] == 0
    for split in SPLITS:
        assert all(record.labels for record in read_records(tmp_path / "out" / f"{split}.parquet"))


def test_the_report_and_the_tables_say_what_the_files_hold(build, write, invent, rows, tmp_path):
    records = invent(300)
    records += [{"description": "N/A"}, {"description": "Too short."}]
    report = build(write("a.jsonl", records), write("b.jsonl", invent(50, start=900)), validation=0.2, test=0.2)
    assert numbers_add_up(report)
    found = rows()
    values = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert values["read"] == report.read == [302, 50]
    assert values["records"] == {name: len(rows) for name, rows in found.items() if rows}
    assert values["works"] == {name: len({row["work"] for row in rows}) for name, rows in found.items() if rows}
    assert values["rejected"] == {
        "a placeholder instead of a description": 1,
        "fewer than 40 characters": 1,
    }
    assert values["exact_duplicates"] > 0 < values["near_duplicates"]
    lines = (tmp_path / "out" / "labels.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "genre,train,validation,test"
    assert len(lines) == 257
    war = [sum("war" in row["labels"] for row in found[split]) for split in SPLITS]
    assert f"war,{','.join(map(str, war))}" in lines
    blorps = sum("Blorp" in row["genres"] for rows in found.values() for row in rows)
    unmapped = (tmp_path / "out" / "unmapped.csv").read_text(encoding="utf-8").splitlines()
    assert unmapped == ["label,records", f"Blorp,{blorps}"]


def test_no_label_without_a_genre_is_a_formula(build, write, texts, tmp_path):
    formula = '=HYPERLINK("http://example.org")'
    build(write("a.jsonl", [{"description": text, "genres": [formula, "Fantasy"]} for text in texts(3)]))
    lines = (tmp_path / "out" / "unmapped.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "label,records"
    assert lines[1].startswith("\"'=HYPERLINK(")


def test_two_builds_into_one_folder_do_not_meet(build, write, texts, files_of, tmp_path):
    path = write("a.jsonl", [{"description": text, "genres": ["Fantasy"]} for text in texts(30)])
    build(path)
    before = files_of(tmp_path / "out")
    refused = pytest.raises(DataError, match=r"another run is writing to .*out; wait until it has ended")
    with locked_folder(tmp_path / "out"), refused:
        build(path)
    assert files_of(tmp_path / "out") == before


def test_what_is_malformed_stands_in_the_rejects_with_file_and_line(build, texts, tmp_path):
    one, two, three = texts(3)
    table = tmp_path / "table.csv"
    table.write_text(
        f'description,genres\n"{one}",War\n"{two}"x,War\nN/A,War\n"{three}",War,more\n"{two}",War\n',
        encoding="utf-8",
    )
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"description": three, "genres": ["War"]}) + "\n{broken\n[1]\n", encoding="utf-8")
    report = build(table, lines)
    rejects = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert [(Path(reject["file"]).name, reject["line"], reject["reason"]) for reject in rejects] == [
        ("table.csv", 3, "malformed row"),
        ("table.csv", 5, "wrong number of fields"),
        ("table.csv", 4, "a placeholder instead of a description"),
        ("lines.jsonl", 2, "not JSON"),
        ("lines.jsonl", 3, "not a JSON object"),
    ]
    assert report.read == [3, 1]
    assert report.rejected.total() == 5
    assert report.statistics.records.total() == 3


def test_a_record_whose_fields_are_of_the_wrong_kinds_is_rejected_and_stops_nothing(build, texts, tmp_path, write):
    good = {"description": texts(1)[0], "labels": ["war"]}
    wrong = [{"labels": [None, "war"]}, {"genres": ["War", 1]}, {"authors": [5]}, {"source": 5}, {"masked": [["x"]]}]
    report = build(write("a.jsonl", [good, *(good | bad for bad in wrong)]))
    assert report.rejected == {"not a book record": 5}
    assert report.statistics.records.total() == 1


def test_half_characters_are_no_hindrance(build, tmp_path, texts, written):
    path = tmp_path / "a.jsonl"
    row = {"description": texts(1)[0], "genres": ["Blorp\ud83d", "War"], "url": "https://example.org/\udca9"}
    path.write_text(json.dumps(row) + "\n", encoding="ascii")
    report = build(path)
    assert written()[0]["labels"] == ["war"]
    assert report.unmapped == {"Blorp?": 1}


def test_lines_in_another_encoding_are_read_and_counted(build, texts, tmp_path, written):
    path = tmp_path / "table.csv"
    lines = [f"{text} café\n" for text in texts(3)]
    path.write_bytes(b"description\n" + lines[0].encode() + lines[1].encode("cp1252") + lines[2].encode("cp1252"))
    report = build(path)
    assert report.recoded == {str(path): 2}
    assert all(row["description"].endswith("café") for row in written())


# --- works and splits ---


def test_no_near_duplicates_are_in_two_splits(build, write, invent, written):
    report = build(
        *(write(f"{name}.jsonl", invent(1000, start=1000 * name)) for name in range(3)), validation=0.2, test=0.2
    )
    assert numbers_add_up(report)
    rows = written()
    pairs = list(near_pairs(rows, 0.6))
    # Dealt out by themselves, every second pair would be parted.
    assert len(pairs) > 100
    assert [pair for pair in pairs if pair[0]["work"] != pair[1]["work"]] == []
    # "unlabelled" is no split: its records teach no genre.
    parted = [pair for pair in pairs if len({row["split"] for row in pair} - {"unlabelled"}) > 1]
    assert parted == []
    assert list(near_pairs(rows, 0.95)) == []
    works = defaultdict(set)
    for row in rows:
        works[row["work"]].add(row["split"])
    assert all(len(splits - {"unlabelled"}) <= 1 for splits in works.values())
    shares = Counter(next(iter(splits - {"unlabelled"}), "unlabelled") for splits in works.values())
    assert 0.14 < shares["test"] / len(works) < 0.26
    assert 0.14 < shares["validation"] / len(works) < 0.26


def test_another_seed_deals_the_works_anew(build, write, invent, written, tmp_path):
    path = write("a.jsonl", invent(200))
    build(path, test=0.5)
    first = {row["id"]: (row["work"], row["split"]) for row in written()}
    build(path, test=0.5, seed=1)
    second = {row["id"]: (row["work"], row["split"]) for row in written()}
    assert {key: work for key, (work, _) in first.items()} == {key: work for key, (work, _) in second.items()}
    moved = sum(first[key][1] != second[key][1] for key in first)
    assert 0.3 < moved / len(first) < 0.7


def test_more_files_leave_other_works_in_their_splits(build, write, invent, written):
    first, second = write("a.jsonl", invent(150)), write("b.jsonl", invent(150, start=500))
    build(first, validation=0.2, test=0.2)
    before = {row["description"]: (row["work"], row["split"]) for row in written()}
    build(second, first, validation=0.2, test=0.2)
    after = {row["description"]: (row["work"], row["split"]) for row in written()}
    assert len(after) > len(before)
    assert all(after[text] == found for text, found in before.items())


def test_the_order_of_the_files_changes_no_work(build, write, invent, written):
    files = [write(f"{name}.jsonl", invent(100, start=1000 * name)) for name in range(3)]
    build(*files)
    works = {row["id"]: row["work"] for row in written()}
    build(*files[::-1])
    assert {row["id"]: row["work"] for row in written()} == works


def test_groups_that_a_source_gives_stay_together(build, write, texts, written):
    rows = [
        {"description": text, "labels": ["war"], "work": f"w{number % 40}", "title": f"Title {number}"}
        for number, text in enumerate(texts(200))
    ]
    build(write("a.jsonl", rows), validation=0.3, test=0.3)
    work_of = {row["description"]: row["work"] for row in rows}
    splits = defaultdict(set)
    for row in written():
        splits[work_of[row["description"]]].add((row["work"], row["split"]))
    assert all(len(found) == 1 for found in splits.values())
    assert len({row["work"] for row in written()}) == 40


@pytest.mark.slow
def work_of(line):
    return str(json.loads(line)["work"]).encode()


def test_the_works_of_the_gathered_corpus_are_in_one_split_each(build, shared, written, tmp_path):
    files = [tmp_path / f"{name}.jsonl" for name in ("validation", "partial")]
    for path in files:
        # All editions of every fourth work.
        with gzip.open(shared / "corpus" / f"{path.name}.gz") as lines:
            path.write_bytes(b"".join(line for line in lines if zlib.crc32(work_of(line)) % 4 == 0))
    report = build(*files, processes=2, validation=0.2, test=0.2)
    assert numbers_add_up(report)
    given = {" ".join(fold(r.book.description).split()): r.work for path in files for r in read_records(path) if r.work}
    splits = defaultdict(set)
    for row in written():
        work = given.get(fold(row["description"]))
        if work is not None and row["split"] in SPLITS:
            splits[work].add(row["split"])
    assert len(splits) > 2500
    assert [work for work, found in splits.items() if len(found) > 1] == []


# --- repeated sentences ---


@pytest.mark.parametrize(("count", "found"), [(25, 1), (24, 0)])
def test_a_sentence_in_25_descriptions_is_taken_out_of_all(build, write, texts, written, count, found):
    rows = [{"description": f"{text} {REPEATED}"} for text in texts(count)]
    report = build(write("a.jsonl", [*rows, *[rows[0]] * 30]))
    assert report.repeated == found
    assert [REPEATED in row["description"] for row in written()] == [not found] * count
    assert report.exact == 30
    assert numbers_add_up(report)


def test_descriptions_of_nothing_else_are_left_out_and_counted(build, write, texts, written):
    rows = [{"description": f"{text} {REPEATED}"} for text in texts(25)]
    report = build(write("a.jsonl", [*rows, *[{"description": REPEATED}] * 3, {"description": f"Read it! {REPEATED}"}]))
    assert report.useless == 4
    assert (report.exact, report.near) == (0, 0)
    assert len(written()) == 25
    assert numbers_add_up(report)


def test_repeated_sentences_can_be_left(build, write, texts, written):
    report = build(write("a.jsonl", [{"description": f"{text} {REPEATED}"} for text in texts(30)]), repeated=0)
    assert report.repeated == 0
    assert all(REPEATED in row["description"] for row in written())


# --- the same again, whatever happens in between ---


def test_two_builds_are_equal_to_the_byte_in_one_process_or_two(build, write, invent, files_of, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SHARD", 100)
    monkeypatch.setattr(reading, "_CHUNK", 30)
    path = write("a.jsonl", [*invent(400), {"description": "N/A"}, {"labels": []}])
    for name, processes in (("one", 1), ("again", 1), ("two", 2)):
        build(path, out=tmp_path / name, processes=processes)
    one = files_of(tmp_path / "one")
    assert set(one) == {
        *(f"{name}.parquet" for name in (*SPLITS, "unlabelled")),
        *("DATA_CARD.md", "labels.csv", "unmapped.csv", "rejects.jsonl", "report.json"),
        *(f"plots/{name}.png" for name in ("labels", "cooccurrence", "lengths")),
    }
    assert files_of(tmp_path / "again") == one
    assert files_of(tmp_path / "two") == one


def test_a_build_that_is_killed_again_and_again_ends_as_if_it_had_not_been(
    build, write, invent, files_of, tmp_path, monkeypatch
):
    files = [write("a.jsonl", [*invent(220), {"description": "N/A"}]), write("b.jsonl", invent(80, start=900))]
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    # The key of the plan; four shards, each with four files: its rows, its note, its cleaned rows, its numbers; then
    # four files of the corpus. So it dies while it reads, while it compares, in between, and while it writes, and each
    # time has got further.
    for moment in (4, 4, 6, 6, 7):
        done = subprocess.run([sys.executable, script, str(moment), tmp_path / "killed", *files], check=False)
        assert done.returncode == -signal.SIGKILL
        assert (tmp_path / "killed" / ".build").is_dir()
    assert (tmp_path / "killed" / "test.parquet").exists()
    subprocess.run([sys.executable, script, "0", tmp_path / "killed", *files], check=True)
    monkeypatch.setattr(reading, "SHARD", 100)
    monkeypatch.setattr(reading, "_CHUNK", 50)
    build(*files, out=tmp_path / "whole")
    assert files_of(tmp_path / "killed") == files_of(tmp_path / "whole")
    assert not (tmp_path / "killed" / ".build").exists()


def test_intermediate_results_are_removed_or_kept(build, write, texts, tmp_path):
    path = write("a.jsonl", [{"description": text} for text in texts(3)])
    build(path, keep=True)
    assert (tmp_path / "out" / ".build" / "plan.key").is_file()
    build(path)
    assert not (tmp_path / "out" / ".build").exists()


def shards_of(out):
    return {path.name: path.stat().st_mtime_ns for path in (out / ".build").glob("*.parquet")}


def test_kept_results_are_used_again_and_make_the_same_corpus(build, write, invent, files_of, tmp_path):
    path = write("a.jsonl", invent(60))
    build(path, keep=True)
    first, shards = files_of(tmp_path / "out"), shards_of(tmp_path / "out")
    build(path, keep=True)
    assert shards_of(tmp_path / "out") == shards
    assert files_of(tmp_path / "out") == first


def test_another_plan_or_another_input_begins_anew(build, write, invent, written, tmp_path):
    records = invent(60)
    path = write("a.jsonl", records)
    build(path, keep=True)
    shards = shards_of(tmp_path / "out")
    build(path, keep=True, repeated=3)
    other = shards_of(tmp_path / "out")
    assert other.keys() == shards.keys()
    assert all(other[name] != shards[name] for name in shards)
    write("a.jsonl", records[:10])
    os.utime(path, ns=(1, 1))
    report = build(path, keep=True, repeated=3)
    assert report.read == [10]
    assert len(written()) <= 10


def test_a_corpus_in_the_folder_is_replaced(build, write, texts, written, tmp_path):
    first = write("a.jsonl", [{"description": "N/A"}, *({"description": text} for text in texts(3))])
    build(first)
    assert (tmp_path / "out" / "rejects.jsonl").exists()
    build(write("b.jsonl", [{"description": text} for text in texts(2)]))
    assert len(written()) == 2
    assert not (tmp_path / "out" / "rejects.jsonl").exists()


# --- what cannot be ---


def test_a_file_cut_short_gives_what_stood_before(build, invent, tmp_path, written):
    path = tmp_path / "books.jsonl.gz"
    data = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in invent(600)))
    path.write_bytes(data[: len(data) // 2])
    report = build(path)
    (sentence,) = report.damaged
    assert sentence.startswith(f"{path} breaks off after line ")
    assert sentence.endswith("fetch or write it again")
    assert report.rejected == {"the file breaks off": 1}
    assert 100 < report.read[0] < 500
    assert written()


def test_a_missing_column_is_told_with_those_that_are_there(build, write, texts):
    path = write("a.jsonl", [{"text_of_book": text, "tags": []} for text in texts(2)])
    with pytest.raises(DataError, match=r"no column of .* has a name for descriptions; it has: text_of_book, tags"):
        build(path)
    with pytest.raises(DataError, match="has no column 'Blurb'; it has: text_of_book, tags"):
        build(SourcePlan(path, columns={"description": "Blurb"}))


def test_an_empty_file_a_missing_file_and_a_folder_are_told(build, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    with pytest.raises(DataError, match=r"empty\.jsonl is empty"):
        build(empty)
    with pytest.raises(DataError, match=r"there is no file .*absent\.csv; check the name"):
        build(tmp_path / "absent.csv")
    with pytest.raises(DataError, match="no file"):
        build(tmp_path)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [{"description": "N/A"}, {"description": ""}],
            "none of 2 records can be used: .*1 no description.*rejects.jsonl",
        ),
        ([{"description": "Eine Spionin kehrt in das Städtchen ihrer Kindheit zurück. " * 4}], "1 another language"),
    ],
)
def test_a_corpus_of_nothing_is_told_with_the_reasons(build, write, rows, words):
    with pytest.raises(DataError, match=words):
        build(write("a.jsonl", rows))


def test_a_table_of_no_rows_is_told(build, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("description,genres\n", encoding="utf-8")
    with pytest.raises(DataError, match="none of 0 records can be used; give other files") as caught:
        build(path)
    assert "rejects" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_told(build, write, texts, tmp_path):
    path = write("a.jsonl", [{"description": text} for text in texts(2)])
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(DataError, match=r"file.* cannot be written: .*another place"):
            build(path, out=out)
    # A folder where a file should be, found only at the end.
    (tmp_path / "out" / "labels.csv").mkdir(parents=True)
    with pytest.raises(DataError, match=r"out.* cannot be written: it is a folder"):
        build(path)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on the size of files")
def test_a_full_disk_is_told(write, invent, tmp_path):
    path = write("a.jsonl", invent(600))
    # Files of 20 KB at most: stands for a disk without room.
    code = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    code += "runpy.run_module('bookgenre', run_name='__main__', alter_sys=True)"
    done = subprocess.run(
        [sys.executable, "-c", code, "corpus", "build", path, "--out", tmp_path / "out", "--processes", "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2
    assert "cannot be written: " in done.stderr
    assert "Traceback" not in done.stderr
