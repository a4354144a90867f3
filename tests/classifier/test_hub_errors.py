import errno

import pytest

from bookgenre.classifier.hub import hub_errors
from bookgenre.errors import InputError, ModelError

pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")


def raised_by(module, error):
    """A function that raises `error` as code of that module would."""
    namespace = {"__name__": module, "error": error}
    exec("def fail():\n    raise error", namespace)  # noqa: S102
    return namespace["fail"]


@pytest.mark.parametrize("module", ["huggingface_hub.file_download", "httpx._client", "httpx2", "hf_xet"])
def test_a_transfer_that_breaks_off_is_a_lost_connection(module):
    fail = raised_by(module, RuntimeError("Data processing error: CAS service error"))
    with (
        pytest.raises(
            ModelError, match=r"the hub cannot be reached \(Data processing error.*run the same command again"
        ),
        hub_errors("the model owner/name"),
    ):
        fail()


@pytest.mark.parametrize("module", ["bookgenre.classifier.hub", "json.decoder", "huggingface_hubby"])
@pytest.mark.parametrize("error", [RuntimeError("bug"), RecursionError("loop"), NotImplementedError(), KeyError("x")])
def test_a_bug_is_not_called_a_lost_connection(module, error):
    fail = raised_by(module, error)
    with pytest.raises(type(error)) as caught, hub_errors("the model owner/name"):
        fail()
    assert caught.value is error


def test_a_local_fault_is_told_as_what_it_is():
    fail = raised_by("huggingface_hub.file_download", OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(ModelError, match="No space left on device"), hub_errors("the model owner/name"):
        fail()


def test_our_own_errors_go_through():
    with pytest.raises(InputError, match="bad name"), hub_errors("the model owner/name"):
        raise InputError("bad name")
