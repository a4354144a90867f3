"""The version, in a module that every package may import."""

__all__ = ["__version__"]

__version__ = "0.1.0"
