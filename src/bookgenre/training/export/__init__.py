"""From a run folder to a model folder: ONNX graph, 8-bit weights, and the checks before it is written."""
