"""The real web servers, started with the configurations that hosts copy: only ports, folders and names are put in."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

HOSTS = ROOT / "scripts" / "mirror" / "hosts"
READER = "127.0.0.77"
"""The address that the tests ask from: no log may hold it."""

AS_ROOT = os.geteuid() == 0
APACHE_MODULES = "mpm_event authz_core dir mime alias headers rewrite setenvif env deflate filter negotiation autoindex"


@dataclass(frozen=True)
class Answer:
    """What a server sent: the status, the headers with their names in small letters, and the body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A running server: where the guide begins, and the folder in which all its logs are."""

    name: str
    port: int
    prefix: str
    folder: Path
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start, and wait until it listens."""
        with (self.folder / "output.log").open("wb") as output:
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=output, env={**os.environ, **self.environment}
            )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise TimeoutError((self.folder / "output.log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stop at once."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """The answer to a request for a path below the guide's beginning, sent letter by letter as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10, source_address=(READER, 0))
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, self.prefix + path, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def with_values(file: str, values: dict[str, str], files: Path = HOSTS) -> str:
    """The text of a configuration with a host's own values in the place of the examples, all of which must be there."""
    text = (files / file).read_text(encoding="utf-8")
    for example, value in values.items():
        assert example in text, (file, example)
        text = text.replace(example, value)
    return text


def nginx(folder: Path, current: Path, *, prefix: str, files: Path = HOSTS) -> Server:
    """The server nginx with kadam.conf, or with kadam-subpath.conf in the server block of another site."""
    port = free_port()
    (folder / "snippets").mkdir()
    shutil.copy(files / "nginx" / "kadam-files.conf", folder / "snippets")
    values = {"/srv/kadam/current": str(current), "/var/log/nginx/": f"{folder}/"}
    if prefix:
        snippet = with_values("nginx/kadam-subpath.conf", values, files)
        (folder / "snippets" / "kadam-subpath.conf").write_text(snippet, encoding="utf-8")
        site = f"server {{ listen 127.0.0.1:{port}; root {folder}/none; include snippets/kadam-subpath.conf; }}"
    else:
        values |= {"listen 80;": f"listen 127.0.0.1:{port};", "listen [::]:80;": ""}
        site = with_values("nginx/kadam.conf", values, files)
    config = folder / "nginx.conf"
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    config.write_text(
        f"""{"user root;" if AS_ROOT else ""} daemon off; worker_processes 1; pid {folder}/pid;
        error_log {folder}/error.log; events {{ worker_connections 64; }}
        http {{ include /etc/nginx/mime.types; access_log {folder}/access.log; open_file_cache max=100;
          client_body_temp_path {folder}/client; {temporary}
          {site} }}""",
        encoding="utf-8",
    )
    return Server("nginx", port, prefix, folder, ["/usr/sbin/nginx", "-c", str(config)])


def container(folder: Path, current: Path, *, prefix: str) -> Server:
    """The image's nginx: its configuration and command, as a user who may write nowhere but in the temporary folder."""
    port = free_port()
    (folder / "snippets").mkdir()
    shutil.copy(HOSTS / "nginx" / "kadam-files.conf", folder / "snippets")
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o777)
    values = {"/tmp/": f"{folder}/tmp/", "root /srv/kadam;": f"root {current};", "8080": f"127.0.0.1:{port}"}  # noqa: S108
    config = folder / "nginx.conf"
    config.write_text(with_values("container/nginx.conf", values), encoding="utf-8")
    lines = (HOSTS / "container" / "Containerfile").read_text(encoding="utf-8").splitlines()
    user = next(line.split()[1] for line in lines if line.startswith("USER "))
    command = json.loads(next(line.removeprefix("CMD ") for line in lines if line.startswith("CMD ")))
    uid, gid = user.split(":")
    drop = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs"] if AS_ROOT else []
    return Server("container", port, prefix, folder, [*drop, *command, "-c", str(config)])


def caddy(folder: Path, current: Path, *, prefix: str) -> Server:
    """Caddy with both sites of the Caddyfile, each at a port of its own."""
    port, other = free_port(), free_port()
    values = {
        "kadam.example.org {": f"http://127.0.0.1:{other if prefix else port} {{",
        "www.example.org {": f"http://127.0.0.1:{port if prefix else other} {{",
        "/srv/kadam/current": str(current),
        "\tlog {": "\tadmin off\n\tlog {",
        "redir /kadam /kadam/": "redir /kadam /kadam/\n\trespond 404",  # a site that has nothing else
    }
    config = folder / "Caddyfile"
    config.write_text(with_values("caddy/Caddyfile", values), encoding="utf-8")
    command = ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", str(config)]
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    return Server("caddy", port, prefix, folder, command, home)


def apache(folder: Path, current: Path, *, prefix: str) -> Server:
    """Apache with kadam.conf, or with kadam-subpath.conf beside a site whose log leaves the guide out."""
    port = free_port()
    shutil.copy(HOSTS / "apache" / "kadam-files.conf", folder)
    values = {"/srv/kadam/current": str(current)}
    if prefix:
        log = f"CustomLog {folder}/access.log combined env=!kadam_unlogged"
        site = f"<VirtualHost *:{port}>\nDocumentRoot {folder}\n{log}\n</VirtualHost>\n"
        site += with_values("apache/kadam-subpath.conf", values)
    else:
        site = with_values("apache/kadam.conf", values | {"*:80": f"*:{port}", "${APACHE_LOG_DIR}": str(folder)})
    return _apache("apache", folder, port, prefix, site)


def htaccess(folder: Path, current: Path, *, prefix: str) -> Server:
    """Apache of a hoster who allows .htaccess, lists folders and compresses; the guide is a link in a folder."""
    port = free_port()
    shared = current.parent
    if prefix:
        shared = folder / "www"
        shared.mkdir()
        (shared / prefix.strip("/")).symlink_to(current)
    shutil.copy(HOSTS / "apache" / "kadam-files.conf", shared / ".htaccess")
    root = shared if prefix else current
    site = f"""DocumentRoot {root}
        <Directory {shared}>
            AllowOverride All
            Options Indexes FollowSymLinks MultiViews
            Require all granted
        </Directory>"""
    return _apache("htaccess", folder, port, prefix, site)


def _apache(name: str, folder: Path, port: int, prefix: str, site: str) -> Server:
    modules = "\n".join(
        f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so" for module in APACHE_MODULES.split()
    )
    debian = "\n".join(
        f"Include /etc/apache2/mods-available/{module}.conf"
        for module in ("mime", "dir", "deflate", "negotiation", "autoindex")
    )
    config = folder / "apache2.conf"
    config.write_text(
        f"""ServerRoot {folder}
        DefaultRuntimeDir {folder}
        PidFile {folder}/pid
        Listen 127.0.0.1:{port}
        ServerName 127.0.0.1
        {"User www-data" if AS_ROOT else ""}
        {"Group www-data" if AS_ROOT else ""}
        {modules}
        {debian}
        Include /etc/apache2/conf-available/security.conf
        ErrorLog {folder}/error.log
        LogFormat "%h %r" combined
        CustomLog {folder}/other.log combined
        <Directory />
            Require all denied
        </Directory>
        {site}
        """,
        encoding="utf-8",
    )
    return Server(name, port, prefix, folder, ["/usr/sbin/apache2", "-X", "-f", str(config)])


STARTERS: dict[str, tuple[Callable[..., Server], str]] = {
    "nginx": (nginx, ""),
    "nginx-subpath": (nginx, "/kadam"),
    "caddy": (caddy, ""),
    "caddy-subpath": (caddy, "/kadam"),
    "apache": (apache, ""),
    "apache-subpath": (apache, "/kadam"),
    "htaccess": (htaccess, ""),
    "htaccess-subpath": (htaccess, "/kadam"),
    "container": (container, ""),
}
"""How each server is started, and where the guide begins."""
