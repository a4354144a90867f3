import json

import numpy as np
import pytest

from bookgenre import Book, GenreClassifier
from bookgenre.classifier.encoding import MAX_WINDOWS
from bookgenre.classifier.trial import MOST_PASSES
from bookgenre.errors import GenreError, InputError
from processes import printed_elsewhere

PLAIN = "The story of an old house and the two of them in it."
SPY = "A secret agent and spy is sent to Berlin to find the handler."
LOVE = "Two of them love and kiss at a wedding."


def log_odds(p):
    p = min(max(p, 1e-6), 1 - 1e-6)
    return np.log(p / (1 - p))


def by_text(parts):
    return {part.text: part for part in parts}


@pytest.fixture(scope="module")
def packaged():
    return GenreClassifier.from_pretrained(threads=1)


def test_a_decisive_sentence_that_is_added_is_found_to_be_decisive(tiny_classifier):
    without = tiny_classifier.predict(f"{PLAIN} {LOVE}")
    assert "espionage" not in {score.id for score in without.chosen}
    explanation = tiny_classifier.explain(f"{PLAIN} {SPY} {LOVE}", "espionage")
    best = max(explanation.sentences, key=lambda part: part.contribution)
    assert best.text == SPY
    assert best.contribution > 3
    assert all(part.contribution <= 0 for part in explanation.sentences if part is not best)


@pytest.mark.parametrize(
    ("blurb", "decisive", "genre"),
    [
        (
            "Anna returns to the town where she was born. Nothing there is as she remembers it.",
            "Deep in the castle the last wizard wakes a dragon whose magic will burn the kingdom.",
            "fantasy",
        ),
        (
            "This is a book about what we do every day. It will change how you look at your evenings.",
            "Its eighty recipes for soups and stews come with shopping lists for the home cook.",
            "cooking",
        ),
        (
            "Two brothers inherit a house by the sea. Each of them wants something else of it.",
            "A starship of the colonial fleet lands beside it, and the alien crew asks for the reactor.",
            "science-fiction",
        ),
    ],
)
def test_a_decisive_sentence_is_found_by_the_packaged_model(packaged, blurb, decisive, genre):
    first, second = blurb.split(". ", 1)
    text = f"{first}. {decisive} {second}"
    explanation = packaged.explain(text, genre)
    assert explanation.probability > 0.5
    assert max(explanation.sentences, key=lambda part: part.contribution).text == decisive
    assert packaged.predict(blurb, None).genres != packaged.predict(text, None).genres


def probability(classifier, text, genre, title=None):
    """Of a text that may be too short to be asked about."""
    column = classifier.labels.find(genre)
    return float(classifier.probabilities([Book(text, title)])[0][column])


@pytest.mark.parametrize("title", [None, "Rain"])
def test_a_sentence_contributes_the_mean_of_what_it_adds_to_nothing_and_to_the_others(packaged, title):
    sentences = ["A spy is found dead in Berlin.", "Her sister bakes bread.", "It rains for a week."]
    explanation = packaged.explain(" ".join(sentences), "thriller", title=title)
    full = log_odds(probability(packaged, " ".join(sentences), "thriller", title))
    nothing = log_odds(probability(packaged, "", "thriller", title))
    for sentence, part in zip(sentences, explanation.sentences, strict=True):
        rest = probability(packaged, " ".join(other for other in sentences if other != sentence), "thriller", title)
        alone = log_odds(probability(packaged, sentence, "thriller", title))
        assert part.without == pytest.approx(rest, abs=1e-6)
        assert part.contribution == pytest.approx((alone - nothing + full - log_odds(rest)) / 2, abs=1e-4)


def test_the_title_contributes_the_mean_of_what_it_adds_to_nothing_and_to_the_description(packaged):
    part = packaged.explain(SPY, "thriller", title="The Night Handler").title_part
    by_text = [
        log_odds(probability(packaged, text, "thriller", "The Night Handler"))
        - log_odds(probability(packaged, text, "thriller"))
        for text in ("", SPY)
    ]
    assert part.contribution == pytest.approx(sum(by_text) / 2, abs=1e-4)
    assert part.without == pytest.approx(probability(packaged, SPY, "thriller"), abs=1e-6)


