"""What a translated page says of itself: which sections are behind, missing or unread, and which words are English."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from markupsafe import Markup

from macros.languages import SOURCE, text_direction
from macros.sections import TITLE, Review, SectionState, State
from macros.strings import Strings
from scripts.build.templates import own_template

FOLDER = Path(__file__).resolve().parent
_HEADING = re.compile(r"<h([1-6]) id=\"([^\"]+)\"[^>]*>.*?</h\1>", re.DOTALL)
_WORDS = re.compile(r"(?:(?<=>)|\A)[^<>]+(?=<|\Z)")
_NO_WORDS = re.compile(r"(<(?:script|style|svg|title)\b.*?</(?:script|style|svg|title)>)", re.DOTALL)
ENGLISH = f'lang="{SOURCE}" dir="{text_direction(SOURCE)}"'


@dataclass(frozen=True)
class PageReview:
    """What the notice above a page says: who signed all of it, and whether only a part is signed."""

    review: Review | None
    partly: bool


def page_review(states: list[SectionState]) -> PageReview:
    """The latest signature when every section is signed, else none."""
    signed = [state.review for state in states if state.state == State.REVIEWED and state.review]
    whole = len(signed) == len(states) and bool(signed)
    return PageReview(max(signed, key=lambda review: review.date) if whole else None, bool(signed) and not whole)


def with_notices(html: str, states: list[SectionState], page: str, strings: Strings) -> str:
    """The page's content with a notice below each heading whose section waits, and English sections marked as such.

    `page` is the path of the built page below the language's folder, such as plan/who.html.
    """
    by_id = {state.id: state for state in states}
    partly = page_review(states).partly
    headings = [match for match in _HEADING.finditer(html) if match[2] in by_id]
    if not headings:
        return html
    parts = [html[: headings[0].start()]]
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        state = by_id[heading[2]]
        text = html[heading.end() : following.start() if following else len(html)]
        missing = state.state == State.MISSING
        title = heading[0].replace(" id=", f" {ENGLISH} id=", 1) if missing else heading[0]
        parts.append(title + _notice(state, page, strings, partly=partly))
        parts.append(f"<div {ENGLISH}>{text}</div>" if missing else text)
    return "".join(parts)


def marked_english(html: str, english: frozenset[str] | set[str]) -> str:
    """The page with every text that stands in English for want of a translation marked as English.

    A text counts where it stands alone between two tags, or, from three words on, anywhere between them.
    """
    if not english:
        return html
    whole = {escape(text, quote=False) for text in english}
    long = sorted((text for text in english if "%(" in text or text.count(" ") > 1), key=len, reverse=True)
    patterns = [
        re.sub(r"%\\\(\w+\\\)[sd]", "[^<>]+?", re.escape(escape(text, quote=False))).replace(r"\ ", r"\s+")
        for text in long
    ]
    inside = re.compile("|".join(patterns)) if patterns else None

    def mark(match: re.Match[str]) -> str:
        words = match[0].strip(" \n←→:·()")
        if not words:
            return match[0]
        if escape(unescape(words), quote=False) in whole:
            return match[0].replace(words, _in_english(words), 1)
        return inside.sub(lambda found: _in_english(found[0]), match[0]) if inside else match[0]

    head, body, shown = html.partition("<body")
    parts = _NO_WORDS.split(shown)
    parts[::2] = [_WORDS.sub(mark, part) for part in parts[::2]]
    return head + body + "".join(parts)


def _in_english(words: str) -> str:
    return f"<span {ENGLISH}>{words}</span>"


def shows_any(html: str, texts: frozenset[str]) -> bool:
    """Whether one of the texts stands in the page as a whole."""
    return bool(texts) and any(unescape(match[0]).strip() in texts for match in _WORDS.finditer(html))


def _notice(state: SectionState, page: str, strings: Strings, *, partly: bool) -> str:
    if state.state in (State.CURRENT, State.REVIEWED) and not (partly and state.state == State.CURRENT):
        return ""
    root = posixpath.relpath(".", posixpath.dirname(page) or ".")
    html = own_template(FOLDER / "notice.html.j2").render(
        kind=str(state.state),
        english=f"{root}/../{SOURCE}/{page}#{state.id}" if state.source and state.id != TITLE else "",
        help=f"{root}/translate/index.html",
        pgettext=strings.text,
    )
    return str(Markup(html.strip()))  # noqa: S704  the template escaped it
