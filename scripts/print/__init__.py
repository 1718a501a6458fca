"""`python -m scripts print`: the print editions of the site, as tagged PDFs in dist/print/."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from macros.edition import Edition, read_edition
from macros.languages import published
from macros.printed import INDEX, Printed, index_text, printed_folder, read_printed
from macros.problems import ContentError, Problem
from macros.strings import load_strings
from macros.tables import suggest
from scripts.files import write_whole
from scripts.progress import Progress

if TYPE_CHECKING:
    from scripts.print.pdf import Pdf

HELP = "make the print editions: handbook, trainer's book, handouts, cards, posters"

EDITIONS = ("handbook", "large-print", "trainer", "handouts", "booklet", "cards", "posters", "errata")
DECKS = ("topics", "recommendations", "levels")

Places = dict[str, dict[str, Mapping[str, int]]]
"""The page of each named place, by language and book."""

_VARIES: dict[str, Any] = {"file": "", "pages": 0, "bytes": 0, "sha256": "", "number": "", "date": ""}
"""What differs between two files of the same kind."""


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
    parser.add_argument(
        "--record", action="store_true", help="record the words and pages of this edition, for later errata sheets"
    )


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Make the PDFs; 0 when all are there.

    Raises ContentError, with nothing written for an edition that has a mistake.
    """
    from scripts.print.changes import older_editions  # noqa: PLC0415  WeasyPrint and its like are needed here alone
    from scripts.print.make import Source, make_all  # noqa: PLC0415

    site = (arguments.site or root / "site").resolve()
    _check(arguments, root, site)
    started = time.monotonic()
    target = (arguments.to or printed_folder(root)).resolve()
    source = Source(site, read_edition(root), older_editions(root, read_edition(root)))
    jobs = list(chosen(arguments, root, errata=bool(source.older)))
    strings = {job.locale: load_strings(root, job.locale) for job in jobs}
    problems: list[Problem] = []
    made: dict[Job, Printed] = {}
    places: Places = {}
    progress = Progress(len(jobs))
    for job, result in make_all(jobs, source, strings):
        if isinstance(result, ContentError):
            problems += result.problems
            progress.step(f"{job.file_name(source.edition.number)}  refused")
            continue
        made[job] = _write(target, job, result, source.edition)
        if not job.grey:
            places.setdefault(job.locale, {})[job.edition] = result.places
        progress.step(f"{made[job].file}  {result.pages} pages, {len(result.data) // 1000} kB")
    _list(target, [made[job] for job in jobs if job in made])
    print(f"{len(made)} files in {time.monotonic() - started:.0f} s: {target}")
    if problems:
        raise ContentError(problems)
    if arguments.record:
        _record(root, source.edition, site, places)
    return 0


def _write(target: Path, job: Job, result: Pdf, edition: Edition) -> Printed:
    """Put one PDF in its place, whole, and say what it is."""
    name = job.file_name(edition.number)
    target.mkdir(parents=True, exist_ok=True)
    beside = target / f".{name}.new"
    beside.write_bytes(result.data)
    beside.replace(target / name)
    identity = hashlib.sha256(result.data).hexdigest()
    kind = (job.locale, job.edition, job.deck, job.second or "", job.grey)
    day = edition.date.isoformat()
    return Printed(name, *kind, result.pages, len(result.data), identity, edition.number, day)


def _list(target: Path, made: list[Printed]) -> None:
    """Write the index anew: what was made now, and of what was there before the files that nothing has replaced.

    Chosen cards are not listed: they are somebody's own choice.
    """
    kinds = {replace(file, **_VARIES) for file in made}
    kept = [file for file in read_printed(target) if replace(file, **_VARIES) not in kinds]
    whole = [file for file in made if "-selection" not in file.file]
    if kept or whole:
        rows = sorted([*kept, *whole], key=lambda file: (file.locale, EDITIONS.index(file.edition), file.file))
        write_whole(target / INDEX, index_text(rows))


def _record(root: Path, edition: Edition, site: Path, places: Places) -> None:
    from scripts.print.changes import record, write_record  # noqa: PLC0415
    from scripts.print.errata import RECORDED, printed_paths  # noqa: PLC0415

    locales = [language.locale for language in published(root)]
    if any(set(RECORDED) - set(places.get(locale, {})) for locale in locales):
        mend = "run it without --lang and --edition"
        raise ContentError([Problem("dist/print", 1, "a record needs the books of every language", mend)])
    folders = {locale: site / locale for locale in locales}
    pages = {locale: {book: places[locale][book] for book in RECORDED} for locale in locales}
    found = record(folders, {locale: printed_paths(folder) for locale, folder in folders.items()}, pages)
    print(f"recorded: {write_record(root, edition, found).relative_to(root)}")


def chosen(arguments: argparse.Namespace, root: Path, *, errata: bool) -> Iterator[Job]:
    """The PDFs that the arguments ask for. There are `errata` only where an older edition is recorded."""
    locales = arguments.lang or [language.locale for language in published(root)]
    asked = {deck: tuple(part for part in (getattr(arguments, deck) or "").split(",") if part) for deck in DECKS}
    some = any(asked.values())
    greys = [False] if arguments.colour else [True] if arguments.grey else [False, True]
    for locale in locales:
        for edition in arguments.edition or (("cards",) if some or arguments.second else EDITIONS):
            if edition == "errata" and not errata:
                continue
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
