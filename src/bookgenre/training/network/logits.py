"""Logits of a trained network over a corpus, window by window as the classifier reads it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from bookgenre.classifier.encoding import average_windows, run_windows
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.training.network.genre_network import GenreNetwork

__all__ = ["onnx_logits", "torch_logits"]

Windows = list[list[int]]


def torch_logits(
    network: GenreNetwork, windows: Windows, counts: Sequence[int], batch_size: int = 32
) -> npt.NDArray[np.float64]:
    """Logits of shape (books, genres) by PyTorch, in 32 bits."""
    device = next(network.parameters()).device

    def run(input_ids: npt.NDArray[np.int64], attention_mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        ids, mask = (torch.from_numpy(array).to(device) for array in (input_ids, attention_mask))
        logits: npt.NDArray[np.float32] = network(ids, mask).float().cpu().numpy()
        return logits

    network.eval()
    with torch.no_grad():
        genres = network.head.out_features
        logits = run_windows(run, windows, pad_id=network.pad_id, genres=genres, batch_size=batch_size)
    return average_windows(logits, counts)


def onnx_logits(
    network: OnnxNetwork, windows: Windows, counts: Sequence[int], batch_size: int = 1
) -> npt.NDArray[np.float64]:
    """Logits of shape (books, genres) by ONNX Runtime."""
    return average_windows(network.logits(windows, batch_size), counts)
