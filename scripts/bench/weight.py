"""Bytes of a first visit to a page: everything the browser fetches without the reader doing anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from macros.languages import read_languages
from scripts.bench.table import table
from scripts.build import build_site
from scripts.wire import gzipped

PAGES = ("index.html", "think/context.html", "act/scenarios.html", "annexes/topics.html", "glossary.html")
"""Typical pages and the heaviest ones."""


@dataclass(frozen=True)
class Weight:
    """Gzipped bytes of a first visit, by kind; inline style and script count as style and script."""

    html: int
    style: int
    script: int

    @property
    def total(self) -> int:
        """All bytes."""
        return self.html + self.style + self.script


def first_visit(page: Path) -> Weight:
    """What a first visit to a built page moves, each response gzipped at level 9.

    The style is inline in the page: the page is weighed with and without it, and the difference counts as style.
    """
    html = page.read_text(encoding="utf-8")
    bare = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    scripts = [page.parent / name for name in re.findall(r"<script src=\"([^\"]+)\"", html)]
    bare_size = gzipped(bare.encode())
    return Weight(bare_size, gzipped(html.encode()) - bare_size, sum(gzipped(file.read_bytes()) for file in scripts))


def bench_weight(root: Path) -> None:
    """Print the weight of typical pages in every language."""
    site = root / "build" / "bench" / "site"
    site.parent.mkdir(parents=True, exist_ok=True)
    build_site(root, site)
    rows = []
    for language in read_languages(root):
        for name in PAGES:
            weight = first_visit(site / language.locale / name)
            rows.append((f"{language.locale}/{name}", weight.html, weight.style, weight.script, weight.total))
    print(table(("page, gzipped bytes", "HTML", "style", "script", "all"), rows))
