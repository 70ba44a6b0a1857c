import assert from "node:assert/strict";
import { test } from "node:test";

import { missingShelves, nearestOption, placeOnShelf, positionOf } from "../../gdwidgets/player/js/family.js";
import { told } from "./told.mjs";

const { axes, shelfOf, kept, nearest } = told.family;
const model = (state) => ({ get: (name) => state[name] });

test("a position is on the shelf, and there at the place, where Python put it", () => {
  assert.equal(kept.length, 3 * 3 * 61);
  for (const [position, shelf, member] of kept) {
    assert.deepEqual(placeOnShelf(axes, shelfOf, position), { shelf, member });
  }
});

test("one axis has one shelf, and no axis one run", () => {
  assert.deepEqual(placeOnShelf([axes[2]], [0], [7]), { shelf: "0", member: 7 });
  assert.deepEqual(placeOnShelf([], [0], []), { shelf: "0", member: 0 });
});

test("what is no position is on no shelf", () => {
  for (const position of [[-1, 0, 0], [0, -1, 0], [0, 0, -1]]) {
    assert.equal(placeOnShelf(axes, shelfOf, position), null);
  }
});

test("a control stands where Python finds it", () => {
  const found = told.controls.map(({ state, axis }) => positionOf(model(state), axis));
  assert.deepEqual(found, told.controls.map(({ at }) => at));
  assert.ok(found.includes(-1) && found.some((at) => at > 0));
});

test("a control whose options have become others is nowhere, until the family has come", () => {
  const { state, axis } = told.controls.find((each) => each.state._options_labels && each.at === 2);
  const labels = [...state._options_labels, "d"];
  assert.equal(positionOf(model({ ...state, _options_labels: labels, index: 1 }), axis), -1);
});

const none = () => false;

test("all shelves are missed once, the nearest first", () => {
  const found = missingShelves(axes, shelfOf, none, [1, 1, 30]);
  assert.deepEqual([...found].sort(), [0, 1, 2, 3, 4]);
  assert.equal(found[0], 2, "the one that is shown");
  assert.deepEqual(new Set(found.slice(1, 3)), new Set([1, 3]), "then this optimizer's others");
});

test("for each position, no nearer shelf comes later", () => {
  const far = (shelf, [k, m]) => Math.min(...shelfOf.flatMap((each, flat) =>
    (each === shelf ? [1000 * Math.abs(Math.floor(flat / 3) - k) + Math.abs((flat % 3) - m)] : [])));
  for (const [position] of kept) {
    const away = missingShelves(axes, shelfOf, none, position).map((shelf) => far(shelf, position));
    assert.deepEqual(away, [...away].sort((a, b) => a - b));
  }
});

test("what is there is not missed", () => {
  assert.deepEqual(missingShelves(axes, shelfOf, (name) => name !== "3", [0, 0, 0]), [3]);
  assert.deepEqual(missingShelves(axes, shelfOf, () => true, [0, 0, 0]), []);
});

test("a click picks the option that is nearest on its axis", () => {
  const { values } = axes[2];
  for (const [asked, place] of nearest) assert.equal(nearestOption(values, asked, "log"), place);
  assert.equal(nearestOption([0, 0.5, 0.9], 0.71, "linear"), 2);
  assert.equal(nearestOption([7], 3, "linear"), 0);
});
