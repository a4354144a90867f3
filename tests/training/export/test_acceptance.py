import dataclasses
import os

import pytest

from bookgenre.errors import ExportError
from bookgenre.training.export.acceptance import MAX_BYTES, check_model, check_size


def test_the_limits_by_their_numbers(exported, tmp_path):
    def result(micro, macro):
        return dataclasses.replace(exported.fp32, scores={"micro_f1": micro, "macro_f1": macro})

    check_model(result(0.7, 0.5), result(0.6951, 0.4901), tmp_path)
    for bad in (result(0.694, 0.5), result(0.7, 0.489)):
        with pytest.raises(ExportError, match="8 bits lose"):
            check_model(result(0.7, 0.5), bad, tmp_path)
    file = tmp_path / "model.onnx"
    file.touch()
    os.truncate(file, MAX_BYTES)
    check_size(tmp_path)
    os.truncate(file, MAX_BYTES + 1)
    with pytest.raises(ExportError, match="25,000,001 bytes"):
        check_model(result(0.7, 0.5), result(0.7, 0.5), tmp_path)
