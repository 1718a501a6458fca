"""The ids that libzim draws by lot, replaced by one that follows from the content: the same site, the same bytes."""

from __future__ import annotations

import hashlib
import re
import uuid
from pathlib import Path

_ID = slice(8, 24)
"""Where the header of a ZIM has its id."""

_CHECKSUM = 16
"""The last bytes of a ZIM: the MD5 of all before them."""

_XAPIAN_ID = re.compile(rb"(?<=\x0f\x0dXapian Glass..).{16}", re.DOTALL)
"""The id of each of the two indexes inside: it follows the mark and the format's number (Xapian 1.4)."""


def fix_identity(file: Path) -> None:
    """Give the ZIM an id made from its content, its indexes the same, and the checksum that belongs to that."""
    data = bytearray(file.read_bytes()[:-_CHECKSUM])
    places = [_ID, *(slice(*found.span()) for found in _XAPIAN_ID.finditer(bytes(data)))]
    for place in places:
        data[place] = bytes(16)
    identity = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(data).hexdigest()).bytes
    for place in places:
        data[place] = identity
    checksum = hashlib.md5(data, usedforsecurity=False).digest()
    file.write_bytes(bytes(data) + checksum)
