"""Palettes as an Adobe Swatch Exchange file, version 1.0.

Adobe has published no description of the format; the structure here is the one that carl.camera ("ASE File
Specification") and cyotek.com ("Reading Adobe Swatch Exchange files") found, and agree on.
"""

import struct

from bookgenre.covers import Palette
from bookgenre.formats.palette_gpl import named_colours, palette_name

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "Adobe Swatch Exchange"
MEDIA_TYPE = "application/octet-stream"

_GROUP_START, _GROUP_END, _COLOUR = 0xC001, 0xC002, 0x0001
_NORMAL = 2  # 0 is global, 1 is a spot colour.


def write(palette: Palette, title: str) -> bytes:
    """Return one group of the recommended colours, then ground, accent and text; the title names it."""
    blocks = [_block(_GROUP_START, _utf16(palette_name(title)))]
    for label, values in named_colours(palette):
        shares = [value / 255 for value in values]
        blocks.append(_block(_COLOUR, _utf16(label) + struct.pack(">4s3fH", b"RGB ", *shares, _NORMAL)))
    blocks.append(_block(_GROUP_END, b""))
    return struct.pack(">4sHHI", b"ASEF", 1, 0, len(blocks)) + b"".join(blocks)


def _block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content


def _utf16(text: str) -> bytes:
    # The length counts UTF-16 units with the final zero, not characters.
    units = text.encode("utf-16-be") + b"\0\0"
    return struct.pack(">H", len(units) // 2) + units
