import dataclasses

import pytest

from bookgenre.errors import ExportError
from bookgenre.training.export.acceptance import check_model


def test_the_limits_by_their_numbers(exported):
    def result(micro, macro):
        return dataclasses.replace(exported.fp32, scores={"micro_f1": micro, "macro_f1": macro})

    check_model(result(0.7, 0.5), result(0.6951, 0.4901), 24_999_999)
    for bad in (result(0.694, 0.5), result(0.7, 0.489)):
        with pytest.raises(ExportError, match="8 bits lose"):
            check_model(result(0.7, 0.5), bad, 1)
    with pytest.raises(ExportError, match="25,000,001 bytes"):
        check_model(result(0.7, 0.5), result(0.7, 0.5), 25_000_001)
