"""What an ONNX file may not hold: references to other files, loops and functions.

A tensor may keep its data in a file that it names, by any path. ONNX Runtime before 1.27 can be led out of the folder
that way, or crash. A graph within a node may run for ever, and functions that call each other grow beyond any memory
when ONNX Runtime writes them out. A model folder has no use for any of these, so such a file is refused before ONNX
Runtime sees it.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path

from bookgenre.classifier.untrusted import as_model_error
from bookgenre.errors import ModelError

__all__ = ["check_onnx_file"]

# Message type to field number to the type of the message in it, as far as tensors can be reached (onnx.proto, IR
# version 13). Fields that are not named here hold no tensors and are passed over.
_MODEL, _TRAINING, _GRAPH, _NODE, _FUNCTION, _ATTRIBUTE, _SPARSE, _TENSOR = range(8)
_MESSAGES: dict[int, dict[int, int]] = {
    _MODEL: {7: _GRAPH, 20: _TRAINING, 25: _FUNCTION},
    _TRAINING: {1: _GRAPH, 2: _GRAPH},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _NODE: {5: _ATTRIBUTE},
    _FUNCTION: {7: _NODE, 11: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
    _TENSOR: {},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_PROGRAMS = frozenset({(_ATTRIBUTE, 6), (_ATTRIBUTE, 11), (_MODEL, 25)})
"""A graph or graphs of a node, such as a loop's body, and functions."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_DEEPEST = 64
"""Messages in messages; a transformer has eight, and a graph in a graph takes four."""
_MOST_FIELDS = 2_000_000


def check_onnx_file(path: Path) -> None:
    """Read the structure of an ONNX file, in bounded time and memory, and look at every tensor in it.

    Raises
    ------
    ModelError
        If a tensor names a file of its own, if a node holds a graph, if there are functions, or if the file is no ONNX
        model.
    """
    with (
        as_model_error(path, "cannot be run"),
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        external, programs = _look_through(content)
        if programs and not external:
            raise ValueError("it has loops, branches or functions, which no genre model has")
    if external:
        raise ModelError(
            f"{path.name} keeps data in another file, which may lie anywhere on this machine, and is not opened; "
            "get the model from a source that you trust, or export it again"
        )


def _look_through(content: mmap.mmap) -> tuple[bool, bool]:
    """Whether a tensor names a file, and whether there are graphs in nodes or functions."""
    # Message type, start, end, depth; no recursion, as the file says how deep it goes.
    left = [(_MODEL, 0, len(content), 0)]
    fields = 0
    programs = False
    while left:
        kind, start, end, depth = left.pop()
        if depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        messages = _MESSAGES[kind]
        for number, wire, value, stop in _fields(content, start, end):
            fields += 1
            if fields > _MOST_FIELDS:
                raise ValueError("it has too many parts")
            if kind == _TENSOR and (number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value)):
                return True, programs
            programs = programs or (kind, number) in _PROGRAMS
            if number in messages:
                if wire != _BYTES:
                    raise ValueError(f"field {number} is no message")
                left.append((messages[number], value, stop, depth + 1))
    return False, programs


def _fields(content: mmap.mmap, position: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, wire type, value and end of each field; the value of a string of bytes is where it starts."""
    while position < end:
        tag, position = _varint(content, position, end)
        number, wire = (tag & 0xFFFFFFFF) >> 3, tag & 7
        value, stop = position, position
        if wire == _VARINT:
            value, stop = _varint(content, position, end)
        elif wire == _BYTES:
            size, value = _varint(content, position, end)
            stop = value + size
        elif wire == _FIXED64:
            stop = position + 8
        elif wire == _FIXED32:
            stop = position + 4
        else:
            raise ValueError(f"wire type {wire}")
        if number == 0 or stop > end:
            raise ValueError("a part does not end within it")
        yield number, wire, value, stop
        position = stop


def _varint(content: mmap.mmap, position: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= end:
            break
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number does not end")
