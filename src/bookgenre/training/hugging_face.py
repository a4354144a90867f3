"""``transformers``, imported so that a broken torchvision cannot take it down.

fastai brings torchvision, whose import fails beside a CPU build of PyTorch from another index ("operator
torchvision::nms does not exist"); transformers then fails on every model, texts included. Where torchvision cannot
be imported, transformers is told that there is none.
"""

import sys

try:
    import torchvision  # type: ignore[import-untyped]  # noqa: F401
except (ImportError, RuntimeError):
    for _name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[_name]
    sys.modules["torchvision"] = None  # type: ignore[assignment]

from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.utils import import_utils, logging

if sys.modules["torchvision"] is None:
    # What it found out at an earlier import, before torchvision was tried, it must find out again.
    import_utils.is_torchvision_available.cache_clear()

# Loading 22 million weights takes a blink, and a bar for it clutters the log.
logging.disable_progress_bar()

__all__ = ["AutoConfig", "AutoModel", "AutoTokenizer"]
