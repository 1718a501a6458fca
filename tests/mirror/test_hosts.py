"""What hosts copy works: each fact holds for every server, at the root and at a sub-path, with the real programs."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.mirror.host_servers import HOSTS, READER, STARTERS, Server, container
from tests.mirror.trees import mirror_of_older, newer, run, signers_file, whole

TEXT = {".html", ".js", ".json", ".css", ".svg", ".xml", ".txt", ".webmanifest", ".py", ".md"}
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40
TYPES = {
    "/": "text/html; charset=utf-8",
    "/ky/index.html": "text/html; charset=utf-8",
    "/ky/assets/kadam.js": "text/javascript; charset=utf-8",
    "/ky/sw.js": "text/javascript; charset=utf-8",
    "/ky/pack.json": "application/json; charset=utf-8",
    "/manifest.json": "application/json; charset=utf-8",
    "/ky/app.webmanifest": "application/manifest+json; charset=utf-8",
    "/ky/assets/icon.svg": "image/svg+xml; charset=utf-8",
    "/mirror.py": "text/plain; charset=utf-8",
    "/HOSTING.txt": "text/plain; charset=utf-8",
    "/manifest.json.gz": "application/gzip",
    "/ky/print/handbook.pdf": "application/pdf",
    "/ky/print/handbook.epub": "application/epub+zip",
    "/ky/print/handbook.zim": "application/x-zim",
    "/updates/2026.0-ky.bsdiff": "application/octet-stream",
    "/manifest.json.sig": "application/octet-stream",
}
HEADERS = {
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def published(tree: Path) -> None:
    """Add to a site what a release adds: files of every kind, the manifest, X.gz beside each text file."""
    more = {
        "manifest.json": b'{"edition":"2026.1"}\n',
        "manifest.json.sig": b"-----BEGIN SSH SIGNATURE-----\n",
        "allowed_signers": b"releases@kadam ssh-ed25519 AAAA\n",
        "mirror.py": b"# Kadam\n" * 100,
        "HOSTING.txt": "Кадам\n".encode() * 100,
        "updates/2026.0-ky.bsdiff": b"BSDIFF40",
        "ky/print/handbook.pdf": PDF,
        "ky/print/handbook.epub": b"PK",
        "ky/print/handbook.zim": b"ZIM",
        "ky/.hidden": b"hidden",
        ".hidden": b"hidden",
    }
    for path, data in more.items():
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_bytes(data)
    for file in [file for file in tree.rglob("*") if file.suffix in TEXT]:
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 1, mtime=0))


@pytest.fixture(scope="module")
def mirror(site: Path) -> Iterator[Path]:
    """A mirror's folder with two editions; a server that isn't root can read it."""
    folder = Path(tempfile.mkdtemp(prefix="kadam-hosts-"))
    folder.chmod(0o755)
    new = folder / "editions" / "2026.1-aaaaaaaa"
    for part in ("ky", "ru"):
        shutil.copytree(site / part, new / part)
    shutil.copy(site / "index.html", new)
    published(new)
    old = folder / "editions" / "2026.0-bbbbbbbb"
    (old / "ky").mkdir(parents=True)
    page = (new / "ky" / "index.html").read_bytes()
    older = page.replace(b"</title>", b".</title>", 1)[:-1]  # as long as the new one
    (old / "ky" / "index.html").write_bytes(older)
    (old / "ky" / "index.html.gz").write_bytes(gzip.compress(older, 1, mtime=0))
    for file in ("index.html", "index.html.gz"):
        os.utime(old / "ky" / file, (1_790_000_000, 1_790_000_000))
    (folder / "incoming").mkdir()
    for file in ("lock", "mirror.json", "allowed_signers", "incoming/half.html"):
        (folder / file).write_text("workshop", encoding="utf-8")
    point(folder, new.name)
    yield folder
    shutil.rmtree(folder)


def point(mirror: Path, edition: str) -> None:
    """Swap `current`, as a sync does."""
    new = mirror / ".current.new"
    new.symlink_to(f"editions/{edition}")
    new.replace(mirror / "current")


@pytest.fixture(scope="module", params=STARTERS)
def server(request: pytest.FixtureRequest, mirror: Path) -> Iterator[Server]:
    """Each server in turn."""
    start, prefix = STARTERS[request.param]
    folder = Path(tempfile.mkdtemp(prefix="kadam-server-"))
    folder.chmod(0o755)
    running = start(folder, mirror / "current", prefix=prefix)
    try:
        yield running.start()
    finally:
        running.stop()
        shutil.rmtree(folder)
        (mirror / ".htaccess").unlink(missing_ok=True)


@pytest.mark.parametrize("path", TYPES)
def test_files_have_their_type_and_come_as_they_are(server: Server, mirror: Path, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 200
    assert answer.headers["content-type"].lower().replace("; ", ";") == TYPES[path].replace("; ", ";")
    assert "content-encoding" not in answer.headers
    assert answer.body == (mirror / "current" / (path.lstrip("/") or "index.html")).read_bytes()


@pytest.mark.parametrize("path", [path for path, kind in TYPES.items() if "charset" in kind])
def test_text_comes_compressed_when_asked(server: Server, mirror: Path, path: str) -> None:
    file = mirror / "current" / (path.lstrip("/") or "index.html")
    answer = server.ask(path, Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["content-type"].lower().replace("; ", ";") == TYPES[path].replace("; ", ";")
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.body == file.with_name(f"{file.name}.gz").read_bytes(), "not the file that stands beside it"


def test_what_is_compressed_already_is_left_alone(server: Server) -> None:
    for path in ("/ky/print/handbook.pdf", "/manifest.json.gz", "/updates/2026.0-ky.bsdiff"):
        plain, asked = server.ask(path), server.ask(path, Accept_Encoding="gzip")
        assert "content-encoding" not in asked.headers, path
        assert asked.body == plain.body


def test_a_text_without_its_gz_still_comes(server: Server, mirror: Path) -> None:
    file = mirror / "current" / "ky" / "fresh.html"
    file.write_text("<p>Салам</p>" * 200, encoding="utf-8")
    try:
        answer = server.ask("/ky/fresh.html", Accept_Encoding="gzip")
        packed = answer.headers.get("content-encoding") == "gzip"
        assert packed or server.name in {"apache", "htaccess"}
        assert (gzip.decompress(answer.body) if packed else answer.body) == file.read_bytes()
    finally:
        file.unlink()


def test_a_broken_download_goes_on(server: Server) -> None:
    answer = server.ask("/ky/print/handbook.pdf", Range="bytes=1000-1999", Accept_Encoding="gzip")
    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes 1000-1999/{len(PDF)}"
    assert answer.body == PDF[1000:2000]


@pytest.mark.parametrize("accept", ["identity", "gzip"])
def test_an_unchanged_file_costs_nothing(server: Server, accept: str) -> None:
    for path in ("/", "/ky/index.html", "/ky/print/handbook.pdf", "/manifest.json"):
        first = server.ask(path, Accept_Encoding=accept)
        again = server.ask(path, Accept_Encoding=accept, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b""), path
        assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("accept", ["identity", "gzip"])
def test_a_new_edition_shows_at_the_next_request(server: Server, mirror: Path, accept: str) -> None:
    new = (mirror / "current").readlink().name
    point(mirror, "2026.0-bbbbbbbb")
    try:
        old = server.ask("/ky/index.html", Accept_Encoding=accept)
        old_file = (mirror / "current" / "ky" / "index.html").read_bytes()
        assert server.ask("/ky/index.html").body == old_file
        assert server.ask("/ky/sw.js").status == 404
    finally:
        point(mirror, new)
    page = mirror / "current" / "ky" / "index.html"
    answer = server.ask("/ky/index.html", Accept_Encoding=accept, If_None_Match=old.headers["etag"])
    assert answer.status == 200, "the old edition's page passes for the new one's, which is as long"
    assert (gzip.decompress(answer.body) if accept == "gzip" else answer.body) == page.read_bytes() != old_file


def test_headers_are_there_and_say_nothing_of_the_server(server: Server) -> None:
    for path in ("/", "/ky/index.html", "/ky/sw.js", "/ky/print/handbook.pdf", "/ky/no-such-page.html"):
        answer = server.ask(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        if server.name != "htaccess":  # the hoster decides
            assert not re.search(r"\d|Debian", answer.headers.get("server", "")), path


@pytest.mark.parametrize("path", ["/ky/no-such-page.html", "/ky/a/b/c.html", "/ky/assets/gone.js", "/ky/.hidden"])
@pytest.mark.parametrize("locale", ["ky", "ru"])
def test_a_lost_page_speaks_the_language(server: Server, mirror: Path, path: str, locale: str) -> None:
    page = (mirror / "current" / locale / "404.html").read_bytes()
    plain = server.ask(path.replace("ky", locale))
    assert plain.status == 404
    if "/." not in path:
        packed = server.ask(path.replace("ky", locale), Accept_Encoding="gzip")
        assert plain.body == page
        assert gzip.decompress(packed.body) == page
        for answer in (plain, packed):
            assert answer.headers["content-type"].lower().replace(" ", "") == "text/html;charset=utf-8"
            assert "content-encoding" not in plain.headers


def test_a_folder_is_not_listed(server: Server) -> None:
    for path in ("/ky/print/", "/updates/", "/ky/assets/"):
        answer = server.ask(path)
        assert answer.status in {403, 404}, path
        assert b"handbook.pdf" not in answer.body
        assert b"bsdiff" not in answer.body
        assert b"kadam.js" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/.hidden",
        "/ky/.hidden",
        "/../lock",
        "/../mirror.json",
        "/ky/../../lock",
        "/%2e%2e/lock",
        "/..%2flock",
        "/ky/..%2f..%2flock",
        "/..%5clock",
        "/../incoming/half.html",
        "/../../../../../../etc/passwd",
        "/incoming/half.html",
        "/lock",
    ],
)
def test_nothing_but_the_edition_can_be_fetched(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status in {400, 403, 404}
    assert not re.search(rb"hidden\Z|workshop|root:x", answer.body)


def test_the_addresses_slash_is_mended(server: Server) -> None:
    for path in ("/ky", *([""] if server.prefix else [])):
        answer = server.ask(path)
        assert 301 <= answer.status <= 308, path
        assert re.sub(r"^http://[^/]+", "", answer.headers["location"]) == f"{server.prefix}{path}/"


def test_no_log_holds_a_reader(server: Server) -> None:
    if server.name == "htaccess":
        return  # the hoster's own logs are out of our hands: the guide says so
    logs = {log: log.stat().st_size for log in server.folder.glob("*.log")}
    assert logs
    for path in ("/", "/ky", "/ky/index.html", "/ky/gone.html", "/xx/gone.html", "/gone", "/ky/print/", "/.hidden"):
        server.ask(path, Accept_Encoding="gzip")
    if server.prefix:
        server.ask("")
    new = {log.name: log.read_bytes()[size:].decode() for log, size in logs.items()}
    assert not {name: text for name, text in new.items() if READER in text}


def test_another_mirror_is_fetched_from_it(server: Server, mirror: Path, tmp_path: Path) -> None:
    edition = mirror / "editions" / "2026.2-cccccccc"
    if not edition.exists():
        shutil.copytree(newer(), edition)
    presently = (mirror / "current").readlink().name
    address = f"http://127.0.0.1:{server.port}{server.prefix}/"
    point(mirror, edition.name)
    try:
        fresh = run("sync", address, tmp_path / "fresh", "--signers", signers_file("first"))
        update = run("sync", address, mirror_of_older(tmp_path / "older"))
    finally:
        point(mirror, presently)
    assert (fresh.code, fresh.err) == (0, "")
    assert (update.code, update.err) == (0, "")
    assert whole(tmp_path / "fresh") == whole(tmp_path / "older") == "2026.2"


def test_the_container_writes_in_its_temporary_folder_only(mirror: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="kadam-container-"))
    folder.chmod(0o755)
    server = container(folder, mirror / "current", prefix="").start()
    try:
        assert server.ask("/ky/").status == 200
        assert server.process is not None
        status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
        assert re.search(r"^CapEff:\s0+$", status, re.MULTILINE)
        assert {path.name for path in folder.iterdir()} == {"nginx.conf", "snippets", "tmp", "output.log"}
        assert (folder / "tmp" / "nginx.pid").exists()
    finally:
        server.stop()
        shutil.rmtree(folder)


def test_what_the_image_copies_is_there() -> None:
    """The image itself is not built: there is no engine on this machine."""
    text = (HOSTS / "container" / "Containerfile").read_text(encoding="utf-8")
    sources = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]]
    ours = [source.removeprefix("hosts/") for source in sources if source.startswith("hosts/")]
    assert ours
    assert not [source for source in ours if not (HOSTS / source).is_file()]
    assert set(sources) - {f"hosts/{source}" for source in ours} == {"mirror.py", "allowed_signers", "guide/"}


def test_the_workflow_is_well_formed_and_safe() -> None:
    workflow = HOSTS / "github-pages" / "pages.yml"
    for command in (
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
        ["zizmor", "--offline", "--quiet"],
    ):
        program = Path(sys.executable).with_name(command[0])
        run = subprocess.run([program, *command[1:], workflow], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
    ours = (ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))
    assert used
    assert not [action for action in used if action not in ours]


@pytest.mark.parametrize("unit", ["cron/kadam-mirror.service", "cron/kadam-mirror.timer", "kiwix/kiwix-serve.service"])
def test_systemd_reads_its_units(unit: str, tmp_path: Path) -> None:
    for file in HOSTS.glob("*/*.service"):
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    shutil.copy(HOSTS / "cron" / "kadam-mirror.timer", tmp_path)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / Path(unit).name)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in run.stderr.splitlines() if str(tmp_path) in line or "kadam" in line or "kiwix" in line]
    assert (run.returncode, said) == (0, [])


def test_cron_and_systemd_do_the_same() -> None:
    cron = (HOSTS / "cron" / "kadam.crontab").read_text(encoding="utf-8").splitlines()[-1]
    when = cron.split()[:5]
    unit = (HOSTS / "cron" / "kadam-mirror.service").read_text(encoding="utf-8")
    command = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)
    assert command
    assert cron.split(maxsplit=6)[5:] == ["kadam", command[1]]
    assert re.fullmatch(r"\d+ 3,15 \* \* \*", " ".join(when))


def test_examples_are_addresses_of_nobody() -> None:
    """A host who forgets to put in a name must reach nobody."""
    allowed = {"example.org", "github.com", "github.io"}
    for file in HOSTS.rglob("*"):
        if file.is_file():
            for host in re.findall(r"https?://([A-Za-z.{}$_-]+)", file.read_text(encoding="utf-8")):
                assert ".".join(host.lower().split(".")[-2:]) in allowed or host.isupper(), (file.name, host)
