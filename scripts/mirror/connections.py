"""Connections to web servers that are not trusted: kept for the next file, and cut when too slow."""

from __future__ import annotations

import http.client
import math
import socket
import ssl
import threading
import time
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from scripts.mirror.trouble import UnreachableError, shown

_CONNECTIONS_SLOWEST = 100


class Watch:
    """Cuts a connection that moves fewer than 100 bytes a second over `patience` seconds, or lasts beyond `until`.

    `until` is a time of time.monotonic().
    """

    def __init__(self, patience: float, until: float = math.inf) -> None:
        self.patience = patience
        self.until = until
        self.moved = 0
        self.cut = False
        self._link: socket.socket | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._timer: threading.Timer | None = None
        self._guard = threading.Lock()

    def begin(self, link: socket.socket | None = None, connection: http.client.HTTPConnection | None = None) -> None:
        """Count anew from here: on this socket, or on the one that this connection is about to get, if given."""
        with self._guard:
            if connection:
                self._link, self._connection = None, connection
            self._link = link or self._link
            if self.cut:
                self._cut()
            else:
                self._count()

    def end(self) -> None:
        """Look no more."""
        with self._guard:
            if self._timer:
                self._timer.cancel()
            self._timer = None

    def stop(self) -> None:
        """Cut the connection now."""
        with self._guard:
            self._cut()

    def words(self, error: Exception | None) -> str:
        """What went wrong, when `error` came from the connection."""
        if self.cut and time.monotonic() >= self.until:
            return "too slow: it took more than ten times the patience in all"
        if self.cut or isinstance(error, TimeoutError):
            return f"too slow, or silent for {self.patience:g} seconds"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate does not hold ({shown(error.verify_message)}): check this computer's clock"
        return f"the connection failed ({shown(str(error) or type(error).__name__)})"

    def _count(self) -> None:
        if self._timer:
            self._timer.cancel()
        self.moved = 0
        left = max(self.until - time.monotonic(), 0)
        self._timer = threading.Timer(min(self.patience, left), self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        with self._guard:
            if self._timer is not threading.current_thread():
                return  # it was ended, or began anew, while this one waited
            # looking for the server has its own bound
            awaited = self._socket() is None or self.moved >= _CONNECTIONS_SLOWEST * self.patience
            if awaited and time.monotonic() < self.until:
                self._count()
            else:
                self._cut()

    def _cut(self) -> None:
        self.cut = True
        link = self._socket()
        if link:
            with suppress(OSError):
                # past TLS, whose own shutdown is not for another thread
                socket.socket.shutdown(link, socket.SHUT_RDWR)

    def _socket(self) -> socket.socket | None:
        return self._link or (self._connection.sock if self._connection else None)


class Connections:
    """Connections to one server, for several threads. close() when done, which also cuts those that are at work."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._idle: list[http.client.HTTPConnection] = []
        self._busy: set[Watch] = set()
        self._closed = False
        self._guard = threading.Lock()

    def ask(
        self, address: str, headers: dict[str, str], watch: Watch
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """The beginning of an answer, and its connection: give that back with keep(), or close it, and call done().

        Raises UnreachableError.
        """
        with self._guard:
            if self._closed:
                raise UnreachableError("stopped")
            kept = self._idle.pop() if self._idle else None
            self._busy.add(watch)
        if kept:
            try:
                return kept, self._request(kept, address, headers, watch)
            except (OSError, http.client.HTTPException, ValueError) as error:
                kept.close()
                if watch.cut:
                    self.done(watch)
                    raise UnreachableError(watch.words(error)) from None
        connection = None
        try:
            connection = _connected(urlsplit(address), self._patience, watch)
            return connection, self._request(connection, address, headers, watch)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.done(watch)
            if connection:
                connection.close()
            raise UnreachableError(watch.words(error)) from None

    def done(self, watch: Watch) -> None:
        """Watch an answer no more."""
        watch.end()
        with self._guard:
            self._busy.discard(watch)

    def keep(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection whose answer was read to its end."""
        with self._guard:
            self._idle.append(connection)

    def close(self) -> None:
        """Close the connections that are kept, cut the others, and make no more."""
        with self._guard:
            self._closed = True
            busy, idle = list(self._busy), self._idle
            self._idle = []
        for watch in busy:
            watch.stop()
        for connection in idle:
            connection.close()

    def _request(
        self, connection: http.client.HTTPConnection, address: str, headers: dict[str, str], watch: Watch
    ) -> http.client.HTTPResponse:
        parts = urlsplit(address)
        target = parts._replace(scheme="", netloc="").geturl()
        if parts.scheme == "http" and _proxy_for(parts):
            target = address
        watch.begin(connection.sock)
        if watch.cut:
            raise TimeoutError
        named = {"Host": parts.netloc, "User-Agent": "kadam-mirror"}
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
        watch.begin(connection=connection)  # a proxy's answer is waited for in here
        connection.connect()
        if watch.cut:
            raise TimeoutError  # noqa: TRY301  # a proxy's answer that is cut off counts as one that is over
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
