"""The QR code in the terminal, read by another program as a phone would read it."""

from __future__ import annotations

import pytest
import zxingcpp

from scripts.mirror.qr import qr_lines, qr_matrix

ADDRESS = "http://192.168.43.1:8080/"
# Bytes that fit level M of versions 1 to 10: table 7 of ISO/IEC 18004.
LONGEST = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213]
PIXELS = 3


def read(lit: list[list[bool]]) -> str:
    """What a reader sees in rows of points, True for light."""
    rows = [
        b"".join(b"\xff" * PIXELS if light else b"\0" * PIXELS for light in row) for row in lit for _ in range(PIXELS)
    ]
    code = zxingcpp.read_barcode(memoryview(b"".join(rows)).cast("B", shape=[len(rows), len(rows[0])]))
    assert code is not None
    assert (code.format, code.ec_level) == (zxingcpp.BarcodeFormat.QRCode, "M")
    return code.text


def framed(matrix: list[list[bool]]) -> list[list[bool]]:
    side = [True] * 4
    edge = [[True] * (len(matrix) + 8)] * 4
    return [*edge, *([*side, *(not dark for dark in row), *side] for row in matrix), *edge]


def halves(lines: list[str]) -> list[list[bool]]:
    """The points that half blocks light up."""
    return [[letter in both for letter in line] for line in lines for both in ("█▀", "█▄")]


@pytest.mark.parametrize("text", [ADDRESS, "http://10.0.0.7/", "Кадам: ар бир сөз — бир кадам, ң, ү"])
def test_what_is_drawn_is_read(text: str) -> None:
    assert read(framed(qr_matrix(text))) == text


def test_the_longest_text_of_each_version_is_read() -> None:
    for version, length in enumerate(LONGEST, start=1):
        text = (ADDRESS * 9)[:length]
        matrix = qr_matrix(text)
        assert (len(matrix), {len(row) for row in matrix}) == (version * 4 + 17, {version * 4 + 17})
        assert read(framed(matrix)) == text


def test_one_byte_more_is_too_long() -> None:
    with pytest.raises(ValueError, match="214 bytes"):
        qr_matrix("k" * 214)


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp866"])
def test_half_blocks_show_the_code_with_its_quiet_zone(encoding: str) -> None:
    lines = qr_lines(qr_matrix(ADDRESS), encoding)
    assert lines[:2] == ["█" * len(lines[0])] * 2
    assert {len(line) for line in lines} == {33}
    assert len(lines) == 17
    assert read(halves(lines)) == ADDRESS
    "".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "no-such-encoding"])
def test_without_blocks_the_code_is_plain_ascii(encoding: str) -> None:
    lines = qr_lines(qr_matrix(ADDRESS), encoding)
    assert set("".join(lines)) == {"#", " "}
    assert (len(lines), {len(line) for line in lines}) == (33, {66})
    assert read([[letter == "#" for letter in line[::2]] for line in lines]) == ADDRESS
    assert all(line[::2] == line[1::2] for line in lines)
