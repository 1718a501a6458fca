"""Links lead to pages and sections that exist."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from macros.pages import Link, Page
from macros.problems import Problem
from macros.tables import suggest
from scripts.check.library import Library

_ADDRESS = re.compile(r"https?://[^/\s]+\.[^/\s]+(/\S*)?|tel:\+?\d+")


def check_links(library: Library) -> Iterator[Problem]:
    """A problem for each link to a page, a section or a file that is not there."""
    for locale in library.locales:
        for page in library.pages[locale].values():
            for link in page.links:
                problem = _problem(link, page, locale, library)
                if problem:
                    yield Problem(page.file, link.line, *problem)


def _problem(link: Link, page: Page, locale: str, library: Library) -> tuple[str, str] | None:
    """What is wrong with the link and how to mend it, or nothing."""
    target = link.target
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        if _ADDRESS.fullmatch(target):
            return None
        return f"link to {target}: not a web address", "write https://…, or the path of a page"
    path, _, anchor = target.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
    if link.image:
        exists = (library.root / "docs" / locale / where).is_file()
        return None if exists else (f"the image {target} does not exist", "name a file beside the page")
    if (locale, where) in library.unreadable:
        return None
    return _page_problem(target, where, anchor, locale, library)


def _page_problem(target: str, where: str, anchor: str, locale: str, library: Library) -> tuple[str, str] | None:
    pages = library.pages[locale]
    if where in library.generated and not anchor:
        return None
    if where not in pages:
        return f"link to {target}: no such page", suggest(where, list(pages), "name a page by its path, ending in .md")
    ids = library.ids(pages[where])
    if anchor and anchor not in ids and library.component_ids:
        near = suggest(anchor, sorted(ids), f"{where} has: {', '.join(sorted(ids)[:8])}")
        return f"link to {target}: no such section", near.replace("did you mean ", "did you mean #")
    return None
