"""A mirror's folder: its editions, which of them is shown, and that only one command changes it at a time.

DIR/current is a symbolic link to editions/2026.1-12345678, replaced by a new link in one step. Where the disk or the
system has no symbolic links (FAT, Windows without leave), DIR/current is a real folder; it is exchanged by two renames,
and the next command puts a folder into place if the process died between the two.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.mirror.disk import flush, make_folder, read_small, replace_file
from scripts.mirror.holding import hold
from scripts.mirror.schema import HOLDS, LARGEST_MANIFEST, MANIFEST, SIGNATURE, Manifest, number_of, read_manifest
from scripts.mirror.trouble import TroubleError

_PLACES_NAME = re.compile(r"(\d+(?:\.\d+)*)-([0-9a-f]{8})(?:-\d+)?")
_PLACES_INCOMING = re.compile(rf"[0-9a-f]{{16}}|old-(current|{_PLACES_NAME.pattern})")
_PLACES_EDITION = re.compile(r"\d{1,6}(\.\d{1,6}){0,4}")
_PLACES_NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


def is_mirror(folder: Path) -> bool:
    """Whether a folder is a mirror's, and not a published tree."""
    return not (folder / MANIFEST).is_file() and ((folder / "editions").is_dir() or (folder / "current").exists())


def shown_tree(folder: Path) -> Path:
    """The tree that a folder holds or is: DIR/current of a mirror, else DIR. Raises TroubleError if there is none."""
    tree = folder / "current" if is_mirror(folder) else folder
    if not (tree / MANIFEST).is_file():
        raise TroubleError(f"{folder}: no edition is here ({MANIFEST} is missing): check the folder, or run sync")
    return tree


def manifest_in(tree: Path) -> tuple[Manifest, bytes]:
    """The manifest of a tree and its signature, not checked yet. Raises TroubleError."""
    pair = []
    for name in (MANIFEST, SIGNATURE):
        file = tree / name
        if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST_MANIFEST:
            raise TroubleError(f"{name} is missing, or is no ordinary file: get the copy anew")
        pair.append(file.read_bytes())
    return read_manifest(pair[0]), pair[1]


def languages_in(tree: Path) -> list[str] | None:
    """The languages that a tree says it holds, None for all. Raises TroubleError when mirror.json is not ours."""
    return note_in(tree).get("languages")


def note_in(folder: Path) -> dict[str, Any]:
    """What mirror.json of a mirror or of an edition tells; nothing if it is not there. Raises TroubleError."""
    file = folder / HOLDS
    if not file.exists() and not file.is_symlink():
        return {}
    try:
        data = read_small(file)
    except TroubleError:
        raise TroubleError(f"{file} is not ours: delete it") from None
    return read_note(data, str(file))


def read_note(data: bytes, name: str) -> dict[str, Any]:
    """The table in the bytes of a mirror.json. Raises TroubleError when it is not as it must be."""
    try:
        note = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        note = None
    languages = note.get("languages") if isinstance(note, dict) else 0
    listed = isinstance(languages, list) and languages and all(isinstance(one, str) for one in languages)
    if languages is not None and not listed:
        raise TroubleError(f"{name} is damaged: delete it")
    return dict(note)


