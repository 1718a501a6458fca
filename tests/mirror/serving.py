"""A small edition, and the web server of mirror.py in a process of its own to ask for it."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]

BIG = bytes(range(256)) * 12_000
"""A PDF of 3 MB: it is read from the disk for each visitor."""

PAGE = "<!doctype html><title>{name}</title><p>{edition}</p>" + "<p>бир кадам</p>" * 600


def contents(edition: str) -> dict[str, bytes]:
    """The files of a small edition. Each text says in every part of it which edition it is."""
    pages = ["ky/index.html", "ky/404.html", "ky/plan/index.html", "ky/plan/who.html", "ru/index.html", "ru/404.html"]
    files = {name: PAGE.format(name=name, edition=edition).replace("кадам", edition).encode() for name in pages}
    kinds = ["css", "json", "svg", "webmanifest", "xml", "txt", "epub", "zim", "zip", "png"]
    files.update({f"ky/assets/a.{kind}": f"{edition} {kind}".encode() * 9 for kind in kinds})
    files["ky/assets/kadam.js"] = f"var edition = '{edition}';\n".encode() * 12_000
    files["index.html"] = f'<title>{edition}</title><a href="ky/index.html">Кыргызча</a>'.encode()
    files["elsewhere/ru.html"] = b"<title>Not here</title>KADAM-PATH"
    files["ky/print/book.pdf"] = f"%PDF {edition} ".encode() + BIG
    return {
        **files,
        "mirror.py": b"print()",
        "ru/assets/kadam.js": b"var ru;",
        "allowed_signers": b"releases@kadam key",
    }


def write_tree(tree: Path, edition: str = "2026.1", *, languages: list[str] | None = None) -> Path:
    """A published tree without a signature's proof, which serving doesn't ask for."""
    files = contents(edition)
    patch = b"BSDIFF40 patch"
    files_of_manifest = {path: [len(data), hashlib.sha256(data).hexdigest()] for path, data in files.items()}
    manifest = {
        "format": 1,
        "guide": "kadam",
        "edition": edition,
        "date": "2026-11-21",
        "development": False,
        "home": "",
        "urgent": False,
        "stale_after": 180,
        "languages": {"ky": "Кыргызча", "ru": "Русский"},
        "replaces": None,
        "withdrawn": [],
        "files": files_of_manifest,
        "patches": {"0" * 64: {"ky": ["updates/old-ky.bsdiff", len(patch), hashlib.sha256(patch).hexdigest()]}},
        "compressed": None,
    }
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    unlisted = {"manifest.json": text, "manifest.json.sig": b"-----BEGIN SSH SIGNATURE-----", "secret.html": b"no"}
    unlisted.update({"manifest.json.gz": gzip.compress(text), ".hidden.html": b"no", "updates/old-ky.bsdiff": patch})
    if languages:
        unlisted["mirror.json"] = json.dumps({"languages": languages}).encode()
    for path, data in {**files, **unlisted}.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(data)
    return tree


class Server:
    """A server in a process of its own."""

    def __init__(self, folder: Path, *, before: str = "", host: str = "127.0.0.1") -> None:
        code = f"import sys\nfrom pathlib import Path\nfrom scripts.mirror import serve, serve_visit\n{before}\n"
        code += f"sys.exit(serve.serve_folder(Path({str(folder)!r}), {host!r}, 0, False))"
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        assert self.process.stdout
        self.greeting = ""
        while "Ctrl+C" not in self.greeting:
            line = self.process.stdout.readline().decode()
            assert line, self.process.communicate()
            self.greeting += line
        self.port = int(re.findall(r"http://\S+:(\d+)/", self.greeting)[0])

    def ask(self, path: str, method: str = "GET", **fields: str) -> Answer:
        """One request on a connection of its own; fields with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in fields.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """Everything that comes back for some bytes until the server has no more to say."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as visitor:
            visitor.sendall(sent)
            visitor.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: visitor.recv(1 << 16), b""))

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, what was printed since the greeting, and errors."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out.decode(), err.decode()


class Answer(SimpleNamespace):
    """Status, fields and body."""

    def __init__(self, status: int, fields: dict[str, str], body: bytes) -> None:
        super().__init__(status=status, fields=fields, body=body)


@contextmanager
def serving(folder: Path, before: str = "", host: str = "127.0.0.1") -> Iterator[Server]:
    """A server that must end without a word; a test that expects errors ends it itself."""
    server = Server(folder, before=before, host=host)
    try:
        yield server
        if server.process.poll() is None:
            assert server.end() == (0, "", "")
    finally:
        server.process.kill()
        server.process.communicate()
