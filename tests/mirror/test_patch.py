"""Patches: what bsdiff4 makes, pure Python applies; what is damaged, or too much, it refuses."""

from __future__ import annotations

import bz2
import hashlib
import random
import struct
from pathlib import Path

import bsdiff4
import pytest

from scripts.mirror.patch import apply_patch, old_stream
from scripts.mirror.schema import read_manifest
from scripts.mirror.trouble import TroubleError
from scripts.release.patches import make_patches
from tests.mirror.servers import serving
from tests.mirror.trees import (
    CHANGED,
    copy_of,
    mirror_of_older,
    newer,
    older,
    publish,
    run,
    table_in,
    whole,
)

OLD = b"".join(b"line %d of the old text\n" % number for number in range(300))
NEW = OLD.replace(b"line 17", b"line seventeen").replace(b"old", b"new")


def altered(data: bytes, dice: random.Random) -> bytes:
    """The data with pieces moved, lost, doubled and new."""
    pieces = [data[start : start + 97] for start in range(0, len(data), 97)]
    for _ in range(dice.randrange(8)):
        place = dice.randrange(len(pieces) + 1)
        what = dice.randrange(4)
        if what == 0:
            pieces.insert(place, dice.randbytes(dice.randrange(200)))
        elif what == 1 and pieces:
            pieces.pop(place - 1)
        elif what == 2 and pieces:
            pieces.insert(place, dice.choice(pieces))
        else:
            dice.shuffle(pieces)
    return b"".join(pieces)


@pytest.mark.parametrize("seed", range(60))
def test_patches_of_bsdiff4_are_applied(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # the same each time
    old = dice.choice([b"", OLD, dice.randbytes(3000), bytes(5000)])
    new = altered(old, dice)
    assert apply_patch(old, bsdiff4.diff(old, new), len(new)) == new


def step(*numbers: int) -> bytes:
    """Numbers as a patch has them: the sign in the highest bit."""
    return b"".join(struct.pack("<Q", abs(number) | (number < 0) << 63) for number in numbers)


def forged(steps: bytes, diff: bytes, extra: bytes, size: int) -> bytes:
    """A patch of these parts."""
    packed = [bz2.compress(part) for part in (steps, diff, extra)]
    return b"BSDIFF40" + step(len(packed[0]), len(packed[1]), size) + b"".join(packed)


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        (b"", "the patch is no patch"),
        (b"BSDIFF41" + bytes(24), "the patch is no patch"),
        (b"BSDIFF40" + step(0, 0, 5), "the patch does not fit"),
        (b"BSDIFF40" + step(-1, 0, 4), "the patch does not fit"),
        (b"BSDIFF40" + step(1 << 62, 0, 4), "the patch does not fit"),
        (b"BSDIFF40" + step(0, 0, 4), "the patch is cut off"),
        (b"BSDIFF40" + step(4, 4, 4) + b"rubbishhhhhh", "the patch is damaged"),
        (forged(step(0, 4, 0), b"", b"new", 4), "the patch does not fit"),
        (forged(step(4, 0, 0), b"\1", b"", 4), "the patch does not fit"),
        (forged(step(0, 0, -3, 4, 0, 0), bytes(4), b"", 4), "the patch does not fit"),
        (forged(step(0, 0, 1 << 60, 4, 0, 0), bytes(4), b"", 4), "the patch does not fit"),
        (forged(step(-4, 8, 0), b"", bytes(4), 4), "the patch does not fit"),
        (forged(step(0, 3, 0), b"", b"new", 4), "the patch does not fit"),
        (forged(step(0, 9, 0), b"", b"new", 4), "the patch does not fit"),
        (forged(step(0, 4, 0), b"", bytes(40_000), 4), "the patch unpacks to more than it may: refused"),
        (forged(step(0, 4, 0), bytes(100_000_000), b"new!", 4), "the patch unpacks to more than it may: refused"),
        (forged(bytes(100_000_000), b"", b"new!", 4), "the patch unpacks to more than it may: refused"),
    ],
)
def test_patches_that_are_refused(patch: bytes, words: str) -> None:
    with pytest.raises(TroubleError, match=f"^{words}$"):
        apply_patch(b"old!", patch, 4)