class Mirror:
    """The folder of a mirror; it is made when the first edition comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = folder / "current"
        self.editions = folder / "editions"
        self.incoming = folder / "incoming"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the mirror for oneself, and mend what an interrupted exchange left. Raises BusyError, MisuseError."""
        make_folder(self.folder)
        with hold(self.folder):
            self._recover()
            yield

    def recover(self) -> None:
        """Put an edition into place if a process died while it exchanged two, unless a sync is at it."""
        if is_mirror(self.folder) and not os.path.lexists(self.current):
            try:
                with self.lock():
                    return
            except TroubleError:  # another command is at it, or may not be: the folder is another user's
                return

    def known(self) -> tuple[str, str] | None:
        """The present edition's number and the start of its manifest's SHA-256, by its folder's name or the note."""
        if self.current.is_symlink():
            name = _PLACES_NAME.fullmatch(Path(os.readlink(self.current)).name)  # noqa: PTH115  # Path from 3.9 on
            if name:
                return name[1], name[2]
        return self._noted()

    def show(self, tree: Path, name: str) -> None:
        """Make a finished tree the present edition. The one before stays under editions/.

        When that fails, the tree is back where it was, for the next time.
        """
        make_folder(self.editions)
        place = self.editions / name
        if place.is_dir() and not self._is_shown(place):
            self._discard(place)  # left by a process that died before it showed it
        place = self._free(name)
        tree.rename(place)
        try:
            flush(self.editions)
            self._point(place)
        except OSError:
            if place.is_dir() and not self._is_shown(place):
                place.rename(tree)
            raise

    def prune(self, manifest: Manifest) -> None:
        """Delete older editions but one, that one too if it holds what was withdrawn, and what lies in incoming/."""
        present = Path(os.path.realpath(self.current)).name
        others = [folder for folder in self._folders() if folder.name != present]
        kept = [
            folder
            for folder in others
            if folder.name.split("-")[1] != manifest.sha256[:8]
            and not any(os.path.lexists(folder / path) for path in manifest.withdrawn)
        ]
        keep = max(kept, key=lambda folder: folder.stat().st_mtime, default=None)
        for folder in others:
            if folder != keep:
                self._discard(folder)
        self.clear_incoming(None)

    def clear_incoming(self, staging: Path | None) -> None:
        """Delete what this program left in incoming/, but for one folder; what others laid there stays."""
        if not self.incoming.is_dir():
            return
        for left in self.incoming.iterdir():
            if not _PLACES_INCOMING.fullmatch(left.name):
                continue
            if left.is_symlink() or not left.is_dir():
                left.unlink()
            elif left != staging:
                shutil.rmtree(left)

    def note(self, languages: list[str] | None, source: str, manifest: Manifest) -> None:
        """Write down which languages are kept, where the edition came from, and the highest edition there ever was."""
        edition, sha256 = self._noted() or ("0", "")
        if number_of(manifest.edition) >= number_of(edition):
            edition, sha256 = manifest.edition, manifest.sha256
        told = {"languages": languages, "source": source, "edition": edition, "manifest": sha256}
        data = json.dumps(told, sort_keys=True).encode("ascii") + b"\n"
        file = self.folder / HOLDS
        if not file.is_file() or file.read_bytes() != data:
            replace_file(file, data)

    def _noted(self) -> tuple[str, str] | None:
        try:
            note = note_in(self.folder)
        except TroubleError:
            return None
        edition, sha256 = str(note.get("edition")), str(note.get("manifest"))
        return (edition, sha256) if _PLACES_EDITION.fullmatch(edition) else None

    def _is_shown(self, place: Path) -> bool:
        return os.path.realpath(self.current) == os.path.realpath(place)

    def _folders(self) -> list[Path]:
        if not self.editions.is_dir():
            return []
        return [folder for folder in self.editions.iterdir() if _PLACES_NAME.fullmatch(folder.name)]

    def _free(self, name: str) -> Path:
        names = [name, *(f"{name}-{count}" for count in range(2, 100))]
        return next(self.editions / one for one in names if not os.path.lexists(self.editions / one))

    def _point(self, place: Path) -> None:
        if self.current.is_dir() and not self.current.is_symlink():
            if os.listdir(self.current):  # noqa: PTH208  # else made by hand
                self._exchange(place)
                return
            self.current.rmdir()
        link = self.folder / ".current.new"
        link.unlink(missing_ok=True)
        try:
            os.symlink(Path("editions", place.name), link, target_is_directory=True)  # noqa: PTH211  # can be replaced in tests
        except (OSError, NotImplementedError) as error:
            denied = getattr(error, "winerror", None) == 1314
            if isinstance(error, OSError) and error.errno not in _PLACES_NO_LINKS and not denied:
                raise
            self._exchange(place)
            return
        os.replace(link, self.current)  # noqa: PTH105  # replaces the old link in one step
        flush(self.folder)

    def _exchange(self, place: Path) -> None:
        old = self._aside()
        try:
            place.rename(self.current)
        except OSError:
            if old:
                old.rename(self.current)
            raise
        flush(self.folder)

    def _aside(self) -> Path | None:
        """Where the folder went that stood at DIR/current; None if there was none."""
        if self.current.is_symlink() or self.current.is_file():
            self.current.unlink()
        if not self.current.is_dir():
            return None
        try:
            old = self._free(manifest_in(self.current)[0].name)
        except TroubleError:
            make_folder(self.incoming)
            old = self.incoming / "old-current"
            if old.exists():
                shutil.rmtree(old)
        self.current.rename(old)
        return old

    def _recover(self) -> None:
        if os.path.lexists(self.current):
            return
        whole = [folder for folder in self._folders() if (folder / MANIFEST).is_file()]
        if whole:
            newest = max(whole, key=lambda folder: (number_of(folder.name.split("-")[0]), folder.stat().st_mtime))
            self._point(newest)

    def _discard(self, folder: Path) -> None:
        # renamed first, so that no half deleted folder is ever taken for an edition
        make_folder(self.incoming)
        away = self.incoming / f"old-{folder.name}"
        if away.exists():
            shutil.rmtree(away)
        folder.rename(away)
        shutil.rmtree(away)
