"""How build time grows with the number of pages."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from pathlib import Path

import yaml

from macros.languages import read_languages
from scripts.bench.builds import copy_of
from scripts.bench.table import table
from scripts.build import build_site

COUNTS = (10, 100, 1000)
"""Synthetic pages in each language."""


def bench_growth(root: Path) -> None:
    """Print seconds for builds with 10, 100 and 1,000 synthetic pages a language, and the factor between them."""
    folder = root / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, float, float, str]] = []
    before = 0.0
    for count in COUNTS:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            copy = synthetic_guide(root, Path(place) / "copy", count)
            started = time.monotonic()
            build_site(copy, copy / "site")
            seconds = time.monotonic() - started
        factor = f"{seconds / before:.1f}" if before else ""
        rows.append((f"4 × {count:,} pages", seconds, 1000 * seconds / (4 * count), factor))
        before = seconds
    print(table(("pages", "seconds", "ms a page", "times the row above"), rows))


def synthetic_guide(root: Path, target: Path, count: int) -> Path:
    """A copy of the guide whose pages are `count` copies of one page of prose in each language."""
    copy = copy_of(root, target)
    for language in read_languages(root):
        pages = copy / "docs" / language.locale
        text = (pages / "think" / "central-asia.md").read_text(encoding="utf-8")
        shutil.rmtree(pages)
        (pages / "think").mkdir(parents=True)
        for number in range(count):
            name = "index.md" if number == 0 else f"think/page-{number:04}.md"
            (pages / name).write_text(_without_links(text), encoding="utf-8")
    config = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    nav = ["index.md", {"Think": [f"think/page-{number:04}.md" for number in range(1, count)]}]
    before = config.split("\nnav:")[0]
    (copy / "mkdocs.yml").write_text(f"{before}\n{yaml.safe_dump({'nav': nav})}", encoding="utf-8")
    return copy


def _without_links(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
