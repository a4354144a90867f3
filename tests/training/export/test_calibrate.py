import shutil

import pytest

from bookgenre import GenreClassifier
from bookgenre.classifier.figures import read_figures
from bookgenre.classifier.model_folder import GENRES, MODEL, sha256
from bookgenre.corpus import read_records
from bookgenre.errors import DataError, ExportError
from bookgenre.training.export.calibrate import calibrate_model

pytestmark = pytest.mark.slow


@pytest.fixture
def rows(corpus_folder):
    return list(read_records(corpus_folder / "validation.jsonl"))


def test_only_decisions_change(exported, rows, tmp_path):
    decisions, found = calibrate_model(exported.folder, tmp_path / "new", rows, mixture=rows, nonfiction_share=0.5)
    assert sha256(tmp_path / "new" / MODEL) == sha256(exported.folder / MODEL)
    assert sha256(tmp_path / "new" / GENRES) != sha256(exported.folder / GENRES)
    classifier = GenreClassifier.from_pretrained(tmp_path / "new")
    assert classifier.model_version != GenreClassifier.from_pretrained(exported.folder).model_version
    assert classifier.labels.genres == decisions.labels.genres
    before, after = (read_figures(folder) for folder in (exported.folder, tmp_path / "new"))
    assert after.model_version == classifier.model_version
    assert after.evaluation["scores"]["micro_f1"] == pytest.approx(found.scores["micro_f1"], abs=1e-6)
    assert after.training["rows"] == before.training["rows"]
    assert "mixture" in after.training["notes"][-1]


def test_the_same_rows_give_what_the_export_gave(exported, rows, tmp_path):
    shutil.copytree(exported.folder, tmp_path / "model")
    decisions, _ = calibrate_model(tmp_path / "model", tmp_path / "model", rows)
    assert decisions.rule == exported.rule
    assert sha256(tmp_path / "model" / GENRES) == sha256(exported.folder / GENRES)


def test_what_cannot_be_calibrated_is_left_as_it_was(exported, rows, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is neither empty nor a model folder"):
        calibrate_model(exported.folder, tmp_path, rows)
    with pytest.raises(DataError):
        calibrate_model(exported.folder, tmp_path / "new", [])
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
