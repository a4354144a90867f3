"""The network that is trained: an encoder, mean pooling, and one linear output per genre."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from bookgenre.classifier.encoding import average_windows, run_windows
from bookgenre.errors import RecipeError
from bookgenre.training.network.hardware import Precision
from bookgenre.training.network.hugging_face import AutoConfig, AutoModel, AutoTokenizer

__all__ = ["GenreNetwork", "load_tokenizer_json", "torch_logits"]

# Names in the families: BERT, RoBERTa and MPNet, then DistilBERT.
_DROPOUTS = ("hidden_dropout_prob", "attention_probs_dropout_prob", "dropout", "attention_dropout")


class GenreNetwork(nn.Module):
    """A transformer encoder whose token vectors are averaged and mapped to one logit per genre.

    The encoder is any of Hugging Face that takes ``input_ids`` and ``attention_mask`` (BERT, RoBERTa, MPNet, DistilBERT
    …). ``bf16`` runs it under autocast on its device; pooling and head stay in 32 bits. In training, a share `dropout`
    of the pooled vector is dropped.
    """

    def __init__(self, encoder: nn.Module, genres: int, dropout: float = 0.1, precision: Precision = "fp32") -> None:
        super().__init__()
        # The pooler of the BERT family feeds next-sentence prediction; mean pooling has no use for it.
        if getattr(encoder, "pooler", None) is not None:
            encoder.pooler = None  # type: ignore[assignment]
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(int(encoder.config.hidden_size), genres)  # type: ignore[union-attr,arg-type]
        self.precision = precision

    @classmethod
    def from_base(
        cls,
        base: str,
        genres: int,
        *,
        dropout: float = 0.1,
        encoder_dropout: float = 0.1,
        precision: Precision = "fp32",
        attention: Literal["eager"] | None = None,
    ) -> "GenreNetwork":
        """Load the pretrained encoder of `base` (a folder or a hub id) and put a fresh head on it.

        `attention` is an implementation of transformers; None takes the fastest that the family has. On a CPU in 16
        bits that is not the default one but ``eager``.

        Raises `RecipeError` if there is no such model, or it cannot be reached.
        """
        try:
            config = AutoConfig.from_pretrained(base)
            for name in _DROPOUTS:
                if hasattr(config, name):
                    setattr(config, name, encoder_dropout)
            encoder = AutoModel.from_pretrained(base, config=config, dtype=torch.float32, attn_implementation=attention)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise RecipeError(f"the base model {base} cannot be loaded: {reason}") from error
        return cls(encoder, genres, dropout, precision)

    @classmethod
    def from_config(cls, folder: Path, genres: int) -> "GenreNetwork":
        """Build the network of a run folder without weights, for export: plain attention, 32 bits, no dropout."""
        config = AutoConfig.from_pretrained(folder)
        return cls(AutoModel.from_config(config, attn_implementation="eager"), genres, dropout=0.0)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return logits of shape (batch, genres) for ids and mask of shape (batch, tokens)."""
        enabled = self.precision == "bf16"
        with torch.autocast(device_type=input_ids.device.type, dtype=torch.bfloat16, enabled=enabled):
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(torch.float32)
        pooled = (hidden.float() * weights).sum(dim=1) / weights.sum(dim=1)
        logits: Tensor = self.head(self.dropout(pooled))
        return logits

    @property
    def pad_id(self) -> int:
        """Id that pads the windows of a batch; 0 if the base model has none."""
        return int(self.encoder.config.pad_token_id or 0)  # type: ignore[union-attr,arg-type]

    def set_base_rates(self, rates: Tensor) -> None:
        """Start the head's biases at the log-odds of `rates` (genres,), so that no epoch is needed to learn them.

        Lin et al. 2017 (section 4.1); rates are kept within 0.0001 and 0.9999.
        """
        with torch.no_grad():
            self.head.bias.copy_(torch.logit(rates.clamp(1e-4, 1 - 1e-4)))

    @property
    def layers(self) -> list[nn.Module]:
        """The encoder's layers, lowest first."""
        stack: Any = getattr(self.encoder, "encoder", None) or getattr(self.encoder, "transformer", None)
        layers = getattr(stack, "layer", None)
        if layers is None:
            raise RecipeError(
                f"{type(self.encoder).__name__} has an unknown structure; use a model of the BERT, RoBERTa, MPNet or "
                "DistilBERT family"
            )
        return list(layers)

    def parameter_groups(self) -> list[list[nn.Parameter]]:
        """Parameters from the bottom up: embeddings (and all else below), each layer, the head."""
        layers = [list(layer.parameters()) for layer in self.layers]
        placed = {id(p) for group in layers for p in group}
        below = [p for p in self.encoder.parameters() if id(p) not in placed]
        return [below, *layers, list(self.head.parameters())]


def load_tokenizer_json(base: str) -> str:
    """Return the ``tokenizer.json`` of a base model (a folder or a hub id) as text."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        raise RecipeError(f"the tokenizer of {base} cannot be loaded: {str(error).splitlines()[0]}") from error
    if not tokenizer.is_fast:
        raise RecipeError(f"the tokenizer of {base} has no fast version (tokenizer.json), which the model folder needs")
    text: str = tokenizer.backend_tokenizer.to_str()
    return text


def torch_logits(
    network: GenreNetwork, windows: list[list[int]], counts: Sequence[int], batch_size: int = 32
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
