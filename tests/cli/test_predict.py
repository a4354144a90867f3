import json

import pytest

from bookgenre import Answer, Book
from bookgenre.formats import answer_format, answer_names

FRENCH = "Un vieux cuisinier retourne dans son village natal afin de retrouver ses anciens amis disparus."


def without_source(answers):
    """Answers without the fields that say where the description came from."""
    return [{key: value for key, value in answer.items() if key not in ("id", "file")} for answer in answers]


def ids(answer):
    return [genre["id"] for genre in answer["genres"]]


# Where a description comes from.


def test_a_description_is_piped_in(process, model, spy):
    piped = process("predict", *model, stdin=spy.encode())
    assert piped.returncode == 0
    assert piped.stderr == b""
    assert piped.stdout == process("predict", spy, *model).stdout


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text(ask, spy):
    piped = b"\xef\xbb\xbf" + spy.replace(" and ", "\r\nand ").encode()
    assert without_source(ask(stdin=piped)) == without_source(ask(spy))


def test_files_and_texts_and_the_standard_input_are_answered_in_that_order(ask, tmp_path, spy, cooking, fantasy):
    path = tmp_path / "cookbook.txt"
    path.write_text(cooking, encoding="utf-8")
    answers = ask(spy, "-", "--file", path, "--file", path, stdin=fantasy)
    telling = ["espionage", "fantasy", "cooking", "cooking"]
    assert all(genre in answer["chosen"] for genre, answer in zip(telling, answers, strict=True))
    assert without_source(answers) == without_source(ask(spy) + ask(fantasy) + ask(cooking) + ask(cooking))
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4]
    assert [answer["file"] for answer in answers] == [None, "-", str(path), str(path)]


def test_the_second_of_many_inputs_is_named_by_its_number(run, model, spy):
    result = run("predict", spy, "An old spy.", spy, *model)
    assert result.exit_code == 2
    assert result.stderr.startswith("bookgenre: book 2: the description has only 11 characters")
    assert len(result.stderr.splitlines()) == 1
    assert [line[:3] for line in result.stdout.splitlines() if line[:1].isdigit()] == ["1. ", "3. "]


