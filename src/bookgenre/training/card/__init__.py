"""The model card: its text, figures and plots."""
