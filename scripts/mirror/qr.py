"""Draws an address as a QR code by ISO/IEC 18004 for a terminal: byte mode, level M, versions 1 to 10."""

from __future__ import annotations

import re

# Level M by version: data codewords, blocks that share them, check codewords of each block.
_QR_DATA = (16, 28, 44, 64, 86, 108, 124, 154, 182, 216)
_QR_BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5)
_QR_CHECKS = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26)
_QR_QUIET = 4
_QR_FREE = 2
"""A module that the patterns leave to the data; 0 is light and 1 dark."""


def qr_matrix(text: str) -> list[list[bool]]:
    """Rows of modules, True for dark, without the quiet zone.

    Raises ValueError for a text of more than 213 bytes of UTF-8.
    """
    data = text.encode()
    # Mode, length and terminator take two codewords, in version 10 three.
    fitting = [v for v, room in enumerate(_QR_DATA, start=1) if len(data) + (2 if v < 10 else 3) <= room]
    if not fitting:
        raise ValueError(f"{len(data)} bytes are too long for a QR code of version 10")
    words = _qr_words(data, fitting[0])
    patterns = _qr_patterns(fitting[0])
    drawn = [_qr_draw(patterns, words, mask) for mask in range(8)]
    return [[bit == 1 for bit in row] for row in min(drawn, key=_qr_penalty)]


def qr_lines(matrix: list[list[bool]], encoding: str = "utf-8") -> list[str]:
    """The code with its quiet zone as lines for a terminal that writes light on dark.

    Two rows a line in half blocks, or one row a line in `#` where the encoding has no blocks (cp1251, ASCII).
    """
    width = len(matrix) + _QR_QUIET * 2
    edge = [[False] * width for _ in range(_QR_QUIET)]
    side = [False] * _QR_QUIET
    rows = [*edge, *(side + row + side for row in matrix), *edge]
    try:
        "█▀▄".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ["".join("  " if dark else "##" for dark in row) for row in rows]
    # The side is odd, so the last line has an upper half only.
    rows.append([True] * width)
    halves = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return ["".join(halves[pair] for pair in zip(rows[y], rows[y + 1])) for y in range(0, len(rows) - 1, 2)]  # noqa: B905  # Python 3.9


