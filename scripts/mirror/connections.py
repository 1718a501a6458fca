"""Connections to web servers that are not trusted: kept for the next file, and cut when too slow."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from scripts.mirror.trouble import UnreachableError, shown

_CONNECTIONS_SLOWEST = 100


class Watch:
    """Cuts a connection that moves fewer than 100 bytes a second over `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.moved = 0
        self.cut = False
        self._link: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def begin(self, link: socket.socket | None = None) -> None:
        """Count anew from here, on this socket if one is given."""
        self.end()
        self._link = link or self._link
        self.moved = 0
        self._timer = threading.Timer(self.patience, self._look)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Look no more."""
        if self._timer:
            self._timer.cancel()

    def words(self, error: Exception | None) -> str:
        """What went wrong, when `error` came from the connection."""
        if self.cut or isinstance(error, TimeoutError):
            return f"too slow, or silent for {self.patience:g} seconds"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate does not hold ({shown(error.verify_message)}): check this computer's clock"
        return f"the connection failed ({shown(str(error) or type(error).__name__)})"

    def _look(self) -> None:
        if self.moved >= _CONNECTIONS_SLOWEST * self.patience:
            self.begin()
            return
        self.cut = True
        if self._link:
            with suppress(OSError):
                # past TLS, whose own shutdown is not for another thread
                socket.socket.shutdown(self._link, socket.SHUT_RDWR)


class Connections:
    """Connections to one server, for several threads. close() when done."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._idle: list[http.client.HTTPConnection] = []
        self._guard = threading.Lock()

    def ask(
        self, address: str, headers: dict[str, str], watch: Watch
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """The beginning of an answer, and its connection: give that back with keep(), or close it.

        Raises UnreachableError.
        """
        with self._guard:
            kept = self._idle.pop() if self._idle else None
        if kept:
            try:
                return kept, self._request(kept, address, headers, watch)
            except (OSError, http.client.HTTPException, ValueError) as error:
                kept.close()
                if watch.cut:
                    raise UnreachableError(watch.words(error)) from None
        connection = None
        try:
            connection = _connected(urlsplit(address), self._patience, watch)
            return connection, self._request(connection, address, headers, watch)
        except (OSError, http.client.HTTPException, ValueError) as error:
            watch.end()
            if connection:
                connection.close()
            raise UnreachableError(watch.words(error)) from None

    def keep(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection whose answer was read to its end."""
        with self._guard:
            self._idle.append(connection)

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _request(
        self, connection: http.client.HTTPConnection, address: str, headers: dict[str, str], watch: Watch
    ) -> http.client.HTTPResponse:
        parts = urlsplit(address)
        target = parts._replace(scheme="", netloc="").geturl()
        if parts.scheme == "http" and _proxy_for(parts):
            target = address
        watch.begin(connection.sock)
        named = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "kadam-mirror"}
        connection.request("GET", target, headers={**named, **headers})
        answer = connection.getresponse()
        watch.begin()
        return answer


def _proxy_for(parts: SplitResult) -> str:
    return "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")


def _connected(parts: SplitResult, patience: float, watch: Watch) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    proxy = _proxy_for(parts)
    if proxy:
        way = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
        connection = http.client.HTTPConnection(way.hostname or "", way.port or 80, timeout=patience)
        if parts.scheme == "https":
            connection.set_tunnel(host, port)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=patience)
    try:
        connection.connect()
        if parts.scheme == "https":
            # the handshake apart, so that it is watched as well
            secure = ssl.create_default_context().wrap_socket(
                connection.sock, server_hostname=host, do_handshake_on_connect=False
            )
            connection.sock = secure
            watch.begin(secure)
            secure.do_handshake()
    except BaseException:
        connection.close()
        raise
    return connection
