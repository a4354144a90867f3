import json

from bookgenre.collect.crawl_report import UnparsedPages


def test_a_page_is_kept_with_its_reason_until_it_is_understood(tmp_path):
    pages = UnparsedPages(tmp_path / "new" / "unparsed")
    pages.forget("7")
    assert not pages.folder.exists()
    pages.keep("7", url="u", reason="no title", body=b"old")
    pages.keep("7", url="u", reason="no description", body="<p>Café\udc80".encode("utf-8", "surrogateescape"))
    pages.keep("8", url="v", reason="no title", body=b"")
    assert (pages.folder / "7.html").read_bytes() == b"<p>Caf\xc3\xa9\x80"
    entry = json.loads((pages.folder / "7.json").read_text(encoding="utf-8"))
    assert entry == {"id": "7", "url": "u", "reason": "no description"}
    pages.forget("7")
    assert sorted(path.name for path in pages.folder.iterdir()) == ["8.html", "8.json"]
