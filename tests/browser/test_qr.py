"""The QR codes, read by another program as a phone would read them."""

from __future__ import annotations

import base64

import pytest
import zxingcpp
from playwright.sync_api import Error, Page

from tests.conftest import ROOT

ADDRESS = "https://example.org/guide/ky/annexes/topics.html"
CHOICE = "#theme=work,family&words=%D1%81"
# Bytes that fit level M of versions 1 to 20: table 7 of ISO/IEC 18004.
LONGEST = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666]

DRAW = """text => {
    const {size, path} = kadam.qr(text);
    document.body.innerHTML = `<svg viewBox="0 0 ${size + 8} ${size + 8}" width="${size * 3 + 24}"
        style="display: block; background: white" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
    const {x, y, width, height} = document.querySelector("path").getBBox();
    return [size, [x, y, width, height]];
}"""
# The browser reads its own picture, so that no library for pictures is needed: one letter for each pixel.
PIXELS = """async data => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    const {data: colours} = pen.getImageData(0, 0, image.width, image.height);
    let grey = "";
    for (let i = 0; i < colours.length; i += 4) grey += String.fromCharCode(colours[i]);
    return [image.height, image.width, grey];
}"""


@pytest.fixture
def blank(page: Page) -> Page:
    """An empty page with the script."""
    page.evaluate("window.kadam = {}")
    page.add_script_tag(path=ROOT / "macros" / "ondemand" / "qr.js")
    return page


def read(page: Page, text: str) -> tuple[str, int]:
    """What a reader sees in the drawn code of a text, and the code's version."""
    size, box = page.evaluate(DRAW, text)
    assert box == [4, 4, size, size], "the quiet zone is part of the picture"
    picture = base64.b64encode(page.locator("svg").screenshot()).decode()
    height, width, grey = page.evaluate(PIXELS, picture)
    code = zxingcpp.read_barcode(memoryview(grey.encode("latin-1")).cast("B", shape=[height, width]))
    assert code is not None
    assert (code.format, code.ec_level) == (zxingcpp.BarcodeFormat.QRCode, "M")
    return code.text, (size - 17) // 4


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        f"{ADDRESS}?".ljust(300 - len(CHOICE), "a") + CHOICE,
        "Кадам: ар бир сөз — бир кадам. Қадам, шаг, ң, ү, «ё»",
    ],
    ids=["short address", "long address", "Cyrillic"],
)
def test_what_is_drawn_is_read(blank: Page, text: str) -> None:
    assert read(blank, text)[0] == text


def test_the_longest_text_of_each_version_is_read(blank: Page) -> None:
    for version, length in enumerate(LONGEST, start=1):
        text = ((ADDRESS + CHOICE) * 9)[:length]
        assert read(blank, text) == (text, version)


def test_one_byte_more_is_too_long(blank: Page) -> None:
    blank.evaluate("kadam.qr('й'.repeat(333))")
    with pytest.raises(Error, match="RangeError"):
        blank.evaluate("kadam.qr('й'.repeat(333) + 'k')")
