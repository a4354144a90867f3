import csv
import json

import pytest

from bookgenre.genres import load_taxonomy
from bookgenre.stores.advice import BookFacts


@pytest.fixture(scope="session")
def taxonomy():
    return load_taxonomy()


@pytest.fixture
def facts(taxonomy):
    """Facts of a book of these genres."""

    def facts(*genres, side=None, audience=None):
        return BookFacts.of(genres, taxonomy, side, audience)

    return facts


@pytest.fixture(scope="session")
def recorded(shared):
    """Rows of a recorded list of ../shared/stores."""

    def recorded(name):
        path = shared / "stores" / name
        if not path.is_file():
            pytest.skip(f"no {name} in ../shared/stores: the recorded lists are not here")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return recorded


@pytest.fixture(scope="session")
def thema(shared):
    """The whole of Thema by code."""
    path = shared / "trade" / "thema" / "thema-1.6-en.json"
    if not path.is_file():
        pytest.skip("no ../shared/trade/thema: the code list is not here")
    codes = json.loads(path.read_text(encoding="utf-8"))["CodeList"]["ThemaCodes"]["Code"]
    return {str(code["CodeValue"]): code for code in codes}


@pytest.fixture(scope="session")
def never_alone():
    """Codes of Thema of one sign, which must not be used themselves."""
    return frozenset("CDFGLNPQRTUVWXY123456")


@pytest.fixture
def knitters():
    """A blurb that no book has."""
    return (
        "When the chairwoman of the knitting circle is found dead in the village hall, a retired schoolteacher and her "
        "deaf tomcat set out to find the killer. Between cups of tea and a lemon cake, an old feud between two farming "
        "families comes to light, along with a forged will and a missing painting. For fans of Agatha Christie and "
        "Richard Osman. The bestselling new series by Jane Smith!"
    )
