"""Reading, filter, search and leaving in a second browser: Debian's Firefox ESR."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LOCALES

pytestmark = [  # Marionette's own packages warn of what they use, and leave sockets to be collected
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Firefox, driven by Marionette, which removes the file of its log before it begins: never give it a device."""
    from marionette_driver.marionette import Marionette  # noqa: PLC0415  it warns when imported

    log = tmp_path_factory.mktemp("firefox") / "gecko.log"
    settings = {"bin": "/usr/bin/firefox-esr", "headless": True, "startup_timeout": 90, "gecko_log": str(log)}
    browser = Marionette(host="127.0.0.1", port=0, **settings)
    browser.start_session()
    yield browser
    browser.delete_session()
    assert Path(os.devnull).is_char_device(), "a test that runs as root has removed the machine's own file"
    browser.cleanup()


def wait(firefox: Any, question: str) -> None:
    """Ask until the answer is yes."""
    for _ in range(100):
        if firefox.execute_script(f"return Boolean({question})"):
            return
        time.sleep(0.1)
    raise AssertionError(question)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_is_read_and_its_menu_leads_on(firefox: Any, server: str, locale: str) -> None:
    firefox.navigate(f"{server}{locale}/plan/who.html")
    assert firefox.execute_script("return document.documentElement.lang") == locale
    assert firefox.execute_script("return getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    firefox.execute_script("document.querySelector('.menu-box').open = true; document.querySelector('.menu a').click()")
    wait(firefox, f"location.href === '{server}{locale}/index.html'")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_filter_works(firefox: Any, server: str, locale: str) -> None:
    firefox.navigate(f"{server}{locale}/annexes/topics.html#theme=family")
    wait(firefox, "document.querySelectorAll('.card:not([hidden])').length === 4")
    firefox.execute_script("document.querySelector('input[value=work]').click()")
    wait(firefox, "document.querySelectorAll('.card:not([hidden])').length === 7")
    assert firefox.execute_script("return location.hash") == "#theme=work,family"


@pytest.mark.parametrize("locale", LOCALES)
def test_search_finds_and_marks(firefox: Any, server: str, locale: str) -> None:
    firefox.navigate(f"{server}{locale}/index.html")
    firefox.execute_script("document.querySelector('[data-open]').click()")
    wait(firefox, "document.querySelector('[data-ready]')")
    firefox.execute_script(
        "const input = document.querySelector('.search__input'); input.value = 'HeForShe';"
        "input.dispatchEvent(new Event('input'))"
    )
    wait(firefox, "document.querySelector('.search__results mark')")


def test_search_works_from_a_folder(firefox: Any, site: Path) -> None:
    firefox.navigate(f"{site.as_uri()}/ky/index.html")
    firefox.execute_script("document.querySelector('[data-open]').click()")
    wait(firefox, "document.querySelector('[data-ready]')")


@pytest.mark.parametrize("locale", LOCALES)
def test_leaving_takes_the_place_of_the_page(firefox: Any, server: str, locale: str) -> None:
    firefox.navigate(f"{server}{locale}/support/index.html")
    steps = firefox.execute_script("return history.length")
    assert firefox.execute_script(
        "document.querySelector('.bar__exit').removeAttribute('href');"
        "document.querySelector('.bar__exit').href = 'about:blank';"
        "document.querySelector('.bar__exit').click(); return document.documentElement.hidden"
    )
    wait(firefox, "location.href === 'about:blank'")
    assert firefox.execute_script("return history.length") == steps
