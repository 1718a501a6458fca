"""What all tests share: the repository, copies of it, and the site that is built once for a run."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from macros.languages import read_languages
from scripts.bench.builds import copy_of
from scripts.build import build_site

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "test" / "site"
CHROMIUM = "/usr/bin/chromium"
LOCALES = [language.locale for language in read_languages(ROOT)]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Build the site once, before the workers begin."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        os.environ["KADAM_PRINTED"] = str(ROOT / "build" / "test" / "print")  # none: a test prints what it needs
        SITE.parent.mkdir(parents=True, exist_ok=True)
        build_site(ROOT, SITE)


ON_ONE_WORKER = {
    "test_firefox.py",
    "test_new_language.py",
    "test_print.py",
    "test_zim.py",
    "test_hosts.py",
    "test_hosts_s3.py",
    "test_release.py",
}
"""Files of tests that share something dear: a second browser, a site of more languages."""


class _Scheduler(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """Spreads tests over the workers one by one, but keeps some files together.

    pytest-xdist 3.8 has groups for this, which pytest 9.2 no longer sees: it names tests anew when it is asked.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if Path(file).name in ON_ONE_WORKER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """The scheduler of the run."""
    return _Scheduler(config, log)


def pages_to_open(locale: str) -> list[str]:
    """The pages of a language by their paths below site/, without the one that leads away at once.

    Kyrgyz shows them all; in the other languages one session and one form stand for those made from the same template.
    """
    alike: dict[str, str] = {}
    chosen = []
    for file in sorted((SITE / locale).rglob("*.html")):
        html = file.read_text(encoding="utf-8")
        kind = next((name for name in ("session-plan", "form-sheet") if f'class="{name}"' in html), "")
        path = file.relative_to(SITE).as_posix()
        if file.name != "exit.html" and (locale == "ky" or not kind or alike.setdefault(kind, path) == path):
            chosen.append(path)
    return chosen


def one_of_each_kind(locale: str) -> list[str]:
    """The pages on which a component, a kind of box or a kind of element comes for the first time."""
    seen: set[str] = set()
    chosen = []
    for path in pages_to_open(locale):
        html = (SITE / path).read_text(encoding="utf-8")
        parts = {name for text in re.findall(r'class="([^"]*)"', html) for name in text.split()}
        parts |= set(re.findall(r"<(\w+)", html))
        if parts - seen:
            chosen.append(path)
        seen |= parts
    return chosen


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests of a worker: two cannot live in one. As root it needs its sandbox off."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site of all languages."""
    return SITE


@pytest.fixture(scope="session")
def _original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(ROOT, tmp_path_factory.mktemp("original") / "guide")


@pytest.fixture
def guide(_original: Path, tmp_path: Path) -> Path:
    """A copy of the guide that a test may break."""
    return Path(shutil.copytree(_original, tmp_path / "guide"))
