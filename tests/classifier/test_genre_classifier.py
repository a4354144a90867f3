import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from tokenizers import Tokenizer

from bookgenre import Book, GenreClassifier
from bookgenre.classifier.encoding import MAX_WINDOWS
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.model_folder import CONFIG, GENRES, MODEL, NGRAMS, TOKENIZER
from bookgenre.classifier.ngrams import NgramModel
from bookgenre.errors import InputError, ModelError

SPY = "An old spy and his handler keep a secret in Berlin."
COOKERY = "One new recipe for two, and the bread for the day and night, from the kitchen of an old house."
PLAIN = "The story of a house and the two of them in it."
RUSSIAN = "Старая учительница возвращается в деревню у реки и находит дневник."
IDS = {
    "fiction",
    "mystery-thriller-suspense",
    "thriller",
    "espionage",
    "romance",
    "fantasy",
    "nonfiction",
    "food-drink",
    "cooking",
}


def mixed_books(n):
    """Books of one to several windows, with and without titles, no two alike."""
    words = ["spy", "love", "dragon", "recipe", "house", "night"]
    return [
        Book(
            description=" ".join(words[(i + j * (i + 1)) % 6] for j in range(8 + i * 37 % 150)) + " and so on",
            title=words[i % 4] if i % 3 else None,
        )
        for i in range(n)
    ]


def assert_same(given, expected):
    assert [score.id for score in given.genres] == [score.id for score in expected.genres]
    assert {score.id for score in given.chosen} == {score.id for score in expected.chosen}
    assert given.windows == expected.windows
    np.testing.assert_allclose(
        [score.probability for score in given.genres], [score.probability for score in expected.genres], rtol=1e-4
    )


def probability(prediction, genre_id):
    return next(score.probability for score in prediction.genres if score.id == genre_id)


def test_the_most_probable_genre_comes_first(tiny_classifier):
    prediction = tiny_classifier.predict(SPY)
    probabilities = [score.probability for score in prediction.genres]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= p <= 1 for p in probabilities)
    assert [score.id for score in prediction.genres[:4]] == [
        "fiction",
        "mystery-thriller-suspense",
        "thriller",
        "espionage",
    ]
    assert prediction.rank == "probability"


def test_rank_specific_puts_the_telling_genre_first(tiny_classifier):
    prediction = tiny_classifier.predict(SPY, rank="specific")
    assert [score.id for score in prediction.genres[:2]] == ["espionage", "thriller"]
    assert prediction.rank == "specific"
    by_probability = tiny_classifier.predict(SPY)
    assert {score.id: score for score in prediction.genres} == {score.id: score for score in by_probability.genres}


def test_a_score_carries_name_and_path(tiny_classifier):
    score = tiny_classifier.predict(SPY).genres[3]
    assert score.name == "Espionage"
    assert score.path == ("fiction", "mystery-thriller-suspense", "thriller")


@pytest.mark.parametrize(("top_k", "expected"), [(1, 1), (3, 3), (9, 9), (50, 9), (None, 9)])
def test_as_many_genres_come_as_were_asked_for(tiny_classifier, top_k, expected):
    prediction = tiny_classifier.predict(SPY, top_k)
    assert len(prediction.genres) == expected
    assert prediction.genres == tiny_classifier.predict(SPY, None).genres[:expected]


def test_all_genres_are_those_of_the_model(tiny_classifier):
    assert {score.id for score in tiny_classifier.predict(PLAIN, None).genres} == IDS


def test_chosen_genres_come_whole_however_few_are_asked_for(tiny_classifier):
    assert {score.id for score in tiny_classifier.predict(SPY, 1).chosen} == {
        "fiction",
        "mystery-thriller-suspense",
        "thriller",
        "espionage",
    }
    assert tiny_classifier.predict(PLAIN).chosen == []


