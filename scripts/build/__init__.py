"""`python -m scripts build`: check the content, then make site/ whole, or leave the old one untouched."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from macros.edition import read_edition
from macros.languages import published, read_languages
from macros.printed import printed_folder, read_printed
from macros.problems import ContentError
from macros.strings import Strings, load_strings
from scripts.build.exit import exit_page
from scripts.build.landing import landing_page
from scripts.build.mkdocs_run import build_languages
from scripts.build.pages import lighten
from scripts.check import check_content
from scripts.files import replace_folder
from scripts.offline.apps import write_apps
from scripts.offline.pack import write_pack
from scripts.search.index import write_index
from scripts.search.language import load_rules

HELP = "build the site"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`build [--site DIR]`."""
    parser.add_argument("--site", type=Path, help="where the site goes (default: site/ in the repository)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Build every language; 0 when site/ is new and whole, 1 with all problems named."""
    started = time.monotonic()
    problems = check_content(root)
    if problems:
        raise ContentError(problems)
    site = (arguments.site or root / "site").resolve()
    build_site(root, site)
    count = sum(1 for _ in site.rglob("*.html"))
    print(f"{count} pages in {time.monotonic() - started:.1f} s: {site}")
    return 0


def build_site(root: Path, site: Path) -> None:
    """Make the site beside `site`, then put it in its place.

    Raises ContentError, with `site` as it was, when a language can't be built.
    """
    languages = read_languages(root)
    locales = [language.locale for language in languages]
    beside = site.with_name(f".{site.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for locale in build_languages(root, locales, beside):
            if sys.stderr.isatty():
                print(f"{locale} ", end="", file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            print(file=sys.stderr)
        lighten(beside, locales)
        logo = (root / "overrides" / "partials" / "logo.html").read_text(encoding="utf-8").strip()
        strings = {locale: load_strings(root, locale) for locale in locales}
        (beside / "index.html").write_text(landing_page(published(root), strings, logo), encoding="utf-8")
        for locale in locales:
            finish_language(root, beside / locale, strings[locale], logo)
        for leftover in [*beside.rglob("sitemap.xml"), *beside.rglob("sitemap.xml.gz")]:
            leftover.unlink()  # addresses without a host say nothing to a search engine
        place_printed(root, beside, locales)
        edition = read_edition(root)
        for locale in locales:
            write_pack(beside / locale, edition, strings[locale])
        replace_folder(beside, site)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def place_printed(root: Path, site: Path, locales: list[str]) -> None:
    """Put the print editions that were made into the folders of their languages, where the pages link to them."""
    for file in read_printed(printed_folder(root)):
        if file.locale in locales and not file.second:
            folder = site / file.locale / "print"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(printed_folder(root) / file.file, folder / file.file)


def finish_language(root: Path, folder: Path, strings: Strings, logo: str) -> None:
    """Write what stands beside the pages of one language's folder: the index, the way out, the icons."""
    write_index(folder, load_rules(root, strings.locale), strings)
    (folder / "exit.html").write_text(exit_page(strings, read_edition(root).exit_to), encoding="utf-8")
    write_apps(folder, strings, logo)
