"""Logits of a trained network over a corpus, window by window as the classifier reads it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from bookgenre.classifier.encoding import BookEncoder, average_windows, pad_windows
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.classifier.text import clean_text
from bookgenre.corpus import LabelledBook
from bookgenre.training.network import GenreNetwork

__all__ = ["corpus_windows", "onnx_logits", "torch_logits"]

Windows = list[list[int]]


def corpus_windows(
    records: Sequence[LabelledBook], encoder: BookEncoder, *, titles: bool = True
) -> tuple[Windows, list[int]]:
    """Token windows of all records, and the number of windows of each."""
    windows: Windows = []
    counts: list[int] = []
    for record in records:
        title = clean_text(record.book.title) if titles and record.book.title else None
        parts = encoder.windows(clean_text(record.book.description), title)
        windows += parts
        counts.append(len(parts))
    return windows, counts


def torch_logits(
    network: GenreNetwork, windows: Windows, counts: Sequence[int], pad_id: int, batch_size: int = 32
) -> npt.NDArray[np.float64]:
    """Logits of shape (books, genres) by PyTorch, in 32 bits."""
    device = next(network.parameters()).device
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
    result = np.empty((len(windows), network.head.out_features), dtype=np.float32)
    network.eval()
    with torch.no_grad():
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            batch = pad_windows([windows[row] for row in rows], pad_id)
            ids, mask = (torch.from_numpy(array).to(device) for array in batch)
            result[rows] = network(ids, mask).float().cpu().numpy()
    return average_windows(result, counts)


def onnx_logits(
    network: OnnxNetwork, windows: Windows, counts: Sequence[int], batch_size: int = 1
) -> npt.NDArray[np.float64]:
    """Logits of shape (books, genres) by ONNX Runtime."""
    return average_windows(network.logits(windows, batch_size), counts)
