"""The examples of the components: parameters once, for tests and for the contributors' pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from babel.support import NullTranslations
from markupsafe import Markup

from macros.languages import Language
from macros.models import GlossaryEntry
from macros.printed import Printed
from macros.progress import Progress
from macros.render import FOLDER, Guide, Place, component_names, render
from macros.sections import State
from macros.strings import Strings
from macros.tables import MODELS


@dataclass(frozen=True)
class Example:
    """One use of a component: its data, the page it stands on, and what its HTML must hold and must not."""

    component: str
    name: str
    guide: Guide
    page: str
    expect: list[str]
    absent: list[str]
    arguments: dict[str, Any]

    def html(self) -> Markup:
        """The rendered component."""
        return render(self.component, self.guide, Place(self.page), **self.arguments)


def examples() -> Iterator[Example]:
    """Every example of every component, in the order of the components' names."""
    for component in component_names():
        file = FOLDER / component / "examples.yml"
        for data in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield Example(
                component,
                data["name"],
                _guide(data),
                data["page"],
                data.get("expect", []),
                data.get("absent", []),
                data.get("arguments", {}),
            )


def _guide(data: dict[str, Any]) -> Guide:
    return Guide(
        strings=Strings(data.get("locale", "en"), NullTranslations()),
        tables={
            name: [MODELS[name].model_validate(row) for row in rows] for name, rows in data.get("tables", {}).items()
        },
        glossary=[GlossaryEntry.model_validate(entry) for entry in data.get("glossary", [])],
        titles=data.get("titles", {}),
        catalogues=lambda: [
            (Language(row["locale"], row["name"], 1), Strings(row["locale"], NullTranslations()))
            for row in data.get("languages", [])
        ],
        progress=lambda: [_progress(row) for row in data.get("progress", [])],
        printed=lambda: [Printed(**row) for row in data.get("printed", [])],
    )


def _progress(row: dict[str, Any]) -> Progress:
    counts = [Counter({State(state): count for state, count in row[kind].items()}) for kind in ("sections", "strings")]
    return Progress(Language(row["locale"], row["name"], 1), counts[0], counts[1], row["done"])
