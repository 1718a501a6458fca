"""Dispatches `python -m scripts <command>` to the module of that name."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from macros.problems import ContentError

COMMANDS = (
    "build",
    "serve",
    "check",
    "translations",
    "new_language",
    "print",
    "release",
    "bench",
    "components",
    "system_packages",
)
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """The command's exit code; content that can't be used gives its problems, one a line, and 1."""
    parser = argparse.ArgumentParser(prog="python -m scripts", description="The generator of Kadam.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = importlib.import_module(f"scripts.{name}")
        command = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen, ROOT))
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
