"""A small web server for a classroom or a hotspot. It notes nothing about its visitors."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from scripts.mirror.places import Mirror
from scripts.mirror.qr import qr_lines, qr_matrix
from scripts.mirror.serve_address import addresses, is_local
from scripts.mirror.serve_house import House
from scripts.mirror.serve_visit import Visit
from scripts.mirror.serve_visits import Visits
from scripts.mirror.trouble import TroubleError

if sys.platform != "win32":
    import resource

_SERVE_VISITS = 400
_SERVE_DARK = "\x1b[97;40m"
_SERVE_PLAIN = "\x1b[0m"


def serve_folder(folder: Path, host: str, port: int, quiet: bool) -> int:  # noqa: FBT001  # as the command line gives it
    """Serve a mirror's folder, or a published tree, until Ctrl+C or SIGTERM; gives the exit code, 0 or 1.

    What is wrong is told in one line on stderr. Port 0 takes any free one. `quiet` keeps back the addresses and the QR
    code. To be called from the main thread, which gets the signals.
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would tell visitors' addresses
    try:
        Mirror(folder).recover()
        house = House(folder)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family, backlog=_SERVE_VISITS) as door:
            asyncio.run(_serve(house, host, door, quiet=quiet))
    except KeyboardInterrupt:
        return 0
    except (TroubleError, OSError, OverflowError) as error:
        print(error if isinstance(error, TroubleError) else _serve_fault(error, host, port), file=sys.stderr)
        return 1
    return 0


async def _serve(house: House, host: str, door: socket.socket, *, quiet: bool) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows, where Ctrl+C comes as KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    loop.set_exception_handler(lambda _, context: house.tell(f"the server stumbled: {context.get('exception')!r}"))
    visits = Visits(_serve_room())
    server = await loop.create_server(lambda: Visit(house, visits), sock=door, backlog=_SERVE_VISITS)
    visits.sweep()
    if not quiet:
        _serve_greeting(house, host, door.getsockname()[1])
    await stop.wait()
    server.close()
    for visit in list(visits):
        visit.drop()
    house.close()


def _serve_room() -> int:
    """Visits at once, as many as the system's bound on open files allows: each may hold a connection and a file."""
    if sys.platform == "win32":
        return _SERVE_VISITS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _SERVE_VISITS * 2 + 64
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return max((min(soft, wanted) - 64) // 2, 16)
    return _SERVE_VISITS


def _serve_greeting(house: House, host: str, port: int) -> None:
    """Print where the guide can be opened, with a QR code of the first address."""
    shelf = house.shelf()
    print(f"Kadam, edition {shelf.edition}:")
    if shelf.development:
        print("A DEVELOPMENT BUILD, signed by a throw-away key: not for readers.")
    found = addresses(host)
    links = [f"http://{one}/" if port == 80 else f"http://{one}:{port}/" for one in found]
    print(*(f"  {link}" for link in links), sep="\n")
    if is_local(found[0]):
        print("Only this machine can open it. For phones in the same network: --host 0.0.0.0")
    else:
        # Terminals with dark letters on light ground would show the code inverted.
        colour = sys.stdout.isatty() and os.name != "nt"
        for line in qr_lines(qr_matrix(links[0]), sys.stdout.encoding or "ascii"):
            print(f"{_SERVE_DARK}{line}{_SERVE_PLAIN}" if colour else line)
    print("Ctrl+C ends.", flush=True)


def _serve_fault(error: Exception, host: str, port: int) -> str:
    """What to tell when the server can't begin."""
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"port {port} is in use: end the program that has it, or choose another with --port"
    if code == errno.EACCES:
        return f"port {port} is not allowed: ports below 1024 need administrator's rights; choose --port 8080"
    if isinstance(error, OverflowError):
        return f"{port} is no port: choose one from 1 to 65535"
    if isinstance(error, socket.gaierror) or code == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: use --host 0.0.0.0 for all of them"
    return f"cannot serve: {error}"
