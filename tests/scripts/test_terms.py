"""Tests of scripts.translations.terms, and of the stems that it compares."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from macros.pages import read_page
from scripts.check.library import load_library
from scripts.search.stems import stemmer
from scripts.translations.terms import term_problems
from tests.conftest import LOCALES, ROOT

PAGE = "plan/referrals.md"


@pytest.mark.parametrize("locale", LOCALES)
def test_stems_are_cut_as_search_in_the_browser_cuts_them(locale: str) -> None:
    """The same data hold for the engine in the browser (tests/browser/test_search.py)."""
    data = yaml.safe_load((ROOT / "tests" / "search" / "stems" / f"{locale}.yml").read_text(encoding="utf-8"))
    cut = stemmer(ROOT, locale)
    for words in data["same"]:
        assert len({cut.stem_of(word) for word in words}) == 1, words
    for words in data["different"]:
        assert len({cut.stem_of(word) for word in words}) == len(words), words


def problems(guide: Path, locale: str = "ky") -> list[str]:
    library = load_library(guide)
    return [str(problem) for problem in term_problems(library, locale, read_page(guide, locale, PAGE))]


def edit(guide: Path, old: str, new: str) -> None:
    file = guide / "docs" / "ky" / PAGE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_page_that_keeps_to_the_glossary_has_nothing_to_report(guide: Path) -> None:
    assert problems(guide) == []


def test_an_inflected_term_counts_and_another_word_does_not(guide: Path) -> None:
    edit(guide, "[травманы](../glossary.md#trauma)", "травманы")
    edit(guide, "Травма — үрөй", "Бул — үрөй")
    assert problems(guide) == []
    edit(guide, "травманы", "окуяны")
    assert problems(guide) == [], "the variant “жан дүйнөдөгү жара” stands in the section"
    edit(guide, "эски жара", "эски из")
    found = problems(guide)
    assert len(found) == 1
    assert "“trauma” stands in the English section, and nothing of “травма” here" in found[0]
    edit(guide, "эски из", "эски из <!-- on purpose: trauma -->")
    assert problems(guide) == []


def test_an_avoided_form_is_named_on_its_line_unless_it_is_meant(guide: Path) -> None:
    edit(guide, "Бул бет ошол", "Гендерлик теңдиктин бети ошол")
    found = problems(guide)
    assert len(found) == 1
    assert "“гендерлик теңдик” is avoided (gender-equality): write “гендердик теңчилик”" in found[0]
    edit(guide, "бети ошол онунчу", "бети ошол <!-- on purpose: гендерлик теңдик --> онунчу")
    assert problems(guide) == []
