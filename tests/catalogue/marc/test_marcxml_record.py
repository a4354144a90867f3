import gzip
import io
import tracemalloc

import pymarc
import pytest

from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import marcxml as reader
from bookgenre.catalogue.writers import marcxml as writer
from bookgenre.errors import DataError

SLIM = "http://www.loc.gov/MARC21/slim"


def record(blurb, p="", control="b1", title="Maps"):
    return f"""  <{p}record>
    <{p}leader>00000nam a2200000 i 4500</{p}leader>
    <{p}controlfield tag="001">{control}</{p}controlfield>
    <{p}datafield tag="245" ind1="1" ind2="0">
      <{p}subfield code="a">{title}</{p}subfield>
    </{p}datafield>
    <{p}datafield tag="520" ind1=" " ind2=" "><{p}subfield code="a">{blurb}</{p}subfield></{p}datafield>
    <{p}datafield tag="700" ind1="1" ind2=" ">
      <{p}subfield code="a">Lee, Ann</{p}subfield>
    </{p}datafield>
  </{p}record>
"""


def document(*records, prefix="", encoding="UTF-8"):
    mark = f":{prefix[:-1]}" if prefix else ""
    head = f"<?xml version='1.0' encoding='{encoding}'?>\n<{prefix}collection xmlns{mark}='{SLIM}'>\n"
    return head + "".join(records) + f"</{prefix}collection>\n"


@pytest.fixture
def write(tmp_path):
    def to_file(text, encoding="utf-8"):
        path = tmp_path / "books.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return to_file


def read(path):
    return list(reader.read(path, ReadOptions()))


def test_fields_are_put_in_by_tag_in_the_layout_of_the_file(write, finding, annotated, blurb):
    source = document(record(blurb))
    data, notes = annotated(writer, write(source), [finding(keywords=("sea & <sky>",), thema_qualifiers=())])
    field = '    <datafield tag="{}" ind1=" " ind2="{}">\n{}    </datafield>\n'
    subfield = '      <subfield code="{}">{}</subfield>\n'
    title = '    <datafield tag="245"'
    last = '    <datafield tag="700"'
    thema = field.format("084", " ", subfield.format("a", "FMB") + subfield.format("2", "thema"))
    others = [
        field.format("653", " ", subfield.format("a", "sea &amp; &lt;sky&gt;")),
        field.format("655", "7", subfield.format("a", "Fantasy fiction.") + subfield.format("2", "lcgft")),
        field.format("655", "7", subfield.format("a", "Dragons.") + subfield.format("2", "local")),
    ]
    expected = source.replace(title, thema + title).replace(last, "".join(others) + last)
    assert (data.decode(), notes) == (expected, [])


@pytest.mark.parametrize("prefix", ["", "marc:"])
def test_pymarc_reads_what_was_written(prefix, write, finding, annotated, blurb):
    source = write(document(record(blurb, prefix), record(blurb, prefix, "b2"), prefix=prefix))
    old = pymarc.parse_xml_to_array(str(source))
    data, _ = annotated(writer, source, [finding(1), finding(2)])
    new = pymarc.parse_xml_to_array(io.BytesIO(data), strict=True)
    assert len(new) == 2
    for before, after in zip(old, new, strict=True):
        added = [str(one) for one in after.get_fields("084", "653", "655")]
        assert len(added) == 5
        assert [str(one) for one in after if str(one) not in added] == [str(one) for one in before]
        assert [one.tag for one in after] == sorted(one.tag for one in after)


def test_a_record_on_one_line_stays_on_one(write, finding, annotated, blurb):
    source = document("".join(line.strip() for line in record(blurb).splitlines()))
    data, _ = annotated(writer, write(source), [finding()])
    assert data.count(b"\n") == source.count("\n")
    assert b'</datafield><datafield tag="655" ind1=" " ind2="7"><subfield code="a">Fantasy fiction.</subfield>' in data


def test_without_a_higher_tag_fields_go_to_the_end(write, finding, annotated, blurb):
    short = record(blurb)
    short = short[: short.index('    <datafield tag="700"')] + "  </record>\n"
    data, _ = annotated(writer, write(document(short)), [finding(thema=(), thema_qualifiers=(), lcgft=(), keywords=())])
    assert data.decode().endswith(
        'Dragons.</subfield>\n      <subfield code="2">local</subfield>\n    </datafield>\n  </record>\n</collection>\n'
    )


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1252"])
def test_the_encoding_is_kept(encoding, write, finding, annotated, blurb):
    source = write(document(record(blurb, title="Caf\u00e9"), encoding=encoding), encoding)
    assert read(source)[0].fields["title"] == "Caf\u00e9"
    data, _ = annotated(writer, source, [finding(keywords=("\u00e9t\u00e9 \u9f8d",))])
    text = data.decode(encoding)
    assert ("\u00e9t\u00e9 \u9f8d" if encoding == "utf-16" else "\u00e9t\u00e9 &#40845;") in text
    assert pymarc.parse_xml_to_array(io.BytesIO(data))[0]["653"]["a"] == "\u00e9t\u00e9 \u9f8d"


