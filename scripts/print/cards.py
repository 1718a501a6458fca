"""Decks of A6 cards, four on a sheet of A4.

Fronts come first, then backs, mirrored, so that they meet when the paper is turned at its long edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from macros.edition import Edition
from macros.problems import ContentError, Problem
from macros.strings import Strings
from macros.tables import suggest
from scripts.build.templates import own_template
from scripts.print.book import edition_words
from scripts.print.site import tree
from scripts.print.typeset import bind_words

TEMPLATE = Path(__file__).resolve().parent / "cards.html.j2"
PAGES = {
    "topics": "annexes/topics.html",
    "recommendations": "act/recommendations.html",
    "levels": "annexes/levels.html",
}
"""The page that holds the cards of each deck."""

ON_A_SHEET = 4
MIRRORED = (1, 0, 3, 2)
"""Where the back of a card lies: left and right change places, top and bottom stay."""

SIZES = ((400, ""), (560, "small"), (620, "smaller"), (1300, "smallest"), (100_000, "tiny"))
"""Up to how many letters a side has which size of letters."""


@dataclass(frozen=True)
class Side:
    """One side of a card: its HTML, language, and size of letters."""

    html: str
    lang: str
    size: str


@dataclass(frozen=True)
class Card:
    """A card with its two sides."""

    id: str
    front: Side
    back: Side


def deck_html(cards: Sequence[Card], title: str, edition: Edition, strings: Strings) -> str:
    """The HTML of a deck: sheets of fronts and backs in turn, with marks where to cut."""
    sheets = []
    for start in range(0, len(cards), ON_A_SHEET):
        group = cards[start : start + ON_A_SHEET]
        sheets.append([(place, card.id, card.front) for place, card in enumerate(group)])
        sheets.append([(MIRRORED[place], card.id, card.back) for place, card in enumerate(group)])
    return own_template(TEMPLATE).render(
        locale=strings.locale,
        title=title,
        date=edition.date.isoformat(),
        edition=edition_words(edition, strings),
        sheets=sheets,
    )


def read_cards(site: Path, locale: str, deck: str, ids: Sequence[str] = (), second: str | None = None) -> list[Card]:
    """The cards of a deck, or those that `ids` name, in the order of the site; with `second`, its language is the back.

    Raises ContentError for an unknown id.
    """
    found = _articles(site / locale, deck)
    unknown = [name for name in ids if name not in found]
    if unknown:
        problems = [
            Problem(
                PAGES[deck],
                1,
                f"there is no card “{name}”",
                suggest(name, list(found), f"there are: {', '.join(found)}"),
            )
            for name in unknown
        ]
        raise ContentError(problems)
    others = _articles(site / second, deck) if second else {}
    cards = []
    for name, article in found.items():
        if ids and name not in ids:
            continue
        front, back = _sides(article, locale)
        if second:
            other = _sides(others[name], second)
            if deck == "recommendations":  # two languages leave no room for a scene
                front, other = front[:-1], (other[0][:-1], other[1])
            cards.append(Card(name, _side(front + back, locale), _side(other[0] + other[1], second)))
        else:
            title = [deepcopy(element) for element in front if element.tag == "h1"]
            cards.append(Card(name, _side(front, locale), _side(title + back, locale)))
    return cards


def _articles(folder: Path, deck: str) -> dict[str, HtmlElement]:
    cards = tree(folder / PAGES[deck]).xpath("//article[contains(concat(' ', @class, ' '), ' card ')]")
    return {str(card.get("id")): card for card in cards}


def _sides(article: HtmlElement, locale: str) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """What stands before and with the scene, and what follows it: the elements of the two sides."""
    elements = [deepcopy(element) for element in article if "card__see" not in (element.get("class") or "")]
    for element in elements:
        for mark in element.xpath(".//*[contains(@class, 'card__mark')]"):
            mark.drop_tree()
        for link in element.xpath("descendant-or-self::a"):
            link.drop_tag()
        if element.tag in ("h2", "h3", "h4"):
            element.tag = "h1"
            element.attrib.clear()
        bind_words(element, locale)
    scene = next(number for number, element in enumerate(elements) if "card__scene" in (element.get("class") or ""))
    return elements[: scene + 1], elements[scene + 1 :]


def _side(elements: list[HtmlElement], lang: str) -> Side:
    letters = sum(len(" ".join(element.text_content().split())) for element in elements)
    size = next(name for most, name in SIZES if letters <= most)
    text = "".join(html.tostring(element, encoding="unicode", with_tail=False) for element in elements)
    return Side(text, lang, size)
