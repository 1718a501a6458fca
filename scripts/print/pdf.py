"""A document of HTML and styles made into a PDF/UA file, or refused with every reason."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from macros.problems import ContentError, Problem
from scripts.print.fonts import font_faces, missing_letters
from scripts.print.hyphenation import register

STYLES = Path(__file__).resolve().parent / "styles"
ATTEMPTS = 4
"""How often a document is laid out anew to place its footnotes."""

LAYOUTS = 8
"""How often it is laid out until its page numbers are right."""

GUESS = 100
"""What stands for a page's number in the first layout: as wide as most."""

_TO_A_PLACE = re.compile(r'href="#([^"]+)"')
SLACK = 2.0
"""CSS pixels by which a line may stand out: rounding of letters that hang over."""


@dataclass(frozen=True)
class Sheet:
    """A document to print: its name in messages, HTML, the names of its styles, and the language of its hyphens.

    `pages` is the number of pages that it must have, where each holds something of its own (cards, posters). The pages
    of a `booklet` are put two on a side of paper.
    """

    name: str
    html: str
    styles: tuple[str, ...]
    locale: str
    pages: int | None = None
    booklet: bool = False


@dataclass(frozen=True)
class Pdf:
    """A PDF: its bytes, its number of pages, and the page (from 1) of each place that has a name in it."""

    data: bytes
    pages: int
    places: Mapping[str, int]


def make_pdf(sheet: Sheet) -> Pdf:
    """The PDF of the sheet, tagged (PDF/UA-1) and the same bytes each time.

    Raises ContentError for letters that the fonts lack and for lines and cards that run out of their place.
    """
    problems = list(_missing(sheet))
    if problems:
        raise ContentError(problems)
    with tempfile.TemporaryDirectory() as folder:
        register(sheet.locale, Path(folder))
        for _ in range(ATTEMPTS):
            document, places = _numbered(sheet)
            lost = _lost_notes(document)
            if not lost:
                break
            sheet = replace(sheet, html=_without_notes(sheet.html, lost))
        problems = list(_overfull(sheet, document))
        if lost:
            problems.append(
                Problem(sheet.name, 1, f"notes are lost: {', '.join(lost)}", "move what stands beside them")
            )
        if sheet.pages is not None and len(document.pages) != sheet.pages:
            wrong = f"{len(document.pages)} pages instead of {sheet.pages}: something runs over its page"
            problems.append(Problem(sheet.name, 1, wrong, "shorten it"))
        if problems:
            raise ContentError(problems)
        return Pdf(bytes(document.write_pdf(pdf_variant="pdf/ua-1")), len(document.pages), places)


def _numbered(sheet: Sheet) -> tuple[Any, dict[str, int]]:
    """The laid out document whose references name the right pages, and the page of each place.

    The numbers of target-counter (WeasyPrint 70.0) stay behind when a page moves late. So they are written in, until a
    layout moves none. Raises ContentError when the pages never settle.
    """
    places: dict[str, int] = {}
    for _ in range(LAYOUTS):
        numbers = dict(places)
        html = _TO_A_PLACE.sub(lambda to: f'{to[0]} data-page="{numbers.get(to[1], GUESS)}"', sheet.html)  # noqa: B023
        document = _rendered(replace(sheet, html=html))
        found = [(name, number) for number, page in enumerate(document.pages, start=1) for name in page.anchors]
        places = dict(reversed(found))  # of a box on several pages, the first
        if all(numbers.get(name, GUESS) == places.get(name, GUESS) for name in _TO_A_PLACE.findall(sheet.html)):
            return document, places
    wrong = "its pages move back and forth with the numbers in it"
    raise ContentError([Problem(sheet.name, 1, wrong, "change a sentence near the references")])


def _rendered(sheet: Sheet) -> Any:
    fonts = FontConfiguration()
    texts = [font_faces(), *((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in sheet.styles)]
    styles = [CSS(string=text, font_config=fonts) for text in texts]
    parsed = HTML(string=sheet.html, base_url=STYLES.as_uri())
    return parsed.render(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1")


def _missing(sheet: Sheet) -> Iterator[Problem]:
    tree = lxml_html.document_fromstring(sheet.html)
    for text in tree.xpath("//body//text()[not(ancestor::style)]"):
        lacking = missing_letters(str(text))
        if lacking:
            chapter = text.getparent().xpath("string(ancestor::*[self::article or self::section][1]/@id)")
            words = " ".join(str(text).split())[:60]
            wrong = f"the fonts lack {', '.join(f'{letter} (U+{ord(letter):04X})' for letter in lacking)} in “{words}”"
            yield Problem(f"{sheet.name}/{chapter}", 1, wrong, "write it with other letters")


def _overfull(sheet: Sheet, document: Any) -> Iterator[Problem]:
    """Lines wider than their block, and what is taller than the card that holds it."""
    for number, page in enumerate(document.pages, start=1):
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001  there is no other way to ask (70.0)
            for line in [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"]:
                edge = box.content_box_x() + box.width + SLACK
                if max((child.position_x + child.margin_width() for child in line.children), default=0) > edge:
                    wrong = f"a line on page {number} is too wide: “{_words(line)}”"
                    yield Problem(sheet.name, number, wrong, "shorten it")
            if (
                box.element is not None
                and "fixed" in (box.element.get("class") or "").split()
                and hasattr(box, "children")
            ):
                bottom = box.content_box_y() + box.height
                inside = [child for child in box.descendants(placeholders=True) if _shows(child)]
                if max((_bottom(child) for child in inside), default=0) > bottom + SLACK:
                    words = _words(box)[:60]
                    yield Problem(
                        sheet.name, number, f"“{words}…” on page {number} does not fit its card", "shorten it"
                    )


def _lost_notes(document: Any) -> list[str]:
    """The footnotes that are not printed exactly once: WeasyPrint (70.0) loses some, and doubles some.

    It happens where a block that holds them is laid out anew.
    """
    printed: Counter[str] = Counter()
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            note = box.element.get("data-note") if box.element is not None else None
            if note and type(box).__name__ == "InlineBox":
                printed[note] += box.element_tag.endswith("::footnote-marker")
    return sorted(note for note, times in printed.items() if times != 1)


def _without_notes(text: str, notes: Sequence[str]) -> str:
    """The document with these notes in brackets behind their words instead of at the foot of the page."""
    for note in notes:
        text = text.replace(f'class="footnote" data-note="{note}"', f'class="address" data-gone="{note}"')
    return text


def _shows(box: Any) -> bool:
    foot = box.element is not None and "foot" in (box.element.get("class") or "")  # it has a place of its own
    return type(box).__name__ in ("LineBox", "InlineReplacedBox", "BlockReplacedBox") and not foot


def _bottom(box: Any) -> float:
    return float(box.position_y + box.margin_height())


def _words(box: Any) -> str:
    texts = [child.text for child in box.descendants(placeholders=True) if hasattr(child, "text")]
    return " ".join(" ".join(texts).split())[:80]
