"""One blurb asked at every entry point gives one answer: shortlist, store categories, palette."""

import asyncio
import html
import json
import re

import pytest
from click.testing import CliRunner

from bookgenre import Book, GenreClassifier, Recommender
from bookgenre.cli.main import cli

TITLE = "A Crumb of Doubt"
BLURB = (
    "When Nell Ashby inherits her aunt's bakery in the village of Little Marrow, she expects early mornings and burnt "
    "scones. She does not expect to find the judge of the summer cake contest face down in the lemon drizzle. With the "
    "help of her aunt's bad-tempered cat and the annoyingly handsome vet next door, she sets out to find the killer."
)
TABLE = "genre,code,heading\ncozy-mystery,FIC022070,Cosy\ncrime-fiction,FIC050000,Crime\nhumor,FIC016000,Humorous\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "bisac.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def mapping(table, monkeypatch):
    monkeypatch.setenv("BOOKGENRE_MAPPING", str(table))


@pytest.fixture(scope="module")
def answer(table):
    from bookgenre.stores import read_mapping

    return Recommender.from_pretrained(threads=1, mapping=read_mapping(table)).answer(Book(BLURB, TITLE))


@pytest.fixture(scope="module")
def client(table):
    pytest.importorskip("flask_openapi", reason="the site needs the extra web")
    from bookgenre.web import Settings, create_app

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOKGENRE_MAPPING", str(table))
        return create_app(Settings(rate_limit=""), GenreClassifier.from_pretrained(threads=1)).test_client()


@pytest.fixture(scope="module")
def endpoints(table):
    pytest.importorskip("gradio", reason="the page needs the extra space")
    from bookgenre.space import build_page

    async def build():
        return build_page(cores=1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOOKGENRE_MAPPING", str(table))
        # Within a loop, because outside of one Gradio makes another for each of its locks and never closes it.
        page = asyncio.run(build())
    return {function.api_name: function.fn for function in page.fns.values()}


def plain(value):
    return json.loads(json.dumps(value))


def colours(palette):
    return [(entry["hex"], entry["share"]) for entry in palette["colours"]]


@pytest.fixture
def shortlist(answer):
    return plain(answer.prediction.to_dict()["shortlist"])


@pytest.fixture
def stores(answer):
    return plain(answer.stores.to_dict())


@pytest.fixture
def palette(answer):
    return colours(answer.palette.to_dict())


def test_the_blurb_tells_enough(shortlist, stores, palette):
    assert len(shortlist["genres"]) >= 3
    assert shortlist["genres"][0]["id"] == "cozy-mystery"
    kobo = next(store for store in stores["stores"] if store["id"] == "kobo")
    assert kobo["paste"].startswith("FIC022070")
    assert len(palette) == 10


def test_the_command_line(shortlist, stores, palette):
    def run(*arguments):
        found = CliRunner().invoke(cli, [*arguments, "--title", TITLE, "--json"], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)

    predicted = run("predict", BLURB, "--stores")
    assert predicted["shortlist"] == shortlist
    assert predicted["stores"] == stores
    assert {**run("stores", BLURB), "warnings": []} == {**stores, "warnings": []}
    assert colours(run("cover", BLURB)) == palette


def test_each_format_of_an_answer(answer, shortlist, stores, palette):
    from bookgenre.formats import answer_format

    found = json.loads(answer_format("json").write([answer]))
    assert (found["shortlist"], found["stores"], colours(found["palette"])) == (shortlist, stores, palette)


def test_the_api(client, shortlist, stores, palette):
    def post(name, **more):
        response = client.post(f"/api/v1/{name}", json={"description": BLURB, "title": TITLE} | more)
        assert response.status_code == 200, response.text
        return response.json

    assert post("predict")["shortlist"] == shortlist
    assert colours(post("cover")["palette"]) == palette
    found = post("stores")
    assert {name: found[name] for name in stores} == stores
    assert post("predict", stores=True)["stores"] == stores


def test_the_site(client, shortlist, stores, palette):
    form = {"description": BLURB, "title": TITLE}
    found = client.post("/download/answer.json", data=form).json
    assert found["shortlist"] == shortlist
    assert colours(found["palette"]) == palette
    assert found["stores"] == stores
    page = client.post("/answer", data=form).text
    listed = page[page.index('id="shortlist"') : page.index('id="ranking"')]
    assert re.findall('href="/genres/([^"]+)"', listed) == [genre["id"] for genre in shortlist["genres"]]
    pasted = {store["paste"] for store in stores["stores"]} - {""}
    assert pasted <= set(map(html.unescape, re.findall('data-copy="([^"]*)"', page)))


def test_the_space(endpoints, shortlist, stores, palette):
    assert plain(endpoints["predict"](BLURB, TITLE))["shortlist"] == shortlist
    assert plain(endpoints["stores"](BLURB, TITLE)) == stores
    assert colours(endpoints["cover"](BLURB, TITLE)) == palette
