"""The sections of built pages: what a reader would want to land on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from scripts.offline.pack import for_contributors

LEFT_OUT_TAGS = {"script", "style", "svg", "form", "table"}
LEFT_OUT_CLASSES = {
    "review",
    "contents",
    "inside",
    "topic-cards__index",
    "scenario-cards__index",
    "service-cards__index",
}
LEFT_OUT_CLASSES |= {
    "glossary-list__letters",
    "glossary-list__letter",
    "session-plan__rest",
    "session-list",
    "form-list",
    "print-list",
    "card__kicker",
    "card__see",
    "topic-cards__none",
}
"""What repeats headings, is no text of the guide, or is found by its page.

The plan of a session by its title and aim.
"""

VOID = {"br", "img", "input", "hr", "meta", "link", "wbr"}
HEADINGS = {"h1", "h2", "h3", "h4", "dt"}
HOLDERS = {"article", "section", "div"}


@dataclass
class Section:
    """One section: its page's path and title, the heading of the card or group around it, its id, heading and text."""

    page: str
    id: str
    title: str = ""
    around: str = ""
    heading: str = ""
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The text in one line."""
        return " ".join(" ".join(self.text).split())


def site_sections(folder: Path) -> list[Section]:
    """The sections of all pages of one language's folder that readers look for, in the order of their paths."""
    sections: list[Section] = []
    for page in sorted(folder.rglob("*.html")):
        path = page.relative_to(folder).as_posix()
        if page.name not in ("404.html", "exit.html") and not for_contributors(path):
            sections += page_sections(page.read_text(encoding="utf-8"), path)
    return sections


def page_sections(html: str, path: str) -> list[Section]:
    """The sections of one page; those with neither heading nor text are left out."""
    parser = _Parser(path)
    parser.feed(html)
    title = next((section.heading for section in parser.sections if section.heading), "")
    return [section for section in _titled(parser.sections, title) if section.heading]


def _titled(sections: list[Section], title: str) -> Iterator[Section]:
    for section in sections:
        section.title = f"{title}: {section.around}" if section.around else title
        section.heading = " ".join(section.heading.split())
        yield section


class _Parser(HTMLParser):
    """Begins a section at each heading with an id, and at each holder with an id that holds a heading."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.sections: list[Section] = []
        self.inside = False
        self.skipped: list[str] = []
        self.heading: str | None = None
        self.waiting = ""
        self.holders: list[tuple[str, Section | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "article" and not self.inside:
            self.inside = True
            return
        if not self.inside or tag in VOID:
            return
        left_out = tag in LEFT_OUT_TAGS or set((values.get("class") or "").split()) & LEFT_OUT_CLASSES
        if self.skipped or left_out:
            self.skipped.append(tag)
            return
        if tag in HOLDERS:
            self.waiting = values.get("id") or self.waiting
            self.holders.append((tag, None))
        if tag in HEADINGS and (values.get("id") or self.waiting):
            self._begin(values.get("id"))
            self.heading = tag

    def _begin(self, identifier: str | None) -> None:
        around = next((section for _tag, section in reversed(self.holders) if section), None)
        section = Section(
            self.path, identifier or self.waiting, around=" ".join(around.heading.split()) if around else ""
        )
        if self.waiting and self.holders:
            self.holders[-1] = (self.holders[-1][0], section)
        self.waiting = ""
        self.sections.append(section)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and not self.skipped and self.holders and tag == self.holders[-1][0]:
            self.holders.pop()
        if self.skipped:
            if tag in self.skipped:
                while self.skipped.pop() != tag:
                    pass
            return
        if tag == self.heading:
            self.heading = None

    def handle_data(self, data: str) -> None:
        if not self.inside or self.skipped or not self.sections:
            return
        if self.heading:
            self.sections[-1].heading += data
        else:
            self.sections[-1].text.append(data)
