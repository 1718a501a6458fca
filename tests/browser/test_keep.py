"""Keeping the guide on the phone: by choice, whole or not at all, offline, updated, erased. nginx at a sub-path."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from scripts.wire import gzipped
from tests.browser.conftest import Nginx
from tests.conftest import LOCALES, ROOT


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """A page that may lose its connection: errors of the network are expected."""
    return context.new_page()


def keep(page: Page, nginx: Nginx, locale: str) -> None:
    page.goto(f"{nginx.address}{locale}/phone.html")
    button = page.locator("[data-keep]")
    expect(button).to_be_enabled()
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"\d{3}"))
    button.click()
    expect(page.locator("[data-list] li").first).to_have_text(re.compile(r"2026\.1"), timeout=20_000)
    page.wait_for_function("navigator.serviceWorker.controller")


def change(nginx: Nginx, locale: str, name: str, old: str, new: str, **settings: object) -> None:
    """Publish a new edition in which one file is changed."""
    folder = nginx.site / locale
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    pack = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    data = file.read_bytes()
    for entry in pack["files"]:
        if entry[0] == name:
            entry[1:] = [hashlib.sha256(data).hexdigest(), gzipped(data)]
    pack.update(settings, id="a-newer-one")
    (folder / "pack.json").write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")


def wait_until(page: Page, question: str, answer: object) -> None:
    """Ask the page, which answers with a promise, until it gives this answer."""
    for _ in range(200):
        found = page.evaluate(question)
        if found == answer:
            return
        page.wait_for_timeout(50)
    raise AssertionError((question, found))


COPIES = "caches.keys().then(names => names.filter(name => !name.endsWith('/')).map(name => name.split(':').pop()))"
WORKERS = "navigator.serviceWorker.getRegistrations().then(all => all.length)"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_kept_guide_is_read_and_searched_without_a_server(phone: Page, nginx: Nginx, locale: str) -> None:
    keep(phone, nginx, locale)
    nginx.stop()
    phone.goto(f"{nginx.address}{locale}/plan/who.html?from=friend")
    expect(phone.locator("html")).to_have_attribute("lang", locale)
    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator(".foot__kept")).to_contain_text("2026.1")
    phone.click("[data-open]")
    phone.fill(".search__input", "HeForShe")
    expect(phone.locator(".search__results a").first).to_be_visible()
    phone.goto(f"{nginx.address}{locale}/")
    expect(phone.locator(".section-cards")).to_be_visible()
    answer = phone.goto(f"{nginx.address}{locale}/no/such/page.html")
    assert answer
    assert answer.status == 404
    expect(phone.locator("#not-found")).to_be_visible()
    phone.click("article a.button")
    phone.wait_for_url(f"{nginx.address}{locale}/index.html")


def test_nothing_is_kept_or_asked_for_before_the_reader_taps(phone: Page, nginx: Nginx) -> None:
    phone.goto(f"{nginx.address}ky/index.html")
    phone.goto(f"{nginx.address}ky/phone.html")
    expect(phone.locator("[data-keep]")).to_be_enabled()
    assert phone.evaluate("caches.keys()") == []
    assert phone.evaluate(WORKERS) == 0
    assert phone.evaluate("localStorage.length") == 0
    size = int(re.findall(r"\d+", phone.inner_text("[data-state]"))[0])
    pack = json.loads((nginx.site / "ky" / "pack.json").read_text(encoding="utf-8"))
    assert abs(size - sum(entry[2] for entry in pack["files"]) / 1000) <= 1


def test_each_language_is_kept_for_itself(phone: Page, nginx: Nginx) -> None:
    keep(phone, nginx, "ky")
    nginx.stop()
    with pytest.raises(Exception, match="ERR_"):
        phone.goto(f"{nginx.address}ru/index.html")


def test_a_broken_download_is_never_whole_and_goes_on_where_it_stopped(phone: Page, nginx: Nginx) -> None:
    brought: list[str] = []

    def limited(route: Route) -> None:
        if len(brought) < 12:
            brought.append(route.request.url)
            route.continue_()
        else:
            route.abort()

    phone.goto(f"{nginx.address}kk/phone.html")
    expect(phone.locator("[data-keep]")).to_be_enabled()
    phone.route(re.compile(r"/kk/(?!phone|pack|assets/kadam|assets/keep)"), limited)
    phone.click("[data-keep]")
    gone = phone.get_attribute("[data-module=phone-panel]", "data-gone")
    expect(phone.locator("[data-state]")).to_have_text(str(gone))
    assert phone.evaluate(WORKERS) == 0
    phone.unroute_all()
    phone.reload()
    rest = re.sub(r"\{size\}.*", "", str(phone.get_attribute("[data-module=phone-panel]", "data-rest")))
    expect(phone.locator("[data-state]")).to_contain_text(rest)
    nginx.asked()
    phone.click("[data-keep]")
    expect(phone.locator("[data-list] li").first).to_have_text(re.compile(r"2026\.1"), timeout=20_000)
    again = set(nginx.asked())
    done = {url.removeprefix(nginx.address) for url in brought}
    assert len(done & again) <= 4, "only what was on its way may be fetched again"


def test_a_file_that_changed_in_between_is_not_kept(phone: Page, nginx: Nginx) -> None:
    phone.goto(f"{nginx.address}ru/phone.html")
    expect(phone.locator("[data-keep]")).to_be_enabled()
    page = nginx.site / "ru" / "about.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- other -->", encoding="utf-8")
    phone.click("[data-keep]")
    changed = phone.get_attribute("[data-module=phone-panel]", "data-changed")
    expect(phone.locator("[data-state]")).to_have_text(str(changed))
    assert phone.evaluate(WORKERS) == 0


def test_a_full_phone_keeps_nothing_and_the_site_still_works(phone: Page, nginx: Nginx) -> None:
    phone.goto(f"{nginx.address}ky/phone.html")
    expect(phone.locator("[data-keep]")).to_be_enabled()
    session = phone.context.new_cdp_session(phone)
    origin = nginx.address.split("/guide")[0]
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 200_000})
    phone.click("[data-keep]")
    full = phone.get_attribute("[data-module=phone-panel]", "data-full")
    expect(phone.locator("[data-state]")).to_have_text(str(full), timeout=20_000)
    phone.goto(f"{nginx.address}ky/plan/who.html")
    expect(phone.locator("h1")).to_be_visible()


def test_an_update_is_offered_and_moves_only_what_changed(phone: Page, nginx: Nginx) -> None:
    keep(phone, nginx, "ky")
    change(nginx, "ky", "plan/who.html", "</h1>", "!</h1>", date="1-январь")
    phone.goto(f"{nginx.address}ky/index.html")
    expect(phone.locator(".foot__kept")).to_contain_text("1-январь")
    nginx.asked()
    phone.click(".foot__kept button")
    expect(phone.locator(".foot__kept button")).to_be_hidden()
    expect(phone.locator(".foot__kept")).to_contain_text("1-январь")
    wait_until(phone, COPIES, ["a-newer-one"])
    phone.goto(f"{nginx.address}ky/plan/who.html")
    expect(phone.locator("h1")).to_contain_text("!")
    asked = [path for path in nginx.asked() if path.endswith((".html", "index.js"))]
    assert asked == ["ky/plan/who.html"]


def test_an_urgent_correction_comes_by_itself(phone: Page, nginx: Nginx) -> None:
    keep(phone, nginx, "kk")
    change(nginx, "kk", "support/index.html", "</h1>", "!!</h1>", urgent=True)
    phone.goto(f"{nginx.address}kk/index.html")
    wait_until(phone, COPIES, ["a-newer-one"])
    phone.goto(f"{nginx.address}kk/support/index.html")
    expect(phone.locator("h1")).to_contain_text("!!")


def test_erasing_leaves_nothing(phone: Page, nginx: Nginx) -> None:
    keep(phone, nginx, "ru")
    phone.check("[data-setting=theme] input[value=dark]")
    phone.check("[data-setting=resume] input[value=on]")
    phone.click("[data-erase]")
    expect(phone.locator("[data-done]")).not_to_be_empty()
    assert phone.evaluate("caches.keys()") == []
    assert phone.evaluate(WORKERS) == 0
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0
    expect(phone.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_a_withdrawn_worker_removes_itself_and_its_copies(phone: Page, nginx: Nginx) -> None:
    keep(phone, nginx, "en")
    withdrawn = (ROOT / "scripts" / "offline" / "withdrawn.js").read_text(encoding="utf-8")
    (nginx.site / "en" / "sw.js").write_text(withdrawn, encoding="utf-8")
    phone.goto(f"{nginx.address}en/index.html")
    wait_until(phone, "caches.keys()", [])
    phone.goto(f"{nginx.address}en/plan/who.html")
    wait_until(phone, WORKERS, 0)
    expect(phone.locator("h1")).to_be_visible()


def test_from_a_folder_the_page_says_that_it_can_not_keep(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/ky/phone.html")
    impossible = page.get_attribute("[data-module=phone-panel]", "data-impossible")
    expect(page.locator("[data-state]")).to_have_text(str(impossible))
    expect(page.locator("[data-keep]")).to_be_disabled()
