"""What MkDocs must be told beyond mkdocs.yml: strings in templates, one style, one script, section titles."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from macros.edition import read_edition
from macros.generated import generated_pages
from macros.languages import SOURCE, read_languages, text_direction
from macros.look import ondemand, script, style
from macros.pages import ON_PURPOSE, read_page
from macros.render import written_date
from macros.sections import SectionState, State, filled_body, section_states
from macros.strings import Strings, load_strings
from macros.tables import load_tables, translate_tables
from macros.theme import theme_template
from scripts.build.notices import marked_english, page_review, shows_any, with_notices
from scripts.offline.copy import edition_script

ROOT = Path(__file__).resolve().parent.parent.parent
THEME_ASSETS_KEPT = ("assets/stylesheets/main.",)
"""Of Material's own files only this style is published; its scripts are not (see docs on weight in README)."""


def _locale(config: MkDocsConfig) -> str:
    return str(config.plugins["i18n"].config.build_only_locale)


def _strings(config: MkDocsConfig) -> Strings:
    """The strings of this build, read once a build: `on_config` forgets those of the build before."""
    if "strings" not in config.extra:
        config.extra["strings"] = load_strings(ROOT, _locale(config))
    strings: Strings = config.extra["strings"]
    return strings


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give templates the languages, the edition and whether this is a preview."""
    if os.environ.get("KADAM_PREVIEW"):
        _forget_macros()
    for forgotten in ("strings", "untranslated"):
        config.extra.pop(forgotten, None)
    languages = read_languages(ROOT)
    own = next(language for language in languages if language.locale == _locale(config))
    config.extra["languages"] = [language for language in languages if not language.in_progress or language == own]
    config.extra["language"] = own
    config.extra["repository"] = read_edition(ROOT).repository
    config.extra["locale"] = _locale(config)
    config.extra["source_locale"] = SOURCE
    config.extra["preview"] = bool(os.environ.get("KADAM_PREVIEW"))
    edition = read_edition(ROOT)
    config.extra["edition"] = edition.number
    config.extra["neutral_titles"] = edition.neutral_titles
    config.extra["edition_date"] = written_date(edition.date.isoformat(), _locale(config))
    return config


def _forget_macros() -> None:
    """Let everything of ours be imported anew: `mkdocs serve` misses edits in a macro's submodules (1.6.1)."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("macros", "scripts")]:
        del sys.modules[name]


def _is_generated(page: Page) -> bool:
    return page.file.generated_by is not None


@event_priority(-150)
def _with_pages(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of sessions and forms, when static-i18n (1.3.1) is done: it takes no page without a file."""
    tables = translate_tables(load_tables(ROOT), _strings(config).text)
    for page in generated_pages(tables):
        files.append(File.generated(config, page.path, content=page.markdown))
    return files


@event_priority(-200)
def _with_assets(files: Files, config: MkDocsConfig) -> Files:
    """Publish one style and one script of ours, and of the theme's files only its style."""
    for file in list(files):
        ours = file.src_uri.startswith(f"{_locale(config)}/") or file.inclusion.is_excluded()  # type: ignore[no-untyped-call]
        if not file.is_documentation_page() and not ours and not file.src_uri.startswith(THEME_ASSETS_KEPT):
            files.remove(file)
    files.append(File.generated(config, "assets/kadam.css", content=style()))
    files.append(
        File.generated(
            config, "assets/kadam.js", content=script() + edition_script(read_edition(ROOT), _strings(config))
        )
    )
    for name, content in ondemand().items():
        files.append(File.generated(config, f"assets/{name}", content=content))
    return files


on_files = CombinedEvent(_with_pages, _with_assets)


def on_env(env: Environment, config: MkDocsConfig, **_more: Any) -> Environment:
    """Put the catalogue behind the templates' strings, and the theme's language file made from it."""
    strings = _strings(config)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_translations(strings.translations, newstyle=True)  # type: ignore[attr-defined]
    if strings.locale != SOURCE:
        generated = DictLoader(
            {f"partials/languages/{strings.locale}.html": theme_template(strings, text_direction(strings.locale))}
        )
        env.loader = ChoiceLoader([generated, *([env.loader] if env.loader else [])])
    return env


def on_nav(nav: Navigation, config: MkDocsConfig, **_more: Any) -> Navigation:
    """Read the pages' own titles early: the menu of every page shows them."""
    for page in nav.pages:
        page.read_source(config)
        _title(page, config)
    for item in nav.items:
        if isinstance(item, Section) and isinstance(item.children[0], Page):
            item.title = str(item.children[0].meta["title"])
    return nav


def _title(page: Page, config: MkDocsConfig) -> None:
    """Give a page whose title is not translated the English one, for its own head and for every menu."""
    states = _states(page, config)
    if states and states[0].state == State.MISSING:
        source = read_page(ROOT, SOURCE, _path(page))
        page.meta.update({"title": source.title, "description": source.meta["description"]})
        _untranslated(config).update({source.title, str(source.meta["description"])})


def _untranslated(config: MkDocsConfig) -> set[str]:
    """Titles and headings that stand in English in this build."""
    found: set[str] = config.extra.setdefault("untranslated", set())
    return found


def _path(page: Page) -> str:
    return page.file.src_uri if _is_generated(page) else page.file.src_uri.partition("/")[2]


def _states(page: Page, config: MkDocsConfig) -> list[SectionState]:
    locale = _locale(config)
    if locale == SOURCE or _is_generated(page):
        return []
    return section_states(read_page(ROOT, locale, _path(page)), read_page(ROOT, SOURCE, _path(page)))


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_more: Any) -> str:
    """Put the English text in the place of each section that is not translated, before macros are called."""
    locale = _locale(config)
    if locale != SOURCE and not _is_generated(page):
        markdown = filled_body(read_page(ROOT, locale, _path(page)), read_page(ROOT, SOURCE, _path(page)))
        missing = {state.id for state in _states(page, config) if state.state == State.MISSING}
        source = read_page(ROOT, SOURCE, _path(page))
        _untranslated(config).update(heading.text for heading in source.headings if heading.id in missing)
    return ON_PURPOSE.sub("", markdown)


@event_priority(-200)
def on_page_content(html: str, page: Page, config: MkDocsConfig, **_more: Any) -> str:
    """Say below each heading when its section waits."""
    return with_notices(html, _states(page, config), _path(page).removesuffix(".md") + ".html", _strings(config))


def on_post_page(output: str, config: MkDocsConfig, **_more: Any) -> str:
    """Mark the words that stand in English for want of a translation."""
    return marked_english(output, _strings(config).missing | _untranslated(config))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig, **_more: Any) -> str:
    """The same for the page that a server shows for an unknown address."""
    if not template_name.endswith(".html"):
        return output_content
    return marked_english(output_content, _strings(config).missing | _untranslated(config))


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_more: Any) -> dict[str, Any]:
    """Name the part of the guide that the page belongs to, for its colour, and how well it is translated."""
    context["part"] = page.file.dest_uri.split("/")[0].removesuffix(".html")
    strings, content = _strings(config), page.content or ""
    context["review"] = page_review(_states(page, config))
    context["review_date"] = lambda day: written_date(day, _locale(config))
    context["has_old_words"] = shows_any(content, strings.behind)
    context["has_english_words"] = shows_any(content, strings.missing)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Put the pages for reviewers into a preview."""
    if config.extra["preview"] and _locale(config) != SOURCE:
        from scripts.translations.side_by_side import preview  # noqa: PLC0415  needed in a preview alone

        shutil.copytree(preview(ROOT, _locale(config)), Path(config.site_dir) / "side-by-side", dirs_exist_ok=True)
