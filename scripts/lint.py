"""`python -m scripts.lint`: every linter of the repository, all of them run, one line of result each."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

LINTERS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--quiet", "--check", "."],
    "mypy": ["mypy", "--no-error-summary"],
    "oxlint": ["oxlint", "--quiet", "--deny-warnings", "macros", "scripts"],
    "djlint": ["djlint", "--quiet", "--lint", "--extension", "j2", "macros", "scripts"],
    "djlint overrides": ["djlint", "--quiet", "--lint", "--extension", "html", "overrides"],
    "codespell": ["codespell"],
    "workflows": [
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        ".github/workflows/check.yml",
        ".github/workflows/publish.yml",
    ],
    "zizmor": ["zizmor", "--quiet", "--offline", ".github"],
}
"""What each linter is called with; all come from the lock file, none needs a network."""


def main() -> int:
    """Run all linters; 0 when none found anything."""
    failed = 0
    for name, command in LINTERS.items():
        started = time.monotonic()
        run = subprocess.run(
            [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        result = "ok" if run.returncode == 0 else "FAILED"
        print(f"{name}: {result} ({time.monotonic() - started:.1f} s)", flush=True)
        if run.returncode != 0:
            failed += 1
            print((run.stdout + run.stderr).strip(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
