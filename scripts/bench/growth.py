"""How build time grows with the number of pages."""

from __future__ import annotations

import tempfile
import time
from itertools import groupby
from pathlib import Path

from macros.languages import SOURCE, read_languages
from macros.pages import page_paths
from scripts.bench.builds import copy_of
from scripts.bench.table import table
from scripts.build import build_site

SECTION = 25
"""Synthetic pages in a section: a menu shows the pages of its own section, so a section must not grow without end."""

COUNTS = (10, 100, 1000)
"""Synthetic pages in each language."""


def bench_growth(root: Path) -> None:
    """Print seconds for builds of the guide with 10, 100 and 1,000 more pages a language, and what a page costs."""
    folder = root / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    own = len(page_paths(root, SOURCE))
    rows: list[tuple[str, float, float]] = []
    for count in COUNTS:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            copy = longer_guide(root, Path(place) / "copy", count)
            started = time.monotonic()
            build_site(copy, copy / "site")
            seconds = time.monotonic() - started
        rows.append((f"4 × ({own} + {count:,})", seconds, 1000 * seconds / (4 * (own + count))))
    print(table(("pages", "seconds", "ms a page"), rows))


def longer_guide(root: Path, target: Path, count: int) -> Path:
    """A copy of the guide with `count` more pages of prose in each language, all in the menu."""
    copy = copy_of(root, target)
    names = [f"part-{number // SECTION:03}/page-{number:04}.md" for number in range(count)]
    for language in read_languages(root):
        pages = copy / "docs" / language.locale
        text = (pages / "think" / "central-asia.md").read_text(encoding="utf-8")
        for name in names:
            (pages / name).parent.mkdir(exist_ok=True)
            (pages / name).write_text(text, encoding="utf-8")
    with (copy / "mkdocs.yml").open("a", encoding="utf-8") as config:
        for part, members in groupby(names, key=lambda name: name.split("/")[0]):
            config.write(f"  - {part}:\n" + "".join(f"      - {name}\n" for name in members))
    return copy
