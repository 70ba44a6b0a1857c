import assert from "node:assert/strict";
import { test } from "node:test";

import { shadesOf } from "../../gdwidgets/player/js/fields.js";

const SHADES = [[10, 0, 0], [20, 0, 0], [30, 0, 0], [40, 0, 0]];
const rows = (pixels, columns) => Array.from({ length: pixels.length / 4 / columns }, (_, row) =>
  Array.from({ length: columns }, (__, column) => pixels[4 * (row * columns + column)]));

test("the lowest row of a field is the last one of its image", () => {
  const pixels = shadesOf(Uint8Array.from([0, 100, 200, 254, 0, 0]), [3, 2], SHADES, 0);
  assert.deepEqual(rows(pixels, 2), [[10, 10], [40, 40], [10, 20]]);
});

test("each shade has an equal share, and the greatest value the last one", () => {
  const shades = [0, 63, 64, 127, 128, 190, 191, 254].map((value) =>
    shadesOf(Uint8Array.of(value), [1, 1], SHADES, 0)[0]);
  assert.deepEqual(shades, [10, 10, 20, 30, 30, 30, 40, 40]);
});

test("between two images a field is blended, after them it is the last", () => {
  const values = Uint8Array.of(0, 254);
  const at = (time) => shadesOf(values, [1, 1], SHADES, time)[0];
  assert.deepEqual([0, 0.2, 0.3, 0.6, 0.9, 1, 7].map(at), [10, 10, 20, 30, 40, 40, 40]);
});

test("where there is no value it is left transparent", () => {
  const values = Uint8Array.of(255, 100, 100, 255);
  const pixels = [...shadesOf(values, [1, 2], SHADES, 0)];
  assert.deepEqual([pixels[3], pixels[7]], [0, 255]);
  const half = [...shadesOf(values, [1, 2], SHADES, 0.5)];
  assert.deepEqual(half.slice(0, 4), [0, 0, 0, 0]);
  assert.deepEqual(half.slice(4), [20, 0, 0, 255], "what goes is shown until it has gone");
});
