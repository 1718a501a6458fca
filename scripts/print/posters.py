"""Posters of A3: the three steps, the levels, do and don't, from the site's own pages."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from macros.edition import Edition
from macros.strings import Strings
from scripts.build.templates import own_template
from scripts.print.book import edition_words
from scripts.print.site import paint, tree

POSTERS = 3
"""The steps, the levels, do and don't."""

LEFT_OUT = "contains(@class, 'card__see') or contains(@class, 'card__scene') or contains(@class, 'card__mark')"

TEMPLATE = Path(__file__).resolve().parent / "posters.html.j2"


def posters_html(folder: Path, edition: Edition, strings: Strings) -> str:
    """The HTML of the posters, one a page."""
    steps = tree(folder / "index.html").xpath("//a[contains(@class, 'section-cards__link')]")
    figure = tree(folder / "annexes/levels.html").xpath("//figure")[0]
    paint(figure)
    levels = tree(folder / "annexes/levels.html")
    sides = tree(folder / "act/recommendations.html")
    return own_template(TEMPLATE).render(
        locale=strings.locale,
        title=f"Kadam: {strings.text('print', 'Posters')}",
        date=edition.date.isoformat(),
        edition=edition_words(edition, strings),
        steps_title=strings.text("page", "a guide for young men who want to act for equality"),
        steps=[_plain(step) for step in steps],
        levels_title=" ".join(levels.xpath("string(//h1)").split()),
        figure=html.tostring(figure, encoding="unicode", with_tail=False),
        sides_title=" ".join(sides.xpath("string(//h1)").split()),
        sides=[_plain(card) for card in sides.xpath("//article[contains(concat(' ', @class, ' '), ' card ')]")],
    )


def _plain(element: HtmlElement) -> str:
    """The inside of a card, short: no links, scenes and references, of each list the first; its title is an h2."""
    copy = deepcopy(element)
    paint(copy)
    for found in copy.xpath(f".//*[{LEFT_OUT}] | .//li[position() > 1]"):
        found.drop_tree()  # of each list a poster shows the first
    for link in copy.xpath(".//a"):
        link.drop_tag()
    for heading in copy.xpath(".//h3 | .//h4"):
        heading.tag = "h2"
        heading.attrib.pop("id", None)
    return "".join(
        [copy.text or "", *(html.tostring(child, encoding="unicode") for child in copy)],
    )
