"""Catalogues that Poedit, Weblate or gettext’s own tools have saved build the same site."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from macros.strings import catalogue_path, read_catalogue
from scripts.build.mkdocs_run import build_language
from scripts.check import check_content
from scripts.translations.catalogues import catalogue_text, template_catalogue, updated_catalogue
from tests.conftest import LOCALES

TRANSLATED = [locale for locale in LOCALES if locale != "en"]


def with_polib(file: Path) -> None:
    """As Poedit and Weblate save: other wrapping, a header of their own."""
    catalogue = polib.pofile(str(file), wrapwidth=77)
    catalogue.metadata |= {
        "X-Generator": "Poedit 3.4",
        "PO-Revision-Date": "2026-11-21 10:00+0600",
        "Last-Translator": "A",
    }
    catalogue.save(str(file))


def with_msgcat(file: Path) -> None:
    """As gettext’s own tools save: sorted, unwrapped."""
    command = ["msgcat", "--no-wrap", "--sort-output", "-o", str(file), str(file)]
    subprocess.run(command, check=True, capture_output=True)


SAVERS = {"polib": with_polib, "msgcat": with_msgcat}


@pytest.mark.parametrize("saver", SAVERS.values(), ids=SAVERS)
@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_saved_by_other_tools_holds_the_same_and_is_put_back_by_update(
    guide: Path, locale: str, saver: Callable[[Path], None]
) -> None:
    file = catalogue_path(guide, locale)
    before = file.read_text(encoding="utf-8")
    old = {(entry.context, entry.id): entry.string for entry in read_catalogue(guide, locale) if entry.id}
    saver(file)
    assert file.read_text(encoding="utf-8") != before
    assert {(entry.context, entry.id): entry.string for entry in read_catalogue(guide, locale) if entry.id} == old
    assert check_content(guide) == []
    assert catalogue_text(updated_catalogue(guide, locale, template_catalogue(guide))) == before


@pytest.mark.parametrize("saver", SAVERS.values(), ids=SAVERS)
def test_a_catalogue_saved_by_other_tools_builds_the_same_pages(
    guide: Path, tmp_path: Path, saver: Callable[[Path], None]
) -> None:
    assert build_language(guide, "ky", tmp_path / "one") == ""
    saver(catalogue_path(guide, "ky"))
    assert build_language(guide, "ky", tmp_path / "two") == ""
    pages = sorted((tmp_path / "one").rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        assert page.read_bytes() == (tmp_path / "two" / page.relative_to(tmp_path / "one")).read_bytes()


def test_a_fuzzy_entry_keeps_its_previous_text_in_other_tools(guide: Path) -> None:
    file = catalogue_path(guide, "ky")
    table = guide / "docs" / "_data" / "topics.yml"
    text = table.read_text(encoding="utf-8").replace("title: Who decides about money?", "title: Money at home")
    table.write_text(text, encoding="utf-8")
    file.write_text(catalogue_text(updated_catalogue(guide, "ky", template_catalogue(guide))), encoding="utf-8")
    with_polib(file)
    entry = next(entry for entry in polib.pofile(str(file)) if entry.msgid == "Money at home")
    assert entry.fuzzy
    assert entry.previous_msgid == "Who decides about money?"
    again = catalogue_text(updated_catalogue(guide, "ky", template_catalogue(guide)))
    assert '#| msgid "Who decides about money?"' in again
