"""`python -m scripts new_language uz Oʻzbekcha`: all that a new language needs, marked as in progress."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import yaml
from babel.core import Locale, UnknownLocaleError

from macros.glossary import load_glossary
from macros.languages import SOURCE, read_languages
from macros.problems import ContentError, Problem
from macros.strings import catalogue_path
from scripts.check.library import load_library
from scripts.files import write_whole
from scripts.translations.catalogues import catalogue_text, new_catalogue, template_catalogue
from scripts.translations.update import write_missing_pages

HELP = "add a language, in progress until its owner shows it to readers"

_CODE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_LANGUAGES = re.compile(r"(^      languages:\n(?:^        .*\n)+)", re.MULTILINE)
_IN_PROGRESS = re.compile(r"^  in_progress: \[(.*)\]$", re.MULTILINE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`new_language CODE NAME`."""
    parser.add_argument("code", metavar="CODE", help="the language's code, such as uz, uz-Cyrl or pt-BR")
    parser.add_argument("name", metavar="NAME", help="its own name, such as Oʻzbekcha")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the entry, the pages, the catalogue and the skeletons; 0 when done."""
    code, name = arguments.code, arguments.name.strip()
    problems = list(_problems(root, code, name))
    if problems:
        raise ContentError(problems)
    template = template_catalogue(root)
    terms = load_glossary(root, SOURCE)
    config = with_language((root / "mkdocs.yml").read_text(encoding="utf-8"), code, name)
    folder = root / "locales" / code
    write_whole(catalogue_path(root, code), catalogue_text(new_catalogue(code, template)))
    write_whole(folder / "glossary.yml", _glossary([(term.id, term.term, term.definition) for term in terms]))
    write_whole(folder / "words.txt", "# Words that no dictionary knows, one a line, reviewed.\n")
    write_whole(folder / "style.md", _STYLE.format(name=name))
    (root / "docs" / code).mkdir(exist_ok=True)
    write_whole(root / "mkdocs.yml", config)
    count = write_missing_pages(load_library(root), code)
    print(f"{name} ({code}): {count} pages and {len(template)} strings to translate.")
    print(f"Begin with locales/{code}/glossary.yml and style.md; see it with: make serve LANG={code}")
    print("Readers are led to it when you take it out of in_progress in mkdocs.yml.")
    return 0


def with_language(config: str, code: str, name: str) -> str:
    """The text of mkdocs.yml with the language listed last, and in progress."""
    written = name if yaml.safe_load(f"name: {name}") == {"name": name} else json.dumps(name, ensure_ascii=False)
    entry = f"        - locale: {code}\n          name: {written}\n"
    listed = _LANGUAGES.sub(lambda found: found[1] + entry, config, count=1)
    return _IN_PROGRESS.sub(
        lambda found: f"  in_progress: [{', '.join(part for part in (found[1], code) if part)}]", listed, count=1
    )


def _problems(root: Path, code: str, name: str) -> list[Problem]:
    problems = []
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    if not _CODE.fullmatch(code):
        mend = "write two small letters, and a script or a country where it matters: uz, uz-Cyrl, pt-BR"
        problems.append(Problem("mkdocs.yml", 1, f"“{code}” is no code of a language", mend))
    elif not _known(code):
        mend = "look the code up in ISO 639-1; dates and plurals come from CLDR"
        problems.append(Problem("mkdocs.yml", 1, f"the language “{code}” is unknown to CLDR", mend))
    if not re.fullmatch(r"\w[\w '’ʻʼ()-]*", name):
        problems.append(Problem("mkdocs.yml", 1, f"“{name}” can’t be a name", "write the language's own name"))
    problems += [
        Problem("mkdocs.yml", language.line, f"{code} is listed already", "choose another code")
        for language in read_languages(root)
        if language.locale == code
    ]
    problems += [
        Problem(folder, 1, "the folder exists already", "remove it, or finish that language by hand")
        for folder in (f"docs/{code}", f"locales/{code}")
        if (root / folder).exists()
    ]
    if not _LANGUAGES.search(config) or not _IN_PROGRESS.search(config):
        mend = "keep “languages:” under the plugin i18n, and “in_progress: []” under extra"
        problems.append(Problem("mkdocs.yml", 1, "the list of languages has another form", mend))
    return problems


def _known(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _glossary(terms: list[tuple[str, str, str]]) -> str:
    """A glossary to fill in: each term in English, to be written over."""
    lines = ["# The agreed terms, in English: write over term and definition. The ids stay.", ""]
    for identifier, term, definition in terms:
        lines += [f"- id: {identifier}", f"  term: {_quoted(term)}", f"  definition: {_quoted(definition)}", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_STYLE = """# {name}: style of Kadam

The terms are in `glossary.yml`; this page is about everything else. The reader is a young man of 16–24. He hears a
friend two years older.

## Address
- Which form of “you” does a friend use here? It stands everywhere, in buttons and warnings too.

## Tone: never like this → like this
1. …

## Marks, numbers, dates
- Quotes, dashes, numbers, dates.

## How to say
- young man, peer, facilitator, session, hotline …

## Letters and traps
- …
"""
