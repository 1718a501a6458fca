"""What the print editions take from the built site: its pages in reading order, made fit for paper."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from scripts.print.typeset import bind_words

SCREEN_ONLY = (
    ".//*[self::script or self::noscript or self::button or self::select or self::template]",
    ".//details[contains(@class, 'contents')]",
    ".//nav",
    ".//p[contains(@class, 'review')]",
    ".//ul[contains(@class, '-cards__index')]",
    ".//form[contains(@class, 'topic-cards__filter')]",
    ".//p[contains(@class, 'topic-cards__count') or contains(@class, 'topic-cards__none')]",
    ".//p[contains(@class, 'glossary-list__letters')]",
    ".//div[@data-tools]",
    ".//p[contains(@class, 'form-sheet__privacy')]",
    ".//*[contains(@class, 'card__mark')]",
    ".//p[contains(@class, 'session-plan__more')]",
    ".//h2[@id='your-own'] | .//p[a[@href='builder.html']]",
    ".//p[contains(., '↗')]",
    ".//*[@hidden]",
)
"""What has no use on paper."""

PAINT = {
    "level-figure__ring": {"fill": "#000", "fill-opacity": ".08", "stroke": "#444", "stroke-width": "2"},
    "level-figure__word": {"fill": "#000", "font-size": "30", "font-weight": "700", "font-family": "Kadam Print"},
}
"""How drawings are painted: styles of the page do not reach into them (WeasyPrint 70.0)."""


@dataclass(frozen=True)
class Chapter:
    """A page of the site: its path below the language's folder, its title, and its article, ready for paper."""

    path: str
    title: str
    article: HtmlElement

    @property
    def slug(self) -> str:
        """The page's name in ids of a book: plan-who of plan/who.html."""
        return self.path.removesuffix(".html").replace("/", "-")


def reading_order(folder: Path) -> list[str]:
    """The paths of the pages in the order in which “next” leads through them, from index.html."""
    order: list[str] = []
    path = "index.html"
    while path and path not in order:
        order.append(path)
        following = tree(folder / path).xpath("//a[@rel='next']/@href")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), following[0])) if following else ""
    return order


def linked(folder: Path, path: str, block: str) -> list[str]:
    """The pages that a list on a page leads to, in its order."""
    found = tree(folder / path).xpath(f"//*[contains(@class, '{block}')]//a/@href")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), str(address))) for address in found]


def tree(file: Path) -> HtmlElement:
    """The parsed page. Raises FileNotFoundError when the site has no such page."""
    return html.document_fromstring(file.read_text(encoding="utf-8"))


def chapter(folder: Path, path: str) -> Chapter:
    """One page, ready for paper, with ids and links still its own."""
    article = deepcopy(tree(folder / path).xpath("//article")[0])
    for pattern in SCREEN_ONLY:
        for element in article.xpath(pattern):
            element.drop_tree()
    for element in list(_controls(article)):
        _blank(element)
    paint(article)
    _plainly_built(article)
    for element in article.iter():
        for name in [name for name in element.attrib if name.startswith("data-") or name in ("tabindex", "role")]:
            if not (name == "role" and element.tag == "svg"):
                del element.attrib[name]
    title = " ".join(article.xpath("string(.//h1)").split())
    bind_words(article, folder.name)
    return Chapter(path, title, article)


def paint(element: HtmlElement) -> None:
    """Give the parts of drawings their colours as attributes."""
    for part in element.xpath(".//*[@class]"):
        for name in str(part.get("class")).split():
            for attribute, value in PAINT.get(name, {}).items():
                part.set(attribute, value)


def _plainly_built(article: HtmlElement) -> None:
    """Undo what WeasyPrint (70.0) tags wrongly.

    Groups within lists of terms, links around more than words, steps with headings.
    """
    for group in article.xpath(".//dl/div"):
        if group.get("id"):
            group[0].set("id", group.get("id"))
        group.drop_tag()
    for link in article.xpath(".//a[*[not(self::sup)]]"):
        link.drop_tag()
    for steps in article.xpath(".//ol[li/h3]"):
        for number, step in enumerate(steps, start=1):
            heading = step.find("h3")
            heading.text = f"{number}. {heading.text or ''}"
            step.tag = "div"
        steps.tag = "div"


def _controls(article: HtmlElement) -> Iterator[HtmlElement]:
    yield from article.xpath(".//input | .//textarea")


def _blank(control: HtmlElement) -> None:
    """A control becomes what a pen fills in: a box to tick, or empty lines."""
    kind = control.get("type", "text") if control.tag == "input" else "textarea"
    made = html.Element("span")
    if kind in ("checkbox", "radio"):
        made.set("class", "blank-box" if kind == "checkbox" else "blank-box blank-box--round")
    else:
        made.set("class", "blank-lines")
        for _ in range(int(control.get("rows", "1")) if kind == "textarea" else 1):
            made.append(html.Element("span", {"class": "blank-line"}))
    made.tail = control.tail
    control.getparent().replace(control, made)
