"""The files of an edition on the disk: which must stand there, which may, and what is wrong with them."""

from __future__ import annotations

import html
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from scripts.mirror.disk import flush, gunzipped, is_entry
from scripts.mirror.schema import (
    COMPRESSED,
    DEVELOPMENT_SIGNERS,
    HOLDS,
    MANIFEST,
    SIGNATURE,
    Entry,
    Manifest,
    is_text,
)
from scripts.mirror.trouble import TroubleError, is_junk, shown

STUB_TOKEN = b"KADAM-PATH"
ROOT_TOKEN = b"KADAM-ROOT"
_TREE_SMALL = 1 << 20


def stubs(tree: Path, manifest: Manifest, languages: list[str] | None) -> dict[str, bytes]:
    """The pages that stand in for those of languages that a copy lacks, by path.

    The templates in `tree` must be checked before. Raises TroubleError when the edition has none for a language.
    """
    if languages is None:
        return {}
    pages = {}
    for locale in sorted(set(manifest.languages) - set(languages)):
        template = f"elsewhere/{locale}.html"
        if template not in manifest.files:
            raise TroubleError(f"edition {manifest.edition} cannot be had in some languages only: leave out --lang")
        try:
            words = (tree / template).read_bytes()
        except OSError:
            continue  # told as missing
        for path in manifest.files:
            if manifest.part(path) == locale and path.endswith(".html"):
                pages[path] = stub_of(words, path)
    return pages


def stub_of(template: bytes, path: str) -> bytes:
    """The page that stands for the one at `path`: with that path, and with the way from there to the copy's root."""
    root = "../" * path.count("/")
    return template.replace(STUB_TOKEN, html.escape(path).encode()).replace(ROOT_TOKEN, root.encode())


def walk(tree: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file, link and device below a folder with its path and state; folders only where they are empty.

    Folders of the operating system are not looked into, which not everybody may; they come like empty ones.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(tree / folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False) and not (folder == "" and is_junk(path)):
                waiting.append(path)
            else:
                yield path, entry.stat(follow_symlinks=False)
        if folder and not entries:
            yield folder, (tree / folder).lstat()


def left_aside(tree: Path) -> list[str]:
    """The files and folders that an operating system put into a tree of its own accord; `faults` leaves them aside."""
    return [path for path, state in walk(tree) if _tree_is_junk(path, state)]


def _tree_is_junk(path: str, state: os.stat_result) -> bool:
    kind = stat.S_IFMT(state.st_mode)
    return is_junk(path) and (kind == stat.S_IFREG or (kind == stat.S_IFDIR and "/" not in path))


def faults(tree: Path, manifest: Manifest, languages: list[str] | None) -> Iterator[str]:
    """One line for each thing that is wrong in a tree: missing, changed, extra, or of a kind that must not be there.

    The manifest's signature must be checked before. `languages` are those that the copy holds, None for all.
    """
    wanted = manifest.wanted(languages)
    patches = {path: entry for parts in manifest.patches.values() for path, entry in parts.values()}
    found = {path: state for path, state in walk(tree) if not _tree_is_junk(path, state)}
    for path in sorted(set(wanted) - set(found)):
        yield f"missing: {path}"
    listed = {path: entry for path, entry in wanted.items() if path in found}
    listed.update((path, entry) for path, entry in patches.items() if path in found)
    if manifest.compressed and COMPRESSED in found:
        listed[COMPRESSED] = manifest.compressed
    made = stubs(tree, manifest, languages)
    for path in sorted(set(made) - set(found)):
        yield f"missing: {path}"
    compressed = _tree_compressed(tree, manifest)
    for path, state in sorted(found.items()):
        yield from _tree_fault(tree, path, state, _Expected(manifest, listed, made, compressed))


class _Expected:
    """What a tree must hold: files by size and SHA-256, stand-in pages, and compressed copies that are listed."""

    def __init__(
        self, manifest: Manifest, listed: dict[str, Entry], made: dict[str, bytes], compressed: dict[str, Entry]
    ) -> None:
        self.listed = listed
        self.made = made
        self.compressed = compressed
        self.unlisted = {MANIFEST, SIGNATURE, HOLDS}
        if manifest.development:
            self.unlisted.add(DEVELOPMENT_SIGNERS)


def _tree_fault(tree: Path, path: str, state: os.stat_result, expected: _Expected) -> Iterator[str]:
    file, name = tree / path, shown(path)
    if stat.S_ISLNK(state.st_mode):
        yield f"symbolic link: {name}"
    elif stat.S_ISDIR(state.st_mode):
        yield f"not of this edition: the empty folder {name}"
    elif not stat.S_ISREG(state.st_mode):
        yield f"not an ordinary file: {name}"
    elif path in expected.listed:
        yield from _tree_changed(file, name, state, expected.listed[path])
    elif path in expected.made:
        if state.st_size > _TREE_SMALL or file.read_bytes() != expected.made[path]:
            yield f"changed: {name}, which stands for a page that this copy lacks"
    elif path.endswith((".gz", ".br")):
        yield from _tree_compressed_fault(tree, path, expected)
    elif path not in expected.unlisted:
        yield f"not of this edition: {name}"


def _tree_changed(file: Path, name: str, state: os.stat_result, entry: Entry) -> Iterator[str]:
    if state.st_size != entry.size:
        yield f"changed: {name} has {state.st_size} bytes, must have {entry.size}"
    elif not is_entry(file, entry):
        yield f"changed: {name} has other content of the same size"


def _tree_compressed_fault(tree: Path, path: str, expected: _Expected) -> Iterator[str]:
    if path in expected.compressed and is_entry(tree / path, expected.compressed[path]):
        return
    plain = path[:-3]
    if plain not in expected.listed and plain not in expected.made and plain != MANIFEST:
        yield f"not of this edition: {shown(path)}"
    elif path.endswith(".br"):
        yield f"not of this edition: {shown(path)} (its content cannot be proved: delete it)"
    elif not is_copy_of(tree / path, tree / plain):
        yield f"changed: {shown(path)} is not {plain} compressed"


def _tree_compressed(tree: Path, manifest: Manifest) -> dict[str, Entry]:
    if not manifest.compressed or not is_entry(tree / COMPRESSED, manifest.compressed):
        return {}
    table = json.loads((tree / COMPRESSED).read_bytes())
    return {path: Entry(size, sha256) for path, (size, sha256) in table.items()}


def is_copy_of(packed: Path, plain: Path) -> bool:
    """Whether a file is there that unpacks to exactly another one; more than that is never unpacked."""
    try:
        if packed.is_symlink() or not packed.is_file() or packed.stat().st_size > plain.stat().st_size + _TREE_SMALL:
            return False
        return gunzipped(packed.read_bytes(), plain.stat().st_size) == plain.read_bytes()
    except (TroubleError, OSError):
        return False


def flush_tree(tree: Path) -> None:
    """Have the disk keep every file that only this tree has, and every folder."""
    for folder, _, names in os.walk(tree):
        for name in names:
            file = Path(folder, name)
            if file.lstat().st_nlink == 1:
                flush(file)
        flush(Path(folder))
    flush(tree.parent)


def compressible(manifest: Manifest, made: dict[str, bytes], languages: list[str] | None) -> list[str]:
    """The paths beside which a mirror puts a compressed copy: text files, stand-in pages, and the manifest."""
    return [MANIFEST, *sorted(path for path in {*manifest.wanted(languages), *made} if is_text(path))]
