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
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.mirror.disk import flush, make_folder, replace_file
from scripts.mirror.schema import HOLDS, LARGEST_MANIFEST, MANIFEST, SIGNATURE, Manifest, number_of, read_manifest
from scripts.mirror.trouble import BusyError, TroubleError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PLACES_NAME = re.compile(r"(\d+(?:\.\d+)*)-([0-9a-f]{8})(?:-\d+)?")
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
    if file.is_symlink() or not file.is_file() or file.stat().st_size > 1 << 16:
        raise TroubleError(f"{file} is not ours: delete it")
    return read_note(file.read_bytes(), str(file))


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
        """Hold the mirror for oneself, and mend what an interrupted exchange left. Raises BusyError."""
        make_folder(self.folder)
        with (self.folder / "lock").open("a+b") as stream:
            try:
                if sys.platform == "win32":
                    stream.seek(0)
                    msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                    raise
                raise BusyError(f"{self.folder}: another sync is running: wait until it is done") from None
            self._recover()
            yield

    def recover(self) -> None:
        """Put an edition into place if a process died while it exchanged two, unless a sync is at it."""
        if is_mirror(self.folder) and not os.path.lexists(self.current):
            try:
                with self.lock():
                    return
            except BusyError:
                return

    def known(self) -> tuple[str, str] | None:
        """The number of the present edition and the beginning of its manifest's SHA-256, by its folder's name."""
        if not self.current.is_symlink():
            return None
        name = _PLACES_NAME.fullmatch(Path(os.readlink(self.current)).name)  # noqa: PTH115  # Path from 3.9 on
        return (name[1], name[2]) if name else None

    def show(self, tree: Path, name: str) -> None:
        """Make a finished tree the present edition. The one before stays under editions/."""
        make_folder(self.editions)
        place = self._free(name)
        tree.rename(place)
        flush(self.editions)
        self._point(place)

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
        """Delete what lies in incoming/ but for one folder."""
        if self.incoming.is_dir():
            for left in self.incoming.iterdir():
                if left != staging:
                    shutil.rmtree(left)

    def note(self, languages: list[str] | None, source: str) -> None:
        """Write down which languages are kept, and where the edition came from."""
        data = json.dumps({"languages": languages, "source": source}, ensure_ascii=False, sort_keys=True) + "\n"
        file = self.folder / HOLDS
        if not file.is_file() or file.read_bytes() != data.encode("utf-8"):
            replace_file(file, data.encode("utf-8"))

    def _folders(self) -> list[Path]:
        if not self.editions.is_dir():
            return []
        return [folder for folder in self.editions.iterdir() if _PLACES_NAME.fullmatch(folder.name)]

    def _free(self, name: str) -> Path:
        names = [name, *(f"{name}-{count}" for count in range(2, 100))]
        return next(self.editions / one for one in names if not os.path.lexists(self.editions / one))

    def _point(self, place: Path) -> None:
        if self.current.is_dir() and not self.current.is_symlink():
            self._exchange(place)
            return
        link = self.folder / ".current.new"
        link.unlink(missing_ok=True)
        try:
            os.symlink(Path("editions", place.name), link, target_is_directory=True)  # noqa: PTH211  # can be replaced in tests
        except (OSError, NotImplementedError) as error:
            if isinstance(error, OSError) and error.errno not in _PLACES_NO_LINKS and not _winerror(error):
                raise
            self._exchange(place)
            return
        os.replace(link, self.current)  # noqa: PTH105  # replaces the old link in one step
        flush(self.folder)

    def _exchange(self, place: Path) -> None:
        old = None
        if self.current.is_dir():
            old = self._free(manifest_in(self.current)[0].name)
            self.current.rename(old)
        try:
            place.rename(self.current)
        except OSError:
            if old:
                old.rename(self.current)
            raise
        flush(self.folder)

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


def _winerror(error: OSError) -> bool:
    return getattr(error, "winerror", None) == 1314
