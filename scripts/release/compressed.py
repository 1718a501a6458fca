"""Compressed copies beside text files, for servers that send what lies there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import brotli

from scripts.mirror.schema import is_text


def compressed_copies(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """X.gz and X.br for each text file X of `files`, by path; the same bytes each time."""
    texts = [path for path in sorted(files) if is_text(path)]
    with ThreadPoolExecutor() as pool:
        packed = pool.map(lambda path: brotli.compress(files[path], mode=brotli.MODE_TEXT, quality=11), texts)
        made = {f"{path}.br": data for path, data in zip(texts, packed, strict=True)}
    return made | {f"{path}.gz": gzip.compress(files[path], 9, mtime=0) for path in texts}


def compressed_list(copies: Mapping[str, bytes]) -> bytes:
    """The text of compressed.json: the size and SHA-256 of each copy."""
    table = {path: [len(data), sha256(data).hexdigest()] for path, data in copies.items()}
    return json.dumps(table, sort_keys=True, separators=(",", ":")).encode() + b"\n"
