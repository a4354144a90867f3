"""From logits to decisions: mixing, calibration and thresholds."""
