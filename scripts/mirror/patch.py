"""Patches in the format BSDIFF40, applied without any package."""

from __future__ import annotations

import bz2
import re
from pathlib import Path

from scripts.mirror.disk import is_entry
from scripts.mirror.schema import Manifest
from scripts.mirror.trouble import TroubleError

LARGEST_STREAM = 64 << 20
_PATCH_STEPS = 16 << 20
_PATCH_CHANGED = re.compile(rb"[^\0]+")


def apply_patch(old: bytes, patch: bytes, size: int) -> bytes:
    """The new bytes, `size` of them, that a patch makes of the old ones.

    Raises TroubleError when the patch is damaged, does not fit, or would make more: it never unpacks more than `size`
    bytes and 16 MB of steps.
    """
    if len(patch) < 32 or patch[:8] != b"BSDIFF40":
        raise TroubleError("the patch is no patch")
    steps_size, diff_size, new_size = (_patch_number(patch, start) for start in (8, 16, 24))
    if new_size != size or steps_size < 0 or diff_size < 0 or 32 + steps_size + diff_size > len(patch):
        raise TroubleError("the patch does not fit")
    diff_start, extra_start = 32 + steps_size, 32 + steps_size + diff_size
    steps = _patch_unpacked(patch[32:diff_start], _PATCH_STEPS)
    diff = _patch_unpacked(patch[diff_start:extra_start], size)
    extra = _patch_unpacked(patch[extra_start:], size)
    return _patch_walk(old, steps, diff, extra, size)


def old_stream(tree: Path, older: Manifest, part: str) -> bytes | None:
    """What a patch of a part is made for: the part's text files one behind the other. None if one is not as it was."""
    paths = older.text_of(part)
    if sum(older.files[path].size for path in paths) > LARGEST_STREAM:
        return None
    if not all(is_entry(tree / path, older.files[path]) for path in paths):
        return None
    return b"".join((tree / path).read_bytes() for path in paths)


def _patch_walk(old: bytes, steps: bytes, diff: bytes, extra: bytes, size: int) -> bytes:
    new = bytearray()
    place = diff_place = extra_place = 0
    for start in range(0, len(steps), 24):
        mixed, copied, jump = (_patch_number(steps, start + more) for more in (0, 8, 16))
        if mixed < 0 or copied < 0 or (mixed and place < 0) or len(new) + mixed + copied > size:
            raise TroubleError("the patch does not fit")
        ground = old[place : place + mixed] if mixed else b""
        changes = diff[diff_place : diff_place + mixed]
        if len(ground) < mixed or len(changes) < mixed or len(extra) < extra_place + copied:
            raise TroubleError("the patch does not fit")
        new += _patch_mixed(ground, changes)
        new += extra[extra_place : extra_place + copied]
        place += mixed + jump
        diff_place += mixed
        extra_place += copied
    if len(new) != size:
        raise TroubleError("the patch does not fit")
    return bytes(new)


def _patch_mixed(ground: bytes, changes: bytes) -> bytes:
    # nearly all of the changes are zero: only the others cost time
    mixed = bytearray(ground)
    for run in _PATCH_CHANGED.finditer(changes):
        for index in range(*run.span()):
            mixed[index] = (mixed[index] + changes[index]) & 255
    return bytes(mixed)


def _patch_number(data: bytes, start: int) -> int:
    value = int.from_bytes(data[start : start + 8], "little")
    return -(value & ~(1 << 63)) if value >> 63 else value


def _patch_unpacked(data: bytes, most: int) -> bytes:
    machine = bz2.BZ2Decompressor()
    try:
        plain = machine.decompress(data, most + 1)
        while not machine.eof and not machine.needs_input and len(plain) <= most:
            plain += machine.decompress(b"", most + 1 - len(plain))
    except (OSError, EOFError):
        raise TroubleError("the patch is damaged") from None
    if len(plain) > most:
        raise TroubleError("the patch unpacks to more than it may: refused")
    if not machine.eof:
        raise TroubleError("the patch is cut off")
    return plain
