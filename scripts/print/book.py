"""Books: the handbook, the trainer's book and the handouts, from the pages of one language's site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from lxml import html

from macros.edition import Edition
from macros.render import written_date
from macros.strings import Strings
from scripts.build.templates import own_template
from scripts.print.links import INDEXES, bound
from scripts.print.qr import qr_svg
from scripts.print.site import Chapter, chapter, linked, reading_order, tree
from scripts.print.typeset import NBSP

TEMPLATE = Path(__file__).resolve().parent / "book.html.j2"
ON_SCREEN_ONLY = re.compile(r"(translate|sessions|forms)/|phone\.html$")
"""Pages that the handbook leaves out.

For translators, for the phone, and the sessions, which have a book of their own.
"""


CHANGES_SOON = ("support/index.html",)
"""Pages whose facts change faster than paper; with a home on the web they show a code that leads to today's."""


def handbook_chapters(folder: Path) -> list[str]:
    """The whole guide in reading order."""
    return [path for path in reading_order(folder) if not ON_SCREEN_ONLY.match(path)]


def trainer_chapters(folder: Path) -> list[str]:
    """What a trainer carries: the pages on training, sessions, agendas, forms, and the card of local services."""
    train = [path for path in reading_order(folder) if path.startswith("train/")]
    plans = linked(folder, "sessions/index.html", "session-list")
    forms = linked(folder, "forms/index.html", "form-list")
    pages = ["sessions/agendas.html", *plans, *forms, "support/index.html", "support/local-card.html"]
    return [*train, *pages]


def handout_chapters(folder: Path) -> list[str]:
    """What participants take home: the exercise, the forms that they fill in, the card of local services."""
    forms = linked(folder, "forms/index.html", "form-list")
    own = [path for path in forms if path.endswith(("commitment.html", "mentor-checkins.html", "lessons.html"))]
    return ["think/exercise.html", *own, "support/local-card.html"]


BOOKS = {
    "handbook": handbook_chapters,
    "trainer": trainer_chapters,
    "handouts": handout_chapters,
}


def book_html(name: str, folder: Path, edition: Edition, strings: Strings, *, grey: bool = False) -> str:
    """The HTML of a book of one language. Raises FileNotFoundError for a page that the site lacks."""
    chapters = [chapter(folder, path) for path in BOOKS[name](folder)]
    bound(chapters, strings.locale, _elsewhere(name, folder, strings))
    for one in chapters:
        _footnotes(one)
        if edition.home and one.path in CHANGES_SOON:
            _code(one, f"{edition.home}{strings.locale}/{one.path}", strings)
        one.article.set("class", "chapter chapter--part" if _starts(name, one.path) else "chapter")
    logo = (Path(__file__).resolve().parents[2] / "overrides" / "partials" / "logo.html").read_text(encoding="utf-8")
    if grey:
        logo = logo.replace("#8c2f39", "#333").replace("#fff3e0", "#fff")
    before, _, after = strings.text("print", "(page {page})").replace(" ", NBSP).partition("{page}")
    return own_template(TEMPLATE).render(
        locale=strings.locale,
        title=book_title(name, strings),
        about=strings.text("page", "a guide for young men who want to act for equality"),
        edition=edition_words(edition, strings),
        review=review_words(folder),
        independent=strings.text("page", "An independent edition in its own words."),
        contents=strings.text("print", "Contents"),
        chapters=[(one, html.tostring(one.article, encoding="unicode", with_tail=False)) for one in chapters],
        parts=_parts(name, folder, chapters),
        date=edition.date.isoformat(),
        home=f"{edition.home}{strings.locale}/" if edition.home else "",
        home_code=qr_svg(f"{edition.home}{strings.locale}/", "Kadam") if edition.home else "",
        logo=logo.replace(">", "><title>Kadam</title>", 1),
        before=_css_text(f" {before}"),
        after=_css_text(after),
    )


def _starts(book: str, path: str) -> bool:
    """Whether a chapter begins on a page of its own: parts of the guide, session plans, forms, each handout."""
    own = path.startswith(("sessions/", "forms/")) if book == "trainer" else book == "handouts"
    return own or path.endswith("index.html") or "/" not in path


def _parts(book: str, folder: Path, chapters: Sequence[Chapter]) -> dict[str, str]:
    """For the contents: the slug of each chapter before which a part's title stands, and that title.

    In the trainer's book these are the sessions and the forms, whose lists the site has on pages of their own.
    """
    found = {}
    for index in INDEXES if book == "trainer" else ():
        first = next((one for one in chapters if posixpath.dirname(one.path) == posixpath.dirname(index)), None)
        if first:
            found[first.slug] = chapter(folder, index).title
    return found


def _elsewhere(name: str, folder: Path, strings: Strings) -> dict[str, str]:
    """The pages that this book lacks and another has, with that one's title."""
    own = set(BOOKS[name](folder))
    others = [other for other in ("handbook", "trainer") if other != name]
    pages = {path: book_title(other, strings) for other in reversed(others) for path in BOOKS[other](folder)}
    return {path: title for path, title in pages.items() if path not in own}


def book_title(name: str, strings: Strings) -> str:
    """The book's title in the language."""
    return {
        "handbook": strings.text("print", "Handbook"),
        "trainer": strings.text("print", "Trainer’s book"),
        "handouts": strings.text("print", "Handouts"),
    }[name]


def edition_words(edition: Edition, strings: Strings) -> str:
    """The number and date that every sheet of paper bears."""
    date = written_date(edition.date.isoformat(), strings.locale)
    return strings.text("page", "Edition %(number)s, %(date)s.") % {"number": edition.number, "date": date}


def review_words(folder: Path) -> str:
    """What the site's first page says of its translation; nothing in the source language."""
    notice = tree(folder / "index.html").xpath("//p[@class='review']")
    return " ".join(notice[0].xpath("string(text()[1])").split()) if notice else ""


def _footnotes(one: Chapter) -> None:
    """Write out the address of each link that leads out of the book, once a chapter, at the foot of its page.

    Not that of a messenger: its number stands in the text, and a mark behind a number would be dialled.
    """
    seen = set()
    for link in one.article.xpath(".//a[starts-with(@href, 'http')][not(starts-with(@href, 'https://wa.me/'))]"):
        address = str(link.get("href"))
        if address in seen:
            continue
        seen.add(address)
        note = html.Element("span", {"class": "footnote", "data-note": f"{one.slug}-{len(seen)}"})
        first, *others = re.split(r"(?<=[/_-])(?=\w)", address)
        note.text = first
        for part in others:
            note.append(html.Element("wbr"))
            note[-1].tail = part
        if link.text_content()[-1:].isdigit():
            link.set("class", "numbered")
        note.tail, link.tail = link.tail, None
        link.addnext(note)


def _code(one: Chapter, address: str, strings: Strings) -> None:
    """Below the title of a page that may be out of date by the time it is read: where it stands as it is today."""
    words = strings.text("print", "Numbers change. The same page as it is today:")
    box = html.fragment_fromstring(f'<div class="today"><p>{escape(words)}<br>{escape(address)}</p></div>')
    box.insert(0, html.fragment_fromstring(qr_svg(address, words)))
    one.article.xpath(".//h1")[0].addnext(box)


def _css_text(text: str) -> str:
    return '"' + escape(text, quote=False).replace("\\", "\\\\").replace('"', '\\"') + '"'
