"""What stands around the site in an edition: the first page of a USB stick, and pages for what a copy leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import rcssmin

from macros.edition import Edition
from macros.languages import Language, text_direction
from macros.render import written_date
from macros.strings import Strings
from scripts.build.pages import compact, source_hash
from scripts.build.templates import own_template

FOLDER = Path(__file__).resolve().parent


def start_page(
    languages: Sequence[Language], strings: Mapping[str, Strings], edition: Edition, *, printed: bool
) -> str:
    """The HTML of START.html: each language with how to read it; `printed` says whether there are PDFs."""
    return _page(
        "start.html.j2",
        languages=languages,
        words={locale: _words(words) for locale, words in strings.items()},
        edition=edition,
        dates={locale: written_date(edition.date.isoformat(), locale) for locale in strings},
        printed=printed,
    )


def elsewhere_page(language: Language, strings: Strings, home: str) -> str:
    """The HTML that stands in for the pages of a language that a copy lacks.

    Whoever makes such a copy puts the page's path in the place of KADAM-PATH, and the way to the copy's root in that
    of KADAM-ROOT.
    """
    return _page(
        "elsewhere.html.j2",
        language=language,
        direction=text_direction(language.locale),
        home=home,
        pgettext=_text(strings),
    )


def _page(template: str, **values: object) -> str:
    style = str(rcssmin.cssmin((FOLDER / "around.css").read_text(encoding="utf-8")))
    html = own_template(FOLDER / template).render(style=style, style_hash=source_hash(style), **values)
    return compact(html)


def _words(strings: Strings) -> Mapping[str, object]:
    return {"pgettext": _text(strings)}


def _text(strings: Strings) -> object:
    def pgettext(context: str, text: str, **values: str) -> str:
        found = strings.text(context, text)
        return found % values if values else found

    return pgettext
