"""A real Chromium, and the site over HTTP at a sub-path and from a folder."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 640}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 × 640 with no past."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of that phone. An error in a script or of the policy fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    assert errors == []


class Nginx:
    """nginx with the site of one test at a sub-path; it can be stopped and started again."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.root = folder / "www"
        self.site = self.root / "guide" / "v1"
        shutil.copytree(site, self.site)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "access.log"
        self.config = folder / "nginx.conf"
        self.config.write_text(
            f"""{"user root;" if os.geteuid() == 0 else ""} daemon off; worker_processes 1;
            pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 256; }}
            http {{ include /etc/nginx/mime.types; types {{ application/manifest+json webmanifest; }}
              access_log {folder}/access.log; gzip on; gzip_types *; client_body_temp_path {folder}/t1;
              proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
              uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
              server {{ listen 127.0.0.1:{self.port}; root {self.root}; error_page 404 /guide/v1/ky/404.html; }} }}""",
            encoding="utf-8",
        )
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        """The site's address, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/guide/v1/"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(self.config)], stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("nginx did not start")

    def stop(self) -> None:
        """Stop at once, as when the connection is gone."""
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def asked(self) -> list[str]:
        """The paths asked for since the last call."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.write_text("", encoding="utf-8")
        if self.process:
            self.process.send_signal(signal.SIGUSR1)
        return [line.split('"')[1].split()[1].removeprefix("/guide/v1/") for line in lines]


@pytest.fixture
def nginx(site: Path, tmp_path: Path) -> Iterator[Nginx]:
    """A server, nginx, with a copy of the site that the test may change."""
    running = Nginx(tmp_path, site)
    yield running
    running.stop()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site at a sub-path of a server; yields its address with a slash at the end."""
    root = tmp_path_factory.mktemp("server")
    (root / "guide").mkdir()
    (root / "guide" / "v1").symlink_to(site, target_is_directory=True)
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/guide/v1/"
        running.shutdown()


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """The address of the site, over HTTP and from a folder."""
    return str(request.getfixturevalue("server")) if request.param == "http" else f"{site.as_uri()}/"


@pytest.fixture
def no_script(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Makes pages of a browser that runs no script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page
    context.close()
