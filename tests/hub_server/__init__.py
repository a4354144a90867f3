"""A Hugging Face hub of one process: the few endpoints that bookgenre uses, spoken as huggingface_hub expects."""

from hub_server.server import Hub, Seen

__all__ = ["Hub", "Seen"]
