"""What a command says: lines for people, and one that is rewritten on a terminal."""

from __future__ import annotations

import sys
import threading
import time


class Voice:
    """Where lines go. `quiet` leaves out all but warnings."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._guard = threading.Lock()
        self._shown = ""
        self._next = 0.0

    def say(self, line: str) -> None:
        """A line about what was done."""
        self.clear()
        if not self._quiet:
            print(line, flush=True)

    def warn(self, line: str) -> None:
        """A line that a host must see, also from a program that runs at night."""
        self.clear()
        print(line, file=sys.stderr, flush=True)

    def progress(self, line: str) -> None:
        """How far the work is: on a terminal only, five times a second at most."""
        if self._quiet or not sys.stdout.isatty():
            return
        with self._guard:
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + 0.2
            sys.stdout.write("\r" + line.ljust(len(self._shown)))
            sys.stdout.flush()
            self._shown = line

    def clear(self) -> None:
        """Take away the line of progress."""
        with self._guard:
            if self._shown:
                sys.stdout.write("\r" + " " * len(self._shown) + "\r")
                self._shown = ""
