"""The pages for reviewers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from macros.pages import read_page
from macros.sections import section_states, sections
from scripts.check.library import load_library
from scripts.translations.side_by_side import write_pages
from tests.conftest import LOCALES, ROOT

TRANSLATED = [locale for locale in LOCALES if locale != "en"]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_section_stands_beside_its_english_with_the_line_that_signs_it(locale: str, tmp_path: Path) -> None:
    library = load_library(ROOT)
    write_pages(library, locale, tmp_path)
    index = lxml_html.document_fromstring((tmp_path / "index.html").read_text(encoding="utf-8"))
    linked = {str(address) for address in index.xpath("//a/@href")}
    assert linked == {file.name for file in tmp_path.iterdir()} - {"index.html"}
    assert len(linked) == len(library.pages[locale]) + 1
    tree = lxml_html.document_fromstring((tmp_path / "plan-who.html").read_text(encoding="utf-8"))
    page = read_page(ROOT, locale, "plan/who.md")
    for section in sections(page):
        row = tree.xpath(f"//section[@id='{section.id}']")[0]
        assert f"{section.id}: {section.fingerprint}" in row.text_content()
        assert row.xpath(".//div[@lang='en']")


def test_a_section_that_is_behind_shows_the_english_change_and_its_line(guide: Path, tmp_path: Path) -> None:
    page = guide / "docs" / "ky" / "plan" / "who.md"
    text = re.sub(r"  who-exactly: \w+", "  who-exactly: bcdfghjk", page.read_text(encoding="utf-8"))
    page.write_text(text, encoding="utf-8")
    write_pages(load_library(guide), "ky", tmp_path)
    tree = lxml_html.document_fromstring((tmp_path / "plan-who.html").read_text(encoding="utf-8"))
    row = tree.xpath("//section[@id='who-exactly']")[0]
    assert "row--settled" not in row.get("class")
    states = section_states(read_page(guide, "ky", "plan/who.md"), read_page(guide, "en", "plan/who.md"))
    wanted = next(state.english for state in states if state.id == "who-exactly")
    assert f"who-exactly: {wanted}" in row.text_content()
