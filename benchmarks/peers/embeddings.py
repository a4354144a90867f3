"""Sentence embeddings of a frozen encoder: mean of the last layer over the attention mask."""

import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import bookgenre.training.network.hugging_face  # noqa: F401  keeps transformers from asking a hub
from bookgenre.classifier.encoding import pad_windows
from bookgenre.training.network.genre_network import GenreNetwork
from bookgenre.training.network.hardware import keep_freed_memory
from peers.corpus import Floats
from peers.cpu import cpu_seconds

__all__ = ["Encoder", "embed_to_disk"]

_PART = 1024
_BATCH = 32


class Encoder:
    """A frozen sentence encoder in a folder of the Hugging Face format.

    Texts are cut at the model's own ``max_seq_length`` (256 tokens for all-MiniLM-L6-v2, 384 for all-mpnet-base-v2), as
    sentence-transformers does. The encoder runs under bf16 autocast, the mean is taken in 32 bits.
    """

    def __init__(self, folder: Path) -> None:
        keep_freed_memory()
        self.folder = folder
        self.network = GenreNetwork.from_base(str(folder), 1, precision="bf16", attention="eager").eval()
        settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(settings["max_seq_length"]))

    def __call__(self, texts: Sequence[str]) -> Floats:
        """Embeddings of shape (texts, hidden size), in 32 bits; texts of like length share a batch."""
        windows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        result = np.empty((len(windows), self.network.head.in_features), dtype=np.float32)
        with torch.no_grad():
            for start in range(0, len(order), _BATCH):
                rows = order[start : start + _BATCH]
                arrays = pad_windows([windows[row] for row in rows], self.network.pad_id)
                ids, mask = (torch.from_numpy(array) for array in arrays)
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    hidden = self.network.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
                weights = mask.unsqueeze(-1).float()
                result[rows] = ((hidden.float() * weights).sum(1) / weights.sum(1)).numpy()
        return result


def embed_to_disk(
    encoder: Encoder, texts: Sequence[str], folder: Path, limit: int | None = None
) -> tuple[Floats, float]:
    """Embed texts part by part; a stopped run goes on where it was.

    Parts are drawn at random with a fixed seed, so that the first of them are a random sample of the texts.

    Parameters
    ----------
    folder
        Holds ``part-0000.npz`` and so on, in 16 bits.
    limit
        Embed so many texts at least, and no part after that; None for all.

    Returns
    -------
    embeddings, CPU seconds
        Of shape (texts, hidden size); NaN in the rows that were not embedded. The seconds are those of earlier calls.
    """
    folder.mkdir(parents=True, exist_ok=True)
    order = np.random.default_rng(0).permutation(len(texts))
    result, seconds = None, 0.0
    for number, start in enumerate(range(0, len(texts), _PART)):
        if limit is not None and start >= limit:
            break
        rows, path = order[start : start + _PART], folder / f"part-{number:04}.npz"
        keys = np.array([zlib.crc32(texts[row].encode()) for row in rows], dtype=np.uint32)
        part = dict(np.load(path)) if path.is_file() else {"vectors": None, "seconds": 0.0, "keys": np.zeros_like(keys)}
        seconds += float(part["seconds"])
        # Where a text is no longer what it was, it alone is read again.
        stale = np.flatnonzero(part["keys"] != keys)
        if len(stale):
            before = cpu_seconds()
            fresh = encoder([texts[rows[i]] for i in stale]).astype(np.float16)
            if part["vectors"] is None:
                part["vectors"] = np.empty((len(rows), fresh.shape[1]), dtype=np.float16)
            part["vectors"][stale] = fresh
            part |= {"seconds": float(part["seconds"]) + cpu_seconds() - before, "keys": keys}
            np.savez(path.with_suffix(".new.npz"), **part)
            path.with_suffix(".new.npz").replace(path)
            print(f"{folder.name}: {start + len(rows):,} of {len(texts):,} texts", file=sys.stderr, flush=True)
        if result is None:
            result = np.full((len(texts), part["vectors"].shape[1]), np.nan, dtype=np.float32)
        result[rows] = part["vectors"]
    assert result is not None, "there are no texts"
    return result, seconds
