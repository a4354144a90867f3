import sys
from pathlib import Path

from onix_feeds import message, product

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "catalogue"))

from trade import section

from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.protocol import AnswerSettings

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."


def test_the_table_says_what_became_of_each_file(tiny_model_folder, tmp_path):
    feed = message("3.0", product(text=SPY), product(text="A spy."), product(text=""), product(text=""))
    (tmp_path / "me__feed.xml").write_text(feed, encoding="utf-8")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    text = section(tmp_path, "Feeds", RecordAnswerer(AnswerSettings(model=tiny_model_folder, top=1)))
    assert "## Feeds\n\n2 files, 4 records, 2 described, 1 classified; 1 files refused." in text
    row = next(line for line in text.splitlines() if line.startswith("| me/feed.xml "))
    assert "| 4 | 2 | 1 | 2 × it has no description; the description has only N characters" in row
    assert "| notes.pdf | – | 0 | 0 | 0 | the file is not in a format that can be read" in text
