import csv
import gzip
import json
import os
import signal

import pytest

from bookgenre.collect import CollectedBook, Site
from bookgenre.collect.join import join_files
from bookgenre.errors import DataError

SITE = Site("https://www.example.org")
URL = "https://www.example.org/books/view/{}"


def write(path, *rows):
    """JSON Lines of dicts, or the text as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def book(number, **values):
    known = {"title": "Tea", "description": "Brass.", "categories": (("Fiction", "Romance"),)}
    return CollectedBook(**({"id": str(number), "url": URL.format(number)} | known | values))


def join(tmp_path, *files, name="out.jsonl"):
    report = join_files(files, tmp_path / name, site=SITE)
    lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], report


def rejected(tmp_path):
    return [json.loads(line) for line in (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines()]


def plain(one):
    return json.loads(json.dumps(one.to_dict()))


def test_links_are_joined_each_once_in_the_order_in_which_they_came(tmp_path):
    one = write(
        tmp_path / "1.csv", "title,url", f"Tea,{URL.format(9)}", f"Salt,{URL.format(3)}", f"Tea,{URL.format(9)}/"
    )
    two = write(tmp_path / "2.jsonl", {"url": URL.format(5), "title": "Bread"}, {"url": URL.format(3), "title": "Salt"})
    rows, report = join(tmp_path, one, two)
    assert rows == [
        {"id": str(number), "url": URL.format(number), "title": title}
        for number, title in [(9, "Tea"), (3, "Salt"), (5, "Bread")]
    ]
    assert (report.read, report.books, report.duplicates) == (5, 3, 2)
    assert report.rows == {str(one): 3, str(two): 2}
    assert report.changed == {}


def test_no_cell_of_a_table_is_a_formula_and_all_can_be_read_back(tmp_path):
    texts = {"title": "=1+1", "description": "@SUM(A1) \u2013 a blurb", "price": "-5"}
    rows = write(tmp_path / "a.jsonl", plain(book(1, **texts)))
    join_files([rows], tmp_path / "out.csv", site=SITE)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        [found] = csv.DictReader(file)
    # A number is none, also a negative one.
    assert found["price"] == "-5"
    assert {name: found[name] for name in ("title", "description")} == {
        name: f"'{texts[name]}" for name in ("title", "description")
    }
    assert join(tmp_path, tmp_path / "out.csv")[0] == [plain(book(1, **texts))]


def test_a_later_rows_values_win_field_by_field_and_empty_ones_do_not(tmp_path):
    first = book(7, language="English", words=100, tags=("tea",), collected="2026-01-01")
    later = book(7, description="Steam.", categories=(), words=200, tags=("salt",), collected="2026-02-02", title="")
    rows, report = join(tmp_path, write(tmp_path / "a.jsonl", plain(first)), write(tmp_path / "b.jsonl", plain(later)))
    assert rows == [
        plain(book(7, description="Steam.", language="English", words=200, tags=("salt",), collected="2026-02-02"))
    ]
    assert report.changed == {"description": 1, "words": 1, "tags": 1, "collected": 1}


def test_a_list_of_links_does_not_wipe_out_descriptions_and_orders_the_books(tmp_path):
    links = write(tmp_path / "links.csv", "title,url", f"Salt,{URL.format(8)}", f"Tea,{URL.format(7)}")
    books = write(tmp_path / "books.jsonl", plain(book(7, title="Tea, at Last")))
    rows, report = join(tmp_path, links, books, links)
    assert [(row["id"], row["title"], row["description"]) for row in rows] == [
        ("8", "Salt", ""),
        ("7", "Tea", "Brass."),
    ]
    assert rows[1]["categories"] == [["Fiction", "Romance"]]
    assert report.changed == {"title": 2}


def test_the_reference_projects_details_are_read(tmp_path):
    details = write(
        tmp_path / "details.csv",
        "title,description,genres",
        'Tea,"Brass, and\nsteam.","[\'Fiction\', \'Romance\', ""Children\'s books""]"',
        'Salt,Bread.,"[""Essays""]"',
        "Tea,brass and   Steam,['War']",
        "Tea,Another.,[]",
    )
    rows, report = join(tmp_path, details)
    assert [(row["title"], row["id"], row["url"]) for row in rows] == [
        ("Tea", "", ""),
        ("Salt", "", ""),
        ("Tea", "", ""),
    ]
    # Of one work with the first, though not letter by letter.
    assert rows[0]["categories"] == [["War"]]
    assert rows[0]["description"] == "brass and   Steam"
    assert [row["categories"] for row in rows[1:]] == [[["Essays"]], []]
    assert report.changed == {"description": 1, "categories": 1}


def test_a_row_with_and_one_without_an_address_are_two_books(tmp_path):
    details = write(tmp_path / "details.csv", "title,description,genres", "Tea,Brass.,['War']")
    assert len(join(tmp_path, details, write(tmp_path / "books.jsonl", plain(book(7))))[0]) == 2


@pytest.mark.parametrize(
    "genres",
    [
        "__import__('os').system('touch {}')",
        "[__import__('os').system('touch {}')]",
        "['Fiction', open('{}', 'w')]",
        "[x for x in open('{}', 'w')]",
        "['Fiction'",
        "Fiction",
        "[" * 3000 + "]" * 3000,
        "[{{[1]: 2}}]",
        "[1e999999, 9**9**9]",
    ],
)
def test_an_expression_among_the_genres_is_data_and_never_run(tmp_path, genres):
    trace = tmp_path / "trace"
    cell = genres.format(trace)
    details = write(
        tmp_path / "details.csv", "title\tdescription\tgenres", f"Tea\tBrass.\t{cell}", "Salt\tBread.\t['War']"
    )
    rows, report = join(tmp_path, details)
    assert not trace.exists()
    assert [row["title"] for row in rows] == ["Salt"]
    assert report.rejected == {"a field of the wrong type": 1}
    assert "Brass." in rejected(tmp_path)[0]["excerpt"]


def test_rows_that_cannot_be_used_are_counted_and_kept_with_their_lines(tmp_path):
    table = write(
        tmp_path / "table.csv",
        "title,url,words",
        f"Tea,{URL.format(7)},100",
        "Tea,https://www.example.com/books/view/7,1",
        "Tea,https://www.example.org/login,1",
        "Tea,http://[broken,1",
        f"Tea,{URL.format(8)}",
        f"Tea,{URL.format(8)},many",
        f'"Tea"x,{URL.format(8)},1',
        "Tea,,1",
        f'Salt,{URL.format(9)},"12,345"',
    )
    rows, report = join(tmp_path, table)
    assert [(row["id"], row.get("words")) for row in rows] == [("7", None), ("9", None)]
    assert report.rows == {str(table): 2}
    assert [(entry["line"], entry["reason"]) for entry in rejected(tmp_path)] == [
        (3, "a link to another site"),
        (4, "not the address of a book"),
        (5, "a link to another site"),
        (6, "wrong number of fields"),
        (7, "a field of the wrong type"),
        (8, "malformed row"),
        (9, "neither an address nor title and description"),
    ]
    assert report.rejected.total() == 7


def test_json_lines_that_are_none_of_ours_are_counted(tmp_path):
    rows, report = join(
        tmp_path,
        write(
            tmp_path / "a.jsonl",
            plain(book(7)),
            '{"url": "https://www.exa',
            "[1]",
            plain(book(8)) | {"categories": ["Fiction"]},
            plain(book(8)) | {"title": ["Tea"]},
            plain(book(8)) | {"authors": "[" * 100_000},
            {"title": "Tea"},
        ),
    )
    assert [row["id"] for row in rows] == ["7"]
    assert report.rejected == {
        "not JSON": 1,
        "not a JSON object": 1,
        "a field of the wrong type": 3,
        "neither an address nor title and description": 1,
    }


def test_lines_in_mixed_encodings_are_read(tmp_path):
    path = tmp_path / "mixed.csv"
    lines = ["title,url\n", f"Café,{URL.format(7)}\n", f"Thé – “fin”,{URL.format(8)}\n"]
    path.write_bytes(b"\xef\xbb\xbf" + lines[0].encode() + lines[1].encode() + lines[2].encode("cp1252"))
    assert [row["title"] for row in join(tmp_path, path)[0]] == ["Café", "Thé – “fin”"]


def test_of_a_file_that_breaks_off_what_stood_before_is_joined(tmp_path):
    whole = gzip.compress("".join(json.dumps(plain(book(n, title=f"{n**9:x}"))) + "\n" for n in range(3000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    rows, report = join(tmp_path, tmp_path / "cut.jsonl.gz", write(tmp_path / "b.jsonl", plain(book(9000))))
    assert 500 < len(rows) < 3000
    assert [row["id"] for row in rows] == [*map(str, range(len(rows) - 1)), "9000"]
    assert len(report.damaged) == 1
    assert f"cut.jsonl.gz breaks off after line {len(rows) - 1:,}" in report.damaged[0]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "title,link\nTea,x\n", "neither a column 'url' nor 'title' and 'description'; it has: title, link"),
        ("a.csv", "description,genres\nTea,x\n", "it has: description, genres"),
        ("a.jsonl", "[1]\n", "it has: none"),
        ("a.csv", "", "a.csv is empty"),
        ("a.csv", "title,url\n", "there is nothing to join in .*a.csv: they are empty"),
        ("a.csv", "url\nhttps://x.org/\n", "there is nothing to join in .*a.csv: 1 a link to another site"),
        ("a.csv", None, "there is no file"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_that_says_why(tmp_path, name, text, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        join(tmp_path, path)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_output_that_is_there_stays_where_a_file_cannot_be_used(tmp_path):
    out = write(tmp_path / "out.jsonl", "old")
    with pytest.raises(DataError):
        join(tmp_path, write(tmp_path / "a.csv", "title,url", f"Tea,{URL.format(7)}"), tmp_path / "nowhere.csv")
    assert out.read_text() == "old\n"


@pytest.mark.parametrize("name", ["books.txt", "books", "books.jsonl.gz"])
def test_the_form_of_the_output_must_be_told_by_its_name(tmp_path, name):
    with pytest.raises(DataError, match=r"should end in \.jsonl or \.csv"):
        join(tmp_path, write(tmp_path / "a.csv", "url", URL.format(7)), name=name)


@pytest.mark.parametrize("name", ["file/out.csv", "file/out.jsonl", "folder.csv"])
def test_an_output_that_cannot_be_written_is_told(tmp_path, name):
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match="cannot be written"):
        join(tmp_path, write(tmp_path / "a.csv", "url", URL.format(7)), name=name)


def test_the_output_may_be_one_of_the_files(tmp_path):
    write(tmp_path / "out.jsonl", plain(book(7)))
    rows, _ = join(tmp_path, tmp_path / "out.jsonl", write(tmp_path / "b.jsonl", plain(book(8))))
    assert [row["id"] for row in rows] == ["7", "8"]


def test_books_go_to_csv_and_back_and_are_the_same(tmp_path):
    books = [
        book(7, description='Brass, "and"\n\nsteam; é', authors=("Ada Wren", "Bo [Li]"), tags=("tea; salt", "a|b")),
        book(8, language="English", words=52310, price="Free!", published="2021-09-03", collected="2026-11-22"),
        book(9, categories=(("Fiction", "A » B; C"), ("Essays",)), title="=1+1"),
    ]
    source = write(tmp_path / "books.jsonl", *map(plain, books))
    join_files([source], tmp_path / "new" / "books.csv", site=SITE)
    rows, report = join(tmp_path, tmp_path / "new" / "books.csv")
    assert rows == list(map(plain, books))
    assert report.rejected == {}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["books.csv"]


def test_links_go_to_csv_with_the_columns_of_links(tmp_path):
    join_files([write(tmp_path / "a.csv", "title,url", f"Tea,{URL.format(7)}")], tmp_path / "out.csv", site=SITE)
    assert (tmp_path / "out.csv").read_bytes() == b"id,url,title\r\n7,https://www.example.org/books/view/7,Tea\r\n"


def test_the_gathered_links_are_as_many_as_were_counted(shared, tmp_path):
    files = sorted((shared / "corpus" / "smashwords_links").glob("*.csv"))
    report = join_files(files, tmp_path / "out.jsonl")
    assert (report.books, report.read, report.rejected) == (20_092, 28_634, {})
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 20_092


def test_columns_in_capitals_and_links_as_people_keep_them_are_joined(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("Title,URL\nTea,www.smashwords.com/books/view/007\nTea,/books/view/7\n", encoding="utf-8")
    report = join_files([path], tmp_path / "out.jsonl")
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"id": "7", "url": "https://www.smashwords.com/books/view/7", "title": "Tea"}
    assert report.read == 2


@pytest.mark.skipif(os.name != "posix", reason="no limits of file sizes")
def test_a_full_disk_is_told_as_that(tmp_path):
    import resource

    texts = [plain(book(number, description="x" * 1_000)) for number in range(200)]
    rows = write(tmp_path / "a.jsonl", *texts)
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
        with pytest.raises(DataError, match="make room"):
            join_files([rows], tmp_path / "out.csv", site=SITE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert not (tmp_path / "out.csv").exists()
