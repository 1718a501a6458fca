"""The guide as an EPUB 3.3, one file a language, from the pages of the built site."""

from __future__ import annotations

import posixpath
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from macros.edition import Edition
from macros.languages import text_direction
from macros.problems import ContentError, Problem
from macros.strings import Strings
from scripts.build.templates import own_template
from scripts.print.book import edition_words, review_words
from scripts.print.site import tree
from scripts.release.archive import write_zip
from scripts.release.epub.cover import cover_png
from scripts.release.epub.pages import XHTML, Page, book_pages

FOLDER = Path(__file__).resolve().parent
MEDIA_TYPE = b"application/epub+zip"
"""What the first file of an EPUB says, uncompressed."""

INSIDE = "EPUB"
"""The folder of the book inside the archive."""

LOGO = FOLDER.parents[2] / "overrides" / "partials" / "logo.html"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_epub(site_folder: Path, file: Path, edition: Edition, strings: Strings) -> int:
    """Write the EPUB of one language, the same bytes for the same site, and give the number of its chapters.

    `site_folder` is the language's folder of the built site. Raises ContentError, with `file` untouched, when the
    site lacks a page or this machine the fonts of the cover.
    """
    try:
        pages = book_pages(site_folder)
        files = _files(pages, site_folder, edition, strings)
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        wrong = f"the page {missing} is missing, and {file.name} needs it"
        raise ContentError([Problem(site_folder.name, 1, wrong, "build the site anew")]) from None
    file.parent.mkdir(parents=True, exist_ok=True)
    write_zip(file, files, edition.date, first=[("mimetype", MEDIA_TYPE)])
    return len(pages)


def identifier(locale: str) -> str:
    """What readers know the book of a language by; it stays when the edition changes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:kadam:epub:{locale}").urn


def _files(pages: Sequence[Page], site_folder: Path, edition: Edition, strings: Strings) -> dict[str, bytes]:
    about = strings.text("page", "a guide for young men who want to act for equality")
    logo = LOGO.read_text(encoding="utf-8")
    words = {
        "locale": strings.locale,
        "direction": text_direction(strings.locale),
        "folder": INSIDE,
        "identifier": identifier(strings.locale),
        "title": f"Kadam: {about}",
        "about": about,
        "description": tree(site_folder / "index.html").xpath("string(//meta[@name='description']/@content)"),
        "edition": edition_words(edition, strings),
        "number": edition.number,
        "date": edition.date.isoformat(),
        "year": edition.date.year,
        "review": review_words(site_folder),
        "licence": LICENCE,
        "contents": strings.text("print", "Contents"),
        "logo": logo.strip(),
        "pages": pages,
        "parts": _parts(pages),
        "first": pages[0],
    }
    made = {f"{INSIDE}/{name}": _xml(name, words) for name in ("nav.xhtml", "package.opf", "title.xhtml", "toc.ncx")}
    for page in pages:
        style = posixpath.relpath("style.css", posixpath.dirname(page.path) or ".")
        made[f"{INSIDE}/{page.path}"] = _chapter(page, words | {"page": page, "style": style})
    return made | {
        "META-INF/container.xml": _xml("container.xml", words),
        f"{INSIDE}/cover.png": cover_png(logo, "Kadam", about),
        f"{INSIDE}/style.css": (FOLDER / "style.css").read_bytes(),
    }


def _parts(pages: Sequence[Page]) -> list[tuple[Page, list[Page]]]:
    """The pages in their order, each part's first page with those of its folder below it."""
    parts: list[tuple[Page, list[Page]]] = []
    for page in pages:
        opened = parts[-1][0] if parts else page
        if not page.opens_part and opened.opens_part and posixpath.dirname(page.path) == posixpath.dirname(opened.path):
            parts[-1][1].append(page)
        else:
            parts.append((page, []))
    return parts


def _chapter(page: Page, words: dict[str, Any]) -> bytes:
    frame = _parsed("chapter.xhtml", words)
    frame.find(f"{{{XHTML}}}body").append(page.content)
    return _bytes(frame)


def _xml(name: str, words: dict[str, Any]) -> bytes:
    return _bytes(_parsed(name, words))


def _parsed(name: str, words: dict[str, Any]) -> etree._Element:
    return etree.fromstring(own_template(FOLDER / f"{name}.j2").render(words))


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)) + b"\n"
