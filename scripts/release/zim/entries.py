"""The entries of a ZIM: which of the site's files go in, under which titles, and what is searched in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from macros.edition import Edition
from macros.problems import ContentError, Problem
from macros.strings import Strings
from scripts.build.exit import exit_page
from scripts.offline.pack import for_contributors
from scripts.release.zim.pages import page_for_reader, script_for_reader
from scripts.release.zim.words import index_words, plain

LEFT_OUT = re.compile(r"404\.html|sw\.js|pack\.json|[\w-]+\.webmanifest|assets/(?:icon[\w-]*\.svg|qr\.js)")
"""Files of a language's folder that only a web server, a kept copy or an installed icon needs, or that share a link."""

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_DENSE = (".pdf", ".png")
"""Kinds of files that compression makes no smaller."""


@dataclass(frozen=True)
class Entry:
    """A file of the ZIM: its path, media type and bytes; its title; whether readers are led to it by title and chance.

    `words` is what the full-text index takes, nothing for what is not to be found; `heading` weighs more there.
    """

    path: str
    type: str
    data: bytes
    packable: bool
    title: str = ""
    front: bool = False
    words: str = ""
    heading: str = ""


def entries(site: Path, locales: list[str], edition: Edition, strings: Mapping[str, Strings]) -> list[Entry]:
    """The entries of a ZIM of `locales`, by language and path; before them the choice of languages, if there is one.

    Raises ContentError for a file that has no place in a ZIM, FileNotFoundError for a language that `site` lacks.
    """
    found = []
    if len(locales) > 1:
        text = page_for_reader("index.html", (site / "index.html").read_text(encoding="utf-8"), locales)
        found.append(Entry("index.html", TYPES[".html"], text.encode(), packable=True, title="Kadam", front=True))
    for locale in locales:
        found += _language(site, locale, locales, edition, strings[locale])
    return found


def _language(site: Path, locale: str, locales: list[str], edition: Edition, strings: Strings) -> list[Entry]:
    """The entries of one language's folder."""
    folder = site / locale
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(folder / "index.html")
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    files = {path: file for path, file in files.items() if not LEFT_OUT.fullmatch(path)}
    trees = {path: html.fromstring(file.read_bytes()) for path, file in files.items() if path.endswith(".html")}
    fronts = [path for path in trees if path != "exit.html" and not for_contributors(path)]
    filed = index_words({path: _said(trees[path]) for path in fronts}, locale)
    found = []
    for path, file in files.items():
        whole = f"{locale}/{path}"
        title = _title(trees[path], edition) if path in trees else ""
        found.append(
            Entry(
                whole,
                _type(whole),
                exit_for_reader(strings) if path == "exit.html" else _data(whole, file, locales),
                packable=file.suffix not in _DENSE,
                title=title,
                front=path in fronts,
                words=filed.get(path, ""),
                heading=plain(title),
            )
        )
    return found


def exit_for_reader(strings: Strings) -> bytes:
    """The page that a quick exit leads to. It stays: a site elsewhere would not open in the frame of a reader."""
    return page_for_reader("exit.html", exit_page(strings, ""), [strings.locale]).encode()


def _data(path: str, file: Path, locales: list[str]) -> bytes:
    if file.suffix == ".html":
        return page_for_reader(path, file.read_text(encoding="utf-8"), locales).encode()
    if file.suffix == ".js":
        return script_for_reader(path, file.read_text(encoding="utf-8")).encode()
    return file.read_bytes()


def _type(path: str) -> str:
    kind = Path(path).suffix
    if kind not in TYPES:
        mend = "add its kind to scripts/release/zim/entries.py, to TYPES or to LEFT_OUT"
        raise ContentError([Problem(f"site/{path}", 1, "no media type is known for this file", mend)])
    return TYPES[kind]


def _title(tree: html.HtmlElement, edition: Edition) -> str:
    """The page's title; its heading where the owner wants titles that say nothing."""
    if edition.neutral_titles:
        return " ".join(str(tree.xpath("string(//h1)")).split())
    return str(tree.findtext(".//title")).removesuffix(" – Kadam")


def _said(tree: html.HtmlElement) -> str:
    """What the page itself says, without its frame."""
    return " ".join(" ".join(tree.xpath("//article//text()[not(ancestor::script)]")).split())
