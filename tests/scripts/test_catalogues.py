"""Tests of scripts.translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.strings import catalogue_path, read_catalogue
from scripts.translations.catalogues import catalogue_text, template_catalogue, updated_catalogue
from tests.conftest import LOCALES, ROOT

TRANSLATED = [locale for locale in LOCALES if locale != "en"]


def test_every_kind_of_string_is_collected() -> None:
    contexts = {(message.context or "").split("/")[0] for message in template_catalogue(ROOT) if message.id}
    assert {"topics", "services", "topic_cards", "page", "landing", "theme"} <= contexts


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_that_is_up_to_date_does_not_change(locale: str) -> None:
    catalogue = updated_catalogue(ROOT, locale, template_catalogue(ROOT))
    assert catalogue_text(catalogue) == catalogue_path(ROOT, locale).read_text(encoding="utf-8")


def test_the_template_in_the_repository_is_up_to_date() -> None:
    assert catalogue_text(template_catalogue(ROOT)) == (ROOT / "locales" / "guide.pot").read_text(encoding="utf-8")


def test_a_changed_english_text_makes_its_translation_fuzzy_and_keeps_the_old_text(guide: Path) -> None:
    table = guide / "docs" / "_data" / "topics.yml"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("Who decides about money?", "Who decides about the money?"), encoding="utf-8")
    catalogue = updated_catalogue(guide, "ky", template_catalogue(guide))
    changed = catalogue.get("Who decides about the money?", context="topics/money/title")
    assert changed is not None
    assert changed.fuzzy
    before = read_catalogue(guide, "ky").get("Who decides about money?", context="topics/money/title")
    assert before is not None
    assert changed.string == before.string
    assert '#| msgid "Who decides about money?"' in catalogue_text(catalogue)