def test_a_word_contributes_the_mean_of_what_it_adds_to_its_sentence_and_to_the_text(packaged):
    sentence, rest = "A spy is found dead in Berlin.", "Her sister bakes bread."
    explanation = packaged.explain(f"{sentence} {rest}", "thriller")
    (spy,) = [part for part in explanation.words if part.text == "spy"]
    by_text = [
        log_odds(probability(packaged, text, "thriller"))
        - log_odds(probability(packaged, text.replace("spy ", ""), "thriller"))
        for text in (sentence, f"{sentence} {rest}")
    ]
    assert spy.contribution == pytest.approx(sum(by_text) / 2, abs=1e-4)


def test_what_is_said_twice_counts_twice(packaged):
    """Leaving one of two out would find that neither matters."""
    twice = "The wizard wakes a dragon with old magic. A sorcerer and her dragon burn the magic kingdom."
    explanation = packaged.explain(twice, "fantasy")
    assert len(explanation.sentences) == 2
    assert all(part.contribution > 1 for part in explanation.sentences)


def test_the_probability_is_that_of_the_answer(packaged):
    prediction = packaged.predict(SPY, 5)
    assert len(prediction.genres) == 5
    for score in prediction.genres:
        explanation = packaged.explain(SPY, score.id, words=False)
        assert explanation.probability == pytest.approx(score.probability, abs=1e-6)
        assert (explanation.genre, explanation.name) == (score.id, score.name)


def test_words_are_tried_and_function_words_are_not(tiny_classifier):
    explanation = tiny_classifier.explain(f"{PLAIN} {SPY}", "espionage")
    words = by_text(explanation.words)
    assert {"secret", "agent", "spy", "Berlin", "handler"} <= set(words)
    assert {"The", "of", "and", "is", "to"}.isdisjoint(words)
    assert all(words[word].contribution > 0 for word in ("secret", "agent", "spy", "Berlin", "handler"))
    assert words["house"].contribution < 0
    assert [part.start for part in explanation.words] == sorted(part.start for part in explanation.words)


def test_a_word_that_stands_twice_is_left_out_of_both_places(tiny_classifier):
    text = "A spy went to the old house. The SPY of the story was the new one."
    spies = [part for part in tiny_classifier.explain(text, "espionage").words if part.text.lower() == "spy"]
    assert [part.text for part in spies] == ["spy", "SPY"]
    assert len({part.without for part in spies}) == 1
    rest = text.replace("spy ", "").replace("SPY ", "")
    answer = tiny_classifier.predict(rest, None)
    assert spies[0].without == pytest.approx(
        next(score.probability for score in answer.genres if score.id == "espionage"), abs=1e-6
    )


@pytest.mark.parametrize("title", ["The SPY", "Spy", "The Spy’s"])
def test_a_word_of_the_title_is_left_out_of_both(packaged, title):
    """Else the title would stand in for it."""
    sentence, rest = "A spy is found dead in Berlin.", "Her sister bakes bread."
    (spy,) = [
        part for part in packaged.explain(f"{sentence} {rest}", "thriller", title=title).words if part.text == "spy"
    ]
    without = title.split()[:-1]
    gains = [
        log_odds(probability(packaged, text, "thriller", title))
        - log_odds(probability(packaged, text.replace("spy ", ""), "thriller", " ".join(without)))
        for text in (sentence, f"{sentence} {rest}")
    ]
    assert spy.contribution == pytest.approx(sum(gains) / 2, abs=1e-4)
    assert spy.contribution > 0.5


def test_the_end_of_a_line_ends_a_sentence(packaged):
    explanation = packaged.explain(
        "<h2>The last spy of Berlin</h2>A handler is dead<br>and his wife is not", "thriller"
    )
    assert explanation.text == "The last spy of Berlin A handler is dead and his wife is not"
    assert [part.text for part in explanation.sentences] == [
        "The last spy of Berlin", "A handler is dead and his wife is not",
    ]  # fmt: skip


def test_parts_lie_where_they_say(tiny_classifier):
    explanation = tiny_classifier.explain(
        f"<p>{PLAIN}</p>\n\n{SPY} &amp; {LOVE}", "thriller", title="Spy of <i>Berlin</i>"
    )
    assert explanation.text == f"{PLAIN} {SPY} & {LOVE}"
    for part in (*explanation.sentences, *explanation.words):
        assert explanation.text[part.start : part.end] == part.text
    assert explanation.title == explanation.title_part.text == "Spy of Berlin"
    assert explanation.title_part.contribution > 0


def test_a_book_without_a_title_has_no_title_part(tiny_classifier):
    explanation = tiny_classifier.explain(Book(SPY), "thriller")
    assert explanation.title is None
    assert explanation.title_part is None


