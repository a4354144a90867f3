import sys

import pytest

from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.errors import MissingExtraError


def test_without_ray_the_message_says_how_to_install_it(monkeypatch):
    # As where the package is not there.
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"ray is not installed.*bookgenre\[ray\]"):
        next(engine("ray")([], AnswerSettings()))
