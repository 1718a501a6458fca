"""What all visits of the web server share: the present edition, and threads that read the disk."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from scripts.mirror.places import shown_tree
from scripts.mirror.schema import MANIFEST
from scripts.mirror.serve_files import Shelf
from scripts.mirror.serve_http import Reply
from scripts.mirror.trouble import TroubleError, shown

_HouseRead = TypeVar("_HouseRead")


class House:
    """A mirror's folder, or a published tree, whose edition may be exchanged at any time.

    Raises TroubleError or OSError when it holds none.
    """

    def __init__(self, folder: Path) -> None:
        self._tree = shown_tree(folder)
        self._mark = self._look()
        self._shelf = Shelf(self._tree)
        self._not_before = 0.0
        self._loading: dict[tuple[Shelf, str, bool], asyncio.Future[Reply]] = {}
        self._readers = ThreadPoolExecutor(4)
        self._told: set[str] = set()

    def shelf(self) -> Shelf:
        """The edition that the folder holds now; the one before while the folder has none that can be read."""
        try:
            mark = self._look()
        except OSError:
            return self._shelf
        if mark != self._mark and asyncio.get_running_loop().time() >= self._not_before:
            try:
                self._shelf = Shelf(self._tree)
                self._mark = mark
            except (TroubleError, OSError) as error:
                self.tell(f"{error} (edition {self._shelf.edition} is shown until then)")
                self._not_before = asyncio.get_running_loop().time() + 1
        return self._shelf

    async def load(self, shelf: Shelf, path: str, *, packed: bool) -> Reply:
        """The answer for a path, prepared once for all who wait for it. Raises as `Shelf.prepare` does."""
        key = (shelf, path, packed)
        if key not in self._loading:
            loading = asyncio.ensure_future(self.read(lambda: shelf.prepare(path, packed=packed)))
            self._loading[key] = loading
            loading.add_done_callback(lambda done: self._loaded(key, done))
        return await asyncio.shield(self._loading[key])

    async def read(self, work: Callable[[], _HouseRead]) -> _HouseRead:
        """What a function gives that waits for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def tell(self, line: str) -> None:
        """Print an error, each one once."""
        if line not in self._told:
            self._told.add(line)
            print(shown(line), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Wait for what is being read: a thread that ends later would find nobody to tell."""
        self._readers.shutdown()

    def _loaded(self, key: tuple[Shelf, str, bool], done: asyncio.Future[Reply]) -> None:
        del self._loading[key]
        if not done.cancelled():
            done.exception()  # told by those who wait; they may all have gone

    def _look(self) -> tuple[int, ...]:
        """What differs as soon as another edition stands in the place of this one."""
        tree, manifest = self._tree.stat(), (self._tree / MANIFEST).stat()
        return (tree.st_ino, tree.st_mtime_ns, manifest.st_ino, manifest.st_mtime_ns, manifest.st_size)
