"""The way of serving that ours is compared with: a distilroberta-size 8-bit model, transformers' tokenizer, Flask.

The network has the shape of distilroberta-base (6 layers of 768, 82 million weights) and random weights, which take as
long to multiply as trained ones. It is exported by PyTorch and made 8-bit by ONNX Runtime's dynamic quantisation with
its defaults. The tokenizer is transformers' for RoBERTa with the vocabulary and merges of GPT-2, which are RoBERTa's
own but for the numbers. One text a call, a session with ONNX Runtime's own choice of threads, no gate.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

LABELS = 222


def build(folder: Path, gpt2: Path) -> None:
    """Make model and tokenizer in `folder`, unless they are there; `gpt2` holds encoder.json and vocab.bpe."""
    if (folder / "model.onnx").exists():
        return
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # A broken torchvision cannot take transformers down once this has been imported.
    import_module("bookgenre.training.network.hugging_face")
    from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = json.loads((gpt2 / "encoder.json").read_text(encoding="utf-8"))
    for special in ("<s>", "<pad>", "</s>", "<unk>", "<mask>"):
        vocabulary[special] = len(vocabulary)
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    shutil.copy(gpt2 / "vocab.bpe", folder / "merges.txt")
    tokenizer = RobertaTokenizerFast(
        vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt"), model_max_length=512
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=50_265, num_hidden_layers=6, max_position_embeddings=514, type_vocab_size=1, num_labels=LABELS
    )
    network = RobertaForSequenceClassification(config).eval()

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, input_ids, attention_mask):
            return self.network(input_ids=input_ids, attention_mask=attention_mask).logits

    example = torch.ones((1, 16), dtype=torch.int64)
    torch.onnx.export(
        Logits().eval(),
        (example, example),
        str(folder / "float.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": {0: "b", 1: "t"}, "attention_mask": {0: "b", 1: "t"}},
        dynamo=False,
    )
    quantize_dynamic(folder / "float.onnx", folder / "model.onnx", weight_type=QuantType.QInt8)
    (folder / "float.onnx").unlink()


def load(folder: Path, threads: int = 0) -> Callable[[str], dict[str, float]]:
    """Return what answers a text; 0 threads leave their number to ONNX Runtime."""
    import numpy as np
    import onnxruntime

    # As where PyTorch is not installed: an answer needs only the tokenizer of transformers.
    for name in ("torch", "torchvision"):
        sys.modules.setdefault(name, None)
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    names = [f"genre {number}" for number in range(LABELS)]

    def predict(text: str) -> dict[str, float]:
        encoded = tokenizer(text, truncation=True, max_length=512, return_tensors="np")
        feed = {name: encoded[name].astype(np.int64) for name in ("input_ids", "attention_mask")}
        probabilities = 1 / (1 + np.exp(-session.run(None, feed)[0][0]))
        return dict(zip(names, probabilities.astype(float).tolist(), strict=True))

    return predict


def main() -> None:
    """Serve ``POST /predict``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()

    from flask import Flask, jsonify, request
    from waitress import serve

    answer = load(options.folder)
    app = Flask(__name__)

    @app.post("/predict")
    def predict():
        return jsonify(answer(request.get_json()["description"]))

    print(f"reference is at http://127.0.0.1:{options.port}", flush=True)
    # As many threads as clients of the benchmark; waitress's own default is 4.
    serve(app, host="127.0.0.1", port=options.port, threads=16)


if __name__ == "__main__":
    sys.exit(main())
