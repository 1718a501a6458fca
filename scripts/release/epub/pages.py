"""The pages of the guide as chapters of an EPUB: which ones, in which order, and as XHTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree, html
from lxml.html import HtmlElement

from scripts.print.site import Chapter, chapter, linked, reading_order, tree

LEFT_OUT = re.compile(r"translate/|sessions/(builder|certificate|print)\.html$|phone\.html$")
"""Pages without use in a book: for translators, made by script, files of the site, how to keep a copy of it."""

LISTS = {"sessions/index.html": "session-list", "forms/index.html": "form-list"}
"""Pages with a list of pages that “next” does not lead through, and the block that is the list."""

OUTWARD = re.compile(r"(https?|tel|mailto):")

RENAMED = {"form": "div", "fieldset": "div", "label": "span", "legend": "p"}
"""What a form consists of, and what stands for it where nothing can be filled in."""

CASE = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
"""Attributes of drawings that a parser of HTML writes small, and XML does not forgive."""

XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True)
class Page:
    """A chapter of the EPUB: path of its file, its title, its content, whether it holds a drawing."""

    path: str
    title: str
    content: etree._Element
    drawing: bool

    @property
    def id(self) -> str:
        """The chapter's name in the package."""
        return "page-" + self.path.removesuffix(".xhtml").replace("/", "-")

    @property
    def opens_part(self) -> bool:
        """Whether the other pages of its folder belong below it."""
        return self.path.endswith("/index.xhtml")


def book_paths(folder: Path) -> list[str]:
    """The pages of the book in reading order; session plans and forms stand behind the last page of their part.

    Raises FileNotFoundError when the site lacks a page.
    """
    order = [path for path in reading_order(folder) if not LEFT_OUT.match(path)]
    for path, block in LISTS.items():
        part = posixpath.dirname(path)
        last = max(number for number, other in enumerate(order) if posixpath.dirname(other) == part)
        order[last + 1 : last + 1] = [other for other in linked(folder, path, block) if other not in order]
    return order


def book_pages(folder: Path) -> list[Page]:
    """The chapters of the book. Raises FileNotFoundError when the site lacks a page."""
    chapters = [chapter(folder, path) for path in book_paths(folder)]
    ids = {one.path: {str(name) for name in one.article.xpath(".//@id")} for one in chapters}
    pages = []
    for one in chapters:
        _section_cards(folder, one)
        for link in one.article.xpath(".//a[@href]"):
            _rebind(link, one.path, ids)
        _colours(one.article)
        etree.strip_tags(one.article, etree.Comment)
        content = _xhtml(one.article, XHTML)
        content.tag = f"{{{XHTML}}}section"
        content.attrib.clear()
        content.set(EPUB_TYPE, "chapter")
        content.set("role", "doc-chapter")
        pages.append(Page(_file(one.path), one.title, content, bool(one.article.xpath(".//svg"))))
    return pages


def _file(path: str) -> str:
    return path.removesuffix(".html") + ".xhtml"


def _section_cards(folder: Path, one: Chapter) -> None:
    """Let the titles of the cards of the parts lead on: paper has no use for links around whole cards."""
    titles = one.article.xpath(".//*[contains(@class, 'section-cards__title')]")
    addresses = tree(folder / one.path).xpath("//article//a[contains(@class, 'section-cards__link')]/@href")
    for title, address in zip(titles, addresses, strict=True):
        link = html.Element("a", {"href": str(address)})
        link.text, title.text = title.text, None
        title.append(link)


def _rebind(link: HtmlElement, path: str, ids: Mapping[str, set[str]]) -> None:
    """Let a link lead to the chapter's file.

    Links to what is not in the book, and of a card to itself, keep only their words.
    """
    address = str(link.get("href"))
    if OUTWARD.match(address):
        return
    name, _, anchor = address.partition("#")
    folder = posixpath.dirname(path)
    where = posixpath.normpath(posixpath.join(folder, name)) if name else path
    if where not in ids or "card__anchor" in link.get("class", ""):
        link.drop_tag()
        return
    file = posixpath.relpath(_file(where), folder or ".")
    link.set("href", f"{file}#{anchor}" if anchor in ids[where] else file)


def _colours(article: HtmlElement) -> None:
    """Drawings take the colour and the font of the reader's text, not those of paper."""
    for part in article.xpath(".//svg//*"):
        for name in ("fill", "stroke"):
            if part.get(name, "none") != "none":
                part.set(name, "currentColor")
        part.attrib.pop("font-family", None)


def _xhtml(element: HtmlElement, namespace: str) -> etree._Element:
    """The element and all in it as XHTML and SVG."""
    namespace = SVG if element.tag == "svg" else namespace
    tag = RENAMED.get(element.tag, element.tag)
    made = etree.Element(f"{{{namespace}}}{tag}", dict(_attributes(element, tag)), nsmap={None: namespace})
    made.text = element.text
    for child in element:
        inner = _xhtml(child, namespace)
        inner.tail = child.tail
        made.append(inner)
    if namespace == XHTML and len(made) == 0 and tag not in html.defs.empty_tags:
        made.text = made.text or ""  # <span></span>: readers that take XHTML for HTML never close <span/>
    return made


def _attributes(element: HtmlElement, tag: str) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name == "lang":
            yield XML_LANG, value
        if name in ("for", "autocomplete") or (name == "aria-label" and tag == "div"):
            continue
        yield CASE.get(name, name), value
    if element.tag in ("label", "legend") and not element.get("class"):
        yield "class", f"form-{element.tag}"
