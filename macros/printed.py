"""The print editions that lie in dist/print/, as `python -m scripts print` listed them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

INDEX = "index.json"


def printed_folder(root: Path) -> Path:
    """Where the print editions are: dist/print in the repository, or what KADAM_PRINTED names."""
    return Path(os.environ.get("KADAM_PRINTED") or root / "dist" / "print")


@dataclass(frozen=True)
class Printed:
    """One PDF: its file name, what it holds, its pages and bytes, and the number and day of its edition.

    `deck` is empty but for cards, `second` but for cards in two languages. `sha256` is in hex.
    """

    file: str
    locale: str
    edition: str
    deck: str
    second: str
    grey: bool
    pages: int
    bytes: int
    sha256: str
    number: str
    date: str


def read_printed(folder: Path) -> list[Printed]:
    """The PDFs that the folder's index lists and holds, in its order; none where there is no index."""
    index = folder / INDEX
    rows = json.loads(index.read_text(encoding="utf-8")) if index.exists() else []
    return [Printed(**row) for row in rows if (folder / row["file"]).exists()]


def index_text(files: list[Printed]) -> str:
    """The text of the index."""
    return json.dumps([asdict(file) for file in files], ensure_ascii=False, indent=1) + "\n"
