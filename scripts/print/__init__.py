"""`python -m scripts print`: the print editions of the site, as tagged PDFs in dist/print/."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from macros.edition import read_edition
from macros.languages import published
from macros.problems import ContentError, Problem
from macros.strings import load_strings
from macros.tables import suggest

HELP = "make the print editions: handbook, trainer's book, handouts, cards, posters"

EDITIONS = ("handbook", "large-print", "trainer", "handouts", "cards", "posters")
DECKS = ("topics", "recommendations", "levels")


@dataclass(frozen=True)
class Job:
    """One PDF to make: its language, edition, deck of cards, second language, chosen cards, and whether it is grey."""

    locale: str
    edition: str
    deck: str = ""
    second: str | None = None
    ids: tuple[str, ...] = ()
    grey: bool = False

    def file_name(self, number: str) -> str:
        """The file's name, such as kadam-2026.1-ky-handbook.pdf or kadam-2026.1-ky-ru-cards-topics-grey.pdf."""
        parts = ["kadam", number, self.locale, self.second, self.edition, self.deck]
        parts += ["selection" if self.ids else "", "grey" if self.grey else ""]
        return "-".join(part for part in parts if part) + ".pdf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`print [--lang ky] [--edition cards] [--topics money,chores] [--with ru] [--grey | --colour]`."""
    parser.add_argument("--lang", action="append", help="only this language; may be given again")
    parser.add_argument("--edition", action="append", choices=EDITIONS, help="only this edition; may be given again")
    for deck in DECKS:
        parser.add_argument(f"--{deck}", metavar="IDS", help=f"cards: only these {deck}, divided by commas")
    parser.add_argument("--with", dest="second", metavar="LANG", help="cards: this language on the back")
    parser.add_argument("--grey", action="store_true", help="only the grey versions")
    parser.add_argument("--colour", action="store_true", help="only the colour versions")
    parser.add_argument("--site", type=Path, help="the built site (default: site/)")
    parser.add_argument("--to", type=Path, help="where the files go (default: dist/print)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Make the PDFs; 0 when all are there.

    Raises ContentError, with nothing written for an edition that has a mistake.
    """
    from scripts.print.make import make_all  # noqa: PLC0415  WeasyPrint and its libraries are needed here alone

    site = (arguments.site or root / "site").resolve()
    _check(arguments, root, site)
    started = time.monotonic()
    target = (arguments.to or root / "dist" / "print").resolve()
    jobs = list(chosen(arguments, root))
    edition = read_edition(root)
    strings = {job.locale: load_strings(root, job.locale) for job in jobs}
    problems: list[Problem] = []
    made = 0
    for number, (job, result) in enumerate(make_all(jobs, site, edition, strings), start=1):
        if isinstance(result, ContentError):
            problems += result.problems
            continue
        data, pages = result
        file = target / job.file_name(edition.number)
        target.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_bytes(data)
        beside.replace(file)
        made += 1
        print(f"{number}/{len(jobs)}  {file.name}  {pages} pages, {len(data) // 1024} kB", flush=True)
    print(f"{made} files in {time.monotonic() - started:.0f} s: {target}")
    if problems:
        raise ContentError(problems)
    return 0


def chosen(arguments: argparse.Namespace, root: Path) -> Iterator[Job]:
    """The PDFs that the arguments ask for."""
    locales = arguments.lang or [language.locale for language in published(root)]
    asked = {deck: tuple(part for part in (getattr(arguments, deck) or "").split(",") if part) for deck in DECKS}
    some = any(asked.values())
    greys = [False] if arguments.colour else [True] if arguments.grey else [False, True]
    for locale in locales:
        for edition in arguments.edition or (("cards",) if some or arguments.second else EDITIONS):
            decks = [deck for deck in DECKS if asked[deck] or not some] if edition == "cards" else [""]
            for deck in decks:
                for grey in greys:
                    yield Job(locale, edition, deck, arguments.second, asked.get(deck, ()), grey)


def _check(arguments: argparse.Namespace, root: Path, site: Path) -> None:
    known = [language.locale for language in published(root)]
    problems = [
        Problem("mkdocs.yml", 1, f"unknown language {name}", suggest(name, known, f"there are: {', '.join(known)}"))
        for name in [*(arguments.lang or []), arguments.second]
        if name is not None and name not in known
    ]
    if not problems and not (site / known[0] / "index.html").exists():
        problems.append(Problem("site", 1, "the site is not built", "run make build first, or name it with --site"))
    if problems:
        raise ContentError(problems)
    if sys.stderr.isatty():
        print(f"from {site}", file=sys.stderr)
