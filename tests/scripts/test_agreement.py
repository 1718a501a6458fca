"""Tests of scripts.check.agreement."""

from __future__ import annotations

import pytest

from scripts.check.agreement import numbers, spelled_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. One\n2. Two 30–40", ["30", "40"]),
        ("1.5 or 1,5 hours", ["1.5", "1.5"]),
        ("1\u00a0500 soms", ["1500"]),
        ("[24.kg](https://24.kg/5)", ["24"]),
    ],
)
def test_numbers_are_found_as_plain_digits(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [("for two hundred people", "200"), ("fourteen hours", "14"), ("twenty-two", "22"), ("a hundred and ten", "110")],
)
def test_numbers_in_words_are_understood(text: str, number: str) -> None:
    assert number in spelled_out(text)
