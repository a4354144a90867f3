"""Labelled rows as arrays and batches, and a teacher's answers to them."""