def test_findings_with_a_problem_leave_the_file_as_it_is(write, finding, annotated, blurb):
    source = write(document(record(blurb), "<!-- <record> --><![CDATA[ ]]>", record(blurb)))
    assert annotated(writer, source, [finding(1, problem="no"), finding(2, problem="no")])[0] == source.read_bytes()


def test_what_was_written_gets_nothing_more(write, finding, annotated, blurb):
    once, _ = annotated(writer, write(document(record(blurb))), [finding()])
    assert annotated(writer, write(once), [finding()])[0] == once


def test_answers_of_oai_and_packed_files_are_read(write, tmp_path, finding, annotated, blurb):
    inner = record(blurb, "m:").replace("<m:record>", f"<m:record xmlns:m='{SLIM}'>")
    answer = f"<OAI-PMH><ListRecords><record><header/><metadata>{inner}</metadata></record></ListRecords></OAI-PMH>"
    (one,) = read(write(answer))
    assert (one.number, one.fields["title"], one.book.description) == (1, "Maps", blurb)
    packed = tmp_path / "packed.xml.gz"
    packed.write_bytes(gzip.compress(answer.encode()))
    assert read(packed) == [one]
    assert b'</m:datafield>\n    <m:datafield tag="653"' in annotated(writer, packed, [finding()])[0]


def test_a_file_that_breaks_off_gives_what_stands_before(write, finding, annotated, blurb):
    text = document(record(blurb), record(blurb, control="b2"), record(blurb, control="b3"))
    source = write(text[: text.index("b3") + 40])
    records = read(source)
    assert [bool(one.book) for one in records] == [True, True, False]
    assert records[2].problem == "the file breaks off within this record; fetch it again"
    data, _ = annotated(writer, source, [finding(1), finding(2), finding(3, problem="broken")])
    assert data.count(b"Fantasy fiction.") == 2
    assert data.endswith(text[text.index("  </record>", text.index("b2")) : text.index("b3") + 40].encode())


def test_records_without_fields_are_reported(write, blurb):
    records = read(write(document("<record/>", record(blurb))))
    assert [one.problem for one in records] == ["the record has no fields", ""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html><body/></html>", "is not MARCXML: its root is <html>, and it holds no <record>"),
        ("", "it is empty"),
        ("not XML", "is not XML that can be read"),
        ("<!DOCTYPE c [<!ENTITY a '&b;'><!ENTITY b '&a;&a;'>]><c>&b;</c>", "declares the entity b"),
    ],
)
def test_other_and_hostile_files_are_refused(write, text, why):
    with pytest.raises(DataError, match=why):
        read(write(text))


def test_memory_does_not_grow_with_the_file(tmp_path, blurb):
    path = tmp_path / "long.xml"
    one = record(blurb * 20).encode()
    with path.open("wb") as file:
        file.write(document().encode().replace(b"</collection>\n", b""))
        for _ in range(3_000):
            file.write(one)
        file.write(b" " * 6_000_000 + b"</collection>")
    tracemalloc.start()
    count = sum(1 for _ in reader.read(path, ReadOptions()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert path.stat().st_size > 13_000_000
    assert peak < 4_000_000


def test_a_record_without_its_end_tag_hides_neither_itself_nor_the_next(write, finding, annotated, blurb):
    first = record(blurb).replace("</record>", "")
    source = write(document(first, record(blurb, control="b2")))
    assert [one.problem for one in read(source)] == ["its end tag </record> is missing", ""]
    data, _ = annotated(writer, source, [finding(1, problem="broken"), finding(2)])
    assert data.startswith(document(first).encode().removesuffix(b"</collection>\n"))
    assert data.count(b"Fantasy fiction.") == 1


def test_a_record_without_end_is_refused(tmp_path, blurb):
    path = tmp_path / "endless.xml"
    field = '<datafield tag="500"><subfield code="a">' + "x" * 9_000 + "</subfield></datafield>"
    path.write_text(document(record(blurb)).replace("</collection>\n", "<record>" + field * 1_000))
    records = read(path)
    assert records[0].book
    assert records[1].problem == "a record of more than 8 MB"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (document().encode(), True),
        (document().encode("utf-16"), True),
        (b"<record><leader>00000nam</leader>", True),
        (b"<ONIXMessage release='3.0'>", False),
        (b"<package xmlns='http://www.idpf.org/2007/opf'>", False),
        (b"title,leader", False),
        (b"", False),
    ],
)
def test_the_format_is_known_by_its_start(head, expected):
    assert reader.looks_like(head) is expected
