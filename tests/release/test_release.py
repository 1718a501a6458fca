"""A release as a host gets it: made twice, proved, brought up to date, and read, from its files alone."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page, expect

from macros.strings import load_strings
from scripts import __main__ as scripts
from scripts.bench.builds import copy_of
from scripts.release.archive import write_zip
from scripts.release.compare import differences
from scripts.release.signing import new_key
from tests.browser.conftest import PHONE
from tests.conftest import LOCALES, ROOT, SITE
from tests.mirror import host_servers

CHANGED = "docs/ky/plan/resistance.md"


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


def mirror(program: Path, *arguments: object) -> Ran:
    """Run the release's own mirror.py, as a host does: with no package of ours on its path."""
    command = [sys.executable, "-I", str(program), *(str(argument) for argument in arguments)]
    ran = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False, timeout=120)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the present site, without Kiwix files."""
    folder = tmp_path_factory.mktemp("first")
    assert scripts.main(["release", "--site", str(SITE), "--to", str(folder), "--without", "zim"]) == 0
    return folder


@pytest.fixture(scope="module")
def next_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the next edition: another number and day, and one sentence more in one language."""
    copy = copy_of(ROOT, tmp_path_factory.mktemp("next") / "guide")
    settings = copy / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r'edition = "2026\.\d+"', 'edition = "2026.9"', text)
    settings.write_text(re.sub(r"\ndate = \S+", "\ndate = 2026-12-20", text), encoding="utf-8")
    page = copy / CHANGED
    lines = page.read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("# "))
    lines.insert(place + 2, "Каршылык күтүлгөн нерсе, ага алдын ала даярдан.\n")
    page.write_text("\n".join(lines), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def second(first: Path, next_copy: Path) -> Path:
    """The release of the next edition, with patches from the first."""
    without = ["--without", "zim", "--without", "epub"]
    for command in (["build"], ["release", *without, "--previous", _zip(first)]):
        _run(next_copy, command)
    return next_copy / "dist"


def _run(copy: Path, command: list[str], **environment: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "scripts", *command],
        cwd=copy,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _zip(release: Path, locale: str = "") -> str:
    return str(next(release.glob(f"kadam-*[0-9]{f'-{locale}' if locale else ''}.zip")))


def _unpacked(archive: str, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def tree(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of all languages, unpacked."""
    return _unpacked(_zip(first), tmp_path_factory.mktemp("tree"))


def test_the_zip_is_the_site_and_what_stands_around_it(tree: Path, site: Path) -> None:
    for file in [path for path in site.rglob("*") if path.is_file()]:
        assert (tree / file.relative_to(site)).read_bytes() == file.read_bytes()
    names = {path.name for path in tree.iterdir() if path.is_file() and path.suffix not in (".gz", ".br")}
    assert names == {
        "index.html",
        "START.html",
        "HOSTING.txt",
        "mirror.py",
        "allowed_signers",
        "development_signers",
        "manifest.json",
        "manifest.json.sig",
        "compressed.json",
    }


def test_a_development_build_says_so_and_is_whole(first: Path, tree: Path) -> None:
    ran = mirror(tree / "mirror.py", "verify", tree)
    assert ran.code == 0, ran.err
    assert "DEVELOPMENT BUILD" in ran.out + ran.err
    assert json.loads((first / "manifest.json").read_text(encoding="utf-8"))["development"] is True


def test_the_copy_of_one_language_is_whole_and_its_language_switch_leads_somewhere(first: Path, tmp_path: Path) -> None:
    copy = _unpacked(_zip(first, "ky"), tmp_path / "ky")
    ran = mirror(copy / "mirror.py", "verify", copy)
    assert ran.code == 0, ran.err
    assert "ky (Кыргызча)" in ran.out + ran.err
    page = lxml_html.document_fromstring((copy / "ky" / "plan" / "who.html").read_text(encoding="utf-8"))
    for locale in [locale for locale in LOCALES if locale != "ky"]:
        address = page.xpath(f"//a[@hreflang='{locale}']/@href")[0]
        stub = lxml_html.document_fromstring((copy / "ky" / "plan" / address).resolve().read_text(encoding="utf-8"))
        assert load_strings(ROOT, locale).text("elsewhere", "Not in this copy") in stub.text_content()
        back = stub.xpath("//a/@href")[-1].partition("#")[0]
        assert (copy / locale / "plan" / back).resolve() == (copy / "index.html").resolve()


def test_the_checksums_are_those_of_every_file(first: Path) -> None:
    lines = (first / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert set(listed) == {file.name for file in first.iterdir() if not file.name.startswith("SHA256SUMS")}
    for name, digest in listed.items():
        assert hashlib.sha256((first / name).read_bytes()).hexdigest() == digest


def test_the_first_page_of_a_stick_leads_to_every_language(tree: Path) -> None:
    start = lxml_html.document_fromstring((tree / "START.html").read_text(encoding="utf-8"))
    for locale in LOCALES:
        section = start.xpath(f"//section[@lang='{locale}']")[0]
        assert (tree / section.xpath(".//a/@href")[0]).exists()
        assert load_strings(ROOT, locale).text("start", "open the guide") in section.text_content()


def test_two_builds_in_other_circumstances_give_the_same_bytes(first: Path, tmp_path: Path) -> None:
    """Another folder, home, time zone, language, umask, day, and order of hashes."""
    copy = copy_of(ROOT, tmp_path / "elsewhere" / "a longer name")
    home = tmp_path / "home"
    home.mkdir()
    program = f"umask 077; exec faketime '2031-02-03 04:05:06' {sys.executable} -m scripts"
    environment = {
        **os.environ,
        "HOME": str(home),
        "USER": "somebody",
        "TZ": "Asia/Almaty",
        "LC_ALL": "C.UTF-8",
        "LANG": "ru_RU.UTF-8",
        "PYTHONHASHSEED": "7",
    }
    for command in ("build", "release --without zim"):
        ran = subprocess.run(
            ["/bin/sh", "-c", f"{program} {command}"],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    made = copy / "dist"
    assert list(differences(first, made)) == []


def test_two_releases_that_differ_are_told_apart(first: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(first, tmp_path / "other"))
    (other / "extra.txt").write_text("x", encoding="utf-8")
    (other / "mirror.py").write_text("x", encoding="utf-8")
    archive = Path(_zip(other, "kk"))
    write_zip(archive, {"kk/index.html": b"x"}, date(2026, 11, 21))
    said = list(differences(first, other))
    assert f"extra.txt: only in {other}" in said
    assert "mirror.py differs" in said
    assert f"{archive.name}: kk/index.html differs" in said


class _Counting(http.server.SimpleHTTPRequestHandler):
    sent = 0

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def copyfile(self, source: object, outputfile: object) -> None:
        data = source.read()  # type: ignore[attr-defined]
        type(self).sent += len(data)
        outputfile.write(data)  # type: ignore[attr-defined]


@pytest.fixture
def web(second: Path, tmp_path: Path) -> Iterator[str]:
    """The second edition as a host serves it, over plain HTTP; `_Counting.sent` counts the bytes of its answers."""
    _Counting.sent = 0
    with _served(_unpacked(_zip(second), tmp_path / "served")) as address:
        yield address


def test_an_update_with_one_changed_sentence_moves_under_40_kilobytes(
    first: Path, second: Path, web: str, tmp_path: Path
) -> None:
    program, copy = first / "mirror.py", tmp_path / "copy"
    signers = tmp_path / "signers"
    signers.write_bytes((first / "development_signers").read_bytes() + (second / "development_signers").read_bytes())
    assert mirror(program, "sync", _zip(first), copy, "--signers", signers).code == 0
    assert _Counting.sent == 0
    ran = mirror(program, "sync", web, copy, "--signers", signers)
    assert ran.code == 0, ran.err
    print(f"an update with one changed sentence: {_Counting.sent} bytes")
    assert 0 < _Counting.sent < 40_000
    assert "2026.9" in (copy / "current" / "en" / "about.html").read_text(encoding="utf-8")
    assert "алдын ала даярдан" in (copy / "current" / "ky" / "plan" / "resistance.html").read_text(encoding="utf-8")
    ran = mirror(program, "verify", copy, "--signers", signers)
    assert ran.code == 0, ran.err


def test_a_host_follows_the_guide_and_readers_read_the_new_edition(
    first: Path, second: Path, browser: Browser, tmp_path: Path
) -> None:
    """The hosts' guide, step by step, with nothing but the files of the release page and a server."""
    started = time.monotonic()
    desk = _unpacked(str(next(first.glob("*-hosts.zip"))), tmp_path / "desk")
    shutil.copy(first / "mirror.py", desk)
    digest = hashlib.sha256((desk / "mirror.py").read_bytes()).hexdigest()
    assert f"{digest}  mirror.py\n" in (first / "SHA256SUMS").read_text(encoding="utf-8")
    program, copy = desk / "mirror.py", tmp_path / "srv"
    signers = desk / "signers"
    signers.write_bytes((first / "development_signers").read_bytes() + (second / "development_signers").read_bytes())
    with _served(_unpacked(_zip(first), tmp_path / "home")) as home:
        for step in (["sync", home, copy], ["verify", copy], ["status", copy]):
            ran = mirror(program, *step, "--signers", signers)
            assert ran.code == 0, ran.err
    (tmp_path / "nginx").mkdir()
    for folder in [tmp_path, *tmp_path.parents][:3]:
        folder.chmod(0o755)
    server = host_servers.nginx(tmp_path / "nginx", copy / "current", prefix="", files=desk / "hosts").start()
    newer = _unpacked(_zip(second), tmp_path / "newer")

    try:
        page = browser.new_page(viewport=PHONE)
        _read(page, server.port, "2026.1")
        with _served(newer) as address:
            assert mirror(program, "sync", address, copy, "--signers", signers, "--quiet").code == 0
        _read(page, server.port, "2026.9")
        page.goto(f"http://127.0.0.1:{server.port}/ky/plan/resistance.html")
        expect(page.locator("article")).to_contain_text("алдын ала даярдан")
        page.close()
        assert "whole" in mirror(program, "verify", copy, "--signers", signers).out
    finally:
        server.stop()
    assert time.monotonic() - started < 600, "ten minutes"


def _read(page: Page, port: int, edition: str) -> None:
    """Every language opens, with style, and tells the edition and where the copy stands."""
    for locale in LOCALES:
        page.goto(f"http://127.0.0.1:{port}/{locale}/index.html")
        box = page.locator("[data-module=copy]")
        expect(box).to_contain_text(edition)
        expect(box).to_contain_text(f"127.0.0.1:{port}")
        assert page.evaluate("document.documentElement.lang") == locale
        assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "fixed"


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Counting, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def test_a_published_edition_is_signed_with_a_key_that_mirrors_know(tmp_path: Path) -> None:
    copy = copy_of(ROOT, tmp_path / "guide")
    key = new_key(tmp_path / "key", "releases@kadam", "first", "20260101", "20300101")
    spare = new_key(tmp_path / "spare", "releases@kadam", "second", "20260101", "20300101")
    release = ["release", "--site", str(SITE), "--without", "zim", "--without", "epub", "--key", str(key.file)]
    refused = subprocess.run(
        [sys.executable, "-m", "scripts", *release], cwd=copy, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "is no key that mirrors trust: add its line to" in refused.stderr
    assert not list((copy / "dist").glob("*"))
    known = copy / "scripts" / "mirror" / "allowed_signers"
    known.write_text(f"# two keys\n{key.signer}{spare.signer}", encoding="utf-8")
    _run(copy, release)
    tree = _unpacked(_zip(copy / "dist"), tmp_path / "tree")
    assert not (tree / "development_signers").exists()
    ran = mirror(copy / "dist" / "mirror.py", "verify", tree)
    assert ran.code == 0, ran.err
    assert "signed by releases@kadam" in ran.out + ran.err
    assert "DEVELOPMENT" not in ran.out + ran.err
    forged = tree / "ky" / "support" / "index.html"
    forged.write_bytes(forged.read_bytes().replace(b"102", b"103", 1))
    ran = mirror(copy / "dist" / "mirror.py", "verify", tree)
    assert ran.code == 1
    assert "ky/support/index.html" in ran.err


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--previous", "README.md"], "this is no edition of the guide"),
        (["--key", "README.md"], "this is no key"),
        (["--site", "docs"], "the site is not built: run make build first"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_dist_alone(
    arguments: list[str], wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [arguments[0], str(ROOT / arguments[1])]
    site = [] if arguments[0] == "--site" else ["--site", str(SITE)]
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "kadam-2025.1.zip").write_text("old", encoding="utf-8")
    assert scripts.main(["release", *site, *given, "--to", str(tmp_path / "dist")]) == 1
    said = capsys.readouterr().err
    assert wrong in said
    assert len(said.strip().splitlines()) == 1
    assert [file.name for file in (tmp_path / "dist").iterdir()] == ["kadam-2025.1.zip"]


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.odt").write_text("years of work", encoding="utf-8")
    assert scripts.main(["release", "--site", str(SITE), "--to", str(tmp_path)]) == 1
    assert "holds other files, such as thesis.odt: name a folder of its own with --to" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.odt"]


def test_what_is_left_of_an_older_release_goes(first: Path, tmp_path: Path) -> None:
    dist = Path(shutil.copytree(first, tmp_path / "dist"))
    (dist / "kadam-2025.1.zip").write_text("old", encoding="utf-8")
    (dist / "print").mkdir()
    (dist / "print" / "kadam-2025.3-ky-handbook.pdf").write_bytes(b"%PDF-")
    only = ["--without", "zim", "--without", "epub", "--without", "zip"]
    assert scripts.main(["release", "--site", str(SITE), "--to", str(dist), *only]) == 0
    assert not (dist / "kadam-2025.1.zip").exists()
    assert "print/kadam-2025.3-ky-handbook.pdf" in (dist / "SHA256SUMS").read_text(encoding="utf-8")