def test_a_probable_child_raises_its_parent(tiny_classifier):
    prediction = tiny_classifier.predict(COOKERY)
    nonfiction, cooking = (next(s for s in prediction.genres if s.id == name) for name in ("nonfiction", "cooking"))
    assert nonfiction.probability == cooking.probability > 0.9
    assert nonfiction.chosen
    assert {score.id for score in prediction.chosen} == {"nonfiction", "food-drink", "cooking"}
    assert prediction.chosen == [score for score in prediction.genres if score.chosen]


def test_a_title_is_read(tiny_classifier):
    without = tiny_classifier.predict(PLAIN)
    titled = tiny_classifier.predict(PLAIN, title="The Dragon Wizard")
    assert probability(titled, "fantasy") > probability(without, "fantasy")
    assert titled == tiny_classifier.predict(Book(PLAIN, title="The Dragon Wizard"))


def test_a_title_beside_a_book_is_refused(tiny_classifier):
    with pytest.raises(InputError, match="give the title in the Book"):
        tiny_classifier.predict(Book(PLAIN), title="Dragons")


def test_remnants_of_web_pages_change_nothing(tiny_classifier):
    assert tiny_classifier.predict("<p>" + SPY.replace(" ", "&nbsp;<br/> ") + "</p>") == tiny_classifier.predict(SPY)


def test_what_stands_at_the_end_of_a_long_text_counts(tiny_classifier):
    long = " ".join(["the old house"] * 61)
    plain = tiny_classifier.predict(long)
    ending = tiny_classifier.predict(f"{long} {'dragon ' * 20}")
    assert (plain.windows, ending.windows) == (3, 4)
    assert probability(ending, "fantasy") > 2 * probability(plain, "fantasy")
    assert tiny_classifier.predict(SPY).windows == 1


def test_no_text_costs_more_than_16_windows_and_the_answer_says_what_was_read(tiny_classifier):
    text = " ".join([SPY] * 1_000)[:49_000]
    prediction = tiny_classifier.predict(text)
    assert prediction.windows == tiny_classifier.count_windows(text) == MAX_WINDOWS
    (warning,) = [warning for warning in prediction.warnings if warning.startswith("only the first")]
    assert "characters were read (16 windows of the model); shorten it" in warning


@pytest.mark.parametrize("title", [None, "The Spy"])
def test_the_windows_of_an_answer_are_counted_without_the_network(tiny_classifier, monkeypatch, title):
    texts = [SPY, " ".join([PLAIN] * 8), " ".join([PLAIN] * 40)]
    windows = [tiny_classifier.predict(text, title=title).windows for text in texts]
    monkeypatch.setattr(tiny_classifier, "_pipeline", tiny_classifier._pipeline._replace(scorer=None))
    assert [tiny_classifier.count_windows(text, title=title) for text in texts] == windows
    assert [tiny_classifier.count_windows(Book(text, title)) for text in texts] == windows
    with pytest.raises(InputError, match="empty"):
        tiny_classifier.count_windows(" ")


def test_the_check_is_called_before_each_book_and_each_window(tiny_classifier):
    calls = []
    texts = [SPY, " ".join([PLAIN] * 9)]
    answers = tiny_classifier.predict_many(texts, callback=lambda: calls.append(1))
    assert len(calls) == 2 + sum(answer.windows for answer in answers)
    calls.clear()
    answer = tiny_classifier.predict(texts[1], callback=lambda: calls.append(1))
    assert len(calls) == 1 + answer.windows > 2


@pytest.mark.parametrize("after", [1, 2, 4])
def test_what_the_check_raises_ends_the_work(tiny_classifier, after):
    calls = []

    def check():
        calls.append(1)
        if len(calls) == after:
            raise TimeoutError("too late")

    with pytest.raises(TimeoutError, match="too late"):
        tiny_classifier.predict_many([SPY, COOKERY, PLAIN], callback=check)
    calls.clear()
    with pytest.raises(TimeoutError, match="too late"):
        tiny_classifier.predict(" ".join([PLAIN] * 40), callback=check)


