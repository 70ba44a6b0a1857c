import assert from "node:assert/strict";
import { test } from "node:test";

import { plainNumber } from "../../gdwidgets/controls/js/options.js";
import { clamp, plain, plural, readNumber } from "../../gdwidgets/web/numbers.js";
import { told } from "./told.mjs";

test("a number with all its digits reads as Python writes it", () => {
  for (const [number, text] of told.numbers.plainNumber) assert.equal(plainNumber(number), text);
});

test("and it is the same number when it is read back", () => {
  for (const [number] of told.numbers.plainNumber) assert.equal(Number(plainNumber(number)), number);
});

test("a number of four digits reads as in the sentences that Python writes", () => {
  assert.ok(told.numbers.plain.length > 1900);
  for (const [number, text] of told.numbers.plain) assert.equal(plain(number), text);
});

test("very small and very large numbers have a raised exponent", () => {
  assert.equal(plain(1e-12), "1.00 × 10⁻¹²");
  assert.equal(plain(-2.5e-9), "−2.50 × 10⁻⁹");
  assert.equal(plain(9.87e-5), "9.87 × 10⁻⁵");
  assert.equal(plain(5e-324), "4.94 × 10⁻³²⁴");
  assert.equal(plain(1.5e22), "1.50 × 10²²");
  assert.equal(plain(1e30, 3), "1.0 × 10³⁰");
});

test("what is no number is a dash", () => {
  for (const each of [NaN, Infinity, -Infinity, null, undefined]) assert.equal(plain(each), "–");
});

test("a learner's number is read with a minus sign of either kind", () => {
  assert.deepEqual([" 0.1 ", "1e-3", "−2.5", "-2.5"].map(readNumber), [0.1, 0.001, -2.5, -2.5]);
  assert.deepEqual(["", "  ", "abc", "0,1"].map(readNumber), [NaN, NaN, NaN, NaN]);
});

test("what was written is read back", () => {
  for (const [number, text] of told.numbers.plain) assert.equal(readNumber(text), Number(number.toPrecision(4)));
});

test("counts and limits", () => {
  assert.deepEqual([0, 1, 2, 1500].map((n) => plural(n, "step")), ["0 steps", "1 step", "2 steps", "1,500 steps"]);
  assert.deepEqual([-1, 0.5, 9].map((x) => clamp(x, 0, 1)), [0, 0.5, 1]);
});
