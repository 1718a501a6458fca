"""`python -m scripts check`: everything that is wrong in the content, one line each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from macros.languages import read_languages
from macros.problems import ContentError, Problem
from scripts.check import spelling
from scripts.check.agreement import check_agreement
from scripts.check.catalogues import check_catalogues
from scripts.check.folders import check_folders
from scripts.check.glossaries import check_glossaries
from scripts.check.letters import check_letters
from scripts.check.library import load_library
from scripts.check.links import check_links
from scripts.check.pages import check_pages
from scripts.check.records import check_records
from scripts.check.saving import check_saving, tidy
from scripts.check.tables import check_tables

HELP = "check pages, tables, catalogues, glossaries, letters and spelling"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`check [--no-spelling] [--tidy] [--accept-words ky]`."""
    parser.add_argument("--no-spelling", action="store_true", help="leave the dictionaries out")
    parser.add_argument("--tidy", action="store_true", help="first save files anew: UTF-8, no mark, plain line ends")
    parser.add_argument(
        "--accept-words", metavar="LANG", help="add all unknown words of a language to its reviewed list"
    )


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Print all problems; 0 when there are none, 1 otherwise. Advice is printed, too, and changes nothing."""
    if arguments.tidy:
        for path in tidy(root):
            print(f"{path}: saved anew as UTF-8 with plain line ends")
    if arguments.accept_words:
        added = spelling.accept_words(root, arguments.accept_words)
        print(f"{added} words added; look at the difference before you commit it")
        return 0
    problems = check_content(root)
    if not arguments.no_spelling:
        blocking, advice = spelling.check_spelling(root)
        problems = sorted({*problems, *blocking})
        for problem in advice:
            print(f"advice: {problem}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems" if problems else "The content is in order.")
    return 1 if problems else 0


def check_content(root: Path) -> list[Problem]:
    """Every problem that would make a wrong or partial site, sorted by file and line, each once."""
    library = load_library(root)
    problems: list[Problem] = list(library.problems)
    checks: list[Callable[[], Iterable[Problem]]] = [
        lambda: check_folders(root, read_languages(root)),
        lambda: check_saving(root),
        lambda: check_tables(root),
        lambda: check_pages(library),
        lambda: check_links(library),
        lambda: check_agreement(library),
        lambda: check_records(library),
        lambda: check_catalogues(root, library.locales),
        lambda: check_glossaries(root, library.locales),
        lambda: check_letters(library),
    ]
    for check in checks:
        try:
            problems += check()
        except ContentError as error:
            problems += error.problems
    return sorted(set(problems))
