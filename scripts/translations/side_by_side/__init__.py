"""Pages for reviewers: each section of a language beside its English, with what changed and the lines to copy."""

from __future__ import annotations

import argparse
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import rcssmin
from markdown import Markdown
from markupsafe import Markup, escape

from macros.languages import SOURCE, read_languages, text_direction
from macros.pages import Page
from macros.problems import ContentError, Problem
from macros.sections import TITLE, SectionState, State, section_states
from macros.strings import catalogue_path, load_strings, read_catalogue
from scripts.build.templates import own_template
from scripts.check.library import Library, load_library
from scripts.files import replace_folder, write_whole
from scripts.translations.targets import translated
from scripts.translations.waiting import Item, section_item, string_items
from scripts.translations.worddiff import word_diff

HELP = "make pages that show each section beside its English, for reviewers"

FOLDER = Path(__file__).resolve().parent
EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "tables",
    "pymdownx.betterem",
    "pymdownx.superfences",
    "pymdownx.highlight",
]
_CALL = re.compile(r"\{\{\s*(\w+)\(.*?\)\s*\}\}")


@dataclass(frozen=True)
class Row:
    """A section or a string in both languages, as HTML, with what waits."""

    item: Item
    english: Markup
    translation: Markup
    change: Markup
    sign: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations side-by-side [--lang ky] [--to DIR]`."""
    parser.add_argument("--lang", help="only this language, such as ky")
    parser.add_argument("--to", type=Path, help="where the pages go (default: build/side-by-side)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the pages; 0 when done."""
    target = (arguments.to or root / "build" / "side-by-side").resolve()
    library = load_library(root)
    problems: list[Problem] = []
    for locale in translated(library, arguments.lang):
        folder, beside = target / locale, target / f".{locale}.new"
        if folder.exists() and not (folder / "strings.html").exists():
            mend = "name another folder with --to: this one holds something else"
            problems.append(Problem(str(folder), 1, "the folder is not empty", mend))
            continue
        shutil.rmtree(beside, ignore_errors=True)
        try:
            write_pages(library, locale, beside)
            replace_folder(beside, folder)
            print(folder / "index.html")
        except ContentError as error:
            problems += error.problems
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    if problems:
        raise ContentError(problems)
    return 0


def preview(root: Path, locale: str) -> Path:
    """The folder of the language's pages for a preview, made anew only when its texts or the English have changed."""
    folder = root / "build" / "preview" / locale
    texts = [file for name in (SOURCE, locale) for file in (root / "docs" / name).rglob("*.md")]
    texts += [catalogue_path(root, locale), *sorted(FOLDER.iterdir())]
    stamp = " ".join(f"{file.stat().st_mtime_ns}" for file in sorted(texts) if file.is_file())
    seen = folder / ".stamp"
    if not seen.exists() or seen.read_text(encoding="utf-8") != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        write_pages(load_library(root), locale, folder)
        write_whole(seen, stamp)
    return folder


def write_pages(library: Library, locale: str, folder: Path) -> None:
    """Write one page for each page of the language, one for its strings, and an index into `folder`."""
    listed = []
    for path, page in library.pages[locale].items():
        source = library.pages[SOURCE].get(path)
        if source:
            rows = [_section_row(library, locale, page, state) for state in section_states(page, source)]
            listed.append(_write(library, locale, folder, path.removesuffix(".md"), page.title, rows))
    rows = _string_rows(library.root, locale)
    listed.append(_write(library, locale, folder, "strings", "", rows))
    html = _render(library.root, locale, "index.html.j2", listed=listed, states=list(State))
    write_whole(folder / "index.html", html)


def _write(library: Library, locale: str, folder: Path, name: str, title: str, rows: list[Row]) -> dict[str, Any]:
    file = name.replace("/", "-") + ("-page" if name == "index" else "") + ".html"
    html = _render(library.root, locale, "page.html.j2", title=title, name=name, rows=rows)
    write_whole(folder / file, html)
    return {"file": file, "name": name, "title": title, "counts": Counter(row.item.state for row in rows)}


def _render(root: Path, locale: str, template: str, **values: Any) -> str:
    strings = load_strings(root, locale)
    language = next(language for language in read_languages(root) if language.locale == locale)
    style = Markup(rcssmin.cssmin((FOLDER / "style.css").read_text(encoding="utf-8")))  # noqa: S704  our own file
    return own_template(FOLDER / template).render(
        locale=locale,
        language=language,
        direction=text_direction(locale),
        style=style,
        pgettext=strings.text,
        today=date.today().isoformat(),  # noqa: DTZ011  the day that a reviewer would write
        **values,
    )


def _section_row(library: Library, locale: str, page: Page, state: SectionState) -> Row:
    item = section_item(library.root, locale, page, state)
    section = state.section
    translation = _html(section.text, section.id) if section and state.state != State.MISSING else Markup()
    english = _html(state.source.text, state.id) if state.source else Markup()
    sign = f"{state.id}: {section.fingerprint}" if section and state.state in (State.CURRENT, State.REVIEWED) else ""
    return Row(item, english, translation, _change(item), sign)


def _string_rows(root: Path, locale: str) -> list[Row]:
    catalogue = read_catalogue(root, locale)
    texts = {}
    for entry in catalogue:
        forms = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
        texts[entry.context, entry.lineno] = escape(" | ".join(form for form in forms if form))
    return [
        Row(item, escape(item.english), texts[item.id, item.line], _change(item), "")
        for item in string_items(catalogue, locale, catalogue_path(root, locale).relative_to(root).as_posix())
    ]


def _html(text: str, identifier: str) -> Markup:
    """The section as HTML; a macro call shows as its name."""
    if identifier == TITLE:
        return Markup("<p><b>{}</b><br>{}</p>").format(*text.split("\n", 1))
    shown = _CALL.sub(r"`\1`", text)
    converter = Markdown(extensions=EXTENSIONS, extension_configs={"pymdownx.highlight": {"use_pygments": False}})
    return Markup(converter.convert(shown))  # noqa: S704  our own pages


def _change(item: Item) -> Markup:
    if item.before is None:
        return Markup()
    removed, added = Markup("<del>{}</del>").format, Markup("<ins>{}</ins>").format
    return Markup(word_diff(item.before, item.english, removed, added, escape))  # noqa: S704  each part is escaped
