"""Polite collecting of book descriptions and their categories from the Smashwords store."""

from bookgenre.collect.records import BookLink, CollectedBook
from bookgenre.collect.site import SMASHWORDS, Site

__all__ = ["SMASHWORDS", "BookLink", "CollectedBook", "Site"]
