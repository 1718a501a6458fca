"""`python -m scripts bench`: bytes of a first visit, paint on a slow phone, search, build times, and how they grow."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts.bench.builds import bench_builds
from scripts.bench.growth import bench_growth
from scripts.bench.phone import bench_phone
from scripts.bench.search import bench_search
from scripts.bench.weight import bench_weight

HELP = "measure bytes, build times and their growth"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`bench [PART …]`."""
    parser.add_argument("parts", nargs="*", metavar="PART", help="weight, phone, search, builds, growth (default: all)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Print each part's table; 0 when all ran, 2 for an unknown part."""
    parts = {
        "weight": bench_weight,
        "phone": bench_phone,
        "search": bench_search,
        "builds": bench_builds,
        "growth": bench_growth,
    }
    unknown = [part for part in arguments.parts if part not in parts]
    if unknown:
        print(f"unknown part {unknown[0]}: there are {', '.join(parts)}")
        return 2
    for name, bench in parts.items():
        if not arguments.parts or name in arguments.parts:
            print(f"\n{name}\n", flush=True)
            bench(root)
    return 0
