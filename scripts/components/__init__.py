"""`python -m scripts components`: a page for each example of each component, for those who change them."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import jinja2
import material

from macros.examples import examples
from macros.look import script, style
from macros.render import component

HELP = "make pages that show every component with its examples"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`components [--to DIR]`."""
    parser.add_argument("--to", type=Path, help="where the pages go (default: build/components)")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the pages; 0 when done."""
    target = (arguments.to or root / "build" / "components").resolve()
    count = write_pages(target)
    print(f"{count} examples: {target / 'index.html'}")
    return 0


def write_pages(target: Path) -> int:
    """Write one page an example and an index into `target`; how many examples there are."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    theme = next((Path(material.__file__).parent / "templates" / "assets" / "stylesheets").glob("main.*.min.css"))
    (target / "kadam.css").write_text(theme.read_text(encoding="utf-8") + style(), encoding="utf-8")
    (target / "kadam.js").write_text(script(), encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    listed = []
    for number, example in enumerate(examples(), start=1):
        name = f"{number:02}-{example.component}.html"
        about = str(component(example.component).__doc__).strip()
        page = environment.get_template("example.html.j2").render(example=example, about=about)
        (target / name).write_text(page, encoding="utf-8")
        listed.append((name, example))
    index = environment.get_template("index.html.j2").render(listed=listed)
    (target / "index.html").write_text(index, encoding="utf-8")
    return len(listed)
