"""The answer: load a model folder, read a description, say its genres."""

from bookgenre.classifier.explain import Explanation, Part
from bookgenre.classifier.genre_classifier import GenreClassifier
from bookgenre.classifier.prediction import GenreScore, Prediction, Rank

__all__ = ["Explanation", "GenreClassifier", "GenreScore", "Part", "Prediction", "Rank"]
