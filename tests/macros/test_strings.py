"""Tests of macros.strings and macros.theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.support import NullTranslations

from macros.problems import ContentError
from macros.strings import Strings, read_catalogue, strings_from
from macros.theme import theme_strings, theme_template


def russian() -> Strings:
    catalogue = Catalog(locale="ru")
    catalogue.add(
        ("%(num)s card", "%(num)s cards"), ("%(num)s карточка", "%(num)s карточки", "%(num)s карточек"), context="t"
    )
    catalogue.add("Menu", "Меню", context="page")
    return strings_from(catalogue, "ru")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 карточка"), (2, "2 карточки"), (5, "5 карточек"), (11, "11 карточек"), (21, "21 карточка")],
)
def test_russian_has_three_plural_forms(count: int, words: str) -> None:
    assert russian().plural("t", "%(num)s card", "%(num)s cards", count) == words


def test_the_context_tells_equal_words_apart() -> None:
    assert russian().text("page", "Menu") == "Меню"
    assert russian().text("elsewhere", "Menu") == "Menu"


@pytest.mark.parametrize("text", ['msgid "a\nmsgstr "b"\n', 'msgstr "x"\nmsgid\n'])
def test_a_broken_catalogue_is_a_problem_and_no_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "locales" / "ky" / "LC_MESSAGES" / "guide.po"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_catalogue(tmp_path, "ky")
    assert str(caught.value).startswith("locales/ky/LC_MESSAGES/guide.po:")


def test_the_theme_has_words_and_every_one_reaches_the_language_file() -> None:
    words = theme_strings()
    assert len(words) > 40
    template = theme_template(Strings("ky", NullTranslations()))
    assert '"language": "ky"' in template
    assert all(f'"{key}"' in template for key in words)
