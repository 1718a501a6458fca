"""How files were saved: UTF-8 without a mark, plain line ends, no merge conflict left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.problems import Problem
from macros.source import UTF_16, has_conflict
from scripts.files import write_whole

SUFFIXES = {".md", ".yml", ".po", ".pot", ".txt"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TIDY = "run python -m scripts check --tidy, or"


def content_files(root: Path) -> Iterator[Path]:
    """Every file of the content that people edit, sorted."""
    for folder in ("docs", "locales"):
        yield from sorted(file for file in (root / folder).rglob("*") if file.suffix in SUFFIXES and file.is_file())


def check_saving(root: Path) -> Iterator[Problem]:
    """One problem for each way in which a file is saved wrongly."""
    for file in content_files(root):
        path = file.relative_to(root).as_posix()
        raw = file.read_bytes()
        if raw.startswith(UTF_16):
            yield Problem(path, 1, "the file is saved as UTF-16", f"{TIDY} save it as UTF-8")
            raw = raw.decode("utf-16", errors="replace").encode()
        if raw.startswith(BYTE_ORDER_MARK):
            yield Problem(path, 1, "the file begins with a byte-order mark", f"{TIDY} save it as UTF-8 without BOM")
        before, found, _after = raw.partition(b"\r")
        if found:
            line = before.count(b"\n") + 1
            yield Problem(path, line, "Windows line ends (CRLF)", f"{TIDY} save it with line ends LF")
        text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
        if has_conflict(text):
            line = next(number for number, line in enumerate(text.split("\n"), start=1) if has_conflict(line))
            mend = "keep one of the two texts and remove the lines of <<<<<<<, ======= and >>>>>>>"
            yield Problem(path, line, "a merge conflict is left open", mend)


def tidy(root: Path) -> list[str]:
    """Save anew what `check_saving` would name, but for merge conflicts; the paths of the files that changed."""
    changed = []
    for file in content_files(root):
        raw = file.read_bytes()
        try:
            text = raw.decode("utf-16" if raw.startswith(UTF_16) else "utf-8-sig")
        except UnicodeDecodeError:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.encode() != raw:
            write_whole(file, text)
            changed.append(file.relative_to(root).as_posix())
    return changed
