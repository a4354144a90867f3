"""A small replica of the Smashwords book store on localhost, for the spiders to crawl for real."""

from .books import StoreBook, make_books
from .server import Store

__all__ = ["Store", "StoreBook", "make_books"]
