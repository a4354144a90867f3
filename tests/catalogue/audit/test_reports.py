import csv
import io
from dataclasses import replace

import pytest

from bookgenre.catalogue.audit import Audit, Concern, html_report, text_report, write_csv_report
from bookgenre.catalogue.audit.reports import COLUMNS

CONCERN = Concern(
    kind="side",
    number=12,
    file="titles.csv",
    identifier="9780000000017",
    title="Bread <at> Home",
    message="is catalogued as fiction; the description reads as nonfiction (97%)",
    doubted=("FIC027000 FICTION / Romance",),
    subjects=("FIC027000 FICTION / Romance", "=1+1"),
    suggestion=("Baking", "Cooking"),
    codes=("WBVS",),
    confidence=0.95,
    genre="nonfiction",
    sentence="Forty recipes for “sourdough” & rye.",
)
AUDIT = Audit((CONCERN,), 20, 18, 1, {"side": 1, "missing": 2}, "2026.01.02+00000000")


def test_text():
    assert text_report(AUDIT) == (
        "20 records, 18 with subjects that are understood, 1 that cannot be classified. "
        "3 entries (fiction or nonfiction: 1, missing genre: 2). The 1 most confident are listed.\n"
        "\n"
        "95%  Fiction or nonfiction: Bread <at> Home (9780000000017) is catalogued as fiction; the description reads "
        "as nonfiction (97%).\n"
        "     In doubt: FIC027000 FICTION / Romance\n"
        "     Look at: Baking; Cooking (Thema WBVS)\n"
        "     “Forty recipes for “sourdough” & rye.”\n"
        "     Record 12 of titles.csv\n"
    )


def test_text_of_nothing():
    assert text_report(Audit((), 1, 1, 0, {})) == (
        "1 record, 1 with subjects that are understood, 0 that cannot be classified. "
        "No subject is likely to be wrong or missing.\n"
    )


def test_text_of_a_catalogue_without_subjects():
    assert "if a column of a table holds them, name it: --column genres=NAME" in text_report(Audit((), 3, 0, 1, {}))
    assert "No subject is likely to be wrong" in text_report(Audit((), 0, 0, 0, {}))


def test_csv_is_read_back_and_holds_no_formula():
    out = io.BytesIO()
    write_csv_report(replace(AUDIT, concerns=(replace(CONCERN, title="=cmd|' /C calc'!A0"),)), out)
    data = out.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    ((header, row)) = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(header) == COLUMNS
    cells = dict(zip(header, row, strict=True))
    assert cells["identifier"] == "9780000000017"
    assert cells["title"] == "'=cmd|' /C calc'!A0"
    assert cells["subjects"] == "FIC027000 FICTION / Romance; =1+1"
    assert cells["record"] == "12"


def test_the_page_shows_everything_and_runs_nothing_of_the_catalogue():
    page = html_report(replace(AUDIT, concerns=(replace(CONCERN, message="is <script>alert(1)</script>"),)), "a&b.csv")
    assert "<title>Audit of a&amp;b.csv</title>" in page
    assert "Bread &lt;at&gt; Home" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script>") == 1
    assert "http://" not in page
    assert "https://" not in page
    assert "20 records" in page
    assert "model 2026.01.02+00000000" in page


@pytest.mark.parametrize("text", ["half a pair \ud83d", "$title ${summary}", "{0}", "\x00"])
def test_odd_texts_stay_texts(text):
    audit = replace(AUDIT, concerns=(replace(CONCERN, title=text, sentence=text),))
    page = html_report(audit)
    assert text in page
    write_csv_report(audit, io.BytesIO())
    assert text in text_report(audit)


def test_an_entry_keeps_its_mark_in_the_page_of_a_later_run():
    def key(concern):
        return html_report(replace(AUDIT, concerns=(concern,))).partition('data-key="')[2][:8]

    later = replace(CONCERN, number=40, confidence=0.91, message="reads otherwise", sentence="")
    assert key(later) == key(CONCERN)
    assert key(replace(CONCERN, kind="missing")) != key(CONCERN)
    assert key(replace(CONCERN, identifier="9780000000024")) != key(CONCERN)


def test_subjects_that_are_not_understood_are_named():
    text = text_report(Audit((), 3, 1, 0, {}, not_understood=("gar25", "Shelf 7")))
    assert "0 that cannot be classified. Not understood: 'gar25', 'Shelf 7'. No subject" in text
