"""Record that a change of the English text needs no new translation (a slip, a comma)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from macros.languages import SOURCE
from macros.pages import Page, parse_page
from macros.problems import ContentError, Problem
from macros.sections import sections
from macros.source import read_settled
from scripts.check.library import load_library
from scripts.translations.history import text_at
from scripts.translations.records import with_record, write_page
from scripts.translations.targets import targets

HELP = "record that a change of the English needs no new translation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations trivial [--base HEAD] PAGE[#SECTION] …`."""
    parser.add_argument("--base", default="HEAD", help="the commit before the change (default: HEAD)")
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="docs/en/plan/who.md, or plan/who.md#place")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the records into the English pages; ContentError when git does not know the page before the change."""
    library = load_library(root)
    count = 0
    for target in targets(library, arguments.pages, [SOURCE]):
        before = text_at(root, arguments.base, target.page.file)
        if before is None:
            mend = "name the commit before the change with --base"
            raise ContentError([Problem(target.page.file, 1, f"git knows no such page at {arguments.base}", mend)])
        pairs = changes(parse_page(before, target.page.path, target.page.file), target.page)
        chosen = {name: pair for name, pair in pairs.items() if name in target.ids}
        if chosen:
            text = read_settled(root / target.page.file, root)
            write_page(root, target.page, with_record(text, "trivial", merged(target.page, chosen)))
        for name in chosen:
            print(f"{target.page.file}#{name}: counts as unchanged")
        count += len(chosen)
    print(f"{count} sections")
    return 0


def changes(before: Page, now: Page) -> dict[str, str]:
    """The old and the new fingerprint of each section that changed, by id: "bcdfghjk cdfghjkm"."""
    old = {section.id: section.fingerprint for section in sections(before)}
    return {
        section.id: f"{old[section.id]} {section.fingerprint}"
        for section in sections(now)
        if old.get(section.id, section.fingerprint) != section.fingerprint
    }


def merged(page: Page, pairs: dict[str, str]) -> dict[str, str]:
    """What `trivial` of the English page holds with these pairs added, as YAML lists on one line."""
    found: Any = page.meta.get("trivial")
    lists = {name: list(value) for name, value in found.items()} if isinstance(found, dict) else {}
    for name, pair in pairs.items():
        if pair not in lists.setdefault(name, []):
            lists[name].append(pair)
    return {name: f"[{', '.join(value)}]" for name, value in lists.items()}
