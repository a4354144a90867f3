"""The trained network as an ONNX graph: exported, fused, quantised to 8 bits."""

import logging
import math
import types
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from bookgenre.errors import ExportError
from bookgenre.training.network.genre_network import GenreNetwork

__all__ = ["export_graph", "fuse_graph", "quantise_graph", "write_graph"]

OPSET = 17
_INPUTS = ["input_ids", "attention_mask"]


def write_graph(network: GenreNetwork, scratch: Path, target: Path) -> dict[str, int]:
    """Export, fuse and quantise `network` to `target`, and return how many operators of each kind were fused.

    Intermediate graphs are written to the folder `scratch`.
    """
    config: Any = network.encoder.config
    plain, fused = scratch / "plain.onnx", scratch / "fused.onnx"
    export_graph(network, plain)
    counts = fuse_graph(plain, fused, heads=int(config.num_attention_heads), hidden_size=int(config.hidden_size))
    quantise_graph(fused, target)
    return counts


def export_graph(network: GenreNetwork, path: Path) -> None:
    """Write `network` as ONNX: ``input_ids`` and ``attention_mask``, dynamic batch and length, to ``logits``."""
    example = torch.tensor([[5, 6, 7, 8, 9, 10], [5, 6, 7, 8, 1, 1]])
    mask = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]])
    axes = {name: {0: "batch", 1: "tokens"} for name in _INPUTS} | {"logits": {0: "batch"}}
    wrapped = _Exported(network).eval()
    with warnings.catch_warnings():
        # The exporter warns of itself and of shapes that it traces correctly here; the final check compares scores.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            wrapped,
            (example, mask),
            str(path),
            input_names=_INPUTS,
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


class _Exported(nn.Module):
    """The network in the form that ONNX Runtime's optimiser knows how to fuse."""

    def __init__(self, network: GenreNetwork) -> None:
        super().__init__()
        self.network = network
        attentions = [m for m in network.modules() if _is_bert_attention(m)]
        self.plain_mask = bool(attentions)
        for attention in attentions:
            attention.forward = types.MethodType(_bert_attention, attention)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        mask: Tensor = attention_mask
        if self.plain_mask:
            # Written out in this order, the additive mask is recognised and folded into the fused attention.
            mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -10000.0
        hidden = self.network.encoder(input_ids=input_ids, attention_mask=mask).last_hidden_state
        weights = attention_mask.to(torch.float32).unsqueeze(-1)
        logits: Tensor = self.network.head((hidden * weights).sum(dim=1) / weights.sum(dim=1))
        return logits


def _is_bert_attention(module: nn.Module) -> bool:
    parts = ("query", "key", "value", "num_attention_heads", "attention_head_size")
    return type(module).__name__.endswith("SelfAttention") and all(hasattr(module, part) for part in parts)


def _bert_attention(self: Any, hidden_states: Tensor, attention_mask: Tensor, **_: Any) -> tuple[Tensor, None]:
    """Self-attention as BERT first wrote it (Devlin et al. 2018), the pattern that the optimiser fuses."""
    heads, size = self.num_attention_heads, self.attention_head_size

    def split(states: Tensor) -> Tensor:
        return states.view((*states.size()[:-1], heads, size)).permute(0, 2, 1, 3)

    key, value, query = (split(map_(hidden_states)) for map_ in (self.key, self.value, self.query))
    scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(size) + attention_mask
    context = torch.matmul(torch.softmax(scores, dim=-1), value).permute(0, 2, 1, 3).contiguous()
    return context.view((*context.size()[:-2], heads * size)), None


def fuse_graph(source: Path, target: Path, *, heads: int, hidden_size: int) -> dict[str, int]:
    """Fuse attention, GELU and layer normalisation, and return how many of each were found.

    Attention is fused for the BERT and RoBERTa families; other families keep theirs as written. Layer normalisation
    stays apart from the addition before it: on a CPU the two are faster than the one.
    """
    from onnxruntime.transformers import optimizer

    model = optimizer.optimize_model(
        str(source), model_type="bert", num_heads=heads, hidden_size=hidden_size, opt_level=0, use_gpu=False
    )
    fused = {name: int(count) for name, count in model.get_fused_operator_statistics().items() if count}
    _split_normalisations(model.model.graph)
    model.save_model_to_file(str(target))
    return fused


def _split_normalisations(graph: onnx.GraphProto) -> None:
    """Write each SkipLayerNormalization as additions and a LayerNormalization.

    ONNX Runtime computes the fused one number by number; the parts take a fifth off the network's time
    (docs/research/experiments.md).
    """
    nodes = []
    for node in graph.node:
        if node.op_type != "SkipLayerNormalization" or any(node.output[1:]):
            nodes.append(node)
            continue
        first, skip, gamma, beta, bias = [*node.input, "", ""][:5]
        for place, addend in enumerate(filter(None, (skip, bias))):
            total = f"{node.output[0]}_sum{place}"
            nodes.append(onnx.helper.make_node("Add", [first, addend], [total]))
            first = total
        (epsilon,) = [attribute.f for attribute in node.attribute if attribute.name == "epsilon"]
        inputs = [name for name in (first, gamma, beta) if name]
        nodes.append(onnx.helper.make_node("LayerNormalization", inputs, node.output[:1], axis=-1, epsilon=epsilon))
    del graph.node[:]
    graph.node.extend(nodes)


def quantise_graph(source: Path, target: Path) -> None:
    """Quantise weights to signed 8 bits, one scale per channel; activations are quantised at run time.

    Weights use 7 of the 8 bits (``reduce_range``): on processors without VNNI, 8-bit products overflow their 16-bit
    sums, and answers would depend on the machine. Raises `ExportError` if the graph cannot be quantised.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # It recommends a pre-processing step that the fusion has made needless.
    logging.getLogger().addFilter(_not_preprocessing)
    try:
        quantize_dynamic(
            str(source),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            # Fused operators are unknown to ONNX's shape inference, which would otherwise stop the quantiser.
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    except Exception as error:  # the quantiser raises bare kinds
        raise ExportError(f"the graph cannot be quantised: {error}") from error
    finally:
        logging.getLogger().removeFilter(_not_preprocessing)


def _not_preprocessing(record: logging.LogRecord) -> bool:
    return "run pre-processing before quantization" not in record.getMessage()
