"""Training: fine-tune an encoder, measure it, and export it as a model folder.

Needs the extra ``train``. Nothing that answers a request imports this package.
"""
