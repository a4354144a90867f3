import json
import shutil

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.figures import read_figures
from bookgenre.corpus import read_records
from bookgenre.errors import DataError, ExportError, RecipeError
from bookgenre.training.card.model_card import render_card
from bookgenre.training.evaluate.evaluation import evaluate
from bookgenre.training.export import export_model as export
from bookgenre.training.export.graph import export_graph, fuse_graph, quantise_graph
from bookgenre.training.network.genre_network import GenreNetwork


@pytest.fixture(scope="module")
def validation(corpus_folder):
    return list(read_records(corpus_folder / "validation.jsonl"))


def test_the_model_folder_holds_these_files_and_no_code(exported):
    names = {path.name for path in exported.folder.iterdir()}
    assert names == {
        *("model.onnx", "tokenizer.json", "genres.json", "config.json", "MODEL_CARD.md", "figures.json"),
        *("calibration.png", "precision_recall.png"),
    }


def test_the_exported_model_answers_as_it_was_trained(exported):
    classifier = GenreClassifier.from_pretrained(exported.folder)
    prediction = classifier.predict("a secret agent in berlin and his old handler, the spy")
    assert {"espionage", "thriller"} <= {score.id for score in prediction.genres[:5]}
    assert {"espionage", "thriller", "fiction"} <= {score.id for score in prediction.chosen}
    assert "cooking" in {score.id for score in classifier.predict("bake soup in the oven, recipe for a kitchen").chosen}


def test_evaluate_gives_the_figures_that_the_export_measured(exported, validation):
    again = evaluate(GenreClassifier.from_pretrained(exported.folder), validation)
    for name, value in exported.int8.scores.items():
        assert again.scores[name] == pytest.approx(value, abs=2e-3), name


def test_attention_gelu_and_normalisation_are_fused(exported):
    assert exported.fused["Attention"] == 2
    assert exported.fused["BiasGelu"] == 2
    assert exported.fused["SkipLayerNormalization"] == 4


def test_normalisation_is_one_operator_apart_from_the_addition(exported):
    kinds = [node.op_type for node in onnx.load(exported.folder / "model.onnx").graph.node]
    assert kinds.count("LayerNormalization") == 4
    assert "SkipLayerNormalization" not in kinds


def test_weights_are_signed_8_bit_a_scale_a_channel(exported):
    graph = onnx.load(exported.folder / "model.onnx").graph
    weights = {i.name: i for i in graph.initializer}
    quantised = [node for node in graph.node if node.op_type in ("MatMulInteger", "QAttention")]
    assert quantised
    for node in quantised:
        assert weights[node.input[1]].data_type == onnx.TensorProto.INT8
    scales = [i for i in graph.initializer if (i.name.endswith("_scale") and "weight" in i.name) or "MatMul" in i.name]
    assert any(len(i.dims) == 1 and i.dims[0] > 1 for i in scales)