def test_of_many_files_the_good_ones_are_answered_and_the_bad_ones_named(run, model, tmp_path, spy, cooking):
    contents = {
        "spy.txt": spy.encode(),
        "latin.txt": "A café in Berlin, a spy and an old handler.".encode("latin-1"),
        "short.txt": b"A spy.",
        "bread.txt": cooking.encode(),
        "books.csv": b"title,description\nSpies,A spy in Berlin\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name in (*contents, "missing.txt")]
    files = [argument for path in paths for argument in ("--file", path)]
    result = run("predict", *model, *files)
    assert result.exit_code == 2
    errors = result.stderr.splitlines()
    assert [error.split(":")[1].split(" (")[0] for error in errors] == [f" book {n}" for n in (2, 3, 5, 6)]
    for name, error in zip(("latin.txt", "short.txt", "books.csv", "missing.txt"), errors, strict=True):
        assert error.count(name) == 1
    assert "(latin.txt" not in errors[0]
    assert f"1. {paths[0]}: 'A secret agent" in result.stdout
    assert f"4. {paths[3]}: 'A recipe" in result.stdout

    lines = [json.loads(line) for line in run("predict", "--json", *model, *files).stdout.splitlines()]
    assert [(line["id"], line["file"], line["title"]) for line in lines] == [
        (number, str(path), None) for number, path in enumerate(paths, start=1)
    ]
    assert ["error" in line for line in lines] == [False, True, True, False, True, True]
    assert "espionage" in lines[0]["chosen"]
    assert "is not UTF-8" in lines[1]["error"]


def test_a_title_stands_in_the_json(ask, spy):
    assert ask(spy, "--title", "Spies")[0]["title"] == "Spies"


def test_the_title_is_shown_to_the_model(ask):
    plain = "The story of an old house and the new book that was in it for one day."
    titled, untitled = ask(plain, "--title", "Secret Agent, Spy of Berlin")[0], ask(plain)[0]
    assert "espionage" in titled["chosen"]
    assert untitled["chosen"] == []


def test_a_title_for_many_books_is_refused(run, model, spy, cooking):
    result = run("predict", "--title", "One Book", spy, cooking, *model)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "bookgenre: --title names one book, but 2 descriptions were given; give one at a time\n"


def test_words_without_quotes_are_met_with_advice(run, model):
    result = run("predict", "A", "retired", "spy", *model)
    assert result.exit_code == 2
    assert result.stderr == ('bookgenre: put the description in quotes, so that it comes as one text: bookgenre "…"\n')


# What is answered.


def test_json_holds_exactly_the_promised_fields(ask, spy, tiny_model_folder):
    (answer,) = ask(spy)
    assert list(answer) == [
        "id", "file", "title", "shortlist", "genres", "chosen", "rank", "model_version", "windows", "warnings",
    ]  # fmt: skip
    fields = ["id", "name", "path", "path_names", "facet", "probability", "threshold", "specificity", "chosen"]
    assert [list(genre) for genre in answer["genres"]] == [fields] * 9
    assert list(answer["shortlist"]) == ["genres", "side", "audience", "doubts"]
    assert [genre["id"] for genre in answer["shortlist"]["genres"]] == ["espionage"]
    config = json.loads((tiny_model_folder / "config.json").read_text(encoding="utf-8"))
    assert answer["model_version"] == config["model_version"]
    assert answer["rank"] == "probability"
    assert answer["windows"] == 1
    assert answer["warnings"] == []
    espionage = next(genre for genre in answer["genres"] if genre["id"] == "espionage")
    assert espionage["name"] == "Espionage"
    assert espionage["path"] == ["fiction", "mystery-thriller-suspense", "thriller"]
    assert espionage["chosen"] is True
    assert 0.9 < espionage["probability"] <= 1
    assert set(answer["chosen"]) == {"fiction", "mystery-thriller-suspense", "thriller", "espionage"}
    assert answer["chosen"] == [genre["id"] for genre in answer["genres"] if genre["chosen"]]


def test_json_is_one_object_for_one_input_and_one_a_line_for_many(run, model, spy, cooking):
    one = run("predict", "--json", spy, *model).stdout
    many = run("predict", "--json", spy, cooking, *model).stdout
    assert one.count("\n") == 1
    assert many.count("\n") == 2
    assert many.splitlines()[0] == one.rstrip("\n")
    assert "cooking" in json.loads(many.splitlines()[1])["chosen"]


def test_probabilities_fall_and_top_cuts_the_list(ask, spy):
    (whole,), (three,) = ask(spy), ask(spy, "--top", "3")
    probabilities = [genre["probability"] for genre in whole["genres"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert three["genres"] == whole["genres"][:3]
    assert three["chosen"] == whole["chosen"]


@pytest.mark.parametrize("top", ["0", "-3", "ten"])
def test_a_top_that_is_no_number_from_one_is_refused(run, model, spy, top):
    result = run("predict", spy, "--top", top, *model)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_the_specific_rank_puts_the_telling_genre_first(ask, spy):
    (probable,), (specific,) = ask(spy), ask(spy, "--rank", "specific")
    assert ids(probable)[0] == "fiction"
    assert ids(specific)[0] == "espionage"
    assert specific["rank"] == "specific"
    assert sorted(ids(probable)) == sorted(ids(specific))


def test_an_unknown_rank_is_refused_with_the_known_ones(run, model, spy):
    result = run("predict", spy, "--rank", "best", *model)
    assert result.exit_code == 2
    assert "probability" in result.stderr
    assert "specific" in result.stderr


def test_all_above_threshold_shows_the_decided_genres_and_no_other(ask, spy):
    (answer,) = ask(spy, "--all-above-threshold", "--top", "1")
    assert ids(answer) == answer["chosen"]
    assert len(answer["chosen"]) == 4
    assert all(genre["chosen"] for genre in answer["genres"])


def test_all_above_threshold_shows_the_parents_of_what_it_shows(ask, cooking):
    (answer,) = ask(cooking, "--all-above-threshold")
    assert set(ids(answer)) == {"nonfiction", "food-drink", "cooking"}
    probability = {genre["id"]: genre["probability"] for genre in answer["genres"]}
    assert probability["nonfiction"] >= probability["food-drink"] >= probability["cooking"]


def test_a_long_text_is_split_and_says_so(ask, spy):
    (answer,) = ask(" ".join([spy] * 20))
    assert answer["windows"] > 1
    assert "espionage" in answer["chosen"]


def test_a_description_in_another_language_is_answered_with_a_warning(process, model):
    done = process("predict", FRENCH, *model)
    assert done.returncode == 0
    assert len(ranking(done.stdout.decode())) == 9
    assert done.stderr.decode().startswith("bookgenre: warning: the description does not look like English")
    assert len(done.stderr.splitlines()) == 1


def test_json_carries_the_warning_and_keeps_the_error_stream_clean(run, model):
    result = run("predict", "--json", FRENCH, *model)
    assert result.stderr == ""
    assert "English" in json.loads(result.stdout)["warnings"][0]


def test_many_answers_are_numbered_and_headed_by_their_texts(run, model, spy, cooking):
    lines = run("predict", "--top", "2", spy, cooking, *model).stdout.splitlines()
    assert len(lines) == 15
    assert lines[0].startswith("1. 'A secret agent")
    assert lines[7] == ""
    assert lines[8].startswith("2. 'A recipe for old bread")


def ranking(output):
    """Lines of the genres below their heading."""
    return output.partition("All genres, the most probable first")[2].strip().splitlines()


def test_the_shortlist_comes_first_with_side_and_readers_in_words(run, model, spy):
    lines = run("predict", spy, *model).stdout.splitlines()
    assert lines[0] == "Shortlist: fiction for adults"
    assert lines[1].split()[:2] == ["1.", "Espionage"]
    assert lines[2:4] == ["", "All genres, the most probable first"]
    assert "most specific first" in run("predict", spy, "--rank", "specific", *model).stdout


def test_an_empty_shortlist_and_doubts_are_said_in_words(run, model):
    empty = run("predict", "The story of an old house and the two of them in it.", *model).stdout
    assert "no genre is probable enough to be listed" in empty
    # Words of a kitchen and of a spy in equal parts.
    both = run("predict", "recipe kitchen bake bread oven spy agent handler berlin secret", *model).stdout
    assert "  in doubt: reads as either" in both


def test_the_table_has_bars_marks_and_paths_in_utf8(process, model, spy):
    done = process("predict", spy, *model, PYTHONIOENCODING="utf-8")
    lines = ranking(done.stdout.decode("utf-8"))
    assert len(lines) == 9
    espionage = next(line for line in lines if line.split()[0] == "Espionage")
    assert espionage.endswith("✓  Fiction › Mystery Thriller Suspense › Thriller")
    assert "█" in espionage
    assert "✓" not in lines[-1]
    assert "\x1b" not in done.stdout.decode()


def test_the_table_does_without_special_characters_where_there_are_none(process, model, spy):
    done = process("predict", spy, *model, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    lines = ranking(done.stdout.decode("ascii"))
    espionage = next(line for line in lines if line.split()[0] == "Espionage")
    assert espionage.endswith("*  Fiction > Mystery Thriller Suspense > Thriller")
    assert "##########" in espionage


# Why.


def test_explain_says_what_carried_the_most_specific_of_the_shortlist(run, model, spy):
    result = run("predict", spy, "--explain", *model)
    assert result.exit_code == 0
    assert "Why Espionage (" in result.stdout
    assert "words" in result.stdout


@pytest.mark.parametrize("explain", [["--explain"], []])
def test_a_genre_that_is_not_listed_is_asked_why_not(run, model, spy, explain):
    lines = run("predict", spy, *explain, "--genre", "romance", *model, COLUMNS="120").stdout.splitlines()
    place = next(place for place, line in enumerate(lines) if "Why not Romance (" in line)
    assert "Not on the shortlist: it is 5% likely, and is chosen from 50%." in lines[place]
    assert any(line.startswith(" against  ") for line in lines[place:])
    assert any(" missing  " in line and "up to its threshold (50%)" in line for line in lines[place:])
    assert "Why Espionage" in run("predict", spy, "--genre", "espionage", *model).stdout


def test_stores_are_part_of_the_answer_where_they_are_asked_for(run, ask, model, spy, tmp_path):
    (plain,), (answer,) = ask(spy), ask(spy, "--stores")
    assert "stores" not in plain
    report = json.loads(run("stores", spy, "--json", *model).stdout)
    assert report | {"warnings": []} == answer["stores"] | {"warnings": []}
    path = tmp_path / "bisac.csv"
    path.write_text("genre,code,heading\nespionage,FIC006000,Spies\n", encoding="utf-8")
    assert "FIC006000" not in run("predict", spy, "--mapping", path, *model).stdout
    text = run("predict", spy, "--stores", "--mapping", path, *model).stdout
    assert "1. FIC006000 Spies  [Espionage & Spy Thriller, exact]" in text
    assert run("predict", spy, "--stores", *model, BOOKGENRE_MAPPING=str(path)).stdout == text


def test_explain_takes_another_genre(run, ask, model, spy):
    result = run("predict", spy, "--explain", "--genre", "Espionage Thrillers", *model)
    assert "Why Espionage" in result.stdout
    (answer,) = ask(spy, "--explain", "--genre", "romance", "--top", "1")
    assert answer["explanation"]["genre"] == "romance"
    assert answer["explanation"]["text"] == spy


def test_json_without_explain_holds_no_explanation(ask, spy):
    assert "explanation" not in ask(spy)[0]


def test_nothing_chosen_is_nothing_to_explain(ask):
    (answer,) = ask("The story of an old house and the two of them in it.", "--explain", "--all-above-threshold")
    assert answer["genres"] == []
    assert answer["explanation"] is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--genre", "espionagge"], "did you mean espionage"),
        (["--explain", "--genre", "noir"], "this model does not know the genre 'noir'"),
    ],
)
def test_a_genre_that_cannot_be_explained_is_refused(run, model, spy, options, words):
    result = run("predict", spy, *options, *model)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


@pytest.mark.parametrize("name", answer_names())
def test_answers_come_in_every_format(run, model, tiny_classifier, spy, fantasy, name):
    result = run("predict", "--format", name, "--top", 3, *model, spy, fantasy)
    assert result.exit_code == 0, result.stderr
    answers = [Answer(Book(text), tiny_classifier.predict(text, 3)) for text in (spy, fantasy)]
    assert result.stdout_bytes.decode() == answer_format(name).write(answers)


def test_a_format_must_exist_and_be_named_once(run, model, spy):
    unknown = run("predict", "--format", "exe", *model, spy)
    assert unknown.exit_code == 2
    assert "use csv, json, jsonl, txt" in unknown.stderr
    assert run("predict", "--format", "csv", "--json", *model, spy).exit_code == 2
