import re
import struct

import pyarrow.parquet as pq
import pytest

from bookgenre.corpus.assemble.build_report import LENGTH_EDGES, CorpusStatistics
from bookgenre.corpus.assemble.data_card import plot_all
from bookgenre.corpus.dedupe.works import SPLITS
from bookgenre.corpus.plan import SourcePlan
from bookgenre.genres import load_taxonomy

NAMES = (*SPLITS, "unlabelled")


def table(card, header):
    """The rows of the table whose first line this is."""
    lines = card.splitlines()
    start = lines.index(header) + 2
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            return found
        found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found


def number(cell):
    return int(cell.replace(",", ""))


@pytest.fixture
def card(tmp_path):
    return lambda: (tmp_path / "out" / "DATA_CARD.md").read_text(encoding="utf-8")


def test_its_counts_are_those_of_the_files(build, write, invent, rows, card):
    records = invent(400)
    for record in records[:60]:
        record["genres"] = ["Blorp"]
    build(write("a.jsonl", records), validation=0.2, test=0.2)
    found = rows()
    splits = table(card(), "| split | records | works | with incomplete lists |")
    assert [[row[0], *map(number, row[1:])] for row in splits] == [
        [
            name,
            len(found[name]),
            len({row["work"] for row in found[name]}),
            sum(not row["complete"] for row in found[name]),
        ]
        for name in NAMES
    ]
    labelled = [row for split in SPLITS for row in found[split]]
    works = len({row["work"] for row in labelled})
    assert f"{len(labelled):,} labelled descriptions of {works:,} works" in card()
    assert f"{len(found['unlabelled'])} descriptions without a known genre" in card()
    genres = {row[0]: list(map(number, row[1:])) for row in table(card(), "| genre | train | validation | test |")}
    assert genres["War"] == [sum("war" in row["labels"] for row in found[split]) for split in SPLITS]
    texts = [row["description"] for name in NAMES for row in found[name]]
    lengths = {row[0]: number(row[1]) for row in table(card(), "| words | records |")}
    assert len(lengths) == len(LENGTH_EDGES)
    assert lengths["50 to 74"] == sum(50 <= len(text.split()) < 75 for text in texts)
    assert sum(lengths.values()) == len(texts)
    assert table(card(), "| language | records |") == [["en", f"{len(texts):,}"]]
    kept = table(card(), "| kept, by their own source | records |")
    assert kept == [["generic", f"{len(texts):,}"]]


def test_it_names_every_source_with_its_licence_and_lists(build, write, texts, card):
    described = [{"description": text, "genres": ["War"]} for text in texts(6)]
    labelled = [{"description": text, "labels": ["war"]} for text in texts(2)]
    plain = write("plain.jsonl", described[:2])
    build(
        plain,
        SourcePlan(write("named.jsonl", described[2:3]), name="A shop", licence="CC0 | 1.0", complete=True),
        SourcePlan(write("given.jsonl", described[3:]), licence="by permission", complete=False),
        write("labelled.jsonl", labelled),
    )
    header = "| source | file | licence | genre lists | records read |"
    assert table(card(), header) == [
        ["Any table with a column of descriptions", "plain.jsonl", "not stated", "incomplete", "2"],
        ["A shop", "named.jsonl", r"CC0 \| 1.0", "full", "1"],
        ["Any table with a column of descriptions", "given.jsonl", "by permission", "incomplete", "3"],
        ["Labelled records", "labelled.jsonl", "as their own sources state", "as each record says", "2"],
    ]


def test_a_known_set_is_linked(build, tmp_path, card):
    path = tmp_path / "booksummaries.txt"
    text = "An old kettle on a farm calls the pots and pans to a meeting, and nothing is as it was before."
    path.write_text(f'1\t/m/0a\tThe Kettle War\tIlse Kamm\t1945\t{{"/m/1": "Satire"}}\t{text}\n', encoding="utf-8")
    build(path)
    assert (
        "| [CMU Book Summary data set (Bamman and Smith, 2013)](https://www.cs.cmu.edu/~dbamman/booksummaries.html) "
        "| booksummaries.txt | CC BY-SA 3.0 US | incomplete | 1 |" in card()
    )