@pytest.mark.parametrize("sentences", [1, 3, 40, 150])
@pytest.mark.parametrize("title", [None, "A Spy Story"])
def test_the_network_never_reads_more_than_64_windows(tiny_classifier, monkeypatch, sentences, title):
    read = []
    network = tiny_classifier._pipeline.scorer
    logits = network.logits
    monkeypatch.setattr(
        network,
        "logits",
        lambda windows, **more: read.append(len(windows)) or logits(windows, **more),
    )
    text = " ".join(f"Spy number{i} is in house{i}." for i in range(sentences))
    explanation = tiny_classifier.explain(text, "espionage", title=title)
    assert sum(read) == explanation.passes <= MOST_PASSES
    assert explanation.sentences[0].start == 0
    assert explanation.sentences[-1].end == len(text)
    assert bool(explanation.notes) == (len(explanation.sentences) < sentences)


def test_a_text_of_many_windows_is_explained_in_those_windows(tiny_classifier):
    text = " ".join([PLAIN] * 6 + [SPY] + [PLAIN] * 6)
    prediction = tiny_classifier.predict(text, None)
    assert prediction.windows > 2
    explanation = tiny_classifier.explain(text, "espionage", words=False)
    best = max(explanation.sentences, key=lambda part: part.contribution)
    assert SPY.split()[1] in best.text
    expected = next(score.probability for score in prediction.genres if score.id == "espionage")
    assert explanation.probability == pytest.approx(expected, abs=1e-6)


def test_of_a_text_of_too_many_windows_the_start_is_explained(tiny_classifier):
    text = " ".join([PLAIN, SPY] + [PLAIN] * 300)
    explanation = tiny_classifier.explain(text, "thriller")
    assert explanation.text == text[: len(explanation.text)]
    assert explanation.sentences[-1].end == len(explanation.text) < len(text)
    assert explanation.notes[0].startswith(
        f"only the first {len(explanation.text):,} of the description's {len(text):,}"
    )
    assert explanation.passes <= MOST_PASSES
    prediction = tiny_classifier.predict(text, None)
    assert prediction.windows == MAX_WINDOWS
    expected = next(score.probability for score in prediction.genres if score.id == "thriller")
    assert explanation.probability == pytest.approx(expected, abs=1e-6)


def test_an_explanation_ends_where_the_callback_raises(tiny_classifier):
    calls = []

    def stop():
        calls.append(1)
        if len(calls) == 5:
            raise TimeoutError("too late")

    with pytest.raises(TimeoutError, match="too late"):
        tiny_classifier.explain(SPY, "thriller", callback=stop)
    assert len(calls) == 5
    counted = []
    tiny_classifier.explain(SPY, "thriller", words=False, callback=lambda: counted.append(1))
    # Once more than there are windows: before the text is cleaned.
    assert len(counted) == tiny_classifier.explain(SPY, "thriller", words=False).passes + 1


@pytest.mark.parametrize("name", ["espionage", "Espionage", " ESPIONAGE ", "spy thriller"])
def test_a_genre_is_found_by_id_and_names(tiny_classifier, name):
    assert tiny_classifier.explain(SPY, name, words=False).genre == "espionage"


@pytest.mark.parametrize(
    ("name", "message"),
    [("espionagge", "did you mean espionage"), ("noir", "this model does not know the genre 'noir'")],
)
def test_an_unknown_genre_is_answered_with_what_to_do(tiny_classifier, name, message):
    with pytest.raises(GenreError, match=message):
        tiny_classifier.explain(SPY, name)


def test_a_description_that_cannot_be_used_is_refused(tiny_classifier):
    with pytest.raises(InputError, match="only 5 characters"):
        tiny_classifier.explain("A spy", "espionage")
    with pytest.raises(InputError, match="give the title in the Book"):
        tiny_classifier.explain(Book(SPY), "espionage", title="Spy")


def test_an_explanation_becomes_plain_values_for_json(tiny_classifier):
    plain = tiny_classifier.explain(f"{PLAIN} {SPY}", "thriller", title="Spy").to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {
        "genre", "name", "probability", "standing", "text", "title", "title_part", "sentences", "words", "passes",
        "notes",
    }  # fmt: skip
    assert set(plain["sentences"][0]) == {"start", "end", "text", "contribution", "without"}


def test_the_same_question_has_the_same_explanation(packaged):
    program = (
        "import sys; from bookgenre import GenreClassifier\n"
        "print(GenreClassifier.from_pretrained(threads=1).explain(sys.argv[1], 'thriller'))"
    )
    assert printed_elsewhere(program, SPY) == f"{packaged.explain(SPY, 'thriller')}\n"
