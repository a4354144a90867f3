import csv
import html
import io
import json
import re
from dataclasses import replace

import pytest

from bookgenre.book import Book
from bookgenre.genres import load_taxonomy
from bookgenre.web.concurrency import BusyError
from bookgenre.web.samples import SAMPLES

NASTY = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    '"><img src=x onerror=alert(1)>',
    "';--",
    "</textarea><b>",
]


def text(response):
    return response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/", "/?sample=mystery", "/genres", "/genres?q=noir", "/genres/noir", "/about"])
def test_pages_answer_and_hold_neither_script_nor_style_of_their_own(client, address):
    response = client.get(address)
    assert response.status_code == 200
    page = text(response)
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert "Set-Cookie" not in response.headers
    assert re.search(r"<html lang=\"en\"", page)


def test_a_page_may_be_kept_by_its_readers_browser_and_an_answer_by_no_other_cache(client, spy):
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    for description in (spy, "short"):
        answer = client.post("/answer", data={"description": description})
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.post("/download/answer.txt", data={"description": spy}).headers["Cache-Control"] == "no-store"


def test_a_sample_is_filled_in_and_an_unknown_one_is_not(client):
    assert html.escape(SAMPLES[1].title) in text(client.get("/?sample=fantasy"))
    assert client.get("/?sample=%3Cscript%3E").status_code == 200
    assert 'value="Noir &amp; Hard-Boiled"' in text(client.get("/?genre=noir"))


def test_an_answer_without_a_question_leads_to_the_form(client):
    response = client.get("/answer")
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_the_answer_keeps_all_that_was_typed(client, spy):
    form = {"description": spy, "title": "T1", "author": "A1", "genres": "Noir", "layout": "split", "variant": "3"}
    page = text(client.post("/answer", data=form))
    assert spy in page
    for name in ("title", "author", "genres"):
        assert re.search(rf'name="{name}" value="{form[name]}"', page)
    assert 'name="layout" value="split"' in page
    assert 'name="variant" value="3"' in page
    assert 'value="variant=4"' in page


def test_the_shortlist_comes_first_with_how_reliable_each_genre_is(client, tiny_classifier, spy):
    page = text(client.post("/answer", data={"description": spy}))
    shortlist = tiny_classifier.predict(spy).shortlist
    lede = re.search(r'<p class="lede">(.*?)</p>', page, re.DOTALL)[1]
    assert [html.unescape(name) for name in re.findall("<strong>(.*?)</strong>", lede)] == [
        score.name for score in shortlist.genres
    ]
    assert "fiction for adults" in lede
    assert page.index('id="shortlist"') < page.index('id="ranking"') < page.index('id="stores"')


def test_a_doubt_is_said(client, app, spy, monkeypatch):
    service = app.extensions["bookgenre"]
    found = service.predict(Book(spy), None)
    doubtful = replace(found, shortlist=replace(found.shortlist, doubts=("reads as either of two",)))
    monkeypatch.setattr(service, "predict", lambda *_: doubtful)
    assert "<strong>In doubt:</strong> reads as either of two." in text(
        client.post("/answer", data={"description": spy})
    )


def test_an_edited_description_is_compared_with_the_one_before(client, spy):
    first = text(client.post("/answer", data={"description": spy, "title": "T"}))
    shown = html.unescape(re.search(r'name="shown" value="([^"]*)"', first)[1])
    assert shown == spy
    assert 'id="changes"' not in first
    edited = {"description": f"{spy} A lonely widow and a kiss.", "title": "T", "shown": shown, "shown_title": "T"}
    second = text(client.post("/answer", data=edited))
    assert "What your edit changed" in second
    assert "A lonely widow and a kiss." in re.search('<section class="changes".*?</section>', second, re.DOTALL)[0]
    assert re.search(rf'name="earlier" value="{re.escape(html.escape(spy))}"', second)
    closed = text(client.post("/answer", data=edited | {"shown": edited["description"], "set": "earlier="}))
    assert 'id="changes"' not in closed


def test_any_genre_can_be_asked_about(client, spy):
    page = text(client.post("/answer", data={"description": spy, "why": "Romance", "set": "why="}))
    assert re.search('id="explanation-title">Why not Romance[?]', page)
    assert "Not on the shortlist" in page
    page = text(client.post("/answer", data={"description": spy, "why": "<b>x", "set": "why="}))
    assert "There is no genre “&lt;b&gt;x”" in page


@pytest.mark.parametrize("nasty", NASTY)
def test_what_was_typed_is_text_wherever_it_is_shown(client, spy, nasty):
    form = {"description": f"{spy} {nasty}", "title": nasty, "author": nasty, "explain": "espionage"}
    page = text(client.post("/answer", data=form))
    assert html.escape(nasty, quote=False).replace('"', "&#34;").replace("'", "&#39;") in page
    for live in ("<script>alert", "<img src=x", "<b>x"):
        assert live not in page
    earlier = {"earlier": f"{spy} {nasty} A kiss.", "earlier_title": nasty, "why": nasty}
    compared = text(client.post("/answer", data=form | earlier))
    for live in ("<script>alert", "<img src=x", "<b>x"):
        assert live not in compared
    refused = client.post("/answer", data={"description": nasty, "genres": nasty, "title": nasty})
    assert refused.status_code == 422
    assert "<img src=x" not in text(refused)
    assert "<script>alert" not in text(refused)
    assert client.get("/genres", query_string={"q": nasty}).status_code == 200
    assert "<script>alert" not in text(client.get("/genres", query_string={"q": nasty}))


