"""The cover of an EPUB: the logo, the name and what the guide is, as a PNG, since many readers show no other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from scripts.print.fonts import FACES, font_file

WIDTH, HEIGHT = 800, 1200
MARGIN = 80
LOGO = 400
FINER = 4
"""How many times larger the logo is drawn, so that its edges are smooth."""

COLOURS = 32
"""Enough for two colours and the edges between them."""

Point = tuple[float, float]


def cover_png(logo: str, name: str, about: str) -> bytes:
    """The cover, the same bytes each time. `logo` is the SVG of overrides/partials/logo.html.

    Raises ContentError when the fonts of the print editions are not installed.
    """
    svg = etree.fromstring(logo)
    ground, line = (svg.find(f"{{*}}{tag}") for tag in ("rect", "path"))
    ink = line.get("stroke")
    cover = Image.new("RGB", (WIDTH, HEIGHT), ground.get("fill"))
    mark = _mark(line.get("d"), float(line.get("stroke-width")), float(svg.get("width")))
    cover.paste(ink, ((WIDTH - LOGO) // 2, 2 * MARGIN), mark)
    draw = ImageDraw.Draw(cover)
    title = ImageFont.truetype(font_file(FACES["normal", "700"]), 120, layout_engine=ImageFont.Layout.BASIC)
    words = ImageFont.truetype(font_file(FACES["normal", "400"]), 46, layout_engine=ImageFont.Layout.BASIC)
    draw.text((WIDTH / 2, 760), name, ink, title, anchor="ms")
    for number, text in enumerate(_lines(about, words)):
        draw.text((WIDTH / 2, 860 + 64 * number), text, ink, words, anchor="ms")
    stream = io.BytesIO()
    cover.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _mark(path: str, stroke: float, size: float) -> Image.Image:
    """The logo's lines with round ends, as a mask."""
    scale = LOGO * FINER / size
    mask = Image.new("L", (LOGO * FINER, LOGO * FINER))
    draw = ImageDraw.Draw(mask)
    radius = stroke * scale / 2
    for curve in _curves(path):
        points = [(x * scale, y * scale) for x, y in curve]
        draw.line(points, 255, round(2 * radius))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return mask.resize((LOGO, LOGO), Image.Resampling.LANCZOS)


def _curves(path: str) -> Iterator[list[Point]]:
    """The strokes of an SVG path, each as points."""
    pen = RecordingPen()
    parse_path(path, pen)
    points: list[Point] = []
    for kind, ends in pen.value:
        if kind == "curveTo":
            points += [_on_curve((points[-1], *ends), step / 40) for step in range(1, 41)]
        elif kind in ("moveTo", "lineTo"):
            points += ends
        else:
            yield points
            points = []


def _on_curve(points: tuple[Point, ...], place: float) -> Point:
    while len(points) > 1:
        points = tuple((x1 + (x2 - x1) * place, y1 + (y2 - y1) * place) for (x1, y1), (x2, y2) in pairwise(points))
    return points[0]


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The text in lines that fit between the margins."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
