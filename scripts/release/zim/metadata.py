"""What a ZIM says of itself, by the openZIM metadata specification, in the words of the catalogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from lxml import html

from macros.edition import Edition
from macros.languages import Language
from macros.problems import ContentError, Problem
from macros.render import written_date
from macros.strings import Strings

LOGO = Path(__file__).resolve().parent / "logo-48.png"
"""overrides/partials/logo.html at 48 × 48, drawn by Chromium; logo-48.txt has the SHA-256 of the drawing it shows."""

ISO_639_3 = {
    "en": "eng",
    "fa": "fas",
    "kaa": "kaa",
    "kk": "kaz",
    "ky": "kir",
    "ps": "pus",
    "ru": "rus",
    "tg": "tgk",
    "tk": "tuk",
    "ug": "uig",
    "uz": "uzb",
}
"""The codes that a ZIM wants, of the languages that are spoken in and around Central Asia."""

LONGEST = {"Title": 30, "Description": 80, "LongDescription": 4000}
"""Letters that the specification allows."""


def metadata(
    site: Path, locales: list[str], edition: Edition, strings: Mapping[str, Strings], languages: Sequence[Language]
) -> dict[str, str]:
    """The metadata by its names, sorted. A ZIM of several languages speaks in the first of them.

    Raises ContentError for a text that is longer than the specification allows.
    """
    first = strings[locales[0]]
    own_names = {language.locale: language.name for language in languages}
    alone = len(locales) == 1
    about = {
        "Name": f"kadam_{locales[0] if alone else 'mul'}",
        "Title": f"Kadam: {own_names[locales[0]]}" if alone else "Kadam",
        "Description": _subtitle(first),
        "LongDescription": _long_description(site, locales, edition, strings),
        "Language": ",".join(iso_639_3(locale) for locale in locales),
        "Creator": "The Kadam contributors",
        "Publisher": "Kadam",
        "Date": edition.date.isoformat(),
        "Tags": "kadam;_category:other;_ftindex:yes;_pictures:no;_videos:no;_details:yes",
        "License": "CC BY 4.0",
        "Scraper": f"kadam {edition.number}, libzim {version('libzim')}",
    }
    _check_lengths(about, locales[0])
    return dict(sorted(about.items()))


def iso_639_3(locale: str) -> str:
    """The three-letter code of a language. Raises ContentError for one that the table above lacks."""
    if locale not in ISO_639_3:
        mend = "add it to ISO_639_3 in scripts/release/zim/metadata.py"
        raise ContentError([Problem("mkdocs.yml", 1, f"no ISO 639-3 code is known for “{locale}”", mend)])
    return ISO_639_3[locale]


def index_language(locales: list[str]) -> str:
    """The language whose endings the full-text index cuts, in ISO 639-3: a ZIM has one for all its pages.

    Xapian knows the endings of Russian and English, not of Kyrgyz and Kazakh. For several languages that is Russian:
    by the queries in tests/search, more readers find what they want than with English, and Latin words stay whole.
    """
    return iso_639_3("ru" if "ru" in locales else locales[0])


def _subtitle(strings: Strings) -> str:
    return strings.text("landing", "A guide for young men in Central Asia who want to act for equality")


def _long_description(site: Path, locales: list[str], edition: Edition, strings: Mapping[str, Strings]) -> str:
    """The guide in a sentence of each language, and its edition."""
    lines = []
    for locale in locales:
        words = strings[locale]
        date = written_date(edition.date.isoformat(), locale)
        number = words.text("page", "Edition %(number)s, %(date)s.") % {"number": edition.number, "date": date}
        page = html.fromstring((site / locale / "index.html").read_bytes())
        sentence = page.xpath("string(//meta[@name='description']/@content)")
        lines.append(f"{sentence} {words.text('page', 'An independent edition in its own words.')} {number}")
    return "\n".join(lines)


def _check_lengths(about: Mapping[str, str], locale: str) -> None:
    problems = [
        Problem(
            f"locales/{locale}/LC_MESSAGES/guide.po",
            1,
            f"the {name} of the ZIM has {len(about[name])} letters, and {longest} are allowed: “{about[name]}”",
            "shorten the translation",
        )
        for name, longest in LONGEST.items()
        if len(about[name]) > longest
    ]
    if problems:
        raise ContentError(problems)
