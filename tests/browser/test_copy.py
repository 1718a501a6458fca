"""How old a copy is and where it stands: said on every page, and above it when the copy is months old."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from macros.edition import read_edition
from macros.strings import load_strings
from scripts.print.book import edition_words
from tests.browser.conftest import PHONE
from tests.conftest import LOCALES, ROOT

DAY = read_edition(ROOT).date.isoformat()


def _words(locale: str, text: str, **values: str) -> str:
    return load_strings(ROOT, locale).text("copy", text).format(**values)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_tells_its_age_and_where_it_stands(page: Page, server: str, locale: str) -> None:
    page.clock.set_fixed_time(f"{DAY}T12:00:00Z")
    page.goto(f"{server}{locale}/about.html")
    box = page.locator("footer [data-module=copy]")
    expect(box).to_contain_text(_words(locale, "Age of this edition in days: {days}.", days="0"))
    expect(box).to_contain_text(_words(locale, "This copy stands at {host}.", host=server.split("/")[2]))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_copy_that_is_months_old_says_so_above_the_page(page: Page, server: str, locale: str) -> None:
    page.clock.set_fixed_time("2028-01-01T12:00:00Z")
    page.goto(f"{server}{locale}/support/index.html")
    box = page.locator("article > [data-module=copy]")
    expect(box).to_be_visible()
    expect(box).to_have_class(re.compile("warning"))
    expect(box).to_contain_text(str((date(2028, 1, 1) - date.fromisoformat(DAY)).days))
    above, heading = box.bounding_box(), page.locator("h1").bounding_box()
    assert above
    assert heading
    assert above["y"] < heading["y"]


def test_in_a_folder_it_names_no_host(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/ky/index.html")
    expect(page.locator("[data-module=copy]")).to_contain_text(_words("ky", "This copy is in a folder of this device."))


def test_a_clock_that_is_behind_tells_no_age(page: Page, server: str) -> None:
    page.clock.set_fixed_time("2001-01-01T12:00:00Z")
    page.goto(f"{server}en/about.html")
    box = page.locator("footer [data-module=copy]")
    expect(box).to_contain_text("This copy stands at")
    expect(box).not_to_contain_text("Age of")


def test_a_copy_leads_to_the_main_site_when_there_is_one(page: Page, server: str) -> None:
    def with_home(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"home":""', '"home":"https://kadam.example/"'))

    page.route("**/en/assets/kadam.js", with_home)
    page.goto(f"{server}en/about.html")
    link = page.locator("[data-module=copy] a")
    expect(link).to_have_attribute("href", "https://kadam.example/")


@pytest.mark.parametrize("locale", LOCALES)
def test_without_script_the_first_page_and_about_tell_the_edition(
    no_script: Callable[[], Page], server: str, locale: str
) -> None:
    said = edition_words(read_edition(ROOT), load_strings(ROOT, locale))
    page = no_script()
    for path in ("index.html", "about.html"):
        page.goto(f"{server}{locale}/{path}")
        expect(page.locator("footer")).to_contain_text(said)


def test_without_a_clipboard_as_on_plain_http_the_link_is_copied_all_the_same(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=PHONE)
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server}en/about.html")
    page.locator(".share summary").click()
    page.locator("[data-copy]").click()
    status = page.locator(".share [role=status]")
    expect(status).to_have_text(re.compile("The link is copied|about.html"))
    assert errors == []
    context.close()
