"""Predict the genres of books from their descriptions, explain and compare them, with the model in a model folder."""

from bookgenre.classifier.comparison import ChangedPart, Comparison, GenreChange
from bookgenre.classifier.explain import Explanation
from bookgenre.classifier.genre_classifier import GenreClassifier
from bookgenre.classifier.genre_score import GenreScore, Rank
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.shortlist import Shortlist
from bookgenre.classifier.standing import Standing
from bookgenre.classifier.trial import Part

__all__ = [
    "ChangedPart",
    "Comparison",
    "Explanation",
    "GenreChange",
    "GenreClassifier",
    "GenreScore",
    "Part",
    "Prediction",
    "Rank",
    "Shortlist",
    "Standing",
]