def test_every_family_survives_export_fusion_and_quantisation(family, tmp_path):
    network = GenreNetwork.from_base(str(family), 6, encoder_dropout=0.0, attention="eager").eval()
    ids = torch.tensor([[2, 6, 7, 8, 9, 10, 11, 3], [2, 9, 8, 3] + 4 * [network.encoder.config.pad_token_id]])
    mask = torch.tensor([8 * [1], 4 * [1] + 4 * [0]])
    with torch.no_grad():
        expected = network(ids, mask).numpy()
    export_graph(network, tmp_path / "plain.onnx")
    config = network.encoder.config
    fuse_graph(tmp_path / "plain.onnx", tmp_path / "fused.onnx", heads=config.num_attention_heads, hidden_size=32)
    quantise_graph(tmp_path / "fused.onnx", tmp_path / "int8.onnx")
    for name, tolerance in (("plain", 1e-4), ("fused", 1e-3), ("int8", 0.1)):
        session = onnxruntime.InferenceSession(str(tmp_path / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
        np.testing.assert_allclose(found, expected, atol=tolerance, err_msg=name)
        # Other lengths and batch sizes than those of the export.
        one = session.run(None, {"input_ids": ids.numpy()[1:, :4], "attention_mask": mask.numpy()[1:, :4]})[0]
        np.testing.assert_allclose(one, expected[1:], atol=tolerance, err_msg=name)


def test_a_loss_beyond_the_limit_writes_nothing(exported, trained_run, validation, tmp_path, monkeypatch):
    # A graph of other weights: what a broken quantisation would be.
    def spoil(network, scratch, target):
        torch.manual_seed(1)
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter, std=0.02)
        return real(network, scratch, target)

    real = export.write_graph
    monkeypatch.setattr(export, "write_graph", spoil)
    target = tmp_path / "model"
    shutil.copytree(exported.folder, target)
    (target / "MODEL_CARD.md").write_text("kept")
    with pytest.raises(ExportError, match="8 bits lose"):
        export.export_model(trained_run, target, validation)
    assert (target / "MODEL_CARD.md").read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_of_other_things_is_not_replaced(trained_run, validation, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match="is neither empty nor a model folder"):
        export.export_model(trained_run, tmp_path, validation)
    with pytest.raises(ExportError, match="is a file"):
        export.export_model(trained_run, tmp_path / "thesis.txt", validation)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_too_few_rows_and_an_unfinished_run_are_told(trained_run, validation, tmp_path):
    with pytest.raises(DataError, match="too few"):
        export.export_model(trained_run, tmp_path / "model", validation[:5])
    unfinished = tmp_path / "unfinished"
    shutil.copytree(trained_run, unfinished)
    (unfinished / "weights.safetensors").unlink()
    with pytest.raises(RecipeError, match="not the folder of a finished run"):
        export.export_model(unfinished, tmp_path / "model", validation)


def test_a_linear_model_answers_beside_the_network(
    trained_run, exported, linear_folder, validation, tmp_path, monkeypatch
):
    monkeypatch.setattr("bookgenre.training.decide.mixing.SHARES", (0.5,))
    blend = export.export_model(trained_run, tmp_path / "blend", validation, linear=linear_folder)
    assert blend.linear_share == 0.5
    config = json.loads((blend.folder / "config.json").read_text(encoding="utf-8"))
    assert "ngrams.npz" in config["files"]
    again = evaluate(GenreClassifier.from_pretrained(blend.folder), validation)
    assert again.scores["map"] == pytest.approx(blend.int8.scores["map"], abs=2e-3)
    assert config["model_version"] != GenreClassifier.from_pretrained(exported.folder).model_version
    card = (blend.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "a share of 50%" in card
    assert "ngrams.npz" in card
    assert "bookgenre export RUN --linear LINEAR --window 64" in card
    assert "ngrams" not in (exported.folder / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_a_linear_model_without_a_share_is_left_out(trained_run, linear_folder, validation, tmp_path, monkeypatch):
    monkeypatch.setattr("bookgenre.training.decide.mixing.SHARES", (0.0,))
    alone = export.export_model(trained_run, tmp_path / "alone", validation, linear=linear_folder)
    assert not (alone.folder / "ngrams.npz").exists()


def test_the_card_is_rendered_from_the_figures(exported):
    card = (exported.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    config = json.loads((exported.folder / "config.json").read_text(encoding="utf-8"))
    assert card.startswith("---\nlicense: unknown\n")  # the recipe states none
    assert config["model_version"] in card
    assert "240 book descriptions with complete genre lists of train.jsonl. Sources: a (160), b (80)." in card
    for picture in ("calibration.png", "precision_recall.png"):
        assert f"]({picture})" in card
    assert "a licence of its own" in card  # that of the base model is not known
    assert "bookgenre export RUN --window 64" in card
    assert "bookgenre linear" not in card
    # It was asked the examples of known failures, and a model that has seen 240 invented books fails.
    assert card.index("## Known failures") < card.index("## How it was chosen") < card.index("## Figures")
    assert "On the validation rows" in card
    figures = read_figures(exported.folder)
    assert render_card(figures, GenreClassifier.from_pretrained(exported.folder).config) == card
    assert figures.model_version == config["model_version"]
    assert "| espionage |" in card
