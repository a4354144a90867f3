"""The network itself, run by ONNX Runtime over windows of token ids."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

# From 1.29 on ONNX Runtime reports its use to Microsoft unless this variable is set before it loads (its Privacy.md).
# This program works offline and reports nothing; besides, the reporter's thread keeps a forked process from ending.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import numpy.typing as npt
import onnxruntime

from bookgenre.classifier.encoding import run_windows
from bookgenre.classifier.onnx_file import check_onnx_file
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.untrusted import as_model_error, reason
from bookgenre.errors import ModelError

__all__ = ["OnnxNetwork"]


_MOST_MEMORY = 4 << 30
"""Bytes that all runs in this process may hold at a time; a full window takes some forty megabytes. A file of a few
hundred bytes can ask for any number of them."""


class OnnxNetwork:
    """An ONNX model with the inputs ``input_ids`` and ``attention_mask`` and one output of logits.

    Parameters
    ----------
    path
        The ``.onnx`` file.
    pad_id
        Id with which the windows of a batch are filled up to the longest.
    threads
        Threads of one run; None leaves it to ONNX Runtime (one a core).

    Raises
    ------
    ModelError
        If the file is not a model, one with other inputs and outputs, or one that keeps data in other files.
    """

    def __init__(self, path: Path, pad_id: int, threads: int | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Waiting threads sleep instead of spinning: a short-lived process spends less CPU, a server leaves its cores
        # to the other requests.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        _bound_memory()
        options.add_session_config_entry("session.use_env_allocators", "1")
        # Window lengths vary, so the arena would keep the largest of every size: sixty megabytes for no speed.
        self._options = onnxruntime.RunOptions()
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        if threads is not None:
            options.intra_op_num_threads = threads
        check_onnx_file(path)
        with as_model_error(path, "cannot be run"):
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        inputs = {node.name for node in self._session.get_inputs()}
        outputs = self._session.get_outputs()
        scores = len(outputs) == 1 and [type(size) for size in outputs[0].shape[1:]] == [int]
        if inputs != {"input_ids", "attention_mask"} or not scores:
            raise ModelError(
                f"{path.name} is not a genre model: it takes {sorted(inputs)!a:.200}; export the model again"
            )
        self.genres = int(outputs[0].shape[1])
        self._pad_id = pad_id

    def logits(
        self, windows: Sequence[Sequence[int]], batch_size: int = 1, callback: Callback | None = None
    ) -> npt.NDArray[np.float32]:
        """Return logits of shape (windows, genres); windows of like length share a batch."""
        return run_windows(
            self._run, windows, pad_id=self._pad_id, genres=self.genres, batch_size=batch_size, callback=callback
        )

    def _run(self, input_ids: npt.NDArray[np.int64], attention_mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        feed = {"input_ids": input_ids, "attention_mask": attention_mask}
        try:
            logits: npt.NDArray[np.float32] = self._session.run(None, feed, self._options)[0]
        except Exception as error:  # a token or a length that the model does not know, or more memory than it may have
            if "BFCArena" in str(error):
                raise ModelError(
                    f"model.onnx needs more than {_MOST_MEMORY >> 30} GB of memory at a time; "
                    "use a smaller batch_size, or get the model from a source that you trust"
                ) from error
            raise ModelError(
                f"model.onnx does not fit its tokenizer ({reason(error)}); export the model again"
            ) from error
        if logits.shape != (len(input_ids), self.genres) or not np.isfinite(logits).all():
            raise ModelError("model.onnx answers with what is no number for each genre; export the model again")
        return logits


@cache
def _bound_memory() -> None:
    """Bound what ONNX Runtime allocates for all sessions that use the process's own allocator, which ours do."""
    extend_as_requested = 1
    onnxruntime.create_and_register_allocator(
        onnxruntime.OrtMemoryInfo(
            "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
        ),
        onnxruntime.OrtArenaCfg({"max_mem": _MOST_MEMORY, "arena_extend_strategy": extend_as_requested}),
    )
