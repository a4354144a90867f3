import pytest

from bookgenre.web.form import BookForm, read_form

TEXT = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


def test_a_form_without_switches_begins_as_it_should():
    found = read_form({"description": TEXT})
    assert found.problems == {}
    assert (found.rank, found.view, found.mode, found.layout) == ("probability", "list", "fit-in", "band")
    assert (found.variant, found.explained) == (0, "")
    assert found.book.title is None
    assert found.book.genres == ()


def test_a_button_changes_one_switch_and_the_form_keeps_the_others():
    form = {"description": TEXT, "rank": "specific", "layout": "band", "explain": "noir", "set": "layout=frame"}
    found = read_form(form)
    assert (found.rank, found.layout, found.explained) == ("specific", "frame", "noir")
    assert read_form(form | {"set": "explain="}).explained == ""


@pytest.mark.parametrize("change", ["description=x", "nothing", "=", "title=x"])
def test_a_button_changes_nothing_else(change):
    found = read_form({"description": TEXT, "title": "Kept", "set": change})
    assert (found.description, found.title, found.problems) == (TEXT, "Kept", {})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("description", "", "empty"),
        ("description", "  \n ", "empty"),
        ("description", "Too short.", "only 10 characters"),
        ("description", "0123456789 0123456789", "no letters"),
        ("description", "a" * 50_001, "50,001"),
        ("title", "t" * 1001, "1,001"),
        ("title", "Ab " * 334, "1,002"),
        ("author", "a" * 201, "201"),
        ("genres", "Noir; Mistery", "Did you mean Mystery"),
        ("genres", "Xyzzyxyz", "All genres are on the page Genres"),
        ("genres", "x" * 2001, "2,001"),
        ("rank", "best", "rank"),
        ("mode", "x", "mode"),
        ("layout", "<b>", "layout"),
        ("view", "tree", "view"),
        ("variant", "-1", "variant"),
        ("variant", "1001", "variant"),
        ("variant", "٣", "variant"),
        ("explain", "nope", "genre"),
    ],
)
def test_a_problem_is_named_at_its_field_and_what_was_typed_is_kept(field, value, message):
    found = read_form({"description": TEXT} | {field: value})
    (name, said), *others = found.problems.items()
    assert others == []
    assert name == (field if field in ("description", "title", "author", "genres") else "form")
    assert message in said
    assert said[0].isupper()
    assert said[-1] in ".?"
    if field in ("description", "title", "author"):
        assert getattr(found, field) == value
    if field == "genres":
        assert found.typed_genres == value


def test_every_problem_is_named_at_once():
    assert set(read_form({"title": "t" * 2000, "genres": "?"}).problems) == {"description", "title", "genres"}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Noir", ("noir",)),
        ("noir; Romance", ("noir", "romance")),
        ("Noir, Romance", ("noir", "romance")),
        ("Mystery, Thriller & Suspense, Noir", ("mystery-thriller-suspense", "noir")),
        ("Noir\nMystery, Thriller & Suspense; noir;;, ;", ("noir", "mystery-thriller-suspense")),
        ("Hard Boiled", ("noir",)),
        ("", ()),
    ],
)
def test_genres_are_read_from_what_people_type(typed, ids):
    found = read_form({"description": TEXT, "genres": typed})
    assert found.problems == {}
    assert found.genres == ids


def test_more_genres_than_can_be_weighed_are_refused():
    from bookgenre.genres import load_taxonomy

    typed = "; ".join(genre.name for genre in list(load_taxonomy())[:21])
    assert "21" in read_form({"description": TEXT, "genres": typed}).problems["genres"]


def test_what_a_page_answered_is_the_earlier_version_of_what_comes_from_it():
    shown = {"shown": TEXT, "shown_title": "T"}
    edited = read_form({"description": f"{TEXT} More.", "title": "T", **shown})
    assert (edited.earlier, edited.earlier_title) == (TEXT, "T")
    assert edited.earlier_book.description == TEXT
    # Another title is another version, too.
    assert read_form({"description": TEXT, "title": "Other", **shown}).earlier == TEXT
    # Browsers change the ends of lines.
    assert read_form({"description": TEXT.replace(" ", "\r\n"), "title": "T", **shown}).earlier_book is None


def test_the_comparison_stays_until_it_is_closed():
    form = {"description": TEXT, "shown": TEXT, "earlier": f"{TEXT} Less."}
    assert read_form(form | {"set": "layout=frame"}).earlier == f"{TEXT} Less."
    assert read_form(form | {"set": "earlier="}).earlier == ""
    assert read_form(form | {"description": f"{TEXT} More."}).earlier == TEXT
    # The same as now: nothing to compare.
    assert read_form(form | {"description": f"{TEXT} Less.", "shown": f"{TEXT} Less."}).earlier == ""


@pytest.mark.parametrize("text", ["short", "x" * 50_000, "0123456789 0123456789 0123456789"])
def test_an_earlier_version_that_cannot_be_compared_is_left_out(text):
    found = read_form({"description": TEXT, "earlier": text})
    assert (found.earlier, found.problems) == ("", {})


def test_a_description_that_is_too_long_to_be_kept_is_not_comparable():
    assert BookForm("word " * 3_999).comparable
    assert not BookForm("word " * 4_001).comparable


def test_any_genre_can_be_asked_about_by_its_name():
    assert read_form({"description": TEXT, "why": "Hard Boiled"}).explained == "noir"
    assert (
        read_form({"description": TEXT, "why": "Hard Boiled", "explain": "romance", "set": "why="}).explained == "noir"
    )
    # A button beside a genre of the list goes before what the field still holds.
    assert read_form({"description": TEXT, "why": "noir", "set": "explain=romance"}).explained == "romance"
    assert read_form({"description": TEXT, "why": " ", "explain": "romance"}).explained == "romance"
    unknown = read_form({"description": TEXT, "why": "Mistery"})
    assert "Did you mean Mystery" in unknown.unexplained
    assert unknown.problems == {}
