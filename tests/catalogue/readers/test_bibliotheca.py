import pytest

from bookgenre.book import Book
from bookgenre.catalogue.file_formats import find_reader
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import bibliotheca
from bookgenre.catalogue.record import Subject

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
ITEMS = f"""\
<ArrayOfItem xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <Item>
    <ItemId>abc</ItemId><Title>The Wall</Title><SubTitle>A Novel</SubTitle><Authors>Krämer, Ida; Itor, Ed</Authors>
    <Description>&lt;b&gt;{SPY}&lt;/b&gt;</Description><Publisher>Lantern Press</Publisher><Language>en</Language>
    <ISBN13>9780306406157</ISBN13><Genre>Children&amp;#39;s Health, Mystery &amp;amp; Detective,</Genre>
  </Item>
  <Item><ItemId>def</ItemId></Item>
</ArrayOfItem>
"""


def test_an_item_is_a_record(tmp_path):
    path = tmp_path / "items.xml"
    path.write_text(ITEMS, encoding="utf-8")
    assert find_reader(path).name == "bibliotheca"
    first, second = bibliotheca.read(path, ReadOptions())
    assert first.book == Book(SPY, "The Wall: A Novel", authors=("Krämer, Ida", "Itor, Ed"))
    assert first.identifier == "9780306406157"
    assert first.subjects == (Subject("", "", "Children's Health"), Subject("", "", "Mystery & Detective"))
    assert (second.identifier, second.problem) == ("def", "it has no description")


def test_real_lists_are_read(shared):
    paths = list((shared / "trade" / "vendor_feeds").rglob("*bibliotheca*.xml"))
    if not paths:
        pytest.skip("no ../shared/trade/vendor_feeds")
    for path in paths:
        assert find_reader(path).name == "bibliotheca"
        assert all(record.book for record in bibliotheca.read(path, ReadOptions()))
