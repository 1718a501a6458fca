"""What trainers use in the page: the agenda builder, certificates, forms; in every language, and offline."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from macros.strings import load_strings
from tests.browser.conftest import PHONE
from tests.conftest import LOCALES, ROOT

BUILDER = "sessions/builder.html"


@pytest.mark.parametrize("locale", LOCALES)
def test_an_agenda_is_built_and_stands_in_the_address(page: Page, server: str, locale: str) -> None:
    page.goto(f"{server}{locale}/{BUILDER}")
    page.select_option("[name=session]", "opening")
    page.click("[data-add=session]")
    page.select_option("[name=pause]", "tea")
    page.fill("[name=minutes]", "15")
    page.click("[data-add=pause]")
    page.select_option("[name=session]", "norms")
    page.click("[data-add=session]")
    rows = page.locator(".agenda-builder__item")
    expect(rows).to_have_count(3)
    expect(page.locator(".agenda-builder__clock")).to_have_text(["09:00", "09:45", "10:00"])
    assert page.url.endswith("#a=0900.opening._tea15.norms")
    assert "11:30" in page.locator(".agenda-builder__sum").inner_text()
    page.fill("input[type=time]", "10:10")
    page.locator("input[type=time]").dispatch_event("change")
    expect(page.locator(".agenda-builder__clock").first).to_have_text("10:10")
    page.reload()
    expect(rows).to_have_count(3)
    assert "#a=1010.opening._tea15.norms" in page.url
    assert page.evaluate("localStorage.length") == 0


def test_a_session_before_what_it_builds_on_is_warned_of_and_can_be_moved(page: Page, server: str) -> None:
    page.goto(f"{server}en/{BUILDER}#a=0900.norms.opening")
    expect(page.locator(".agenda-builder__warning")).to_contain_text("Opening and agreements")
    page.get_by_role("button", name="Move up: Opening and agreements").click()
    expect(page.locator(".agenda-builder__warning")).to_have_count(0)
    assert page.url.endswith("#a=0900.opening.norms")
    page.get_by_role("button", name="Take out: Norms").click()
    assert page.url.endswith("#a=0900.opening")


def test_a_ready_agenda_of_four_days_opens_in_the_builder(page: Page, server: str) -> None:
    page.goto(f"{server}ru/{BUILDER}")
    page.locator(".agenda-builder__form a").last.click()
    expect(page.locator("[data-days] h2")).to_have_count(4)
    expect(page.locator(".agenda-builder__warning")).to_have_count(0)
    assert "17:30" in page.locator(".agenda-builder__sum").first.inner_text()


def test_nonsense_in_the_address_builds_nothing_and_breaks_nothing(page: Page, server: str) -> None:
    page.goto(f"{server}en/{BUILDER}#a=9999.nothing._tea0._dance5.opening~<b>&t=%3Cimg%3E")
    expect(page.locator(".agenda-builder__item")).to_have_count(1)
    assert page.locator("[name=title]").input_value() == "<img>"


def test_a_calendar_holds_each_item_at_its_time(page: Page, server: str) -> None:
    page.goto(f"{server}ky/{BUILDER}#a=0900.opening._tea15.norms~1000.closing&t=Ош; бир&d=2027-03-01")
    with page.expect_download() as waiting:
        page.click("[data-calendar]")
    text = Path(waiting.value.path()).read_bytes().decode("utf-8")
    assert waiting.value.suggested_filename == "kadam.ics"
    assert text.count("BEGIN:VEVENT") == 4
    assert "DTSTART:20270301T090000\r\nDTEND:20270301T094500" in text
    assert "DTSTART:20270302T100000" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:Ош\\; бир: " in text.replace("\r\n ", "")


def test_an_agenda_is_kept_only_if_asked_and_then_comes_back(page: Page, server: str) -> None:
    page.goto(f"{server}en/{BUILDER}#a=0900.opening")
    page.check("[data-keep]")
    assert page.evaluate("localStorage.getItem('kadam-agenda')") == "#a=0900.opening"
    page.goto(f"{server}en/index.html")
    page.goto(f"{server}en/{BUILDER}")
    expect(page.locator(".agenda-builder__item")).to_have_count(1)
    page.uncheck("[data-keep]")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_certificates_are_printed_one_a_page_for_each_name(browser: Browser, server: str, locale: str) -> None:
    shown = browser.new_page()
    shown.goto(f"{server}{locale}/sessions/certificate.html")
    shown.fill("[name=names]", "Айбек Уулу\n\n  Нурлан Қ. <b>\n")
    shown.fill("[name=course]", "Кадам 2027")
    second = "kk" if locale != "kk" else "en"
    shown.select_option("[name=second]", second)
    expect(shown.locator(".certificate-maker__sheet")).to_have_count(2)
    reader = PdfReader(io.BytesIO(shown.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 2
    for sheet, name in zip(reader.pages, ("Айбек Уулу", "Нурлан Қ. <b>"), strict=True):
        text = unicodedata.normalize("NFKC", " ".join(sheet.extract_text().split()))
        assert name in text
        assert text.count("Кадам 2027") == 2
        for wanted in (locale, second):
            assert load_strings(ROOT, wanted).text("certificate_maker", "Certificate") in text
        assert float(sheet.mediabox.width) > float(sheet.mediabox.height)
    assert shown.evaluate("localStorage.length") == 0
    shown.close()


def test_without_script_a_blank_certificate_and_every_form_can_be_printed(
    no_script: Callable[[], Page], server: str
) -> None:
    shown = no_script()
    shown.goto(f"{server}ky/sessions/certificate.html")
    expect(shown.locator(".certificate-maker__sheet")).to_be_visible()
    expect(shown.locator("[data-form]")).to_be_hidden()
    shown.goto(f"{server}ky/forms/lessons.html")
    expect(shown.locator("textarea").first).to_be_visible()
    expect(shown.locator("[data-tools]")).to_be_hidden()
    shown.goto(f"{server}ky/{BUILDER}")
    expect(shown.locator("noscript a, .agenda-builder a").first).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_form_is_carried_to_another_phone_as_a_file(page: Page, server: str, locale: str, tmp_path: Path) -> None:
    page.goto(f"{server}{locale}/forms/commitment.html")
    page.fill("[name=place-where]", "Нарын")
    page.check("[name=care-card]")
    with page.expect_download() as waiting:
        page.click("[data-export]")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "kadam": "commitment",
        "fields": {"place-where": "Нарын", "care-card": True},
    }
    assert page.evaluate("localStorage.length") == 0
    other = "en" if locale != "en" else "ky"
    page.goto(f"{server}{other}/forms/commitment.html")
    page.set_input_files("[data-import]", file)
    expect(page.locator("[name=place-where]")).to_have_value("Нарын")
    expect(page.locator("[name=care-card]")).to_be_checked()
    page.goto(f"{server}{other}/forms/lessons.html")
    page.set_input_files("[data-import]", file)
    wrong = load_strings(ROOT, other).text("form_sheet", "This file holds another form, or none.")
    expect(page.locator("[data-status]")).to_have_text(wrong)


def test_a_form_is_kept_only_if_asked_and_erased_on_the_page_of_the_phone(page: Page, server: str) -> None:
    page.goto(f"{server}kk/forms/lessons.html")
    page.fill("textarea >> nth=0", "Бір")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("")
    page.check("[data-keep]")
    page.fill("textarea >> nth=0", "Бір")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("Бір")
    page.goto(f"{server}kk/phone.html")
    page.click("[data-erase]")
    nothing = load_strings(ROOT, "kk").text("phone_panel", "Nothing of this site is kept on this phone.")
    expect(page.locator("[data-list]")).to_have_text(nothing)
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", [BUILDER, "sessions/certificate.html", "forms/commitment.html"])
def test_a_tool_works_without_a_network_from_a_folder(
    context: BrowserContext, site: Path, locale: str, path: str
) -> None:
    context.set_offline(True)
    shown = context.new_page()
    shown.goto((site / locale / path).as_uri())
    tools = shown.locator("[data-tools], [data-form]").first
    expect(tools).to_be_visible()
    assert shown.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_filtered_set_of_cards_prints_whole_cards(browser: Browser, server: str, locale: str) -> None:
    shown = browser.new_page()
    shown.goto(f"{server}{locale}/annexes/topics.html#theme=family")
    shown.wait_for_selector("[data-theme=economy]", state="hidden")
    titles = shown.locator("[data-theme=family] .card__title").all_inner_texts()
    reader = PdfReader(io.BytesIO(shown.pdf(format="A4")))
    pages = [_letters(sheet.extract_text()) for sheet in reader.pages]
    assert len(titles) >= 3
    for card in shown.locator("[data-theme=family]").all():
        if card.locator(".card__title").count():
            first = _letters(card.locator(".card__title").inner_text())[:25]
            last = _letters(card.locator("li").last.inner_text())[:25]
            assert any(first in text and last in text for text in pages), first
    shown.close()


def _letters(text: str) -> str:
    """Letters and digits alone; a PDF may hold ff as one sign."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())
