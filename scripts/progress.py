"""Progress of long work: a bar that is drawn anew on a terminal, one plain line for each step elsewhere."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

WIDTH = 24


class Progress:
    """Counts the steps of a piece of work of `total` steps and shows each as it is done."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total = total
        self.done = 0
        self._stream = stream or sys.stdout

    def step(self, words: str) -> None:
        """Show that one more step is done; `words` say which."""
        self.done += 1
        if not self._stream.isatty():
            print(f"{self.done}/{self.total}  {words}", file=self._stream, flush=True)
            return
        full = WIDTH * self.done // max(1, self.total)
        line = f"[{'#' * full}{' ' * (WIDTH - full)}] {self.done}/{self.total}  {words}"
        columns = shutil.get_terminal_size().columns
        end = "\n" if self.done >= self.total else ""
        print(f"\r\x1b[K{line[: columns - 1]}", end=end, file=self._stream, flush=True)
