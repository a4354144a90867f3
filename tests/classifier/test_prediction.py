import json
import math

from bookgenre.classifier import GenreScore, Prediction, Shortlist

FICTION = GenreScore("fiction", "Fiction", (), (), "fiction", 0.912345678, 0.5, 0.1, True)
ESPIONAGE = GenreScore(
    "espionage", "Espionage", ("fiction", "thriller"), ("Fiction", "Thriller"), "fiction", 0.05, 0.33333, 0.2, False
)


def test_an_answer_becomes_plain_values_for_json():
    prediction = Prediction(
        Shortlist((ESPIONAGE,), "fiction", "adult", ("reads as either",)),
        [FICTION, ESPIONAGE],
        [FICTION],
        "probability",
        "2026.01.02+0",
        2,
        ("Trust it less",),
    )
    plain = prediction.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain.pop("shortlist") == {
        "genres": [plain["genres"][1]],
        "side": "fiction",
        "audience": "adult",
        "doubts": ["reads as either"],
    }
    assert plain == {
        "genres": [
            {
                "id": "fiction",
                "name": "Fiction",
                "path": [],
                "path_names": [],
                "facet": "fiction",
                "probability": 0.9123,
                "threshold": 0.5,
                "specificity": 0.1,
                "chosen": True,
            },
            {
                "id": "espionage",
                "name": "Espionage",
                "path": ["fiction", "thriller"],
                "path_names": ["Fiction", "Thriller"],
                "facet": "fiction",
                "probability": 0.05,
                "threshold": 0.3333,
                "specificity": 0.2,
                "chosen": False,
            },
        ],
        "chosen": ["fiction"],
        "rank": "probability",
        "model_version": "2026.01.02+0",
        "windows": 2,
        "warnings": ["Trust it less"],
    }


def test_the_answer_of_a_real_classifier_is_plain_too(tiny_classifier):
    plain = tiny_classifier.predict("A spy and a dragon bake bread in Berlin.").to_dict()
    assert json.loads(json.dumps(plain)) == plain


def test_a_prediction_can_be_ranked_anew_without_its_classifier(tiny_classifier):
    text = "An old spy and his handler keep a secret in Berlin."
    everything = tiny_classifier.predict(text, None)
    assert everything.ranked("specific", 4) == tiny_classifier.predict(text, 4, rank="specific")
    again = everything.ranked("specific").ranked("probability")
    assert [score.probability for score in again.genres] == [score.probability for score in everything.genres]


def test_scores_carry_all_that_entry_points_show(tiny_classifier):
    score = next(
        s for s in tiny_classifier.predict("A spy and a secret in Berlin.", None).genres if s.id == "espionage"
    )
    genre = tiny_classifier.labels.get("espionage")
    assert (score.threshold, score.facet) == (genre.threshold, "fiction")
    assert score.path_names == ("Fiction", "Mystery Thriller Suspense", "Thriller")
    expected = score.probability * math.log((score.probability + 1e-6) / (genre.base_rate + 1e-6))
    assert math.isclose(score.specificity, expected, rel_tol=1e-6)
