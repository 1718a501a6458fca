"""What waits in each language: a table, and for each section that is behind the words that changed in English.

Exit code: 0 all in order, 1 something is missing or behind, 2 something is broken (see `check`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from macros.sections import State
from scripts.check import check_content
from scripts.check.library import Library, load_library
from scripts.translations.targets import targets, translated
from scripts.translations.waiting import Item, items
from scripts.translations.worddiff import plain_diff, word_diff

HELP = "what is missing, behind, current and reviewed in each language"

COLUMNS = (State.REVIEWED, State.CURRENT, State.BEHIND, State.MISSING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations status [--lang ky] [--json] [PAGE …]`."""
    parser.add_argument("--lang", help="only this language, such as ky")
    parser.add_argument("--json", action="store_true", help="for machines: a list of all sections and strings")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these pages or folders, such as plan/who.md")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Print the state of the translations; 0, 1 or 2."""
    library = load_library(root)
    locales = translated(library, arguments.lang)
    found = [item for locale in locales for item in items(library, locale)]
    if arguments.pages:
        found = _chosen(library, found, arguments.pages, locales)
    broken = [problem for problem in check_content(root) if _concerns(problem.path, locales)]
    if arguments.json:
        print(json.dumps([_record(item) for item in found], ensure_ascii=False, indent=1))
    else:
        print(_table(found, locales))
        for item in found:
            if item.waits or item.remarks:
                print(described(item, colours=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    for problem in broken:
        print(problem, file=sys.stderr)
    if broken:
        return 2
    return 1 if any(item.waits for item in found) else 0


def described(item: Item, *, colours: bool = False) -> str:
    """What waits, as lines for a terminal: the place, the English change, the line to paste."""
    lines = [f"{item.file}:{item.line}: {item.state}: {item.name}" + (f" (#{item.id})" if item.paste else "")]
    if item.state == State.BEHIND and item.before is not None:
        diff = plain_diff(item.before, item.english)
        if colours:
            diff = word_diff(item.before, item.english, "\x1b[31;9m{}\x1b[0m".format, "\x1b[32m{}\x1b[0m".format)
        lines += textwrap.wrap(diff, _width() - 4, initial_indent="    ", subsequent_indent="    ")
    elif item.state == State.BEHIND:
        lines.append("    The earlier English wording is not in this copy’s history: compare with the whole section.")
    lines += [f"    {remark}" for remark in item.remarks]
    if item.paste:
        lines.append(f"    when it says the same again, its line below “sections:” is:  {item.paste}")
    return "\n".join(lines)


def _table(found: list[Item], locales: list[str]) -> str:
    rows = [["", "", *COLUMNS]]
    for locale in locales:
        for kind, wanted in (("sections", True), ("strings", False)):
            counts = Counter(
                item.state for item in found if item.locale == locale and bool(_is_section(item)) == wanted
            )
            rows.append([locale, kind, *(str(counts[state]) for state in COLUMNS)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _is_section(item: Item) -> bool:
    return item.file.endswith(".md")


def _chosen(library: Library, found: list[Item], names: list[str], locales: list[str]) -> list[Item]:
    wanted = {(target.page.file, name) for target in targets(library, names, locales) for name in target.ids}
    files = {file for file, _ in wanted if not any("#" in name for name in names)}
    return [item for item in found if (item.file, item.id) in wanted or item.file in files]


def _concerns(path: str, locales: Iterable[str]) -> bool:
    """Whether a problem lies in one of the languages, or in what all of them are made from."""
    of_all = ("docs/en/", "locales/en/", "docs/_data/", "mkdocs.yml")
    return path.startswith(of_all) or any(
        path.startswith((f"docs/{locale}/", f"locales/{locale}/")) for locale in locales
    )


def _record(item: Item) -> dict[str, object]:
    return {
        "locale": item.locale,
        "file": item.file,
        "line": item.line,
        "id": item.id,
        "state": str(item.state),
        "english": item.english,
        "before": item.before,
        "paste": item.paste,
        "remarks": list(item.remarks),
    }


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)