def test_an_expression_in_a_title_is_not_computed(client, spy):
    page = text(client.post("/answer", data={"description": spy, "title": "{{7*7}} ${7*7}"}))
    assert re.search(r"<h1[^>]*>\{\{7\*7\}\} \$\{7\*7\}</h1>", page)


def test_a_problem_stands_at_its_field(client):
    response = client.post("/answer", data={"description": "short", "title": "Kept", "genres": "Mistery"})
    page = text(response)
    assert response.status_code == 422
    assert re.search(
        r'<textarea[^>]*aria-invalid="true"[^>]*autofocus[^>]*aria-describedby="[^"]*description-problem"', page
    )
    assert 'id="description-problem"' in page
    assert 'id="genres-problem"' in page
    assert 'value="Kept"' in page


def test_no_address_takes_a_blurb(client, spy):
    assert client.get("/answer", query_string={"description": spy}).status_code == 303
    assert client.get("/download/answer.txt", query_string={"description": spy}).status_code == 405


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [
        ("answer.txt", "text/plain", b"T1"),
        ("answer.json", "application/json", b"{"),
        ("answer.csv", "text/csv", b"\xef\xbb\xbftitle,"),
        ("answer.jsonl", "application/jsonl", b"{"),
        ("palette.json", "application/json", b"{"),
        ("palette.css", "text/css", b":root"),
        ("palette.gpl", "text/plain", b"GIMP"),
        ("palette.ase", "application/octet-stream", b"ASEF"),
        ("palette.svg", "image/svg+xml", b"<svg"),
        ("cover.svg", "image/svg+xml", b"<svg"),
    ],
)
def test_downloads(client, spy, name, kind, start):
    response = client.post(f"/download/{name}", data={"description": spy, "title": "T1"})
    assert response.status_code == 200
    assert response.mimetype == kind
    assert response.data.startswith(start)
    assert response.headers["Content-Disposition"] == f"attachment; filename=t1-{name}"


