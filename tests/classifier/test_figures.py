import json

import pytest

from bookgenre.classifier.figures import Figures, read_figures, write_figures
from bookgenre.classifier.model_folder import FIGURES
from bookgenre.errors import ModelError


def test_the_packaged_figures_are_of_the_packaged_model():
    from bookgenre import GenreClassifier
    from bookgenre.classifier.model_folder import packaged_model_folder

    figures = read_figures(packaged_model_folder())
    classifier = GenreClassifier.from_pretrained()
    assert figures.model_version == classifier.model_version
    assert set(figures.genres) == {genre.id for genre in classifier.labels.genres}
    assert figures.conditions.startswith("On test.jsonl.gz: 1,772 books")
    assert {"micro-F1", "macro-F1", "mAP"} <= {label for label, _, _ in figures.scores}
    assert figures.trained_on.startswith("Trained on ")
    assert any("does not know the book" in limit for limit in figures.limits)


def test_figures_are_read_as_they_were_written(tiny_model_folder, tmp_path):
    figures = read_figures(tiny_model_folder)
    assert figures.conditions == "On nothing.jsonl: 3 books, 0 masked cells left out, titles shown."
    assert figures.genres["fiction"].f1 == round(1 / 3, 6)
    assert figures.trained_on == ""
    assert figures.scores[0] == ("micro-F1", "0.5000", "own thresholds")
    write_figures(tmp_path, figures)
    assert read_figures(tmp_path) == figures


def test_figures_are_optional(tmp_path):
    assert read_figures(tmp_path) is None


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        "{}",
        lambda values: values | {"extra": 1},
        lambda values: values | {"model_version": "a\nb"},
        lambda values: values | {"evaluation": {}},
        lambda values: values | {"training": {"rows": "many"}},
        lambda values: values | {"evaluation": values["evaluation"] | {"genres": [{"id": "fiction"}]}},
    ],
)
def test_damaged_figures_are_refused(tiny_model_folder, tmp_path, damage):
    text = (tiny_model_folder / FIGURES).read_text(encoding="utf-8")
    broken = damage if isinstance(damage, str) else json.dumps(damage(json.loads(text)))
    (tmp_path / FIGURES).write_text(broken, encoding="utf-8")
    with pytest.raises(ModelError, match=r"figures\.json is damaged"):
        read_figures(tmp_path)


def test_numbers_are_rounded(tmp_path, tiny_model_folder):
    figures = read_figures(tiny_model_folder)
    write_figures(tmp_path, Figures("v1", {**figures.evaluation, "rows": 1_000}))
    assert "0.333333" in (tmp_path / FIGURES).read_text(encoding="utf-8")
