"""Pages of A5 put two on a side of A4, in the order in which a stapled booklet has them; tags, links, outline go along.

WeasyPrint (70.0) gives every page the same resources and numbers the marked content of each page from 0. Two pages on
one sheet share a content stream, so the numbers of the right one go on where the left one's end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, RectangleObject, StreamObject

_MARK = re.compile(rb"/MCID (\d+)")
SIDE = (841.889764, 595.275591)
"""A4 across, in points."""

ON_PAPER = 4
"""Pages on one sheet of paper, both sides."""


@dataclass(frozen=True)
class Place:
    """Where a page of the booklet lies: its side of paper, how far right in points, and the first free mark there."""

    side: Any
    right: float
    first_mark: int


def order(pages: int) -> list[tuple[int, int]]:
    """The pages (from 0) on the left and right of each side of paper; those from `pages` on are blank.

    The paper is turned at its short edge, folded, and stapled in the fold.
    """
    whole = -(-pages // ON_PAPER) * ON_PAPER
    sides = []
    for turn in range(whole // 2):
        outer, inner = whole - 1 - turn, turn
        sides.append((outer, inner) if turn % 2 == 0 else (inner, outer))
    return sides


def impose(data: bytes) -> bytes:
    """The same document, two pages on a side. Its structure keeps the order of reading."""
    writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    pages: list[Any] = list(writer.pages)
    root = writer._root_object  # noqa: SLF001  pypdf (7.1) has no other way to the structure tree
    marks = _numbers(root["/StructTreeRoot"]["/ParentTree"])
    across = SIDE[0] - float(pages[0].mediabox.width)  # the fold lies in the middle of the paper
    places: dict[int, Place] = {}
    for number, (left, right) in enumerate(order(len(pages))):
        side = writer.add_blank_page(*SIDE)
        side[NameObject("/Resources")] = pages[0].raw_get("/Resources")
        side[NameObject("/Tabs")] = NameObject("/S")
        side[NameObject("/StructParents")] = NumberObject(number)
        stream, owners = b"", ArrayObject()
        for page, moved in ((left, 0.0), (right, across)):
            if page < len(pages):
                places[pages[page].indirect_reference.idnum] = Place(side, moved, len(owners))
                stream += _shifted(pages[page].get_contents().get_data(), moved, len(owners))
                owners += marks.get(page, [])
        marks_of_side = writer._add_object(owners)  # noqa: SLF001
        marks[number, "side"] = marks_of_side
        content = StreamObject()
        content.set_data(stream)
        side[NameObject("/Contents")] = writer._add_object(content.flate_encode())  # noqa: SLF001
    for page in pages:
        _move_notes(page, places[page.indirect_reference.idnum])
    _move_tags(root["/StructTreeRoot"], places)
    _move_targets(root, places)
    _renumber(root["/StructTreeRoot"], marks, len(pages))
    for _ in pages:
        writer.remove_page(0)
    written = io.BytesIO()
    writer.pdf_header = "%PDF-1.7"
    writer.write(written)
    return written.getvalue()


def _shifted(content: bytes, right: float, first_mark: int) -> bytes:
    """The page's content, moved and with its marks numbered on."""
    moved = _MARK.sub(lambda found: b"/MCID %d" % (int(found[1]) + first_mark), content)
    return b"q\n1 0 0 1 %f 0 cm\n" % right + moved + b"\nQ\n"


def _numbers(tree: Any) -> dict[Any, Any]:
    """What a number tree without branches holds."""
    pairs = tree["/Nums"]
    return {int(pairs[place]): pairs[place + 1].get_object() for place in range(0, len(pairs), 2)}


def _renumber(structure: Any, marks: dict[Any, Any], pages: int) -> None:
    """Give the sides of paper the owners of their marks; the numbers of links stay."""
    old = structure["/ParentTree"]["/Nums"]
    kept = [(int(old[at]), old[at + 1]) for at in range(0, len(old), 2) if int(old[at]) >= pages]
    sides = sorted((key[0], owner) for key, owner in marks.items() if isinstance(key, tuple))
    structure["/ParentTree"][NameObject("/Nums")] = ArrayObject(
        part for number, owner in [*sides, *kept] for part in (NumberObject(number), owner)
    )


def _move_notes(page: Any, place: Place) -> None:
    """Links lie on the side of paper, moved with their words."""
    for reference in page.get("/Annots", []):
        note = reference.get_object()
        left, bottom, right, top = (float(value) for value in note["/Rect"])
        note[NameObject("/Rect")] = RectangleObject((left + place.right, bottom, right + place.right, top))
        note[NameObject("/P")] = place.side.indirect_reference
        place.side.setdefault(NameObject("/Annots"), ArrayObject()).append(reference)


def _move_tags(structure: Any, places: dict[int, Place]) -> None:
    for element in _elements(structure):
        place = _move(element, places)
        children: Any = element["/K"] if "/K" in element else None  # noqa: SIM401  get() does not follow references
        if isinstance(children, NumberObject) and place:
            element[NameObject("/K")] = NumberObject(children + place.first_mark)
        for number, child in enumerate(children if isinstance(children, ArrayObject) else []):
            if isinstance(child, NumberObject) and place:
                children[number] = NumberObject(child + place.first_mark)
        attributes = element.get("/A")
        if place and isinstance(attributes, dict) and "/BBox" in attributes:
            box = [float(value) for value in attributes["/BBox"]]
            moved = [value + (place.right if at % 2 == 0 else 0) for at, value in enumerate(box)]
            attributes[NameObject("/BBox")] = ArrayObject(FloatObject(value) for value in moved)


def _move(element: Any, places: dict[int, Place]) -> Place | None:
    """Let the element name its side of paper; where its page lies there."""
    if "/Pg" not in element:
        return None
    place = places[element.raw_get("/Pg").idnum]
    element[NameObject("/Pg")] = place.side.indirect_reference
    if "/MCID" in element:
        element[NameObject("/MCID")] = NumberObject(element["/MCID"] + place.first_mark)
    return place


def _elements(structure: Any) -> Iterator[Any]:
    """Every element and reference below the root, and owners of marks that no element holds, each once."""
    owners = [owner.get_object() for owner in structure["/ParentTree"]["/Nums"][1::2]]
    loose = [part.get_object() for owner in owners for part in (owner if isinstance(owner, ArrayObject) else [owner])]
    waiting, seen = [structure], set()
    while waiting or loose:
        element = waiting.pop() if waiting else loose.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        if element is not structure:
            yield element
        children = element["/K"] if "/K" in element else ArrayObject()
        found = [child.get_object() for child in (children if isinstance(children, ArrayObject) else [children])]
        waiting += [child for child in found if isinstance(child, dict)]


def _move_targets(root: Any, places: dict[int, Place]) -> None:
    """Named places and entries of the outline lead to the side of paper."""
    names = root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    targets = [names[at].get_object() for at in range(1, len(names), 2)]
    entry = root.get("/Outlines", {}).get("/First")
    waiting = [entry] if entry else []
    while waiting:
        item = waiting.pop().get_object()
        targets.append(item.get("/Dest"))
        waiting += [item[key] for key in ("/Next", "/First") if key in item]
    for target in targets:
        if isinstance(target, ArrayObject) and target[0].idnum in places:
            place = places[target[0].idnum]
            target[0] = place.side.indirect_reference
            target[2] = FloatObject(float(target[2]) + place.right)
