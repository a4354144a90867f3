import pytest
from pydantic import ValidationError

from bookgenre.classifier import GenreScore, Prediction
from bookgenre.covers import recommend_colours
from bookgenre.web.derive import attribute_docs
from bookgenre.web.response_schemas import PaletteModel, PredictionModel


def test_docs_of_attributes_are_those_of_the_docstring():
    docs = attribute_docs(GenreScore)
    assert docs["id"] == docs["name"] == "Id and name of the genre."
    assert docs["probability"].startswith("Calibrated probability that the book has the genre")
    assert set(docs) == set(GenreScore.__slots__)
    assert set(attribute_docs(Prediction)) == set(Prediction.__slots__)


def test_the_schema_of_a_prediction_is_that_of_its_json(tiny_classifier):
    plain = tiny_classifier.predict("A spy and a secret in Berlin.").to_dict()
    PredictionModel.model_validate(plain)
    with pytest.raises(ValidationError, match="extra"):
        PredictionModel.model_validate(plain | {"other": 1})
    schema = PredictionModel.model_json_schema()
    score = schema["$defs"]["GenreScore"]["properties"]
    assert score["probability"]["maximum"] == 1
    assert (
        score["threshold"]["description"] == "Probability from which the genre is chosen, if the genres above it are."
    )
    assert all(field.get("description") for field in schema["properties"].values())


def test_the_schema_of_a_palette_is_that_of_its_json():
    plain = recommend_colours(genres=["noir"]).to_dict()
    model = PaletteModel.model_validate(plain)
    assert model.colours[0].why == plain["colours"][0]["why"]
    assert set(PaletteModel.model_json_schema()["properties"]) == set(plain)