def test_words_that_would_break_a_table_do_not(build, write, texts, card):
    strange = ["a|b", "new\nline", "re\rturn", "tab\there", "  "]
    rows = [
        {"description": texts(1)[0], "genres": strange, "labels": [], "source": "a | shop\n"},
        {"description": texts(1)[0], "labels": ["war"]},
    ]
    build(write("a.jsonl", rows))
    unmapped = table(card(), "| label | records |")
    assert sorted(row[0] for row in unmapped) == ["(none)", "a\\|b", "new line", "re turn", "tab here"]
    assert ["a \\| shop", "1"] in table(card(), "| kept, by their own source | records |")


def test_it_tells_what_was_left_out_and_taken_out(build, write, texts, card):
    repeated = "This edition has been printed with care on the presses of the Lantern House."
    records = [{"description": f"{text} {repeated} All rights reserved.", "genres": ["War"]} for text in texts(25)]
    records += [{"description": "N/A"}, {"description": ""}, {"description": repeated, "genres": ["War"]}]
    build(write("a.jsonl", records))
    assert dict(table(card(), "| reason | records |")) == {
        "a placeholder instead of a description": "1",
        "no description": "1",
    }
    assert "1 records had only repeated sentences." in card()
    assert "1 sentences that occur in 25 or more different descriptions" in card()
    assert dict(table(card(), "| boilerplate | records |")) == {"rights": "25"}


def test_nothing_left_out_is_told_as_well(build, write, texts, card):
    build(write("a.jsonl", [{"description": texts(1)[0], "genres": ["War"]}]))
    assert "## What was left out\n\nNothing.\n\n## What was cleaned" in card()
    assert "and:\n\nnothing else." in card()


def test_a_corpus_without_any_genre_has_a_card_too(build, write, texts, card, rows):
    build(write("a.jsonl", [{"description": text} for text in texts(3)]))
    assert card().startswith(
        "# Data card\n\n0 labelled descriptions of 0 works, with 0.0 genres each, and 3 descriptions without a known"
    )
    assert len(rows()["unlabelled"]) == 3


def test_its_pictures_are_there(build, write, texts, card, tmp_path):
    build(write("a.jsonl", [{"description": texts(1)[0], "genres": ["War"]}]))
    links = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", card())
    assert links == ["plots/labels.png", "plots/cooccurrence.png", "plots/lengths.png"]
    assert all((tmp_path / "out" / link).read_bytes().startswith(b"\x89PNG\r\n\x1a\n") for link in links)


def test_the_same_corpus_has_the_same_card_wherever_it_is_built(build, write, invent, tmp_path):
    path = write("a.jsonl", invent(100))
    for name in ("one", "other"):
        build(path, out=tmp_path / name)
    cards = [(tmp_path / name / "DATA_CARD.md").read_bytes() for name in ("one", "other")]
    assert cards[0] == cards[1]
    assert str(tmp_path).encode() not in cards[0]
    assert pq.read_metadata(tmp_path / "one" / "train.parquet").num_rows > 0


def filled(count):
    statistics = CorpusStatistics(load_taxonomy())
    for number in range(count):
        labels = statistics.taxonomy.ids[number % 9 : number % 50 + 1]
        record = {"description": "word " * number, "labels": labels, "complete": True, "source": "a", "language": "en"}
        statistics.add("train", record)
    return statistics


def size_of(path):
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", data[16:24])


PICTURES = ("cooccurrence.png", "labels.png", "lengths.png")


def drawn(statistics, folder):
    """The pictures in their order."""
    plot_all(statistics, folder)
    paths = sorted(folder.iterdir())
    assert tuple(path.name for path in paths) == PICTURES
    return paths


@pytest.mark.parametrize("count", [0, 1, 300])
def test_three_pictures_are_drawn_of_any_corpus(tmp_path, count):
    assert all(min(size_of(path)) > 300 for path in drawn(filled(count), tmp_path / "plots"))


def test_records_without_a_genre_are_no_hindrance(tmp_path):
    statistics = CorpusStatistics(load_taxonomy())
    record = {"description": "Tea.", "labels": (), "complete": False, "source": "a", "language": "en"}
    statistics.add("unlabelled", record)
    assert all(min(size_of(path)) > 300 for path in drawn(statistics, tmp_path / "plots"))


def test_the_same_counts_give_the_same_bytes(tmp_path):
    one, other = (drawn(filled(100), tmp_path / name) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    different = drawn(filled(150), tmp_path / "different")
    assert all(before.read_bytes() != after.read_bytes() for before, after in zip(one, different, strict=True))
