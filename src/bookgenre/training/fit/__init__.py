"""Fine-tuning by a recipe: the loop, its loss, callbacks and checkpoints."""
