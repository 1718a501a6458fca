"""Load on a copy: requests a second and how long they wait, for mirror.py's own server and for nginx."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from macros.languages import published
from macros.strings import load_strings
from scripts.bench.table import table
from scripts.build import build_site
from scripts.release.edition import assemble

CONNECTIONS = 200
SECONDS = 8
PAGES = ("ky/index.html", "ky/annexes/topics.html", "ky/assets/search-index.js")
"""A short page, the heaviest page, and what search fetches."""

NGINX = """{user} daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ include /etc/nginx/mime.types; access_log off; gzip_static on; default_type application/octet-stream;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {tree}; }} }}"""


def bench_load(root: Path) -> None:
    """Print for each server and page the requests a second, the median and slowest waits, and what was lost."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed: apt-get install wrk")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        tree = _tree(root, folder)
        rows = []
        for server, start in (("mirror.py serve", _serve), ("nginx", _nginx)):
            with start(tree, folder) as port:
                rows += [(server, page, *_measured(wrk, f"http://127.0.0.1:{port}/{page}")) for page in PAGES]
    print(table(("server", "file", "requests/s", "median", "99 %", "slowest", "lost"), rows))


def _tree(root: Path, folder: Path) -> Path:
    """A whole edition with compressed copies beside its text files."""
    site = folder / "site"
    build_site(root, site)
    strings = {language.locale: load_strings(root, language.locale) for language in published(root)}
    made = assemble(root, site, folder / "tree", strings, key=None, previous=[], compress=True)
    for path, data in made.copies.items():
        (made.folder / path).write_bytes(data)
    return made.folder


def _measured(wrk: str, address: str) -> tuple[str, ...]:
    command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--latency", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def found(pattern: str) -> str:
        match = re.search(pattern, said)
        return match[1] if match else ""

    lost = re.findall(r"(?:connect|read|write|timeout) (\d+)", said) + re.findall(r"Non-2xx\D+(\d+)", said)
    slowest = found(r"Latency\s+\S+\s+\S+\s+(\S+)")
    rate, median, most = found(r"Requests/sec:\s+(\S+)"), found(r"\n\s+50%\s+(\S+)"), found(r"\n\s+99%\s+(\S+)")
    return rate, median, most, slowest, str(sum(map(int, lost)))


@contextmanager
def _running(command: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _serve(tree: Path, folder: Path) -> AbstractContextManager[int]:
    del folder
    port = _free()
    return _running([sys.executable, "-I", str(tree / "mirror.py"), "serve", str(tree), "--port", str(port)], port)


def _nginx(tree: Path, folder: Path) -> AbstractContextManager[int]:
    port = _free()
    config = folder / "nginx.conf"
    config.write_text(
        NGINX.format(user="user root;" if os.geteuid() == 0 else "", folder=folder, port=port, tree=tree),
        encoding="utf-8",
    )
    return _running(["/usr/sbin/nginx", "-c", str(config)], port)
