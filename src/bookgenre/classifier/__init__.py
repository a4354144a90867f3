"""Predict the genres of books from their descriptions, and explain them, with the model in a model folder."""

from bookgenre.classifier.explain import Explanation, Part
from bookgenre.classifier.genre_classifier import GenreClassifier
from bookgenre.classifier.genre_score import GenreScore, Rank
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.shortlist import Shortlist

__all__ = ["Explanation", "GenreClassifier", "GenreScore", "Part", "Prediction", "Rank", "Shortlist"]
