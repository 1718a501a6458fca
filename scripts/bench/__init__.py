"""`python -m scripts bench`: bytes, paint on a slow phone, search, build times and their growth, load on servers."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

HELP = "measure bytes, paint on a slow phone, search, build times and their growth, load on servers"

PARTS = ("weight", "phone", "search", "builds", "growth", "load")
"""Each is a module of this package with a function `bench_<name>(root)`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`bench [PART …]`."""
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Print each part's table; 0 when all ran, 2 for an unknown part."""
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        print(f"unknown part {unknown[0]}: there are {', '.join(PARTS)}")
        return 2
    for name in PARTS:
        if not arguments.parts or name in arguments.parts:
            print(f"\n{name}\n", flush=True)
            # Imported when asked for: some parts need a browser, which `make build` does not install.
            getattr(importlib.import_module(f"scripts.bench.{name}"), f"bench_{name}")(root)
    return 0
