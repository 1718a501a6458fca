"""The first page of the site: a choice of languages, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import rcssmin
import rjsmin

from macros.languages import Language
from macros.strings import Strings
from scripts.build.pages import compact, source_hash
from scripts.build.templates import own_template

FOLDER = Path(__file__).resolve().parent


def landing_page(languages: list[Language], strings: Mapping[str, Strings], logo: str) -> str:
    """The HTML of site/index.html, with its style and script inline, for the languages in their order."""
    style = str(rcssmin.cssmin((FOLDER / "landing.css").read_text(encoding="utf-8")))
    script = str(rjsmin.jsmin((FOLDER / "landing.js").read_text(encoding="utf-8")))
    html = own_template(FOLDER / "landing.html.j2").render(
        languages=languages,
        words={locale: _Words(words) for locale, words in strings.items()},
        logo=logo,
        style=style,
        script=script,
        style_hash=source_hash(style),
        script_hash=source_hash(script),
    )
    return compact(html)


class _Words:
    """The catalogue of one of the languages that share the page."""

    def __init__(self, strings: Strings) -> None:
        self.pgettext = strings.text