def test_a_downloaded_answer_holds_the_shortlist_and_the_store_categories(client, app, spy):
    recommender = app.extensions["bookgenre"].recommender
    report = recommender.stores(Book(spy))
    names = [score.name for score in recommender.predict(spy).shortlist.genres]
    paths = [one.text for advice in report.stores for one in advice.suggestions]
    assert names
    assert paths
    kept = {name: text(client.post(f"/download/answer.{name}", data={"description": spy})) for name in ("txt", "csv")}
    for name in names:
        assert name in kept["txt"]
    for path in paths:
        assert path in kept["txt"]
        assert path in kept["csv"]
    found = client.post("/download/answer.json", data={"description": spy}).json
    assert [one["name"] for one in found["shortlist"]["genres"]] == names
    assert found["stores"] == json.loads(json.dumps(report.to_dict()))
    rows = csv.DictReader(io.StringIO(kept["csv"].removeprefix("\ufeff")))
    assert sorted(row["genre"] for row in rows if row["shortlist"]) == sorted(names)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("The Keeper’s Tide", "the-keepers-tide"),
        ("Éa/../x", "ea-x"),
        ("日本", "book"),
        ("", "book"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_download_is_named_by_the_title(client, spy, title, stem):
    response = client.post("/download/palette.css", data={"description": spy, "title": title})
    assert response.headers["Content-Disposition"] == f"attachment; filename={stem}-palette.css"


def test_downloads_that_cannot_be(client, spy):
    assert client.post("/download/palette.exe", data={"description": spy}).status_code == 404
    assert client.post("/download/answer.svg", data={"description": spy}).status_code == 404
    assert client.post("/download/answer.txt", data={"description": "x"}).status_code == 422


def test_every_genre_has_a_page(client):
    for genre in load_taxonomy():
        page = text(client.get(f"/genres/{genre.id}"))
        assert html.escape(genre.name).replace("&#x27;", "&#39;") in page


def test_another_name_of_a_genre_leads_to_it_and_a_misspelt_one_is_guessed(client):
    response = client.get("/genres/Hard Boiled")
    assert (response.status_code, response.headers["Location"]) == (308, "/genres/noir")
    response = client.get("/genres/steampank")
    assert response.status_code == 404
    assert 'href="/genres/steampunk"' in text(response)


def test_a_full_house_gives_the_text_back(client, app, spy, monkeypatch):
    service = app.extensions["bookgenre"]

    def busy(*_args, **_options):
        raise BusyError(7)

    monkeypatch.setattr(service, "predict", busy)
    response = client.post("/answer", data={"description": spy, "title": "Kept"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "7"
    assert spy in text(response)
    assert 'value="Kept"' in text(response)


def test_an_upload_that_is_refused_unread_leads_back_to_its_form(make_app):
    client = make_app(rate_limit="1 per hour").test_client()
    assert client.get("/about").status_code == 200
    page = text(client.post("/catalogue", data={"file": (io.BytesIO(b"a,b"), "a.csv")}))
    assert '<a class="button" href="/catalogue">Go to the form' in page
    assert "as one client may (1 per hour)" in page


def test_too_many_questions_give_the_text_back(make_app, spy):
    client = make_app(rate_limit="1 per hour").test_client()
    assert client.post("/answer", data={"description": spy}).status_code == 200
    response = client.post("/answer", data={"description": spy, "author": "Kept"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert spy in text(response)
    assert 'value="Kept"' in text(response)


def test_whatever_fails_gives_the_palette_back(make_app):
    app = make_app(rate_limit="1 per hour")
    client = app.test_client()
    form = {"colours": "#112233, #ffffff", "genre": "Horror"}
    assert client.post("/check", data=form).status_code == 200
    page = text(client.post("/check", data=form))
    assert "Too many requests" in page
    assert 'value="#112233, #ffffff"' in page
    assert 'value="Horror"' in page
    assert 'action="/check"' in page
    empty = text(client.post("/check", data={}))
    assert '<a class="button" href="/check">Go to the form' in empty


def test_a_body_that_is_too_large_is_refused_in_the_sites_look(make_app):
    response = make_app(max_body_bytes=2000).test_client().post("/answer", data={"description": "spy " * 1000})
    assert response.status_code == 413
    assert "50,000" in text(response)
    assert "<nav" in text(response)


def test_about_tells_a_limit_only_where_there_is_one(make_app):
    assert "120 per minute" in text(make_app(rate_limit="120 per minute").test_client().get("/about"))
    assert "counts the requests of each address" not in text(make_app().test_client().get("/about"))


def test_our_own_fault_gives_the_text_back_with_a_number_to_report(client, app, spy, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError(spy)

    monkeypatch.setattr(app.extensions["bookgenre"], "predict", broken)
    response = client.post("/answer", data={"description": spy, "title": "Kept"})
    page = text(response)
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in page
    assert 'value="Kept"' in page
    assert "RuntimeError" not in page


@pytest.mark.parametrize(
    ("method", "address", "status"), [("get", "/nothing", 404), ("delete", "/", 405), ("get", "/download/x", 405)]
)
def test_errors_wear_the_sites_look_and_show_a_way_on(client, method, address, status):
    response = getattr(client, method)(address)
    assert response.status_code == status
    assert 'href="/"' in text(response)
    assert "<nav" in text(response)


def test_the_api_keeps_its_own_errors(client):
    assert client.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_the_palette_check_asks_for_colours(client):
    page = text(client.get("/check"))
    assert 'name="colours"' in page
    assert "<script>" not in page


def test_a_palette_is_judged_for_a_genre(client):
    answer = client.post("/check", data={"colours": "#14060c, #c1121f #f0e8d8", "genre": "Thriller"})
    assert answer.status_code == 200
    page = text(answer)
    assert "The palette fits Thriller" in page
    assert "#c1121f" in page
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_without_a_genre_it_says_what_the_palette_looks_like(client):
    assert "It looks most like" in text(client.post("/check", data={"colours": "navy; rgb(255, 0, 0)"}))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "0 different colours were given"),
        ({"colours": "#112233"}, "1 different colours"),
        ({"colours": "#112233, bluish"}, "&#39;bluish&#39; is no colour"),
        ({"colours": "#112233," * 200}, "This field has 1,600 characters; shorten it to 500 at most."),
        ({"colours": "<script>alert(1)</script>, #ffffff"}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_checked_is_given_back_with_the_reason(client, form, words):
    answer = client.post("/check", data=form)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "<script>alert" not in text(answer)
    assert form.get("colours", "") in html.unescape(text(answer))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zzzz", "There is no genre “zzzz”. All genres are on the page Genres."),
        ("horor", "Did you mean Horror"),
        ("x" * 501, "This field has 501 characters; shorten it to 500 at most."),
    ],
)
def test_a_genre_that_a_palette_cannot_be_checked_for_is_named_at_its_field(client, typed, words):
    answer = client.post("/check", data={"colours": "#112233, #ffffff", "genre": typed})
    page = text(answer)
    assert answer.status_code == 422
    assert re.search(rf'<input id="genre"[^>]* value="{typed}"[^>]* aria-invalid="true"', page)
    assert words in re.search(r'id="genre-problem">.*', page)[0]
    assert 'value="#112233, #ffffff"' in page
    assert 'action="/check"' in page
    assert 'id="colours-problem"' not in page
    both = text(client.post("/check", data={"colours": "#112233", "genre": typed}))
    assert both.index('id="colours-problem"') < both.index('id="genre-problem"')
