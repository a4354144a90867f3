import os
import subprocess
import sys

import numpy as np
import pytest

from bookgenre.classifier.model_folder import MODEL
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.errors import ModelError


@pytest.fixture
def network(tiny_model_folder):
    return OnnxNetwork(tiny_model_folder / MODEL, pad_id=0, threads=1)


@pytest.fixture
def write_graph(tmp_path):
    """A function that writes a graph which casts its inputs to outputs, under any names and shapes."""
    pytest.importorskip("onnx", reason="onnx builds the graph: pip install 'bookgenre[train]'")
    from onnx import TensorProto, helper

    def write(inputs, outputs, shape):
        nodes = [
            helper.make_node("Cast", [inputs[i % len(inputs)]], [output], to=TensorProto.FLOAT)
            for i, output in enumerate(outputs)
        ]
        graph = helper.make_graph(
            nodes,
            "cast",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in outputs],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        path = tmp_path / "model.onnx"
        path.write_bytes(model.SerializeToString())
        return path

    return write


def test_the_network_says_how_many_genres_it_scores(network):
    assert network.genres == 9


def test_logits_come_in_the_order_of_the_windows(network):
    # Lengths go up and down, so that the sort by length inside has something to undo.
    windows = [
        [2, token, *[33] * extra, 3] for token, extra in zip(range(4, 14), [9, 0, 7, 1, 5, 2, 0, 8, 3, 6], strict=True)
    ]
    together = network.logits(windows, batch_size=4)
    assert together.shape == (10, 9)
    for window, row in zip(windows, together, strict=True):
        np.testing.assert_allclose(network.logits([window], batch_size=1)[0], row, rtol=1e-5)


def test_the_size_of_a_batch_changes_nothing(network):
    windows = [[2, *range(4, 4 + n), 3] for n in range(1, 8)]
    results = [network.logits(windows, batch_size) for batch_size in (1, 3, 7, 100)]
    for result in results[1:]:
        np.testing.assert_allclose(result, results[0], rtol=1e-5)


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x08" + bytes(100)])
def test_bytes_that_are_no_model_are_a_model_error(tmp_path, content):
    path = tmp_path / MODEL
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.onnx cannot be run \(.*again"):
        OnnxNetwork(path, pad_id=0)


def test_a_missing_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"model\.onnx cannot be run"):
        OnnxNetwork(tmp_path / MODEL, pad_id=0)


@pytest.mark.parametrize(
    ("inputs", "outputs", "shape"),
    [
        (["pixels"], ["logits"], ["batch", 4]),
        (["input_ids"], ["logits"], ["batch", 4]),
        (["input_ids", "attention_mask", "token_type_ids"], ["logits"], ["batch", 4]),
        (["input_ids", "attention_mask"], ["logits", "hidden"], ["batch", 4]),
        (["input_ids", "attention_mask"], ["logits"], ["batch", "tokens", 4]),
    ],
)
def test_a_model_of_another_kind_is_refused(write_graph, inputs, outputs, shape):
    with pytest.raises(ModelError, match=r"model\.onnx is not a genre model: .*export the model again"):
        OnnxNetwork(write_graph(inputs, outputs, shape), pad_id=0)


def test_a_model_that_does_not_say_how_many_genres_it_scores_is_refused(write_graph):
    path = write_graph(["input_ids", "attention_mask"], ["logits"], ["batch", "genres"])
    with pytest.raises(ModelError, match=r"model\.onnx is not a genre model"):
        OnnxNetwork(path, pad_id=0)


def test_a_token_that_the_model_does_not_know_is_a_model_error(network):
    with pytest.raises(ModelError, match="export the model again"):
        network.logits([[2, 99_999, 3]], batch_size=1)


# The child of a fork has none of its parent's threads, and ends only if nothing waits for one of them.
FORK = """
import os, sys
from bookgenre.classifier import GenreClassifier
classifier = GenreClassifier.from_pretrained(sys.argv[1], threads=1)
text = "A secret agent and spy is sent to Berlin."
before = classifier.predict(text)
child = os.fork()
if child == 0:
    sys.exit(0 if classifier.predict(text) == before else 1)
print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_loaded_model_answers_in_a_forked_process_which_then_ends(tiny_model_folder):
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORK, tiny_model_folder],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env=environment,
    )
    assert done.stdout.strip() == "0", done.stderr


def test_onnx_runtime_reports_to_nobody_unless_the_user_wants_it():
    ask = "import bookgenre.classifier, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    for given, expected in (({}, "1"), ({"ORT_DISABLE_TELEMETRY": "0"}, "0")):
        environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | given
        done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, env=environment, check=True)
        assert done.stdout.strip() == expected


def test_answers_that_are_no_numbers_are_a_model_error(tmp_path):
    onnx = pytest.importorskip("onnx", reason="onnx builds the graph: pip install 'bookgenre[train]'")
    helper, kinds = onnx.helper, onnx.TensorProto
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["ids"], to=kinds.FLOAT),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=kinds.FLOAT),
        helper.make_node("Sub", ["mask", "mask"], ["zero"]),
        helper.make_node("Div", ["ids", "zero"], ["logits"]),
    ]
    inputs = [helper.make_tensor_value_info(name, kinds.INT64, ["n", 2]) for name in ("input_ids", "attention_mask")]
    graph = helper.make_graph(nodes, "g", inputs, [helper.make_tensor_value_info("logits", kinds.FLOAT, ["n", 2])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (tmp_path / MODEL).write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="no number"):
        OnnxNetwork(tmp_path / MODEL, pad_id=0).logits([[1, 2]], 1)


def test_a_small_file_may_not_ask_for_all_memory(tmp_path):
    """The sum of a row and a column of 40,000 numbers has 6.4 GB; as it follows from the input, loading is well."""
    pytest.importorskip("onnx", reason="onnx builds the graph: pip install 'bookgenre[train]'")
    from onnx import TensorProto, helper, numpy_helper

    row = np.zeros((1, 40_000), dtype=np.float32)
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["numbers"], ["most"], keepdims=0),
        helper.make_node("Mul", ["most", "column"], ["long"]),
        helper.make_node("Add", ["long", "row"], ["square"]),
        helper.make_node("ReduceMax", ["square"], ["logits"], axes=[1], keepdims=1),
    ]
    graph = helper.make_graph(
        nodes,
        "greedy",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", 1])],
        [numpy_helper.from_array(row, "row"), numpy_helper.from_array(row.T, "column")],
    )
    path = tmp_path / "model.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="more than 4 GB of memory"):
        OnnxNetwork(path, pad_id=0).logits([[2, 3]], batch_size=1)
