"""The workshop: fine-tune an encoder, measure it and turn it into a model folder.

Needs the extra ``train``. Nothing in the shop imports this package.
"""
