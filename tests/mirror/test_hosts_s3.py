"""The script publish.sh with rclone and a server that speaks S3 (moto): twice, a page changed and a page withdrawn."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mirror.host_servers import HOSTS, free_port

SCRIPT = HOSTS / "s3" / "publish.sh"
FILES = {
    "index.html": "text/html; charset=utf-8",
    "ky/index.html": "text/html; charset=utf-8",
    "ky/gone.html": "text/html; charset=utf-8",
    "ky/assets/kadam.js": "text/javascript; charset=utf-8",
    "ky/assets/old.js": "text/javascript; charset=utf-8",
    "ky/assets/icon.svg": "image/svg+xml; charset=utf-8",
    "ky/sw.js": "text/javascript; charset=utf-8",
    "ky/pack.json": "application/json; charset=utf-8",
    "ky/app.webmanifest": "application/manifest+json; charset=utf-8",
    "ky/print/handbook.pdf": "application/pdf",
    "ky/print/handbook.epub": "application/epub+zip",
    "elsewhere/ky.html": "text/html; charset=utf-8",
    "updates/2026.0-ky.bsdiff": "application/octet-stream",
    "mirror.py": "text/plain; charset=utf-8",
    "HOSTING.txt": "text/plain; charset=utf-8",
    "allowed_signers": "application/octet-stream",
    "manifest.json": "application/json; charset=utf-8",
    "manifest.json.gz": "application/gzip",
    "manifest.json.sig": "application/octet-stream",
}


@dataclass(frozen=True)
class Store:
    """A running store with the bucket `kadam`, and the mirror that is published into it."""

    port: int
    mirror: Path
    config: Path
    log: Path

    def ask(self, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of a plain request, as a reader's."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def rclone(self, *arguments: str) -> str:
        """What rclone says of the store."""
        command = ["/usr/bin/rclone", *arguments]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=True).stdout

    def environment(self, verify: str = "true") -> dict[str, str]:
        """A host's variables; `verify` stands for mirror.py, which has tests of its own."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "RCLONE_"))}
        return {**ours, "KADAM_MIRROR": verify, "RCLONE_CONFIG": str(self.config)}

    def publish(self, to: str, verify: str = "true") -> subprocess.CompletedProcess[str]:
        """Run the script as a host does."""
        command = ["/bin/sh", str(SCRIPT), str(self.mirror), to]
        return subprocess.run(command, env=self.environment(verify), capture_output=True, text=True, check=False)

    def listing(self, to: str = "STORE:kadam") -> set[str]:
        """The paths of all files in the store."""
        return set(self.rclone("lsf", "--recursive", "--files-only", to).splitlines())

    def put_order(self) -> list[str]:
        """The paths uploaded since the last call, in their order."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        os.truncate(self.log, 0)
        return [line.split('"')[1].split()[1].split("?")[0] for line in lines if '"PUT /kadam/' in line]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    port = free_port()
    mirror = tmp_path / "mirror"
    edition = mirror / "editions" / "2026.1-aaaaaaaa"
    for path in FILES:
        (edition / path).parent.mkdir(parents=True, exist_ok=True)
        (edition / path).write_text(f"{path}\n", encoding="utf-8")
    (edition / "ky" / "index.html.gz").write_bytes(b"gz")
    (mirror / "current").symlink_to("editions/2026.1-aaaaaaaa")
    (mirror / "lock").touch()
    log, config = tmp_path / "moto.log", tmp_path / "rclone.conf"
    config.write_text(
        f"[STORE]\ntype = s3\nprovider = Other\nendpoint = http://127.0.0.1:{port}\n"
        "access_key_id = key\nsecret_access_key = secret\nacl = public-read\n",
        encoding="utf-8",
    )
    with log.open("ab") as output:
        command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(command, stdout=output, stderr=output)
    running = Store(port, mirror, config, log)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert server.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    running.rclone("mkdir", "STORE:kadam")
    yield running
    server.terminate()
    server.wait(timeout=20)


def test_a_store_is_filled_and_brought_up_to_date(store: Store) -> None:
    first = store.publish("STORE:kadam")
    assert first.returncode == 0, first.stderr
    assert store.listing() == set(FILES)
    for path, kind in FILES.items():
        status, headers, body = store.ask("GET", f"/kadam/{path}")
        assert (status, body) == (200, f"{path}\n".encode())
        assert (headers["content-type"], headers["cache-control"]) == (kind, "no-cache"), path
    order = [path.removeprefix("/kadam/") for path in store.put_order()]
    pages = [order.index(path) for path in order if path.endswith(".html")]
    assert max(order.index(path) for path in order if "/assets/" in path) < min(pages)
    assert max(pages) < order.index("ky/pack.json") < order.index("ky/sw.js")
    assert order[-2:] == ["manifest.json.sig", "manifest.json"]

    edition = store.mirror / "current"
    (edition / "ky" / "index.html").write_text("a newer page\n", encoding="utf-8")
    (edition / "manifest.json").write_text("newer\n", encoding="utf-8")
    (edition / "ky" / "gone.html").unlink()
    (edition / "ky" / "assets" / "old.js").unlink()
    second = store.publish("STORE:kadam")
    assert second.returncode == 0, second.stderr
    assert store.put_order() == ["/kadam/ky/index.html", "/kadam/manifest.json"], "only what changed goes up"
    assert store.listing() == set(FILES) - {"ky/gone.html", "ky/assets/old.js"}
    assert store.ask("GET", "/kadam/ky/gone.html")[0] == 404
    _status, headers, body = store.ask("GET", "/kadam/ky/index.html")
    assert (body, headers["content-type"]) == (b"a newer page\n", "text/html; charset=utf-8")


def test_a_place_of_something_else_is_left_alone(store: Store) -> None:
    photo = store.mirror / "photo.jpg"
    photo.write_bytes(b"photo")
    store.rclone("copy", str(photo), "STORE:kadam")
    refused = store.publish("STORE:kadam/")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "name an empty folder, for example STORE:kadam/kadam" in refused.stderr
    assert store.listing() == {"photo.jpg"}
    beside = store.publish("STORE:kadam/guide")
    assert beside.returncode == 0, beside.stderr
    assert store.listing() == {"photo.jpg"} | {f"guide/{path}" for path in FILES}


def test_what_is_not_whole_does_not_go_out(store: Store) -> None:
    assert store.publish("STORE:kadam", verify="false").returncode == 1
    assert store.listing() == set()


def test_a_run_that_was_cut_off_goes_on(store: Store) -> None:
    store.rclone("copy", str(store.mirror / "current" / "allowed_signers"), "STORE:kadam")
    assert store.publish("STORE:kadam").returncode == 0
    assert store.listing() == set(FILES)


def test_a_store_that_does_not_answer_is_one_line(store: Store) -> None:
    refused = store.publish("NOWHERE:kadam")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (3, 1), refused.stderr
    assert "mend the name or the keys" in refused.stderr
