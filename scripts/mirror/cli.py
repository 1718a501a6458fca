"""mirror.py: keep a copy of the guide whole, current and provably ours."""

from __future__ import annotations

import argparse
import errno
import re
import sys
from pathlib import Path

from scripts.mirror.offers import utc_now
from scripts.mirror.places import Mirror, is_mirror, shown_tree
from scripts.mirror.serve import serve_folder
from scripts.mirror.status import status
from scripts.mirror.sync import Order, sync
from scripts.mirror.tree import left_aside
from scripts.mirror.trouble import MisuseError, TroubleError, shown
from scripts.mirror.verify import verify
from scripts.mirror.voice import Voice

_CLI_ABOUT = "Keep a copy of the guide whole, current and provably ours. MIT licence."
_CLI_ADDRESS = re.compile(r"(https?|file):", re.IGNORECASE)
_CLI_MOST_NAMES = 5
_CLI_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLI_CODES = """exit codes: 0 in order; 1 refused or wrong; 2 called wrongly; 3 could not fetch, try again later;
4 another sync is running; 5 the disk is full, or other trouble with it"""


def main(arguments: list[str]) -> int:
    """Run a command; its exit code. What is wrong is told in one line on stderr."""
    if sys.version_info < (3, 9):  # noqa: UP036  # hosts have older ones
        print("mirror.py: needs Python 3.9 or newer: install it, and run this with it", file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # names in Kyrgyz must not stop a sync on a terminal that lacks them
    chosen = _cli_parser().parse_args(arguments)
    try:
        _cli_check(chosen)
        return _cli_run(chosen)
    except TroubleError as error:
        print(f"mirror.py: {error}", file=sys.stderr)
        return error.code
    except OSError as error:
        print(f"mirror.py: {error.filename or chosen.folder}: {_cli_disk(error)}", file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        print("mirror.py: stopped; what was fetched is kept for the next time", file=sys.stderr)
        return 3
    except (ValueError, MemoryError, RuntimeError) as error:
        name = type(error).__name__
        print(f"mirror.py: stopped by what it did not expect ({name}: {shown(str(error))}): report it", file=sys.stderr)
        return 1


def _cli_check(chosen: argparse.Namespace) -> None:
    folder, syncs = chosen.folder, chosen.command == "sync"
    if _CLI_ADDRESS.match(str(folder)):
        way = "SOURCE comes first, DIR last" if syncs else "sync SOURCE DIR brings it; then give DIR"
        raise MisuseError(f"{folder} is no folder of this computer: {way}")
    if folder.is_file():
        way = "SOURCE comes first, DIR last" if syncs else "unpack it first, or give it to sync"
        raise MisuseError(f"{folder} is a file, not a folder: {way}")


def _cli_verify(chosen: argparse.Namespace) -> int:
    if is_mirror(chosen.folder):
        Mirror(chosen.folder).recover()
    names = [shown(name) for name in left_aside(shown_tree(chosen.folder))]
    if names:
        more = len(names) - _CLI_MOST_NAMES
        rest = f" and {more} more" if more > 0 else ""
        print(f"left aside: {', '.join(names[:_CLI_MOST_NAMES])}{rest}, which the operating system put there")
    return verify(chosen.folder, chosen.signers)


def _cli_run(chosen: argparse.Namespace) -> int:
    if chosen.command == "verify":
        return _cli_verify(chosen)
    if chosen.command == "status":
        return status(chosen.folder, chosen.signers, utc_now())
    if chosen.command == "serve":
        wrong = _cli_verify(chosen)
        return wrong or serve_folder(chosen.folder, chosen.host, chosen.port, chosen.quiet)
    return sync(
        Order(
            sources=chosen.sources,
            folder=chosen.folder,
            languages=chosen.lang,
            jobs=chosen.jobs,
            signers=chosen.signers,
            patience=chosen.patience,
            now=utc_now(),
            voice=Voice(quiet=chosen.quiet),
        )
    )


def _cli_disk(error: OSError) -> str:
    if error.errno in _CLI_FULL:
        return "the disk is full: free some space and run it again; the copy that was there is untouched"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"may not be read or written ({error.strerror}): run this as the folder's owner"
    return f"trouble with the disk ({error.strerror or error}): check it and run this again"


def _cli_count(text: str) -> int:
    if not re.fullmatch(r"0*([1-9]|1[0-6])", text, re.ASCII):
        raise argparse.ArgumentTypeError("give a whole number from 1 to 16")
    return int(text)


def _cli_seconds(text: str) -> float:
    number = re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text)
    if not number or not 0.1 <= float(text) <= 3600:
        raise argparse.ArgumentTypeError("give seconds, from 0.1 to 3600")
    return float(text)


def _cli_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mirror.py", description=_CLI_ABOUT, epilog=_CLI_CODES)
    commands = parser.add_subparsers(dest="command", required=True, metavar="verify|sync|status|serve")
    check = commands.add_parser("verify", help="whether a copy is whole and whose it is; needs no network")
    bring = commands.add_parser("sync", help="bring a mirror to the newest edition")
    tell = commands.add_parser("status", help="edition, age, languages, and what to do next")
    show = commands.add_parser("serve", help="show a copy to browsers in the same network")
    bring.add_argument("sources", nargs="+", metavar="SOURCE", help="an address, a folder, or a zip of the release")
    for command in (check, bring, tell, show):
        command.add_argument("folder", type=Path, metavar="DIR", help="the mirror's folder, or a copy")
    for command in (check, bring, tell, show):
        command.add_argument("--signers", type=Path, metavar="FILE", help="keys to trust, as in allowed_signers")
    for command in (bring, show):
        command.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")
    bring.add_argument(
        "--lang", action="append", default=[], metavar="L", help="a language to keep, again for more; all: every one"
    )
    bring.add_argument("--jobs", type=_cli_count, default=4, metavar="N", help="files fetched at a time, 1 to 16")
    bring.add_argument("--patience", type=_cli_seconds, default=30.0, metavar="S", help="seconds of silence to bear")
    show.add_argument("--host", default="127.0.0.1", help="the address to listen at; 0.0.0.0 for the whole network")
    show.add_argument("--port", type=int, default=8080, help="the port to listen at")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
