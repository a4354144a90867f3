from pathlib import Path

import pytest

from bookgenre.files import Rejects


@pytest.fixture
def data():
    """Files of invented books, each in its set's own format."""
    return Path(__file__).parent / "data"


@pytest.fixture
def read():
    """A function that reads a file and returns its records and its rejects."""

    def read(adapter, path):
        rejects = Rejects()
        return list(adapter.read(path, rejects)), rejects

    return read
