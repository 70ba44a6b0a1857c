import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Brush } from "../../gdwidgets/web/brush.js";
import { along, intoAxes, isInside, toData, toFigure, valueAt } from "../../gdwidgets/web/numbers.js";
import { createStage } from "../../gdwidgets/web/stage.js";
import { niceStep, rounded } from "../../gdwidgets/teaching/js/place.js";
import { page } from "./page.mjs";
import { told } from "./told.mjs";

const close = (a, b, within = 1e-9) => a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < within, `${a} ${b}`));
const PICTURE = { data: new Uint8Array(1), ink: new Uint8Array(1), width: 800, height: 400, axes: [] };

beforeEach(() => page.reset());

test("data are where Matplotlib puts them, on axes of every scale and orientation", () => {
  assert.equal(told.places.length, 16);
  for (const { axes, points, fractions } of told.places) {
    points.forEach(([x, y], i) => close(toFigure(axes, x, y), fractions[i]));
  }
});

test("and a place is read as the data that are there", () => {
  for (const { axes, points, fractions } of told.places) {
    points.forEach((point, i) => {
      const read = toData(axes, fractions[i]);
      assert.ok(point.every((x, k) => Math.abs(read[k] - x) <= 1e-9 * Math.max(1, Math.abs(x))), `${point} ${read}`);
    });
  }
});

test("what a log axis can't show is far below it, and finite", () => {
  for (const value of [0, -3, 1e-300]) {
    const place = along(value, [1e-4, 10], "log");
    assert.ok(Number.isFinite(place) && place < -1);
  }
  assert.equal(valueAt(0.5, [1e-4, 1], "log").toPrecision(12), "0.0100000000000");
});

test("a place outside an axes is brought to its edge", () => {
  const [{ axes }] = told.places;
  for (const place of [[-1, 0.5], [0.2, 3], [2, -1]]) {
    assert.ok(!isInside(axes, place));
    assert.ok(isInside(axes, intoAxes(axes, place)));
  }
  const inside = [axes.left + axes.width / 2, axes.top + axes.height / 2];
  assert.deepEqual(intoAxes(axes, inside), inside);
});

/** A stage of some panels, each of so many pixels. */
function staged(spans, painted = () => {}) {
  const stage = createStage(painted);
  stage.layOut({ ...PICTURE, panels: spans });
  stage.panels.forEach(({ canvas }, i) => {
    Object.assign(canvas, { clientWidth: 300, clientHeight: 200 });
    canvas.box = { left: 10, top: 20 + 210 * i, width: 300, height: 200 };
  });
  return stage;
}

test("a pointer on a panel is at the place that a brush would paint there", () => {
  const stage = staged([[0, 0.6], [0.6, 1]]);
  stage.panels.forEach((panel, i) => {
    const brush = new Brush(/** @type {any} */ ({}), panel.span, 300, 200);
    const place = stage.placeOf({ clientX: 10 + 75, clientY: 20 + 210 * i + 150 }, panel);
    close(place, [panel.span[0] + 0.25 * (panel.span[1] - panel.span[0]), 0.75]);
    close(brush.place(place), [75, 150]);
  });
});

test("an axes is on the panel that shows its middle", () => {
  const stage = staged([[0, 0.6], [0.6, 1]]);
  const on = (left, width) => stage.panels.indexOf(stage.panelOf({ left, width }));
  assert.deepEqual([on(0.1, 0.4), on(0.65, 0.3), on(0.5, 0.3)], [0, 1, 1]);
  assert.equal(stage.panelOf({ left: 2, width: 1 }), undefined);
});

test("any number of requests are one picture, of every panel that has room", () => {
  const painted = [];
  const stage = staged([[0, 0.6], [0.6, 1]], (panel) => painted.push(panel.span[0]));
  stage.panels[1].canvas.clientWidth = 0;
  for (let i = 0; i < 5; i += 1) stage.draw();
  assert.equal(page.frames, 1);
  page.frame();
  assert.deepEqual(painted, [0]);
  stage.draw();
  stage.remove();
  assert.equal(page.frames, 0, "removed, it draws no more");
});

test("a canvas has the device's own pixels", () => {
  page.ratio = 1.5;
  const stage = staged([[0, 1]]);
  page.frame();
  const { canvas } = stage.panels[0];
  assert.deepEqual([canvas.width, canvas.height], [450, 300]);
});

test("a brush keeps far points within what a canvas can draw", () => {
  const brush = new Brush(/** @type {any} */ ({}), [0, 1], 300, 200);
  assert.deepEqual(brush.place([1e30, -1e30]), [1e5, -1e5]);
  assert.deepEqual(brush.place([0.5, 0.5]), [150, 100]);
});

test("a place in a field has the digits that its span deserves", () => {
  assert.equal(rounded(0.123456, [0, 1]), "0.123");
  assert.equal(rounded(12.3456, [-5, 5]), "12.35");
  assert.equal(rounded(12345.678, [0, 1e5]), "12346");
  assert.deepEqual([[0, 10], [-1, 1], [0, 1e-3]].map((span) => Number(niceStep(span).toPrecision(6))), [0.1, 0.1, 1e-5]);
});
