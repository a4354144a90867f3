import pytest

from bookgenre.web.question import read_question

TEXT = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


def test_a_form_without_switches_begins_as_it_should():
    question = read_question({"description": TEXT})
    assert question.problems == {}
    assert (question.rank, question.view, question.mode, question.layout) == ("probability", "list", "fit-in", "band")
    assert (question.variant, question.why) == (0, "")
    assert question.book.title is None
    assert question.book.genres == ()


def test_a_button_changes_one_switch_and_the_form_keeps_the_others():
    form = {"description": TEXT, "rank": "specific", "layout": "band", "why": "noir", "set": "layout=frame"}
    question = read_question(form)
    assert (question.rank, question.layout, question.why) == ("specific", "frame", "noir")
    assert read_question(form | {"set": "why="}).why == ""


@pytest.mark.parametrize("change", ["description=x", "nothing", "=", "title=x"])
def test_a_button_changes_nothing_else(change):
    question = read_question({"description": TEXT, "title": "Kept", "set": change})
    assert (question.description, question.title, question.problems) == (TEXT, "Kept", {})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("description", "", "empty"),
        ("description", "  \n ", "empty"),
        ("description", "Too short.", "only 10 characters"),
        ("description", "0123456789 0123456789", "no letters"),
        ("description", "a" * 50_001, "50,001"),
        ("title", "t" * 1001, "1,001"),
        ("author", "a" * 201, "201"),
        ("genres", "Noir; Mistery", "Did you mean Mystery"),
        ("genres", "Xyzzyxyz", "Genres lists them all"),
        ("genres", "x" * 2001, "2,001"),
        ("rank", "best", "rank"),
        ("mode", "x", "mode"),
        ("layout", "<b>", "layout"),
        ("view", "tree", "view"),
        ("variant", "-1", "variant"),
        ("variant", "1001", "variant"),
        ("variant", "٣", "variant"),
        ("why", "nope", "genre"),
    ],
)
def test_a_problem_is_named_at_its_field_and_what_was_typed_is_kept(field, value, message):
    question = read_question({"description": TEXT} | {field: value})
    (name, said), *others = question.problems.items()
    assert others == []
    assert name == (field if field in ("description", "title", "author", "genres") else "form")
    assert message in said
    assert said[0].isupper()
    assert said[-1] in ".?"
    if field in ("description", "title", "author"):
        assert getattr(question, field) == value
    if field == "genres":
        assert question.typed_genres == value


def test_every_problem_is_named_at_once():
    assert set(read_question({"title": "t" * 2000, "genres": "?"}).problems) == {"description", "title", "genres"}


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
    question = read_question({"description": TEXT, "genres": typed})
    assert question.problems == {}
    assert question.genres == ids


def test_more_genres_than_can_be_weighed_are_refused():
    from bookgenre.genres import load_taxonomy

    typed = "; ".join(genre.name for genre in list(load_taxonomy())[:21])
    assert "21" in read_question({"description": TEXT, "genres": typed}).problems["genres"]
