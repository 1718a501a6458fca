"""The languages of the guide, as mkdocs.yml lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.core import Locale, UnknownLocaleError

from macros.problems import ContentError, Problem

SOURCE = "en"
"""The locale that all others are translated from."""


@dataclass(frozen=True)
class Language:
    """One language: its code (ISO 639-1), its own name, the line of mkdocs.yml that lists it.

    A language in progress is built, but no page of the other languages leads to it.
    """

    locale: str
    name: str
    line: int
    in_progress: bool = False

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, the direction in which the language is written (CLDR)."""
        return text_direction(self.locale)


def read_languages(root: Path) -> list[Language]:
    """The languages in the order of mkdocs.yml, the source language among them."""
    try:
        node = yaml.compose((root / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1
        problem = Problem("mkdocs.yml", line, f"broken YAML ({error.problem})", "look at this line and the one above")
        raise ContentError([problem]) from None
    plugins = _value(node, "plugins")
    waiting = _value(_value(node, "extra"), "in_progress")
    in_progress = {str(entry.value) for entry in waiting.value} if waiting else set()
    for plugin in plugins.value if plugins else []:
        languages = _value(_value(plugin, "i18n"), "languages")
        if languages:
            return [
                Language(
                    locale := _text(entry, "locale"),
                    _text(entry, "name"),
                    entry.start_mark.line + 1,
                    locale in in_progress,
                )
                for entry in languages.value
            ]
    return []


def babel_locale(code: str) -> str:
    """The language's code as Babel writes it: pt_BR for pt-BR."""
    return code.replace("-", "_")


def text_direction(locale: str) -> str:
    """`ltr` or `rtl`; left to right for a language that CLDR does not know."""
    try:
        return str(Locale.parse(locale, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def published(root: Path) -> list[Language]:
    """The languages that readers are led to."""
    return [language for language in read_languages(root) if not language.in_progress]


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _text(node: yaml.Node, key: str) -> str:
    value = _value(node, key)
    return str(value.value) if value else ""
