"""The network: base model, weights to start from, precision, and its logits over a corpus."""
