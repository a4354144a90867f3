"""Durations as spreadsheets show them."""

from datetime import timedelta

__all__ = ["duration_text"]


def duration_text(value: timedelta) -> str:
    """Return hours, minutes and seconds, as many hours as there are: ``36:00:00``."""
    total = abs(value)
    hours, rest = divmod(total.days * 86_400 + total.seconds, 3600)
    text = f"{'-' if value < timedelta() else ''}{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{text}.{total.microseconds:06}".rstrip("0") if total.microseconds else text