def _qr_multiply(one: int, other: int) -> int:
    """A product in the field of 256 elements with x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (0x11D if one > 127 else 0)
        other >>= 1
    return product


def _qr_checks(block: list[int], number: int) -> list[int]:
    """What remains of a block after division by (x + 1)(x + 2)(x + 2^2) and so on."""
    divisor = [1]
    root = 1
    for _ in range(number):
        divisor.append(0)
        for at in range(len(divisor) - 1, 0, -1):
            divisor[at] ^= _qr_multiply(divisor[at - 1], root)
        root = _qr_multiply(root, 2)
    rest = block + [0] * number
    for at in range(len(block)):
        factor = rest[at]
        for k, term in enumerate(divisor):
            rest[at + k] ^= _qr_multiply(term, factor)
    return rest[len(block) :]


def _qr_mixed(blocks: list[list[int]]) -> list[int]:
    """One codeword of each block in turn; the last block is never shorter than another."""
    return [block[at] for at in range(len(blocks[-1])) for block in blocks if at < len(block)]


def _qr_words(data: bytes, version: int) -> list[int]:
    """All codewords in the order of the symbol. No ECI: phones guess UTF-8 rightly, and some cannot read an ECI."""
    # Mode and terminator have four bits each, so everything is a hexadecimal digit and the last codeword is whole.
    digits = f"4{len(data):0{2 if version < 10 else 4}x}{data.hex()}0"
    room = _QR_DATA[version - 1] * 2
    words = list(bytes.fromhex((digits + "ec11" * room)[:room]))
    blocks = []
    # Each block takes its share of what is left, so those that come last are longer by one.
    for left in range(_QR_BLOCKS[version - 1], 0, -1):
        share = len(words) // left
        blocks.append(words[:share])
        words = words[share:]
    return _qr_mixed(blocks) + _qr_mixed([_qr_checks(block, _QR_CHECKS[version - 1]) for block in blocks])


def _qr_protected(value: int, degree: int, divisor: int) -> int:
    """A value with the check bits of a binary divisor behind it, at most 18 bits in all."""
    rest = value << degree
    for bit in range(17, degree - 1, -1):
        if rest >> bit & 1:
            rest ^= divisor << bit - degree
    return value << degree | rest


def _qr_square(grid: list[list[int]], center: tuple[int, int], rings: str) -> None:
    reach = len(rings) - 1
    for y in range(max(center[0] - reach, 0), min(center[0] + reach + 1, len(grid))):
        for x in range(max(center[1] - reach, 0), min(center[1] + reach + 1, len(grid))):
            grid[y][x] = int(rings[max(abs(y - center[0]), abs(x - center[1]))])


def _qr_format(grid: list[list[int]], mask: int) -> None:
    """Draw the format bits twice: 00 for level M, then the mask. They step over the timing patterns."""
    n = len(grid)
    bits = _qr_protected(mask, 10, 0x537) ^ 0x5412
    for i in range(15):
        bit = bits >> i & 1
        if i < 8:
            grid[i if i < 6 else i + 1][8] = grid[8][n - 1 - i] = bit
        else:
            grid[8][7 if i < 9 else 14 - i] = grid[n - 15 + i][8] = bit
    grid[n - 8][8] = 1


def _qr_patterns(version: int) -> list[list[int]]:
    """Rows of modules with all patterns that do not depend on the data."""
    n = version * 4 + 17
    grid = [[_QR_FREE] * n for _ in range(n)]
    for i in range(n):
        grid[6][i] = grid[i][6] = 1 - i % 2
    for corner in ((3, 3), (3, n - 4), (n - 4, 3)):
        _qr_square(grid, corner, "11010")
    if version > 1:
        # Alignment patterns stand an even step apart, counted from the far end; only the first gap may be shorter.
        gaps = version // 7 + 1
        step = -(-(n - 13) // (gaps * 2)) * 2
        centers = [6, *(n - 7 - gap * step for gap in range(gaps - 1, -1, -1))]
        # None in the three corners of the finders.
        for center in ((y, x) for y in centers for x in centers if y + x > 12 and abs(y - x) < n - 13):
            _qr_square(grid, center, "101")
    if version > 6:
        bits = _qr_protected(version, 12, 0x1F25)
        for k in range(18):
            grid[k // 3][n - 11 + k % 3] = grid[n - 11 + k % 3][k // 3] = bits >> k & 1
    _qr_format(grid, 0)
    return grid


def _qr_free(grid: list[list[int]]) -> list[tuple[int, int]]:
    """The free modules as (y, x) in the order of the data: pairs of columns from the right, up and down in turn."""
    n = len(grid)
    free = []
    for turn, right in enumerate([*range(n - 1, 6, -2), 5, 3, 1]):
        for i in range(n * 2):
            y = i >> 1 if turn % 2 else n - 1 - (i >> 1)
            if grid[y][right - i % 2] == _QR_FREE:
                free.append((y, right - i % 2))
    return free


def _qr_flips(mask: int, y: int, x: int) -> bool:
    two = y * x % 2
    three = y * x % 3
    terms = ((y + x) % 2, y % 2, x % 3, (y + x) % 3, (y // 2 + x // 3) % 2)
    return (*terms, two + three, (two + three) % 2, ((y + x) % 2 + three) % 2)[mask] == 0


def _qr_draw(patterns: list[list[int]], words: list[int], mask: int) -> list[list[int]]:
    grid = [list(row) for row in patterns]
    bits = "".join(f"{word:08b}" for word in words) + "0" * 7  # some versions have up to 7 modules to spare
    for at, (y, x) in enumerate(_qr_free(patterns)):
        grid[y][x] = int(bits[at]) ^ _qr_flips(mask, y, x)
    _qr_format(grid, mask)
    return grid


def _qr_penalty(grid: list[list[int]]) -> int:
    """The standard's penalty: long runs, blocks, what looks like a finder, and a share of dark far from half."""
    n = len(grid)
    rows = ["".join(map(str, row)) for row in grid]
    columns = ["".join(row[x] for row in rows) for x in range(n)]
    points = 0
    for line in rows + columns:
        points += sum(len(run) - 2 for run in re.findall("0{5,}|1{5,}", line))
        points += 40 * len(re.findall("(?=00001011101|10111010000)", f"0000{line}0000"))  # the quiet zone is light, too
    for y in range(1, n):
        points += 3 * sum(rows[y][x - 1 : x + 1] == rows[y - 1][x - 1 : x + 1] in ("00", "11") for x in range(1, n))
    dark = "".join(rows).count("1")
    return points + abs(dark * 20 // (n * n) - 10) * 10
