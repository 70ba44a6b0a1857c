import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestStep, paint, pointAt, readings } from "../../gdwidgets/player/js/painting.js";
import { corners } from "../../gdwidgets/web/brush.js";

const AXES = {
  left: 0, top: 0, width: 1, height: 1, x_scale: "linear", y_scale: "linear", x_limits: [0, 10], y_limits: [0, 10],
};
const TRAIL = { kind: "trail", axes: 0, column: 0, count: 1, space: "data", color: "red", width: 2, label: "path" };
const RUN = { data: Float32Array.from([0, 0, 4, 0, 4, 8]), columns: 2, last: 2, images: [], ends: null };

/** A brush of 100 by 100 that notes what is drawn with it. */
function noting() {
  const notes = [];
  const note = (kind) => (places, ...rest) => notes.push([kind, places, ...rest]);
  return {
    notes,
    shows: (axes) => axes.left < 1,
    within(_axes, draw) {
      notes.push(["clipped"]);
      draw();
      notes.push(["free"]);
    },
    place: ([u, v]) => [100 * u, 100 * v],
    polyline: note("line"),
    dot: note("dot"),
    arrow: note("arrow"),
  };
}

function drawn(tracks, time, look = {}, run = RUN, axes = [AXES], withClip = false) {
  const brush = noting();
  paint(brush, { axes }, tracks, run, time, look);
  return withClip ? brush.notes : brush.notes.filter(([kind]) => kind !== "clipped" && kind !== "free");
}

test("a point is on the straight line between its steps", () => {
  assert.deepEqual(pointAt(RUN, TRAIL, AXES, 1), [0.4, 1]);
  assert.deepEqual(pointAt(RUN, TRAIL, AXES, 1.5).map((x) => Number(x.toFixed(9))), [0.4, 0.6]);
});

test("a curve has its step across, and a track in the figure its own places", () => {
  assert.deepEqual(pointAt(RUN, { ...TRAIL, kind: "curve", column: 1 }, AXES, 2), [0.2, 1 - 0.8]);
  assert.deepEqual(pointAt(RUN, { ...TRAIL, space: "figure" }, AXES, 1), [4, 0]);
});

test("a recipe mixes what is drawn from the numbers", () => {
  // The line y = w x + b at x = 0 and x = 10, from (w, b).
  const recipe = [[[0, 0], [10, 0]], [[0, 0], [0, 10]], [[0, 1], [0, 1]]];
  const line = { ...TRAIL, kind: "line", count: 2, recipe };
  const run = { ...RUN, data: Float32Array.from([0.5, 2]), last: 0 };
  assert.deepEqual([0, 1].map((point) => pointAt(run, line, AXES, 0, point)), [[0, 1 - 0.2], [1, 1 - 0.7]]);
});

test("the step under a pointer is the nearest within reach", () => {
  const near = (place, last = 2) => nearestStep(RUN, TRAIL, AXES, last, place, 14, [100, 100]);
  assert.equal(near([0.4, 0.95]), 1);
  assert.equal(near([0.4, 0.25]), 2);
  assert.equal(near([0.4, 0.25], 1), -1, "a step that is still to come is not read out");
  assert.equal(near([0.9, 0.5]), -1);
});

test("a trail goes as far as the clock, its head is drawn last", () => {
  const [[kind, path], ...dots] = drawn([TRAIL], 1.5);
  assert.equal(kind, "line");
  assert.deepEqual(path.map((place) => place.map(Math.round)), [[0, 100], [40, 100], [40, 60]]);
  assert.deepEqual(dots.at(-1).slice(1).map((x) => (Array.isArray(x) ? x.map(Math.round) : x)), [[40, 60], 6, "red"]);
});

test("a head on the edge of its axes is whole, and one beyond it is not there", () => {
  const head = (places) => {
    const run = { ...RUN, data: Float32Array.from(places.flat()), last: 1 };
    const notes = drawn([TRAIL], 1, {}, run, [AXES], true);
    return notes.slice(notes.findIndex(([kind]) => kind === "free") + 1);
  };
  assert.deepEqual(head([[0, 0], [10, 5]]), [["dot", [100, 50], 6, "red"]]);
  assert.deepEqual(head([[0, 0], [10.1, 5]]), []);
});

test("tracks are drawn in their order, the later ones on top", () => {
  const tracks = ["a", "b", "c"].map((color) => ({ ...TRAIL, kind: "line", color }));
  assert.deepEqual(drawn(tracks, 0).map(([, , color]) => color), ["a", "b", "c"]);
});

test("what is hidden, has no number yet or is on another panel is not drawn", () => {
  assert.deepEqual(drawn([TRAIL], 1, { hidden: ["path"] }), []);
  assert.deepEqual(drawn([TRAIL], 1, {}, { ...RUN, ends: [-1] }), []);
  assert.deepEqual(drawn([TRAIL], 1, {}, RUN, [{ ...AXES, left: 2 }]), []);
});

test("a track stays where it ended, and the others go on", () => {
  const tracks = [TRAIL, { ...TRAIL, color: "blue" }];
  const heads = drawn(tracks, 2, {}, { ...RUN, ends: [1, 2] }).filter(([kind, , size]) => kind === "dot" && size === 6);
  assert.deepEqual(heads.map(([, place, , color]) => [place.map(Math.round), color]), [[[40, 100], "red"], [[40, 20], "blue"]]);
});

test("the step under the pointer is marked on what has a path only", () => {
  const marks = (kind) => drawn([{ ...TRAIL, kind }], 2, { hovered: 1 }).filter((each) => each.at(-1) === "black");
  assert.deepEqual(marks("trail").map(([, place]) => place), [[40, 100]]);
  assert.deepEqual(marks("cloud"), []);
});

test("an arrow shorter than a pixel is none", () => {
  const arrow = { ...TRAIL, kind: "arrow", count: 2 };
  const run = (tip) => ({ ...RUN, columns: 4, last: 0, data: Float32Array.from([1, 1, 1, tip]) });
  assert.equal(drawn([arrow], 0, {}, run(1.05)).length, 0);
  assert.equal(drawn([arrow], 0, {}, run(2)).length, 1);
});

test("numbers at a step read as they do elsewhere", () => {
  const readouts = [{ name: "x", column: 0 }, { name: "loss", column: 1 }];
  assert.deepEqual(readings(readouts, RUN, 2), ["x 4", "loss 8"]);
});

test("the corners of a shape are on its circle, a star has every other one nearer", () => {
  const far = ([x, y]) => Math.hypot(x - 3, y - 4);
  assert.ok(corners([3, 4], 5, 4).every((corner) => Math.abs(far(corner) - 5) < 1e-12));
  assert.deepEqual(corners([3, 4], 5, 10, 0.4).map((corner) => Number(far(corner).toFixed(9))), Array(5).fill([5, 2]).flat());
});
