"""The errata sheet: for each older edition what changed, where it stands in the older books, and the words of today."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from macros.edition import Edition
from macros.render import written_date
from macros.strings import Strings
from scripts.build.templates import own_template
from scripts.print.book import BOOKS, book_title, edition_words, review_words
from scripts.print.changes import Change, changes, piece_html

TEMPLATE = Path(__file__).resolve().parent / "errata.html.j2"
EDITIONS = 5
"""How many older editions a sheet goes back."""

RECORDED = ("handbook", "trainer")
"""The books whose pages are recorded."""


def printed_paths(folder: Path) -> list[str]:
    """Every page that stands in one of the recorded books, once."""
    return list(dict.fromkeys(path for name in RECORDED for path in BOOKS[name](folder)))


def errata_html(folder: Path, edition: Edition, older: Mapping[str, Mapping[str, Any]], strings: Strings) -> str:
    """The HTML of the sheet for one language. `older` are the records of editions, newest first."""
    paths = printed_paths(folder)
    editions, texts = [], {}
    for number, record in list(older.items())[:EDITIONS]:
        found = changes(record["sections"].get(strings.locale, {}), folder, paths)
        day = written_date(record["date"], strings.locale)
        title = strings.text("print", "Since edition %(number)s of %(date)s") % {"number": number, "date": day}
        editions.append({"title": title, "rows": [_row(change, strings) for change in found]})
        for change in found:
            if change.piece:
                key = (change.path, change.piece.id)
                texts[key] = {"page_title": change.page_title, "html": piece_html(change.piece)}
    order = {path: place for place, path in enumerate(paths)}
    return own_template(TEMPLATE).render(
        locale=strings.locale,
        title=strings.text("print", "Corrections"),
        date=edition.date.isoformat(),
        edition=edition_words(edition, strings),
        review=review_words(folder),
        editions=editions,
        texts=[texts[key] for key in sorted(texts, key=lambda key: order[key[0]])],
        words={
            "where": strings.text("print", "Where in the old copy"),
            "section": strings.text("print", "Section"),
            "what": strings.text("print", "What happened"),
            "none": strings.text("print", "Nothing changed."),
            "now": strings.text("print", "The words of today"),
        },
    )


def _row(change: Change, strings: Strings) -> dict[str, str]:
    where = [f"{book_title(book, strings)}, {_page(page, strings)}" for book, page in sorted(change.pages.items())]
    kinds = {
        "changed": strings.text("print", "changed"),
        "new": strings.text("print", "new"),
        "gone": strings.text("print", "taken out"),
    }
    return {
        "where": "; ".join(where) or "–",
        "page_title": change.page_title,
        "title": change.title,
        "kind": kinds[change.kind],
    }


def _page(page: int, strings: Strings) -> str:
    return strings.text("print", "page {page}").replace("{page}", str(page))
