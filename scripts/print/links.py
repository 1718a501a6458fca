"""Links of the site in a book: to a place in it, to another book by its name, or nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from lxml import html
from lxml.html import HtmlElement

from scripts.print.site import Chapter

INDEXES = ("sessions/index.html", "forms/index.html")
"""Lists of pages on the site; in a book the pages themselves follow each other."""


def bound(chapters: Sequence[Chapter], locale: str, elsewhere: Mapping[str, str]) -> None:
    """Make ids unique in a book of these chapters, and let links between them lead to their place in it.

    A link to a page that another book holds is followed by that book's title (`elsewhere`, by page); other links to
    pages of the site keep their words alone.
    """
    inside = {chapter.path: chapter for chapter in chapters}
    for one in chapters:
        for element in list(one.article.iter()):
            for name in ("id", "for", "aria-labelledby", "aria-describedby"):
                if element.get(name):
                    element.set(name, " ".join(f"{one.slug}--{part}" for part in element.get(name).split()))
            if element.tag == "a" and element.get("href"):
                _rebind(element, one, inside, elsewhere)
        one.article.set("id", one.slug)
        one.article.set("lang", locale)


def _rebind(link: HtmlElement, one: Chapter, inside: Mapping[str, Chapter], elsewhere: Mapping[str, str]) -> None:
    address = str(link.get("href"))
    if re.match(r"(https?|tel|mailto):", address):
        return
    path, _, anchor = address.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(one.path), path)) if path else one.path
    if where in INDEXES and where not in inside:
        folder = posixpath.dirname(where)
        where = next((found for found in inside if posixpath.dirname(found) == folder), where)
    target = inside.get(where)
    if target is None or where in ("glossary.html", one.path):
        # Terms stand in the book’s glossary; a reference at each would clutter the page.
        if target is None and where in elsewhere:
            link.append(html.fragment_fromstring(f'<span class="elsewhere"> ({elsewhere[where]})</span>'))
        if where != one.path or not _leads(link, anchor, one, inside):
            link.drop_tag()
        return
    known = {element.get("id") for element in target.article.iter() if element.get("id")}
    name = f"{target.slug}--{anchor}"
    place = name if anchor and (name in known or anchor in known) else target.slug
    # WeasyPrint (70.0) breaks lines wrongly before a link that begins with a short word: only the page is linked.
    reference = html.Element("a", {"class": "ref", "href": f"#{place}"})
    reference.tail, link.tail = link.tail, None
    link.addnext(reference)
    link.drop_tag()


def _leads(link: HtmlElement, anchor: str, one: Chapter, inside: Mapping[str, Chapter]) -> bool:
    """Let a link within its page lead to the place in the book; whether there is such a place."""
    names = {element.get("id") for element in inside[one.path].article.iter() if element.get("id")}
    name = next((name for name in (f"{one.slug}--{anchor}", anchor) if name in names), "") if anchor else ""
    if name:
        link.set("href", f"#{one.slug}--{anchor}")
    return bool(name)
