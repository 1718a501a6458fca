"""What changed since older printouts: the wording of each section of an edition, recorded when it is published.

A record is docs/_data/editions/<number>.json: the day, and by language and page each section's fingerprint, its title,
and the pages of the printed books on which it stands. `python -m scripts print --record` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from macros.edition import Edition
from macros.problems import ContentError, Problem
from macros.sections import fingerprint
from scripts.files import write_whole
from scripts.print.site import Chapter, chapter

FOLDER = Path("docs") / "_data" / "editions"
TITLES = ("h1", "h2", "h3")


@dataclass(frozen=True)
class Piece:
    """A section or card of a page on paper: its id, title, fingerprint, and what it holds."""

    id: str
    title: str
    fingerprint: str
    elements: Sequence[HtmlElement]


@dataclass(frozen=True)
class Change:
    """A section that is not what it was in an older edition.

    `pages` are those of the older books by their names; `piece` is None for what is gone.
    """

    path: str
    page_title: str
    title: str
    kind: str
    pages: Mapping[str, int]
    piece: Piece | None


def pieces(one: Chapter) -> list[Piece]:
    """The sections and cards of a page in their order: each heading, and what follows it up to the next.

    A heading without an id has that of the box that it is in, or its place on the page.
    """
    parts: list[tuple[str, str, list[HtmlElement]]] = []
    names: set[str] = set()
    for element in _blocks(one.article):
        if element.tag in TITLES or _is_card(element):
            inside = element.xpath("string(ancestor-or-self::*[@id][1]/@id)")
            name = inside if inside and inside not in names else f"part-{len(parts) + 1}"
            names.add(name)
            title = element.xpath("string(self::h1|self::h2|self::h3|.//h2|.//h3|.//h4)") or name
            box = element.xpath("string(ancestor::section[h2][1]/h2)") if _is_card(element) else ""
            parts.append((name, ", ".join(" ".join(words.split()) for words in (box, title) if words), [element]))
        elif parts:
            parts[-1][2].append(element)
    return [
        Piece(name, title, fingerprint(" ".join(part.text_content() for part in elements)), elements)
        for name, title, elements in parts
    ]


def _is_card(element: HtmlElement) -> bool:
    return element.tag == "article" and "card" in (element.get("class") or "").split()


def _blocks(article: HtmlElement) -> Iterator[HtmlElement]:
    """The blocks of a page in order; boxes that hold cards or headings are opened."""
    for element in article:
        if not _is_card(element) and element.tag not in TITLES and element.xpath(".//h2|.//h3|.//article"):
            yield from _blocks(element)
        else:
            yield element


def record(
    folders: Mapping[str, Path],
    paths: Mapping[str, Sequence[str]],
    places: Mapping[str, Mapping[str, Mapping[str, int]]],
) -> dict[str, dict[str, dict[str, list[object]]]]:
    """The wordings of an edition by language, page and section id: fingerprint, title, pages by book.

    `places` gives for each language and book the pages of its places, by the names that the books use.
    """
    found: dict[str, dict[str, dict[str, list[object]]]] = {}
    for locale, folder in folders.items():
        for path in paths[locale]:
            one = chapter(folder, path)
            for piece in pieces(one):
                pages = {
                    book: names[name]
                    for book, names in places.get(locale, {}).items()
                    for name in [f"{one.slug}--{piece.id}" if f"{one.slug}--{piece.id}" in names else one.slug]
                    if name in names
                }
                row: list[object] = [piece.fingerprint, piece.title, pages]
                found.setdefault(locale, {}).setdefault(path, {})[piece.id] = row
    return found


def write_record(root: Path, edition: Edition, sections: Mapping[str, object]) -> Path:
    """Write the record of the edition. Raises ContentError when another one with this number stands there."""
    file = root / FOLDER / f"{edition.number}.json"
    text = json.dumps({"date": edition.date.isoformat(), "sections": sections}, ensure_ascii=False, indent=0) + "\n"
    if file.exists() and file.read_text(encoding="utf-8") != text:
        name = file.relative_to(root).as_posix()
        wrong = f"edition {edition.number} is recorded with other words"
        raise ContentError([Problem(name, 1, wrong, "a published edition stays: raise the number in pyproject.toml")])
    write_whole(file, text)
    return file


def older_editions(root: Path, edition: Edition) -> dict[str, dict[str, object]]:
    """The records of other editions than this one, newest first."""
    files = [file for file in (root / FOLDER).glob("*.json") if file.stem != edition.number]
    newest = sorted(files, key=lambda file: [int(part) for part in file.stem.split(".")], reverse=True)
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in newest}


def changes(older: Mapping[str, Mapping[str, Sequence[object]]], folder: Path, paths: Sequence[str]) -> list[Change]:
    """What is changed, new or gone in one language since the record `older` (by page and section id)."""
    found = []
    for path in paths:
        one = chapter(folder, path)
        before = older.get(path, {})
        now = {piece.id: piece for piece in pieces(one)}
        for name, piece in now.items():
            if name not in before:
                found.append(Change(path, one.title, piece.title, "new", {}, piece))
            elif before[name][0] != piece.fingerprint:
                found.append(Change(path, one.title, piece.title, "changed", _pages(before[name]), piece))
        gone = [row for name, row in before.items() if name not in now]
        found += [Change(path, one.title, str(row[1]), "gone", _pages(row), None) for row in gone]
    for path in [path for path in older if path not in paths]:
        row = next(iter(older[path].values()))
        found.append(Change(path, str(row[1]), str(row[1]), "gone", _pages(row), None))
    return found


def _pages(row: Sequence[object]) -> Mapping[str, int]:
    pages = row[2]
    return pages if isinstance(pages, dict) else {}


def piece_html(piece: Piece) -> str:
    """The words of a section, without its ids and links, its headings of level 3."""
    texts = []
    for element in piece.elements:
        copy = deepcopy(element)
        for inner in copy.iter():
            inner.attrib.pop("id", None)
            if inner.tag == "a":
                inner.attrib.pop("href", None)
            if inner.tag in (*TITLES, "h4"):
                inner.tag = "h3"  # the sheet has two levels of its own above
        texts.append(html.tostring(copy, encoding="unicode", with_tail=False))
    return "".join(texts)