def test_a_text_split_into_windows_has_the_mean_of_their_logits(tiny_classifier):
    # Two windows of 60 words: three spies in the first, one in the second.
    words = ["house"] * 120
    for place in (5, 15, 25, 65):
        words[place] = "spy"
    (row,) = tiny_classifier.probabilities([Book(" ".join(words))])
    mean_logit = 65 * (3 / 62 + 1 / 62) / 2 - 3
    assert row[tiny_classifier.labels.index["thriller"]] == pytest.approx(1 / (1 + np.exp(-mean_logit)), rel=1e-4)


def test_many_answers_come_in_the_order_of_the_books(tiny_classifier):
    books = mixed_books(40)
    together = tiny_classifier.predict_many(iter(books), None, batch_size=7)
    assert {prediction.windows for prediction in together} >= {1, 2, 3}
    assert len(together) == 40
    for book, prediction in zip(books, together, strict=True):
        assert_same(prediction, tiny_classifier.predict(book, None))


def test_more_books_than_are_held_at_once_stay_in_order(tiny_classifier):
    topics = ["spy", "love", "dragon", "recipe"]
    texts = [f"the book of {topics[i % 4]}" + " house" * (2 + i % 3) for i in range(2100)]
    answers = tiny_classifier.predict_many(texts, 2, rank="specific")
    first = [tiny_classifier.predict(text, 2, rank="specific").genres[0].id for text in texts[:4]]
    assert len(set(first)) == 4
    assert [answer.genres[0].id for answer in answers] == [first[i % 4] for i in range(2100)]


def test_texts_and_books_may_be_mixed(tiny_classifier):
    assert tiny_classifier.predict_many([SPY, Book(SPY)]) == [tiny_classifier.predict(SPY)] * 2


def test_no_books_get_no_answers(tiny_classifier):
    assert tiny_classifier.predict_many([]) == []
    assert tiny_classifier.probabilities([]).shape == (0, 9)


def test_probabilities_are_those_of_the_answers(tiny_classifier):
    books = mixed_books(5)
    rows = tiny_classifier.probabilities(books)
    for row, prediction in zip(rows, tiny_classifier.predict_many(books, None), strict=True):
        by_id = dict(zip((genre.id for genre in tiny_classifier.labels.genres), row, strict=True))
        assert {score.id: pytest.approx(score.probability, rel=1e-4) for score in prediction.genres} == by_id


def test_what_people_type_is_cleaned_as_often_as_a_corpus_is(tiny_classifier):
    # Escaped twice, as feeds often are: each further round of cleaning would take something more away.
    text = "The story of a house &amp;lt;dragon&amp;gt; and the old kingdom"
    (row,) = tiny_classifier.probabilities([Book(text)])
    prediction = tiny_classifier.predict(text)
    assert probability(prediction, "fantasy") == pytest.approx(row[tiny_classifier.labels.index["fantasy"]])


def test_a_description_that_is_not_english_is_answered_with_a_warning(tiny_classifier):
    prediction = tiny_classifier.predict(RUSSIAN)
    assert len(prediction.genres) == 9
    assert len(prediction.warnings) == 1
    assert "does not look like English" in prediction.warnings[0]
    assert tiny_classifier.predict(SPY).warnings == ()


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("", "the description is empty"),
        ("Too short.", "has only 10 characters"),
        ("spy " * 30_000, "120,000 characters"),
        (b"A spy comes in from the cold.", "a bytes; pass a description"),
        (None, "a NoneType; pass a description"),
        (Book(b"A spy comes in from the cold."), "must be text"),
    ],
)
def test_a_description_that_cannot_be_read_is_refused(tiny_classifier, description, message):
    with pytest.raises(InputError, match=message):
        tiny_classifier.predict(description)


@pytest.mark.parametrize(("bad", "message"), [("", "book 3: .* is empty"), (7, "book 3 is a int")])
def test_an_error_names_the_position_of_the_book(tiny_classifier, bad, message):
    with pytest.raises(InputError, match=message):
        tiny_classifier.predict_many([SPY, COOKERY, bad, PLAIN])


