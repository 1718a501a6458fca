"""The print editions of the page's language: each with its pages and size, in colour and in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from macros.languages import babel_locale
from macros.printed import Printed
from macros.strings import Strings


@dataclass(frozen=True)
class Row:
    """One edition: what it is called, what it is for, and its PDFs in colour and in grey."""

    title: str
    purpose: str
    files: Sequence[Printed]


def context(guide: Any) -> dict[str, Any]:
    """The editions in the order of their list; none where the site was built without them."""
    files = [file for file in guide.printed() if file.locale == guide.locale and not file.second]
    words = _words(guide.strings)
    rows = [
        Row(*words[key], sorted(found, key=lambda file: file.grey))
        for key in words
        if (found := [file for file in files if file.deck == key or (not file.deck and file.edition == key)])
    ]
    return {"rows": rows, "kilobytes": lambda file: _number(-(-file.bytes // 1000), guide.locale)}


def anchors(tables: Any) -> list[str]:
    """No ids: the entries are links to files."""
    return []


def _words(strings: Strings) -> dict[str, tuple[str, str]]:
    """The title and purpose of each edition or deck of cards."""
    return {
        "handbook": (
            strings.text("print", "Handbook"),
            strings.text("print_list", "The whole guide, for reading and looking up."),
        ),
        "large-print": (
            strings.text("print_list", "Handbook in large print"),
            strings.text("print_list", "The same in letters of 18 points."),
        ),
        "trainer": (
            strings.text("print", "Trainer’s book"),
            strings.text("print_list", "Training, all session plans, agendas, forms and the card of local services."),
        ),
        "handouts": (
            strings.text("print", "Handouts"),
            strings.text("print_list", "What participants take home, on A4."),
        ),
        "booklet": (
            strings.text("print_list", "Handouts as a booklet"),
            strings.text("print_list", "Print on both sides, turned at the short edge; fold and staple: A5."),
        ),
        "topics": (
            strings.text("print", "Topic cards"),
            strings.text("print_list", "Print on both sides, turned at the long edge; cut at the marks: A6."),
        ),
        "recommendations": (
            strings.text("print", "Do and don’t cards"),
            strings.text("print_list", "Print on both sides, turned at the long edge; cut at the marks: A6."),
        ),
        "levels": (
            strings.text("print", "Level cards"),
            strings.text("print_list", "Print on both sides, turned at the long edge; cut at the marks: A6."),
        ),
        "posters": (strings.text("print", "Posters"), strings.text("print_list", "Three sheets of A3 for the wall.")),
        "errata": (
            strings.text("print", "Corrections"),
            strings.text("print_list", "What changed since older printouts. Put it into your old copy."),
        ),
    }


def _number(value: int, locale: str) -> str:
    return str(format_decimal(value, locale=babel_locale(locale)))
