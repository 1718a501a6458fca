"""What MkDocs must be told beyond mkdocs.yml: strings in templates, one style, one script, section titles."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from macros.edition import read_edition
from macros.languages import SOURCE, read_languages
from macros.look import ondemand, script, style
from macros.render import written_date
from macros.strings import Strings, load_strings
from macros.theme import theme_template

ROOT = Path(__file__).resolve().parent.parent.parent
THEME_ASSETS_KEPT = ("assets/stylesheets/main.",)
"""Of Material's own files only this style is published; its scripts are not (see docs on weight in README)."""


def _locale(config: MkDocsConfig) -> str:
    return str(config.plugins["i18n"].config.build_only_locale)


def _strings(config: MkDocsConfig) -> Strings:
    return load_strings(ROOT, _locale(config))


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give templates the languages, the edition and whether this is a preview."""
    if os.environ.get("KADAM_PREVIEW"):
        _forget_macros()
    config.extra["languages"] = read_languages(ROOT)
    config.extra["locale"] = _locale(config)
    config.extra["source_locale"] = SOURCE
    config.extra["preview"] = bool(os.environ.get("KADAM_PREVIEW"))
    edition = read_edition(ROOT)
    config.extra["edition"] = edition.number
    config.extra["neutral_titles"] = edition.neutral_titles
    config.extra["edition_date"] = written_date(edition.date.isoformat(), _locale(config))
    return config


def _forget_macros() -> None:
    """Let mkdocs-macros import the macros anew: `mkdocs serve` misses edits in a macro's submodules (1.6.1)."""
    for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
        del sys.modules[name]


@event_priority(-200)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish one style and one script of ours, and of the theme's files only its style."""
    for file in list(files):
        ours = file.src_uri.startswith(f"{_locale(config)}/") or file.inclusion.is_excluded()  # type: ignore[no-untyped-call]
        if not file.is_documentation_page() and not ours and not file.src_uri.startswith(THEME_ASSETS_KEPT):
            files.remove(file)
    files.append(File.generated(config, "assets/kadam.css", content=style()))
    files.append(File.generated(config, "assets/kadam.js", content=script()))
    for name, content in ondemand().items():
        files.append(File.generated(config, f"assets/{name}", content=content))
    return files


def on_env(env: Environment, config: MkDocsConfig, **_more: Any) -> Environment:
    """Put the catalogue behind the templates' strings, and the theme's language file made from it."""
    strings = _strings(config)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_translations(strings.translations, newstyle=True)  # type: ignore[attr-defined]
    if strings.locale != SOURCE:
        generated = DictLoader({f"partials/languages/{strings.locale}.html": theme_template(strings)})
        env.loader = ChoiceLoader([generated, *([env.loader] if env.loader else [])])
    return env


def on_nav(nav: Navigation, config: MkDocsConfig, **_more: Any) -> Navigation:
    """Read the pages' own titles early: the menu of every page shows them."""
    for page in nav.pages:
        page.read_source(config)
    for item in nav.items:
        if isinstance(item, Section) and isinstance(item.children[0], Page):
            item.title = str(item.children[0].meta["title"])
    return nav


def on_page_context(context: dict[str, Any], page: Page, **_more: Any) -> dict[str, Any]:
    """Name the part of the guide that the page belongs to, for its colour."""
    context["part"] = page.file.dest_uri.split("/")[0].removesuffix(".html")
    return context
