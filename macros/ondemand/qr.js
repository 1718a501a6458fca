// Draws a text as a QR code by ISO/IEC 18004: byte mode, error correction level M, versions 1 to 20.
(function () {
  "use strict";
  // Level M by version: data codewords, blocks that share them, check codewords of each block.
  var DATA = [16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669];
  var BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
  var CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];

  /** A product in the field of 256 elements with x^8 + x^4 + x^3 + x^2 + 1. */
  function multiply(a, b) {
    var product = 0;
    for (; b; b >>= 1, a = a << 1 ^ (a > 127 ? 0x11d : 0)) if (b & 1) product ^= a;
    return product;
  }

  /** The check codewords of a block: what remains of it after division by (x + 1)(x + 2)(x + 2^2) and so on. */
  function findChecks(block, number) {
    var divisor = [1];
    for (var i = 0, root = 1; i < number; i++, root = multiply(root, 2)) {
      divisor.push(0);
      for (var j = i + 1; j > 0; j--) divisor[j] ^= multiply(divisor[j - 1], root);
    }
    var rest = block.concat(divisor.slice(1).fill(0));
    block.forEach(function (_, at) {
      var factor = rest[at];
      divisor.forEach(function (term, k) { rest[at + k] ^= multiply(term, factor); });
    });
    return rest.slice(block.length);
  }

  /** One codeword of each block in turn; the last block is never shorter than another. */
  function interleave(blocks) {
    var mixed = [];
    blocks[blocks.length - 1].forEach(function (_, i) {
      blocks.forEach(function (block) { if (i < block.length) mixed.push(block[i]); });
    });
    return mixed;
  }

  /** All codewords in the order of the symbol. No ECI: phones guess UTF-8 rightly, and some cannot read an ECI. */
  function encode(bytes, version) {
    function hex(value, digits) { return value.toString(16).padStart(digits, "0"); }
    // Mode and terminator have four bits each, so everything is a hexadecimal digit and the last codeword is whole.
    var digits = "4" + hex(bytes.length, version < 10 ? 2 : 4);
    digits += bytes.map(function (byte) { return hex(byte, 2); }).join("") + "0";
    var pairs = digits.padEnd(DATA[version - 1] * 2, "ec11").match(/../g);
    var words = pairs.map(function (pair) { return parseInt(pair, 16); });
    var blocks = [];
    // Each block takes its share of what is left, so those that come last are longer by one.
    for (var left = BLOCKS[version - 1]; left; left--) blocks.push(words.splice(0, Math.floor(words.length / left)));
    var checks = blocks.map(function (block) { return findChecks(block, CHECKS[version - 1]); });
    return interleave(blocks).concat(interleave(checks));
  }

  /** A value with the check bits of a binary divisor behind it, at most 18 bits in all. */
  function protect(value, degree, divisor) {
    var rest = value << degree;
    for (var bit = 17; bit >= degree; bit--) if (rest >> bit & 1) rest ^= divisor << bit - degree;
    return value << degree | rest;
  }

  /** The format bits, twice: 00 for level M, then the mask. They step over the timing patterns in row and column 6. */
  function drawFormat(grid, mask) {
    var n = grid.length;
    var bits = protect(mask, 10, 0x537) ^ 0x5412;
    for (var i = 0; i < 15; i++) {
      if (i < 8) grid[i < 6 ? i : i + 1][8] = grid[8][n - 1 - i] = bits >> i & 1;
      else grid[8][i < 9 ? 7 : 14 - i] = grid[n - 15 + i][8] = bits >> i & 1;
    }
    grid[n - 8][8] = 1;
  }

  /** Rows of modules, 1 for dark, with all patterns that do not depend on the data; undefined where data goes. */
  function drawPatterns(version) {
    var n = version * 4 + 17;
    var grid = Array.from({ length: n }, function () { return Array.from({ length: n }); });
    function square(centerY, centerX, rings) {
      for (var y = Math.max(centerY - rings.length + 1, 0); y < Math.min(centerY + rings.length, n); y++) {
        for (var x = Math.max(centerX - rings.length + 1, 0); x < Math.min(centerX + rings.length, n); x++) {
          grid[y][x] = +rings[Math.max(Math.abs(y - centerY), Math.abs(x - centerX))];
        }
      }
    }
    for (var i = 0; i < n; i++) grid[6][i] = grid[i][6] = 1 - i % 2;
    [[3, 3], [3, n - 4], [n - 4, 3]].forEach(function (at) { square(at[0], at[1], "11010"); });
    // Alignment patterns stand an even step apart, counted from the far end; only the first gap may be shorter.
    var gaps = Math.floor(version / 7) + 1;
    var centers = [6];
    for (var gap = gaps; version > 1 && gap--;) centers.push(n - 7 - gap * Math.ceil((n - 13) / gaps / 2) * 2);
    // None in the three corners of the finders.
    centers.forEach(function (y) {
      centers.forEach(function (x) { if (y + x > 12 && Math.abs(y - x) < n - 13) square(y, x, "101"); });
    });
    var bits = protect(version, 12, 0x1f25);
    for (var k = 0; version > 6 && k < 18; k++) {
      grid[Math.floor(k / 3)][n - 11 + k % 3] = grid[n - 11 + k % 3][Math.floor(k / 3)] = bits >> k & 1;
    }
    drawFormat(grid, 0);
    return grid;
  }

  /** The free modules as [y, x] in the order of the data: pairs of columns from the right, up and down in turn. */
  function findFree(grid) {
    var free = [];
    for (var right = grid.length - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
      for (var i = 0; i < grid.length * 2; i++) {
        var y = up ? grid.length - 1 - (i >> 1) : i >> 1;
        if (grid[y][right - i % 2] === undefined) free.push([y, right - i % 2]);
      }
    }
    return free;
  }

  function flips(mask, y, x) {
    var two = y * x % 2;
    var three = y * x % 3;
    return [(y + x) % 2, y % 2, x % 3, (y + x) % 3, ((y >> 1) + Math.floor(x / 3)) % 2,
      two + three, (two + three) % 2, ((y + x) % 2 + three) % 2][mask] === 0;
  }

  /** The standard's penalty: long runs, blocks, what looks like a finder, and a share of dark far from half. */
  function weigh(grid) {
    var points = 0;
    var dark = 0;
    function weighLine(modules) {
      var line = modules.join("");
      (line.match(/0{5,}|1{5,}/g) || []).forEach(function (run) { points += run.length - 2; });
      line = "0000" + line + "0000";  // the quiet zone is light, too
      for (var at = 0; (at = line.indexOf("1011101", at + 1)) > 0;) {
        if (line.substr(at - 4, 4) === "0000" || line.substr(at + 7, 4) === "0000") points += 40;
      }
    }
    grid.forEach(function (row, y) {
      weighLine(row);
      weighLine(grid.map(function (other) { return other[y]; }));
      row.forEach(function (bit, x) {
        dark += bit;
        if (y && x && bit === row[x - 1] && bit === grid[y - 1][x] && bit === grid[y - 1][x - 1]) points += 3;
      });
    });
    return points + Math.floor(Math.abs(dark * 20 / (grid.length * grid.length) - 10)) * 10;
  }

  /** The side in modules, and a path of the dark ones in a view box of size + 8 by size + 8. */
  kadam.qr = function (text) {
    var bytes = Array.from(new TextEncoder().encode(text));
    // Mode, length and terminator take two codewords, from version 10 on three.
    var version = 1 + DATA.findIndex(function (room, i) { return bytes.length + (i < 9 ? 2 : 3) <= room; });
    if (!version) throw new RangeError("qr");
    var words = encode(bytes, version);
    var grid = drawPatterns(version);
    var free = findFree(grid);
    function draw(mask) {
      free.forEach(function (place, i) {
        grid[place[0]][place[1]] = words[i >> 3] >> 7 - i % 8 & 1 ^ flips(mask, place[0], place[1]);
      });
      drawFormat(grid, mask);
      return weigh(grid);
    }
    var weights = [0, 1, 2, 3, 4, 5, 6, 7].map(draw);
    draw(weights.indexOf(Math.min.apply(null, weights)));
    var path = grid.map(function (row, y) {
      return row.join("").replace(/0+|1+/g, function (run, x) {
        return run[0] === "0" ? "" : "M" + (x + 4) + " " + (y + 4) + "h" + run.length + "v1h-" + run.length + "z";
      });
    });
    return { size: grid.length, path: path.join("") };
  };
})();
