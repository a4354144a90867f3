import gzip
import json

import pytest

from bookgenre.collect import BookLink, Site
from bookgenre.collect.link_files import read_links
from bookgenre.errors import DataError
from bookgenre.files import Rejects

SITE = Site("https://www.example.org")


def link(number, title=""):
    return BookLink(str(number), f"https://www.example.org/books/view/{number}", title)


def write(path, text):
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_links_are_read_from_json_lines_and_tables_each_once(tmp_path):
    files = [
        write(
            tmp_path / "a.csv",
            "title,url\nTea,https://www.example.org/books/view/7\nTea,http://example.org/books/view/7/\n",
        ),
        write(tmp_path / "b.jsonl", '{"url": " https://www.example.org/books/view/8?ref=1 ", "id": 9}\n'),
        write(
            tmp_path / "c.csv.gz", "url\nhttps://www.example.org/books/view/7\nhttps://www.example.org/books/view/6\n"
        ),
    ]
    rejects = Rejects()
    assert read_links(files, SITE, rejects) == [link(7, "Tea"), link(8), link(6)]
    assert rejects.total == 0


def test_links_that_lead_elsewhere_are_counted_and_kept(tmp_path):
    urls = [
        "https://www.example.com/books/view/7",
        "https://www.example.org/login",
        "",
        "http://[",
        "https://www.example.org/books/view/7",
    ]
    path = write(tmp_path / "a.csv", "title,url\n" + "".join(f"Tea,{url}\n" for url in urls))
    with Rejects(tmp_path / "rejects.jsonl") as rejects:
        assert read_links([path], SITE, rejects) == [link(7, "Tea")]
    kept = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    assert [(entry["line"], entry["reason"]) for entry in kept] == [
        (2, "a link to another site"),
        (3, "not the address of a book"),
        (4, "not the address of a book"),
        (5, "a link to another site"),
    ]
    assert kept[0]["excerpt"] == urls[0]


def test_a_table_without_addresses_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"a\.csv has no column 'url'; it has: title, Link"):
        read_links([write(tmp_path / "a.csv", "title,Link\nTea,x\n")], SITE, Rejects())


def test_files_without_a_link_to_the_site_are_refused(tmp_path):
    path = write(tmp_path / "a.csv", "title,url\nTea,https://www.example.com/books/view/7\n")
    with pytest.raises(
        DataError, match=r"no link in .*a\.csv leads to a book on www\.example\.org \(1 rejected\); .*--site"
    ):
        read_links([path], SITE, Rejects())


@pytest.mark.parametrize(
    "url",
    [
        "www.example.org/books/view/7",
        "example.org/books/view/7",
        "//www.example.org/books/view/7",
        "/books/view/7",
        "books/view/7?ref=x",
        "https://m.example.org/books/view/7",
        "m.example.org/books/view/7",
        "HTTPS://WWW.EXAMPLE.ORG/books/view/7",
        "<https://www.example.org/books/view/7>",
        "https://www.example.org/books/view/007",
    ],
)
def test_links_as_people_keep_them_lead_to_the_book(tmp_path, url):
    path = write(tmp_path / "a.csv", f"Title,URL\nTea,{url}\n")
    assert read_links([path], SITE, Rejects()) == [link(7, "Tea")]


@pytest.mark.parametrize(
    "url", ["m.example.com/books/view/7", "evil.org/www.example.org/books/view/7", "//x/books/view/7"]
)
def test_links_without_a_scheme_to_another_site_are_rejected(tmp_path, url):
    path = write(tmp_path / "a.csv", f"url\n{url}\n/books/view/8\n/login\n")
    rejects = Rejects()
    assert read_links([path], SITE, rejects) == [link(8)]
    assert rejects.counts == {"a link to another site": 1, "not the address of a book": 1}


def test_a_line_of_json_without_an_address_is_counted(tmp_path):
    path = write(tmp_path / "a.jsonl", '{"title": "Tea"}\n{"URL": "/books/view/8", "Title": null}\n')
    rejects = Rejects()
    assert read_links([path], SITE, rejects) == [link(8)]
    assert rejects.counts == {"not the address of a book": 1}
