"""Measuring a model on labelled rows: scores, curves, confusions and mistakes."""
