"""Probabilities as people read them."""

__all__ = ["percent"]


def percent(share: float) -> str:
    """Return a probability in whole percents; never 0% or 100%, as none is certain."""
    return "<1%" if share < 0.01 else ">99%" if share >= 0.995 else f"{share:.0%}"