def test_a_patch_cut_at_any_byte_is_refused() -> None:
    patch = bsdiff4.diff(OLD, NEW)
    for length in range(len(patch)):
        with pytest.raises(TroubleError):
            apply_patch(OLD, patch[:length], len(NEW))


def test_a_flipped_bit_never_does_more_than_fail_or_differ() -> None:
    patch = bsdiff4.diff(OLD, NEW)
    for place in range(len(patch)):
        damaged = bytearray(patch)
        damaged[place] ^= 1
        try:
            assert len(apply_patch(OLD, bytes(damaged), len(NEW))) == len(NEW)
        except TroubleError:
            continue


def test_the_old_stream_is_only_of_files_that_are_as_they_were(tmp_path: Path) -> None:
    manifest = read_manifest((older() / "manifest.json").read_bytes())
    tree = copy_of(older(), tmp_path / "tree")
    stream = old_stream(tree, manifest, "ky")
    assert stream == b"".join((tree / path).read_bytes() for path in manifest.text_of("ky"))
    (tree / CHANGED).write_text("x")
    assert old_stream(tree, manifest, "ky") is None
    with pytest.raises(ValueError, match=r"is not the whole edition 2026\.1: its part ky has changed"):
        make_patches(tree, manifest.data, newer(), table_in(newer()), tmp_path)


def test_parts_without_new_text_have_no_patch(tmp_path: Path) -> None:
    assert sorted(next(iter(table_in(newer())["patches"].values()))) == ["en", "ky", "ru"]
    assert make_patches(newer(), (newer() / "manifest.json").read_bytes(), newer(), table_in(newer()), tmp_path) == {}
    assert [*tmp_path.iterdir()] == []


def test_an_update_by_patches_asks_for_no_file(tmp_path: Path) -> None:
    folder = mirror_of_older(tmp_path / "m")
    with serving(newer()) as server:
        assert "9 patched, 0 fetched" in run("sync", server.address, folder).out
        assert [path for path, _ in server.asked if "updates/" not in path] == ["manifest.json.sig", "manifest.json.gz"]
        assert server.sent < 4000
    assert whole(folder) == "2026.2"


@pytest.mark.parametrize("kind", ["bomb", "other", "missing", "damaged here"])
def test_when_patches_fail_the_files_are_fetched(tmp_path: Path, kind: str) -> None:
    folder = mirror_of_older(tmp_path / "m")
    tree = copy_of(newer(), tmp_path / "tree")
    table = table_in(tree)
    for part, (path, *_) in next(iter(table["patches"].values())).items():
        file = tree / path
        if kind == "missing":
            file.unlink()
        elif kind != "damaged here":
            size = 9000 if kind == "bomb" else int.from_bytes(file.read_bytes()[24:32], "little")
            made = forged(step(0, size, 0), b"", bytes(90_000_000 if kind == "bomb" else size), size)
            file.write_bytes(made)
            next(iter(table["patches"].values()))[part] = [path, *entry(made)]
    publish(tree, table, "first")
    if kind == "damaged here":
        for locale in ("en", "ky", "ru"):
            file = folder / "current" / locale / "plan/who.html"
            file.unlink()
            file.write_text("x")
    ran = run("sync", tree, folder)
    assert (ran.code, "0 patched, 9 fetched" in ran.out) == (0, True)
    assert ("is not used, its files are fetched one by one" in ran.out) == (kind == "bomb")
    assert whole(folder) == "2026.2"


def entry(data: bytes) -> tuple[int, str]:
    """A size and a SHA-256."""
    return len(data), hashlib.sha256(data).hexdigest()
