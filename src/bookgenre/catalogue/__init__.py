"""Whole catalogues: files of books in, the same files with genres out."""
