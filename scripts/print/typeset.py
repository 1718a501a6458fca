"""What a typesetter does by hand: words that must not part at the end of a line."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

NBSP = "\u00a0"
_NUMBER = re.compile(r"(?<=\d) (?=[^\W\d_])")
_DASH = re.compile(r"(?<=\S) (?=[–—] )")
_SHORT = re.compile(r"(?<![^\s«“(])([аиоувкся]) (?=\w)", re.IGNORECASE)
_LAST = re.compile(r"(?<=\S) (?=\S{1,10}$)")
TITLES = ("h1", "h2", "h3", "h4")


def bind_words(element: HtmlElement, locale: str) -> None:
    """Bind a number to its unit, a dash to the word before it, and a Russian word of one letter to the next.

    The last word of a title stays with the one before it. Spaces become no-break spaces; nothing else changes.
    """
    for part in element.iter():
        if not isinstance(part.tag, str) or part.tag in ("code", "pre", "svg", "title"):
            continue
        part.text = _bound(part.text, locale)
        for child in part:
            child.tail = _bound(child.tail, locale)
        if part.tag in TITLES and not len(part) and part.text and part.text.count(" ") > 1:
            part.text = _LAST.sub(NBSP, part.text.strip())


def _bound(text: str | None, locale: str) -> str | None:
    if not text:
        return text
    text = _DASH.sub(NBSP, _NUMBER.sub(NBSP, text))
    return _SHORT.sub(rf"\1{NBSP}", text) if locale == "ru" else text
