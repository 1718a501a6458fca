"""Tests of macros.glossary."""

from __future__ import annotations

import pytest

from macros.glossary import ALPHABETS, alphabet_key


@pytest.mark.parametrize("locale", ["ru", "ky", "kk"])
def test_an_alphabet_sorts_into_itself(locale: str) -> None:
    letters = [letter for letter in ALPHABETS[locale] if (locale, letter) != ("ru", "ё")]
    assert sorted(sorted(letters), key=alphabet_key(locale)) == letters


def test_kazakh_order_is_that_of_kazakh_dictionaries() -> None:
    words = ["іс", "ықпал", "үн", "ұрпақ", "қыз", "кеш", "әке", "ағаш"]
    assert sorted(words, key=alphabet_key("kk")) == ["ағаш", "әке", "кеш", "қыз", "ұрпақ", "үн", "ықпал", "іс"]


def test_kyrgyz_order_puts_each_letter_of_its_own_after_its_russian_neighbour() -> None:
    words = ["өнөр", "үй", "уй", "он", "таң", "тан", "тао"]
    assert sorted(words, key=alphabet_key("ky")) == ["он", "өнөр", "тан", "таң", "тао", "уй", "үй"]


def test_russian_yo_sorts_as_ye_and_spaces_do_not_count() -> None:
    assert sorted(["елка б", "ёлка", "елка а"], key=alphabet_key("ru")) == ["ёлка", "елка а", "елка б"]
