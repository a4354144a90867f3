import json

from bookgenre import GenreScore, Prediction

FICTION = GenreScore("fiction", "Fiction", (), 0.912345678, True)
ESPIONAGE = GenreScore("espionage", "Espionage", ("fiction", "thriller"), 0.05, False)


def test_an_answer_becomes_plain_values_for_json():
    prediction = Prediction([FICTION, ESPIONAGE], [FICTION], "probability", "2026.01.02+0", 2, ("Trust it less",))
    plain = prediction.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain == {
        "genres": [
            {"id": "fiction", "name": "Fiction", "path": [], "probability": 0.9123, "chosen": True},
            {
                "id": "espionage",
                "name": "Espionage",
                "path": ["fiction", "thriller"],
                "probability": 0.05,
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
