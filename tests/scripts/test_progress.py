"""Progress: a bar on a terminal that fits its width, plain lines elsewhere."""

from __future__ import annotations

import io
import os

import pytest

from scripts.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_each_step_is_one_plain_line() -> None:
    stream = io.StringIO()
    progress = Progress(2, stream)
    progress.step("one.pdf")
    progress.step("two.pdf")
    assert stream.getvalue() == "1/2  one.pdf\n2/2  two.pdf\n"


def test_on_a_terminal_one_line_is_drawn_anew_and_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((50, 24)))
    stream = _Terminal()
    progress = Progress(4, stream)
    for name in ("one.pdf", "a name that is far too long for a terminal of fifty columns.pdf", "three.pdf", "four.pdf"):
        progress.step(name)
    said = stream.getvalue()
    assert said.count("\n") == 1
    assert said.endswith("4/4  four.pdf\n")
    lines = said.replace("\n", "").split("\r\x1b[K")[1:]
    assert [line.count("#") for line in lines] == [6, 12, 18, 24]
    assert max(len(line) for line in lines) <= 49
