"""The PDFs of many jobs, side by side on the cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from macros.edition import Edition
from macros.problems import ContentError, Problem
from macros.strings import Strings
from scripts.print import Job
from scripts.print.book import book_html
from scripts.print.booklet import impose, order
from scripts.print.cards import ON_A_SHEET, deck_html, read_cards
from scripts.print.errata import errata_html
from scripts.print.pdf import Pdf, Sheet, make_pdf
from scripts.print.posters import POSTERS, posters_html

Result = Pdf | ContentError


@dataclass(frozen=True)
class Source:
    """What all jobs are made from: the built site, its edition, and the records of older editions, newest first."""

    site: Path
    edition: Edition
    older: Mapping[str, Mapping[str, Any]]


def make_all(jobs: Sequence[Job], source: Source, strings: Mapping[str, Strings]) -> Iterator[tuple[Job, Result]]:
    """Each job with its PDF and number of pages, or with what is wrong, as it is done."""
    if len(jobs) == 1:
        yield jobs[0], result(sheet(jobs[0], source, strings[jobs[0].locale]))
        return
    context = multiprocessing.get_context("spawn")  # Pango does not like to be forked
    with ProcessPoolExecutor(min(os.cpu_count() or 2, 4), mp_context=context) as pool:
        running = {}
        for job in jobs:
            prepared = sheet(job, source, strings[job.locale])
            if isinstance(prepared, ContentError):
                yield job, prepared
            else:
                running[pool.submit(result, prepared)] = job
        for done in as_completed(running):
            yield running[done], done.result()


def sheet(job: Job, source: Source, strings: Strings) -> Sheet | ContentError:
    """The document of a job, or what keeps it from being made."""
    site, edition = source.site, source.edition
    folder = site / job.locale
    name = job.file_name(edition.number)
    grey = ("grey",) if job.grey else ()  # last, over the colours of the others
    try:
        if job.edition == "cards":
            cards = read_cards(site, job.locale, job.deck, job.ids, job.second)
            title = f"Kadam: {_deck_title(job.deck, strings)}"
            html, pages = deck_html(cards, title, edition, strings), 2 * -(-len(cards) // ON_A_SHEET)
            return Sheet(name, html, ("base", "cards", *grey), job.locale, pages)
        if job.edition == "posters":
            return Sheet(name, posters_html(folder, edition, strings), ("base", "poster", *grey), job.locale, POSTERS)
        if job.edition == "errata":
            return Sheet(
                name, errata_html(folder, edition, source.older, strings), ("base", "errata", *grey), job.locale
            )
        book = {"large-print": "handbook", "booklet": "handouts"}.get(job.edition, job.edition)
        extra = {"large-print": ("large",), "booklet": ("a5",)}.get(job.edition, ())
        html = book_html(book, folder, edition, strings, grey=job.grey)
        return Sheet(name, html, ("base", "book", *extra, *grey), job.locale, booklet=job.edition == "booklet")
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).relative_to(site).as_posix()
        return ContentError([Problem(missing, 1, f"the page is missing, and {name} needs it", "build the site anew")])
    except ContentError as error:
        return error


def result(prepared: Sheet | ContentError) -> Result:
    """The PDF, or what is wrong with it. Mistakes come as values: they must cross from one process to another."""
    if isinstance(prepared, ContentError):
        return prepared
    try:
        made = make_pdf(prepared)
    except ContentError as error:
        return error
    return replace(made, data=impose(made.data), pages=len(order(made.pages))) if prepared.booklet else made


def _deck_title(deck: str, strings: Strings) -> str:
    return {
        "topics": strings.text("print", "Topic cards"),
        "recommendations": strings.text("print", "Do and don’t cards"),
        "levels": strings.text("print", "Level cards"),
    }[deck]
