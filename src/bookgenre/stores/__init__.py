"""Store categories: what to choose at each store for a book's genres, by the rules of that store.

>>> from bookgenre.stores import suggest_stores
>>> suggest_stores(["cozy-mystery"], stores=["thema"]).stores[0].paste
'FFJ'
"""

from bookgenre.stores.advice import Refused, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.bisac import BisacCode, BisacTable, read_mapping
from bookgenre.stores.suggest import STORE_NAMES, STORES, StoreReport, find_stores, suggest_stores

__all__ = [
    "STORES",
    "STORE_NAMES",
    "BisacCode",
    "BisacTable",
    "Refused",
    "StoreAdvice",
    "StoreReport",
    "Suggestion",
    "Unshelved",
    "find_stores",
    "read_mapping",
    "suggest_stores",
]
