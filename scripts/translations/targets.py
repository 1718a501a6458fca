"""The pages and sections that a command is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from macros.languages import SOURCE
from macros.pages import Page
from macros.problems import ContentError, Problem
from macros.sections import sections
from macros.tables import suggest
from scripts.check.library import Library


@dataclass(frozen=True)
class Target:
    """A page of a language, and the ids of the sections that are meant."""

    locale: str
    page: Page
    ids: list[str]


def targets(library: Library, names: list[str], locales: list[str]) -> Iterator[Target]:
    """The pages that `names` mean: docs/ky/plan/who.md, plan/who.md#place, docs/ky/plan, in any of `locales`.

    Without names, all pages. Raises ContentError for a name that means nothing.
    """
    if not names:
        for locale in locales:
            for page in library.pages[locale].values():
                yield Target(locale, page, [section.id for section in sections(page)])
        return
    problems = []
    for name in names:
        found = list(_named(library, name, locales))
        if not found:
            path = name.partition("#")[0]
            known = [page.file for locale in locales for page in library.pages[locale].values()]
            mend = suggest(path, known, "name a page such as docs/ky/plan/who.md, or one of its sections with #id")
            problems.append(Problem(path, 1, "no such page or section among the translations", mend))
        yield from found
    if problems:
        raise ContentError(problems)


def translated(library: Library, lang: str | None) -> list[str]:
    """The locales of the translations, or the one that is asked for. Raises ContentError for an unknown one."""
    known = [locale for locale in library.locales if locale != SOURCE]
    if lang is not None and lang not in known:
        raise ContentError([Problem("mkdocs.yml", 1, f"unknown language {lang}", f"there are: {', '.join(known)}")])
    return [lang] if lang else known


def _named(library: Library, name: str, locales: list[str]) -> Iterator[Target]:
    path, _, identifier = name.replace("\\", "/").removeprefix("./").partition("#")
    for locale in locales:
        folder = f"docs/{locale}/"
        inside = (
            path.removeprefix(folder).removesuffix("/") if path.startswith(folder) or path + "/" == folder else path
        )
        if path.startswith("docs/") and not f"{path}/".startswith(folder):
            continue
        for page in library.pages[locale].values():
            ids = [section.id for section in sections(page)]
            whole = page.path == inside or page.path.startswith(f"{inside}/") or f"{path}/" == folder
            if whole and (not identifier or identifier in ids):
                yield Target(locale, page, [identifier] if identifier else ids)
