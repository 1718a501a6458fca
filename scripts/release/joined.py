"""The modules of scripts/mirror joined into one file, mirror.py, that runs wherever Python is.

A host has no use for a package that must be installed; who reads the code has no use for one file of its length.
"""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = "scripts.mirror"
FIRST = "cli"
"""The module that the program begins with; the others are what it and they import."""

HEAD = '''#!/usr/bin/env python3
"""mirror.py: fetch, prove, serve and update a copy of Kadam. Python 3.9 or newer and ssh-keygen; nothing to install.

    python3 mirror.py verify DIR          is this copy whole, and ours?
    python3 mirror.py sync SOURCE DIR     bring DIR up to date from an address, a folder or a zip
    python3 mirror.py serve DIR           show it to phones in the same network
    python3 mirror.py status DIR          what DIR holds, and what to do next

Made from the modules of scripts/mirror in the guide's repository, where they can be read one by one. MIT licence.
"""
'''


def joined(folder: Path, signers: str) -> str:
    """The text of mirror.py from the modules in `folder`, with `signers` as the keys that it trusts."""
    imports: set[str] = set()
    bodies: list[str] = []
    for name in _order(folder):
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        lines = text.splitlines()
        dropped: set[int] = set()
        for node in tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                dropped |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
                if not _is_sibling(node) and not _is_future(node):
                    imports |= set(_statements(node))
            elif _is_main(node):
                dropped |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        first = tree.body[0]
        dropped |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        body = "\n".join(line for number, line in enumerate(lines, start=1) if number not in dropped)
        about = "".join(f"# {line}".rstrip() + "\n" for line in f"{name}: {ast.get_docstring(tree)}".splitlines())
        bodies.append(f"{about}\n{body.strip()}\n")
    text = "\n\n".join(
        [
            HEAD + "\nfrom __future__ import annotations\n",
            "\n".join(sorted(imports)),
            *bodies,
            'if __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))\n',
        ]
    )
    if text.count('ALLOWED_SIGNERS = ""\n') != 1:
        raise ValueError("the place of the trusted keys is not where it was")
    return text.replace('ALLOWED_SIGNERS = ""\n', f"ALLOWED_SIGNERS = {signers!r}\n")


def _order(folder: Path) -> list[str]:
    """The modules that the first one needs, each behind those that it imports."""
    order: list[str] = []

    def visit(name: str) -> None:
        for node in ast.parse((folder / f"{name}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and _is_sibling(node):
                needed = str(node.module).rpartition(".")[2]
                if needed not in order:
                    visit(needed)
        order.append(name)

    visit(FIRST)
    return order


def _statements(node: ast.Import | ast.ImportFrom) -> list[str]:
    """One line for each name that an import brings."""
    names = [f"{name.name} as {name.asname}" if name.asname else name.name for name in node.names]
    if isinstance(node, ast.Import):
        return [f"import {name}" for name in names]
    return [f"from {node.module} import {name}" for name in names]


def _is_sibling(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{PACKAGE}.")


def _is_future(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)
