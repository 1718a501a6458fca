"""Write new and changed strings into the catalogues, and a page to fill in for each that a language lacks."""

from __future__ import annotations

import argparse
from pathlib import Path

from macros.languages import SOURCE
from macros.pages import Page
from macros.sections import MISSING, TITLE, State, record, sections
from macros.source import read_settled, read_text
from macros.strings import catalogue_path, entry_state
from scripts.check.library import Library, load_library
from scripts.files import write_whole
from scripts.translations.catalogues import catalogue_text, template_catalogue, updated_catalogue
from scripts.translations.records import with_record, write_page
from scripts.translations.targets import translated

HELP = "write new and changed English into the catalogues and as pages to fill in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations update [--lang ky]`."""
    parser.add_argument("--lang", help="only this language, such as ky")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write locales/guide.pot, each language's guide.po and missing pages; 0 when done."""
    library = load_library(root)
    template = template_catalogue(root)
    write_whole(root / "locales" / "guide.pot", catalogue_text(template))
    for locale in translated(library, arguments.lang):
        catalogue = updated_catalogue(root, locale, template)
        write_whole(catalogue_path(root, locale), catalogue_text(catalogue))
        waiting = sum(1 for entry in catalogue if entry.id and entry_state(entry) in (State.MISSING, State.BEHIND))
        added = write_missing_pages(library, locale)
        renew_untouched(library, locale)
        print(f"{locale}: {len(catalogue)} strings, {waiting} to translate or look at; {added} pages added")
    return 0


def write_missing_pages(library: Library, locale: str) -> int:
    """Write each page that the language lacks, in English and recorded as missing; how many were written."""
    pages = library.pages[SOURCE]
    lacking = [path for path in pages if not (library.root / "docs" / locale / path).exists()]
    for path in lacking:
        write_whole(library.root / "docs" / locale / path, page_to_fill_in(library.root, pages[path]))
    return len(lacking)


def page_to_fill_in(root: Path, source: Page) -> str:
    """The English page, each section recorded as missing. A translator writes over it, section by section."""
    text = with_record(read_text(root / source.file, root), "trivial", {})
    return with_record(
        text, "sections", {section.id: f"{MISSING} {section.fingerprint}" for section in sections(source)}
    )


def renew_untouched(library: Library, locale: str) -> None:
    """Put the present English text into pages and sections that nobody has begun to translate."""
    for path, page in library.pages[locale].items():
        source = library.pages[SOURCE].get(path)
        if source is None:
            continue
        recorded = record(page, "sections")
        english = {section.id: section for section in sections(source)}
        mine = list(sections(page))
        untouched = {one.id for one in mine if recorded.get(one.id) == f"{MISSING} {one.fingerprint}"} & set(english)
        old = {one.id for one in mine if one.id in untouched and english[one.id].fingerprint != one.fingerprint}
        if len(untouched) == len(mine):
            write_page(library.root, page, page_to_fill_in(library.root, source))
        elif old - {TITLE}:
            text = read_settled(library.root / page.file, library.root)
            for one in mine:
                if one.id in old - {TITLE}:
                    text = text.replace(one.text.rstrip(), english[one.id].text.rstrip(), 1)
                    recorded[one.id] = f"{MISSING} {english[one.id].fingerprint}"
            write_page(library.root, page, with_record(text, "sections", recorded))
