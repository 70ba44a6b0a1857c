import assert from "node:assert/strict";
import { test } from "node:test";

import { include, refusal } from "../../gdwidgets/controls/js/options.js";
import { verdict } from "../../gdwidgets/controls/js/gauge.js";
import { told } from "./told.mjs";

const OPTIONS = [0.1, 1, 10];
const LABELS = ["0.1", "1", "10 (all)"];

test("an option is only found", () => {
  const found = include(OPTIONS, LABELS, null, 10);
  assert.deepEqual(found, { options: OPTIONS, labels: LABELS, added: null, index: 2 });
  assert.equal(found.options, OPTIONS, "the list itself, so that nothing changes");
});

test("a number between takes its place, and the next one takes over", () => {
  const first = include(OPTIONS, LABELS, null, 0.5);
  assert.deepEqual(first, {
    options: [0.1, 0.5, 1, 10], labels: ["0.1", "0.5", "1", "10 (all)"], added: 0.5, index: 1,
  });
  const second = include(first.options, first.labels, first.added, 2e-1);
  assert.deepEqual(second.options, [0.1, 0.2, 1, 10]);
  const third = include(second.options, second.labels, second.added, 5);
  assert.deepEqual(third, {
    options: [0.1, 1, 5, 10], labels: ["0.1", "1", "5", "10 (all)"], added: 5, index: 2,
  });
  assert.equal(include(third.options, third.labels, 5, 1).added, 5, "it stays while it makes no way");
});

test("Python's slider has the same options after the same number was typed", () => {
  const plain = told.controls[0].state;
  const typed = told.controls.find(({ state }) => state.value === 0.0123).state;
  const now = include(plain.options, plain.labels, null, 0.0123);
  assert.deepEqual(now, {
    options: typed.options, labels: typed.labels, added: typed._added, index: typed.index,
  });
});

test("what can't be is refused in words", () => {
  const say = (value, whole = false) => refusal(value, [1, 344], whole, "batch size");
  assert.equal(say(1), "");
  assert.equal(say(2.5), "");
  assert.equal(say(2.5, true), "batch size must be a whole number from 1 to 344, not 2.5");
  assert.equal(say("abc"), "batch size must be a number from 1 to 344, not “abc”");
  for (const each of [0, 345, NaN, Infinity, "", null]) assert.match(say(each), /from 1 to 344, not/);
  assert.equal(refusal(1e-8, [1e-7, 1], false, "x"), "x must be a number from 0.0000001 to 1, not 1e-8");
});

test("the gauge means by its shapes what it says", () => {
  const shapes = [0.5, 1, 1.5, 2, 2.5, -1, NaN].map((product) => verdict(product, 2)[0]);
  assert.deepEqual(shapes, ["●", "●", "◆", "▲", "▲", "◇", "◇"]);
  assert.equal(verdict(3.7, 3.8)[0], "●");
  assert.equal(verdict(1, null)[0], "–");
});
