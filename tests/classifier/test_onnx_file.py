import pytest

from bookgenre.classifier.model_folder import MODEL
from bookgenre.classifier.onnx_file import check_onnx_file
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.errors import ModelError

onnx = pytest.importorskip("onnx", reason="onnx builds the graphs: pip install 'bookgenre[train]'")
helper, TensorProto = onnx.helper, onnx.TensorProto


def external(name="w", location="secret.bin"):
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[4])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def graph_of(nodes=(), tensors=(), sparse=()):
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [4])
    return helper.make_graph(list(nodes), "g", [], [output], list(tensors), sparse_initializer=list(sparse))


def constant(**attributes):
    return helper.make_node("Constant", [], ["y"], **attributes)


def within_a_branch(depth):
    graph = graph_of([constant(value=external())])
    for _ in range(depth):
        graph = graph_of([helper.make_node("If", ["c"], ["y"], then_branch=graph, else_branch=graph_of())])
    return graph


def function_with(node):
    return helper.make_function("d", "f", [], ["y"], [node], [helper.make_opsetid("", 17)])


def sparse():
    return onnx.SparseTensorProto(values=external(), indices=TensorProto(data_type=TensorProto.INT64), dims=[4])


def in_training():
    model = helper.make_model(graph_of())
    model.training_info.add().algorithm.CopyFrom(graph_of(tensors=[external()]))
    return model


MODELS = {
    "an initializer": lambda: helper.make_model(graph_of(tensors=[external()])),
    "an absolute path": lambda: helper.make_model(graph_of(tensors=[external(location="/etc/passwd")])),
    "an address in memory": lambda: helper.make_model(graph_of(tensors=[external(location="*/_ORT_MEM_ADDR_/*")])),
    "an attribute": lambda: helper.make_model(graph_of([constant(value=external())])),
    "a sparse initializer": lambda: helper.make_model(graph_of(sparse=[sparse()])),
    "a sparse attribute": lambda: helper.make_model(graph_of([constant(sparse_value=sparse())])),
    "a branch": lambda: helper.make_model(within_a_branch(1)),
    "a branch of branches": lambda: helper.make_model(within_a_branch(8)),
    "a function": lambda: helper.make_model(graph_of(), functions=[function_with(constant(value=external()))]),
    "training": in_training,
}


@pytest.mark.parametrize("name", MODELS)
def test_a_tensor_in_another_file_is_refused_wherever_it_stands(tmp_path, name):
    path = tmp_path / "model.onnx"
    path.write_bytes(MODELS[name]().SerializeToString())
    with pytest.raises(ModelError, match=r"model\.onnx keeps data in another file"):
        OnnxNetwork(path, pad_id=0)


@pytest.mark.parametrize("field", ["location", "data"])
def test_either_of_the_two_fields_is_enough(tmp_path, field):
    tensor = external()
    tensor.ClearField("external_data" if field == "location" else "data_location")
    path = tmp_path / "model.onnx"
    path.write_bytes(helper.make_model(graph_of(tensors=[tensor])).SerializeToString())
    with pytest.raises(ModelError, match="keeps data in another file"):
        check_onnx_file(path)


def test_a_model_in_one_file_passes(tiny_model_folder, tmp_path):
    check_onnx_file(tiny_model_folder / MODEL)
    # Words of the mechanism in a name are no reference.
    tensor = helper.make_tensor("external_data", TensorProto.FLOAT, [1], [1.0])
    tensor.data_location = TensorProto.DEFAULT
    path = tmp_path / "model.onnx"
    path.write_bytes(helper.make_model(graph_of(tensors=[tensor])).SerializeToString())
    check_onnx_file(path)


@pytest.mark.parametrize(
    "model",
    [
        helper.make_model(
            graph_of([helper.make_node("If", ["c"], ["y"], then_branch=graph_of(), else_branch=graph_of())])
        ),
        helper.make_model(graph_of(), functions=[function_with(constant(value_float=1.0))]),
    ],
    ids=["branch", "function"],
)
def test_programs_within_the_graph_are_refused(tmp_path, model):
    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="loops, branches or functions"):
        check_onnx_file(path)


def nested(depth):
    """A graph in an attribute of a node of a graph, and so on, without the library, which has a limit of its own."""
    content = b""
    for _ in range(depth):
        for number in (6, 5, 1):
            content = bytes([number << 3 | 2]) + varint(len(content)) + content
    return b"\x3a" + varint(len(content)) + content


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 100,
        b"\x3a",
        b"\x3a\xff\xff\xff\xff\x0f",
        b"\x38\x01",
        b"\x3b",
        b"\x00\x01",
        b"\x3a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
        nested(2_000),
        b"\x08\x01" * 2_100_000,
    ],
    ids=["empty", "noise", "cut", "too long", "no message", "a group", "field 0", "endless", "deep", "many fields"],
)
def test_what_is_no_model_is_refused_in_bounded_time(tmp_path, content):
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.onnx cannot be run \(.*again"):
        check_onnx_file(path)
