import pytest


def text(response):
    return response.get_data(as_text=True)


def test_the_page_asks_for_colours(client):
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
        ({"colours": "#112233, #ffffff", "genre": "horor"}, "horror"),
        ({"colours": "#112233," * 200}, "A field holds 500 characters"),
        ({"colours": "<script>alert(1)</script>, #ffffff"}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_checked_is_given_back_with_the_reason(client, form, words):
    answer = client.post("/check", data=form)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "<script>alert" not in text(answer)
