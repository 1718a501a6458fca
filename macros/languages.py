"""The languages of the guide, as mkdocs.yml lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCE = "en"
"""The locale that all others are translated from."""


@dataclass(frozen=True)
class Language:
    """One language: its code (ISO 639-1), its own name, the line of mkdocs.yml that lists it."""

    locale: str
    name: str
    line: int


def read_languages(root: Path) -> list[Language]:
    """The languages in the order of mkdocs.yml, the source language among them."""
    node = yaml.compose((root / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    plugins = _value(node, "plugins")
    for plugin in plugins.value if plugins else []:
        languages = _value(_value(plugin, "i18n"), "languages")
        if languages:
            return [
                Language(_text(entry, "locale"), _text(entry, "name"), entry.start_mark.line + 1)
                for entry in languages.value
            ]
    return []


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _text(node: yaml.Node, key: str) -> str:
    value = _value(node, key)
    return str(value.value) if value else ""
