import json
import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from bookgenre.classifier import GenreClassifier, pipeline
from bookgenre.classifier.figures import SCORES, Figures, write_figures
from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.classifier.model_folder import CONFIG, sha256, write_config
from bookgenre.classifier.shortlist import make_shortlist
from genre_scores import check_shortlist
from hub_server import Hub

TOPICS = {
    "spy": "spy agent handler berlin secret",
    "love": "love kiss heart wedding beloved",
    "dragon": "dragon magic sword kingdom wizard",
    "recipe": "recipe kitchen bake bread oven",
}
PLAIN = "a an the of and to in is his her he she they with for from old new one two day night house book story . ,"

# id, parent, base rate, threshold, offset, and what a text made of one topic's words alone adds to the logit.
# nonfiction's own logit stays low, so that cooking has to raise it.
GENRES = [
    ("fiction", None, 0.70, 0.50, 0.0, {"spy": 80, "love": 80, "dragon": 80, "recipe": -40}),
    ("mystery-thriller-suspense", "fiction", 0.20, 0.50, 0.0, {"spy": 70}),
    ("thriller", "mystery-thriller-suspense", 0.10, 0.50, 0.0, {"spy": 65}),
    ("espionage", "thriller", 0.01, 0.40, 0.1, {"spy": 60}),
    ("romance", "fiction", 0.30, 0.50, 0.0, {"love": 70}),
    ("fantasy", "fiction", 0.25, 0.50, 0.0, {"dragon": 70}),
    ("nonfiction", None, 0.30, 0.90, 0.0, {"recipe": 8}),
    ("food-drink", "nonfiction", 0.03, 0.50, 0.0, {"recipe": 60}),
    ("cooking", "food-drink", 0.02, 0.50, 0.0, {"recipe": 70}),
]


@pytest.fixture(scope="session", autouse=True)
def signals():
    """Let SIGINT and SIGHUP through, also to the processes that tests start: `&` and `nohup` have them ignored."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def every_shortlist_is_checked():
    """Hold each shortlist that a test in this process gets from a model against the rules for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "make_shortlist", lambda scores: check_shortlist(make_shortlist(scores)))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk():
    """Have `os.fsync` do nothing in this process: no test cuts the power, and a busy disk takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def shared():
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the repository: the gathered corpus is not here")
    return folder


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory):
    """A real model folder whose answers can be foretold: a word of a topic pushes that topic's genres up."""
    pytest.importorskip("onnx", reason="onnx builds the tiny model: pip install 'bookgenre[train]'")
    folder = tmp_path_factory.mktemp("tiny") / "model"
    folder.mkdir()
    tokenizer = build_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "model.onnx").write_bytes(build_network(tokenizer.get_vocab()))
    LabelSpace(
        [
            ModelGenre(
                id=genre_id,
                name=genre_id.replace("-", " ").title(),
                parent=parent,
                base_rate=base_rate,
                threshold=threshold,
                offset=offset,
            )
            for genre_id, parent, base_rate, threshold, offset, _ in GENRES
        ]
    ).write(folder / "genres.json")
    (folder / "MODEL_CARD.md").write_text("---\nlicense: mit\n---\n\n# A model for tests\n", encoding="utf-8")
    write_figures(folder, Figures("2026.01.02+00000000", invented_evaluation()))
    write_config(
        folder,
        model_version="2026.01.02+00000000",
        base_model="none",
        window=64,
        pad_token_id=0,
        vocabulary_size=tokenizer.get_vocab_size(),
        common_threshold=0.5,
    )
    return folder


@pytest.fixture(scope="session")
def tiny_classifier(tiny_model_folder):
    return GenreClassifier.from_pretrained(tiny_model_folder, threads=1)


@pytest.fixture
def model_copy(tiny_model_folder, tmp_path):
    """A copy of the tiny model folder that a test may break."""
    return Path(shutil.copytree(tiny_model_folder, tmp_path / "model"))


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hugging Face hub on this machine, which huggingface_hub in this process talks to; its cache is empty."""
    constants = pytest.importorskip("huggingface_hub.constants", reason="huggingface_hub is not installed")
    with Hub() as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        # Made from the endpoint when the client was imported.
        template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        for name, value in hub.environment(tmp_path / "home").items():
            monkeypatch.setenv(name, value)
        yield hub


@pytest.fixture
def change_config():
    """A function that sets fields of config.json and makes its hashes those of the files as they are now."""

    def change(folder, **values):
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8")) | values
        config["files"] = {name: sha256(folder / name) for name in config["files"]}
        (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")

    return change


@pytest.fixture
def bert_tokenizer():
    """The tiny model's tokenizer: one token a word, [CLS] A [SEP] B [SEP]."""
    return build_tokenizer()


def invented_evaluation():
    """Figures that nobody measured, for the tiny model."""
    genre = {"support": 3, "precision": 0.5, "recall": 0.25, "f1": 1 / 3, "average_precision": None, "threshold": 0.5}
    return {
        "data": "nothing.jsonl",
        "rows": 3,
        "masked_cells": 0,
        "scores": dict.fromkeys([key for _, key, _ in SCORES], 0.5) | {"common_threshold": 0.5},
        "genres": [{"id": genre_id} | genre for genre_id, *_ in GENRES],
        "reliability": [],
        "curves": [],
        "siblings": [],
        "pictures": {},
    }


def build_tokenizer():
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *" ".join(TOPICS.values()).split(), *PLAIN.split()]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, "[UNK]"))
    tokenizer.add_special_tokens(words[:4])
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def build_network(vocabulary):
    """Embedding, mean over the mask, one dense layer: the shape of a real one, without the transformer."""
    from onnx import TensorProto, checker, helper, numpy_helper

    embedding = np.zeros((len(vocabulary), len(TOPICS)), dtype=np.float32)
    for topic, words in enumerate(TOPICS.values()):
        for word in words.split():
            embedding[vocabulary[word], topic] = 1
    # A mean that forgets the mask would turn every padded book into a cookbook.
    embedding[vocabulary["[PAD]"]] = 9
    weight = np.array([[pushes.get(topic, 0) for *_, pushes in GENRES] for topic in TOPICS], dtype=np.float32)
    constants = {
        "embedding": embedding,
        "weight": weight,
        "bias": np.full(len(GENRES), -3, dtype=np.float32),
        "tokens_axis": np.array([1], dtype=np.int64),
        "last_axis": np.array([2], dtype=np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["embedding", "input_ids"], ["embedded"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last_axis"], ["column"]),
        helper.make_node("Mul", ["embedded", "column"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "tokens_axis"], ["total"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "tokens_axis"], ["count"], keepdims=1),
        helper.make_node("Div", ["total", "count"], ["mean"]),
        helper.make_node("MatMul", ["mean", "weight"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(GENRES)])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    # Older releases of ONNX Runtime refuse the IR version that the newest onnx writes by default.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    return model.SerializeToString()
