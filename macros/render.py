"""Components rendered to HTML that works with no script."""

from __future__ import annotations

import importlib
import pkgutil
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from macros import components
from macros.languages import Language, babel_locale
from macros.models import GlossaryEntry
from macros.printed import Printed
from macros.progress import Progress
from macros.strings import Strings

FOLDER = Path(components.__path__[0])


@dataclass(frozen=True)
class Guide:
    """One language of the guide, as components see it."""

    strings: Strings
    tables: Mapping[str, list[Any]]
    glossary: list[GlossaryEntry]
    titles: Mapping[str, str]
    progress: Callable[[], list[Progress]] = list
    catalogues: Callable[[], list[tuple[Language, Strings]]] = list
    printed: Callable[[], list[Printed]] = list

    @property
    def locale(self) -> str:
        """The language's code."""
        return self.strings.locale


@dataclass(frozen=True)
class Place:
    """Where a component stands: the path of its page below the language's folder, such as `act/index.md`."""

    page: str

    def link(self, target: str) -> str:
        """The relative address of another page, given as its path, such as `support/index.md#kazakhstan`."""
        path, mark, anchor = target.partition("#")
        html = path.removesuffix(".md") + ".html" if path.endswith(".md") else path
        return posixpath.relpath(html, posixpath.dirname(self.page) or ".") + mark + anchor


def component_names() -> list[str]:
    """The names of all components, sorted; each is a folder of macros/components and a macro."""
    return sorted(module.name for module in pkgutil.iter_modules(components.__path__))


def component(name: str) -> Any:
    """The component's module: `context(guide, **arguments)` and `anchors(tables)`."""
    return importlib.import_module(f"macros.components.{name}")


def render(name: str, guide: Guide, place: Place, /, **arguments: Any) -> Markup:
    """The HTML of a component, on one line and flush left, as Markdown wants it."""
    template = _environment().get_template(f"{name}/template.html.j2")
    module = template.make_module(
        {
            "guide": guide,
            "place": place,
            "pgettext": _pgettext(guide.strings, name),
            "npgettext": _npgettext(guide.strings, name),
            "date": lambda text: written_date(text, guide.locale),
            **component(name).context(guide, **arguments),
        }
    )
    return Markup(one_line(str(module)))  # noqa: S704  the template escaped it


def one_line(html: str) -> str:
    """The HTML without line breaks; a break between two tags leaves nothing, one in a sentence a space."""
    html = re.sub(r">\s*\n\s*<", "><", html.strip())
    return re.sub(r"\s*\n\s*", " ", html)


def written_date(text: str, locale: str) -> str:
    """A day, month, year or span of years as the language writes it (CLDR): 2024-09-16 → 16 сентября 2024 г."""
    parts = [int(part) for part in re.split("[-/]", text)]
    locale = {"en": "en_GB"}.get(locale, babel_locale(locale))
    if "/" in text:
        return f"{parts[0]}–{parts[1]}"
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", date(parts[0], parts[1], 1), locale=locale))
    return format_date(date(*parts), "long", locale=locale)


@lru_cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _pgettext(strings: Strings, name: str) -> Callable[..., str]:
    def pgettext(context: str, text: str, **values: Any) -> str:
        if context != name:
            raise ValueError(f"the template of {name} uses the message context {context}")
        found = strings.text(context, text)
        return found % values if values else found

    return pgettext


def _npgettext(strings: Strings, name: str) -> Callable[..., str]:
    def npgettext(context: str, one: str, other: str, num: int) -> str:
        if context != name:
            raise ValueError(f"the template of {name} uses the message context {context}")
        return strings.plural(context, one, other, num)

    return npgettext
