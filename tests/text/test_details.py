import pytest

from bookgenre.text import clean_text
from bookgenre.text.details import is_product_data

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


@pytest.mark.parametrize(
    "tail",
    [
        "ISBN: 978-3-16-148410-0. 320 pages. 6 x 9 inches. Paperback. Published 3 May 2019 by Acme Press, London. "
        "Language: English. Weight 400 g.",
        "ISBN-13 : 978-3161484100",
        "ISBN 9783161484100, 320 pp., 23 cm.",
        "Paperback, 320 pages, 6 x 9 inches",
        "Print length: 320 pages | Language: English (US) | Publisher: Vampire Press",
        "Paperback | 320 pages | 129 x 198 x 22mm | 250g | Publication date 03 May 2019 | Acme Ltd | London | English",
        "Product details\nPublisher \u200e: \u200e Children's Books Ltd (May 3, 2019)\nLanguage : English\n"
        "Hardcover : 320 pages\nItem Weight : 1.2 pounds\nDimensions : 6 x 0.8 x 9 inches",
        "File size: 1.2 MB; Word Wise: Enabled; Print length: 320 pages; Text-to-Speech: Enabled",
        "First published by Acme Press, 2012.",
        "Release date: 2019-05-03",
        "Enhanced typesetting : Enabled\nPage Flip : Enabled\nReading age : 8 - 12 years",
        "ISBN-13: 9783161484100\nSales rank: 12,345\nProduct dimensions: 6.00(w) x 9.00(h) x 0.80(d)",
        "Author: Vampire Wren\nBest for: web, tablet, phone\nContent protection: DRM\nRead aloud: Available",
        "Available ebook formats: epub mobi pdf lrf pdb txt html\nWords: 84,120\nLanguage: English",
        "eBook Details\nISBN: 9783161484100\nDownload options: EPUB 3 (Adobe DRM)",
        "Narrated by: Vampire Wren\nLength: 9 hrs and 12 mins",
        "9783161484100 (pbk) \u00a39.99",
        "Last updated: 3 March 2026",
        "Created on 2026-03-03",
    ],
)
def test_data_of_a_shop_go(tail):
    assert clean_text(f"{BLURB} {tail}") == BLURB
    assert clean_text(f"{BLURB}\n\n{tail}") == BLURB


def test_labels_above_their_values_go_with_them():
    tail = "Print length\n320 pages\nLanguage\nEnglish\nPublisher\nVampire Press\nISBN-13\n978-3161484100"
    assert clean_text(f"{BLURB}\n\n{tail}") == BLURB


@pytest.mark.parametrize(
    "sentence",
    [
        "Originally published in 1719.",
        "He has 320 pages to burn",
        "The publisher is found dead",
        "English.",
        "Paperback writer",
        "6 x 9 men died",
        "Weight of the world",
        "Created on a Tuesday",
        "Published in 2003, this novel won hearts",
        "Ages 8 to 12",
        "\u00a39.99",
        "Words: a life in letters",
        "Length: as long as it takes",
        "",
    ],
)
def test_what_tells_something_is_no_data(sentence):
    assert not is_product_data(sentence)
