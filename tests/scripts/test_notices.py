"""What a reader is told of sections that wait, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from macros.strings import load_strings
from scripts.build.mkdocs_run import build_language
from scripts.build.notices import marked_english
from tests.conftest import LOCALES, ROOT

TRANSLATED = [locale for locale in LOCALES if locale != "en"]


def record(page: Path, section: str, value: str) -> None:
    text = re.sub(rf"  {section}: \w+", f"  {section}: {value}", page.read_text(encoding="utf-8"))
    page.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_section_that_waits_says_so_in_the_readers_language(guide: Path, locale: str, tmp_path: Path) -> None:
    page = guide / "docs" / locale / "plan" / "who.md"
    record(page, "who-exactly", "bcdfghjk")
    record(page, "where-to-meet", "missing")
    assert build_language(guide, locale, tmp_path / "site") == ""
    tree = lxml_html.document_fromstring((tmp_path / "site" / "plan" / "who.html").read_text(encoding="utf-8"))
    words = load_strings(ROOT, locale)
    behind = tree.xpath("//h2[@id='who-exactly']/following-sibling::*[1]")[0]
    assert (
        words.text("page", "The English text of this section has changed since it was translated.")
        in behind.text_content()
    )
    assert behind.xpath(".//a[@href='../../en/plan/who.html#who-exactly'][@hreflang='en']")
    assert behind.xpath(".//a[@href='../translate/index.html']")
    heading = tree.xpath("//h2[@id='where-to-meet']")[0]
    assert (heading.get("lang"), heading.text_content()) == ("en", "Where to meet")
    missing = heading.getnext()
    assert (
        words.text("page", "This section is not translated yet. Here it stands in English.") in missing.text_content()
    )
    assert missing.getnext().get("lang") == "en"
    assert len(tree.xpath("//*[contains(@class, 'review--')]")) == 2


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_reviewed_page_names_who_read_it_and_a_partly_reviewed_one_says_where_not(
    guide: Path, locale: str, tmp_path: Path
) -> None:
    from macros.pages import read_page  # noqa: PLC0415
    from macros.sections import sections  # noqa: PLC0415

    for path, left_out in (("plan/who.md", ""), ("plan/steps.md", "one-page")):
        page = guide / "docs" / locale / path
        signed = [
            f"  {section.id}: {section.fingerprint} 2026-11-20 Айбек Т.\n"
            for section in sections(read_page(guide, locale, path))
            if section.id != left_out
        ]
        text = page.read_text(encoding="utf-8").replace("sections:\n", f"reviewed:\n{''.join(signed)}sections:\n", 1)
        page.write_text(text, encoding="utf-8")
    assert build_language(guide, locale, tmp_path / "site") == ""
    whole = lxml_html.document_fromstring((tmp_path / "site" / "plan" / "who.html").read_text(encoding="utf-8"))
    notice = whole.xpath("//p[@class='review']")[0].text_content()
    assert "Айбек Т." in notice
    assert "2026" in notice
    assert not whole.xpath("//*[contains(@class, 'review--')]")
    partly = lxml_html.document_fromstring((tmp_path / "site" / "plan" / "steps.html").read_text(encoding="utf-8"))
    assert len(partly.xpath("//*[contains(@class, 'review--current')]")) == 1
    assert partly.xpath("//h2[@id='one-page']/following-sibling::*[1][contains(@class, 'review--current')]")


def test_a_card_that_is_not_translated_is_marked_as_english(guide: Path, tmp_path: Path) -> None:
    file = guide / "locales" / "ky" / "LC_MESSAGES" / "guide.po"
    text = re.sub(
        r'(msgid "Who decides about money\?"\nmsgstr )".*"', r'\1""', file.read_text(encoding="utf-8"), count=1
    )
    file.write_text(text, encoding="utf-8")
    assert build_language(guide, "ky", tmp_path / "site") == ""
    tree = lxml_html.document_fromstring((tmp_path / "site" / "annexes" / "topics.html").read_text(encoding="utf-8"))
    shown = tree.xpath("//text()[contains(., 'Who decides about money')]/..")
    assert shown
    assert all(element.get("lang") == "en" for element in shown)
    words = load_strings(ROOT, "ky").text(
        "page", "Some of its cards or labels are not translated yet and stand in English."
    )
    assert words in tree.xpath("//p[@class='review']")[0].text_content()


def test_only_texts_that_wait_are_marked() -> None:
    html = "<body><p>Menu</p><p>Menu of the day</p><p>Edition 5, today. Rest</p><script>Menu</script></body>"
    marked = marked_english(html, frozenset({"Menu", "Edition %(number)s, %(date)s."}))
    assert marked.count("<span") == 2
    assert '<p><span lang="en" dir="ltr">Menu</span></p><p>Menu of the day</p>' in marked
    assert '<span lang="en" dir="ltr">Edition 5, today.</span> Rest' in marked
    assert marked_english(html, frozenset()) == html