@pytest.mark.parametrize("errors", ["raise", "collect"])
def test_the_only_book_has_no_number(tiny_classifier, errors):
    for bad, message in (("", "the description is empty"), (7, "the book is a int; pass")):
        if errors == "raise":
            with pytest.raises(InputError, match=f"^{message}"):
                tiny_classifier.predict_many(iter([bad]))
        else:
            (error,) = tiny_classifier.predict_many([bad], errors="collect")
            assert isinstance(error, InputError)
            assert str(error).startswith(message)
    with pytest.raises(InputError, match=r"^book 1: the description is empty"):
        tiny_classifier.predict_many(iter(["", None]))


def test_bad_books_are_collected_where_they_stand_and_the_others_answered(tiny_classifier):
    books = ["", SPY, 7, Book(SPY, title=b"Spies"), COOKERY, {"description": SPY}, None, float("nan")]
    answers = tiny_classifier.predict_many(books, errors="collect")
    assert [isinstance(answer, InputError) for answer in answers] == [True, False, True, True, False, True, True, True]
    assert answers[1] == tiny_classifier.predict(SPY)
    assert answers[4] == tiny_classifier.predict(COOKERY)
    assert "empty" in str(answers[0])
    assert "title must be text" in str(answers[3])


def test_bad_books_are_collected_among_more_books_than_are_held_at_once(tiny_classifier):
    texts = [SPY if i % 5 else "too short" for i in range(1500)]
    answers = tiny_classifier.predict_many(texts, 1, errors="collect")
    assert [isinstance(answer, InputError) for answer in answers] == [text != SPY for text in texts]


def test_the_check_is_not_collected(tiny_classifier):
    def check():
        raise InputError("stop")

    with pytest.raises(InputError, match="stop"):
        tiny_classifier.predict_many([SPY], errors="collect", callback=check)


class Table:
    """What tells a table of pandas or polars from a list: it has columns, and gives their names when iterated over."""

    columns = ("title", "description")

    def __iter__(self):
        return iter(self.columns)


@pytest.mark.parametrize(
    ("books", "message"),
    [
        (Table(), r'a Table gives the names of its columns; pass one column: predict_many\(table\["description"\]\)'),
        ({"description": SPY}, "takes a list of descriptions .* not a dict"),
        (SPY, "use predict for one"),
        (Book(SPY), "use predict for one"),
        (SPY.encode(), "not a bytes"),
        (None, "not a NoneType"),
        (5, "not a int"),
    ],
)
def test_what_is_no_list_of_books_is_refused(tiny_classifier, books, message):
    with pytest.raises(InputError, match=message):
        tiny_classifier.predict_many(books)


def test_arrays_of_texts_are_read(tiny_classifier):
    assert tiny_classifier.predict_many(np.array([SPY, COOKERY])) == tiny_classifier.predict_many([SPY, COOKERY])
    with pytest.raises(InputError, match="book 1 is a ndarray"):
        tiny_classifier.predict_many(np.array([[SPY, COOKERY]] * 2))


def test_numpy_integers_are_counts(tiny_classifier, tiny_model_folder):
    answers = tiny_classifier.predict_many([SPY], np.int64(3), batch_size=np.int32(2))
    assert answers == tiny_classifier.predict_many([SPY], 3)
    assert (
        GenreClassifier.from_pretrained(tiny_model_folder, threads=np.uint8(1)).predict(SPY, np.int8(3)) == answers[0]
    )


@pytest.mark.parametrize("wrong", [[SPY], {"description": SPY}, np.array([SPY]), Table(), 5.0, SPY.encode()])
def test_every_way_to_ask_refuses_wrong_types_in_one_way(tiny_classifier, wrong):
    for ask in (
        tiny_classifier.predict,
        tiny_classifier.count_windows,
        lambda book: tiny_classifier.explain(book, "thriller"),
        lambda book: tiny_classifier.predict(SPY, title=book),
        lambda book: tiny_classifier.predict(SPY, top_k=book),
        lambda book: tiny_classifier.predict(SPY, rank=book),
        lambda book: tiny_classifier.predict_many([SPY], errors=book),
        lambda book: tiny_classifier.explain(SPY, book),
        lambda book: tiny_classifier.probabilities([book]),
        lambda book: tiny_classifier.predict(Book(book)),
        lambda book: GenreClassifier.from_pretrained(book),
        lambda book: GenreClassifier.from_pretrained("owner/name", revision=book),
    ):
        with pytest.raises(InputError):
            ask(wrong)


