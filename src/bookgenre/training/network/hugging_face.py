"""``transformers``, imported so that a broken torchvision does not break it.

fastai brings torchvision, whose import fails beside a CPU build of PyTorch from another index ("operator
torchvision::nms does not exist"); transformers then fails on every model, texts included. Where torchvision cannot
be imported, it is replaced by nothing, and transformers works without it.
"""

import sys

_torchvision_works = True
try:
    import torchvision  # type: ignore[import-untyped]  # noqa: F401
except (ImportError, RuntimeError):
    _torchvision_works = False
    for _name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[_name]
    sys.modules["torchvision"] = None  # type: ignore[assignment]

from transformers import AutoConfig, AutoModel, AutoTokenizer  # noqa: E402
from transformers.utils import import_utils, logging  # noqa: E402

if not _torchvision_works:
    # An earlier import may have cached that torchvision is there.
    getattr(import_utils.is_torchvision_available, "cache_clear", lambda: None)()

# Loading 22 million weights takes less than a second, and a progress bar for it clutters the log.
logging.disable_progress_bar()

__all__ = ["AutoConfig", "AutoModel", "AutoTokenizer"]