@pytest.mark.parametrize("packaged", [True, False])
def test_a_pickled_classifier_is_loaded_again(tiny_model_folder, packaged, monkeypatch, tmp_path):
    monkeypatch.chdir(tiny_model_folder.parent)
    classifier = GenreClassifier.from_pretrained(None if packaged else "./model", threads=1)
    written = pickle.dumps(classifier)
    assert len(written) < 5_000
    monkeypatch.chdir(tmp_path)
    again = pickle.loads(written)  # noqa: S301
    assert again is not classifier
    assert again.predict(SPY) == classifier.predict(SPY)


def test_a_pickle_of_another_model_is_refused(model_copy, change_config):
    written = pickle.dumps(GenreClassifier.from_pretrained(model_copy))
    change_config(model_copy, model_version="2030.01.02+00000000")
    with pytest.raises(ModelError, match=r"is another model \(2030.01.02\+00000000\).*from_pretrained"):
        pickle.loads(written)  # noqa: S301


def test_a_classifier_of_parts_cannot_be_pickled_and_says_so(tiny_classifier):
    pipeline = tiny_classifier._pipeline
    parts = GenreClassifier(tiny_classifier.config, tiny_classifier.labels, pipeline.encoder, pipeline.scorer)
    with pytest.raises(InputError, match="load the model in the other process"):
        pickle.dumps(parts)


def test_a_copy_of_a_classifier_answers(tiny_classifier):
    for copied in (copy.copy(tiny_classifier), copy.deepcopy({"model": [tiny_classifier]})["model"][0]):
        assert copied.predict(SPY) == tiny_classifier.predict(SPY)


def test_a_title_that_is_not_text_is_refused(tiny_classifier):
    with pytest.raises(InputError, match="book 2: the title must be text"):
        tiny_classifier.predict_many([SPY, Book(SPY, title=b"Spies")])


@pytest.mark.parametrize("title", ["Spies \ud83d", "word " * 1_000_000])
def test_a_title_that_cannot_be_read_is_refused(tiny_classifier, title):
    with pytest.raises(InputError, match="title"):
        tiny_classifier.predict(SPY, title=title)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top_k": 0}, "top_k is 0; give a whole number from 1"),
        ({"top_k": -3}, "top_k is -3"),
        ({"top_k": 2.5}, r"top_k is 2\.5"),
        ({"top_k": "10"}, "top_k is '10'"),
        ({"rank": "best"}, "rank is 'best'; use 'probability' or 'specific'"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": 1.5}, r"batch_size is 1\.5"),
    ],
)
def test_an_option_out_of_range_is_refused(tiny_classifier, options, message):
    with pytest.raises(InputError, match=message):
        tiny_classifier.predict_many([SPY], **options)


def test_the_version_is_that_of_the_folder(tiny_classifier):
    assert tiny_classifier.model_version == "2026.01.02+00000000"
    assert tiny_classifier.predict(SPY).model_version == "2026.01.02+00000000"


def test_threads_share_a_classifier(tiny_classifier):
    books = mixed_books(24)
    expected = [tiny_classifier.predict(book, None) for book in books]
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda book: tiny_classifier.predict(book, None), books * 8))
    for prediction, answer in zip(given, expected * 8, strict=True):
        assert_same(prediction, answer)


def test_a_tokenizer_of_another_model_is_refused(model_copy, change_config, bert_tokenizer):
    bert_tokenizer.add_tokens(["airship"])
    bert_tokenizer.save(str(model_copy / TOKENIZER))
    change_config(model_copy)
    with pytest.raises(ModelError, match=r"tokenizer\.json has \d+ tokens, the model knows \d+; .*export"):
        GenreClassifier.from_pretrained(model_copy)


def test_genres_of_another_model_are_refused(model_copy, change_config):
    labels = LabelSpace.read(model_copy / GENRES)
    LabelSpace(labels.genres[:-1]).write(model_copy / GENRES)
    change_config(model_copy)
    with pytest.raises(ModelError, match=r"genres\.json names 8 genres, model\.onnx has 9 outputs; .*export"):
        GenreClassifier.from_pretrained(model_copy)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, GENRES])
def test_rubbish_with_the_right_hash_is_a_model_error(model_copy, change_config, name):
    (model_copy / name).write_bytes(b"rubbish")
    change_config(model_copy)
    with pytest.raises(ModelError, match=name):
        GenreClassifier.from_pretrained(model_copy)


def test_a_folder_whose_files_were_changed_never_answers(model_copy):
    with (model_copy / MODEL).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ModelError, match=r"model\.onnx is damaged"):
        GenreClassifier.from_pretrained(model_copy)


def test_a_title_of_markup_alone_is_no_title(tiny_classifier):
    assert tiny_classifier.predict(SPY, title="<br/>") == tiny_classifier.predict(SPY)


def test_one_text_is_not_taken_for_many_letters(tiny_classifier):
    with pytest.raises(InputError, match="use predict for one"):
        tiny_classifier.predict_many(SPY)


def with_ngrams(folder, change_config, word, genre_id, weight):
    """Put an n-gram model into a copy of the tiny model: `word` adds `weight` to the logit of a genre."""
    genres = LabelSpace.read(folder / GENRES)
    token = Tokenizer.from_file(str(folder / TOKENIZER)).token_to_id(word)
    NgramModel(
        json.loads((folder / CONFIG).read_text(encoding="utf-8"))["vocabulary_size"],
        np.array([token]),
        np.ones(1, dtype=np.float32),
        np.array([0, 1]),
        np.array([genres.index[genre_id]], dtype=np.uint8),
        np.array([1], dtype=np.int8),
        np.full(len(genres), weight, dtype=np.float32),
        np.zeros(len(genres), dtype=np.float32),
    ).write(folder / NGRAMS)
    change_config(folder, files=dict.fromkeys((MODEL, TOKENIZER, GENRES, NGRAMS), ""))
    return GenreClassifier.from_pretrained(folder, threads=1)


def test_ngrams_add_to_what_the_network_says(tiny_classifier, model_copy, change_config):
    blend = with_ngrams(model_copy, change_config, "house", "romance", 6.0)
    without, found = (probability(c.predict(PLAIN, top_k=None), "romance") for c in (tiny_classifier, blend))
    assert np.log(found / (1 - found)) - np.log(without / (1 - without)) == pytest.approx(6, abs=1e-3)
    assert probability(blend.predict(SPY, top_k=None), "romance") == probability(
        tiny_classifier.predict(SPY, top_k=None), "romance"
    )
    assert "romance" in {score.id for score in blend.predict(PLAIN).chosen}


def test_ngrams_are_read_window_by_window(model_copy, change_config):
    blend = with_ngrams(model_copy, change_config, "house", "romance", 6.0)
    once = blend.predict(" ".join([PLAIN] + ["and so on with the old night"] * 30), top_k=None)
    assert once.windows > 1
    assert probability(once, "romance") < probability(blend.predict(PLAIN, top_k=None), "romance")


def test_ngrams_of_another_vocabulary_are_refused(model_copy, change_config):
    with_ngrams(model_copy, change_config, "house", "romance", 6.0)
    ngrams = NgramModel.read(model_copy / NGRAMS)
    ngrams.vocabulary_size += 1
    ngrams.write(model_copy / NGRAMS)
    change_config(model_copy)
    with pytest.raises(ModelError, match="they belong to different models"):
        GenreClassifier.from_pretrained(model_copy)
