import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createClock } from "../../gdwidgets/player/js/clock.js";
import { FakeModel, page } from "./page.mjs";

let model;
let clock;
let moves;
let end;

beforeEach(() => {
  page.reset();
  model = new FakeModel({
    value: 0, min: 0, max: 10, step: 1, playing: false, repeat: false, speed: 1, interval: 50,
  });
  end = 10;
  moves = 0;
  clock = createClock(model, () => end, () => { moves += 1; });
});

const after = (ms, every = 10) => {
  for (let passed = 0; passed < ms; passed += every) page.frame(every);
};

test("it goes a step each interval, and says so to nobody outside the page", () => {
  clock.play(true);
  after(240);
  assert.equal(model.get("value"), 4);
  assert.ok(Math.abs(clock.time - 4.8) < 1e-9);
  assert.equal(model.saved, 0);
});

test("twice the speed is twice the way", () => {
  model.set("speed", 2);
  clock.play(true);
  after(120);
  assert.equal(model.get("value"), 4);
});

test("at the end of the run it stops, stands on it and tells the kernel once", () => {
  end = 3;
  clock.play(true);
  after(1000);
  assert.deepEqual([clock.time, model.get("value"), model.get("playing"), model.saved], [3, 3, false, 1]);
  assert.equal(page.frames, 0, "no frame is asked for any more");
});

test("played again from the end it begins anew; repeated it never ends", () => {
  clock.goTo(10);
  clock.play(true);
  assert.equal(clock.step, 0);
  model.set("repeat", true);
  after(600);
  assert.ok(model.get("playing") && clock.step < 3);
});

test("a page that was away for long does not leap", () => {
  clock.play(true);
  page.frame(10_000);
  assert.equal(clock.time, 2, "100 ms at most");
});

test("paused, it stands on a whole step", () => {
  clock.play(true);
  after(130);
  clock.play(false);
  assert.deepEqual([clock.time, model.get("value"), model.saved], [2, 2, 1]);
});

test("scrubbing and stepping stay within the run", () => {
  end = 7;
  clock.scrub(6.4);
  assert.deepEqual([clock.time, model.get("value"), model.saved], [6.4, 6, 0]);
  clock.goTo(99);
  assert.deepEqual([clock.time, model.get("value"), model.saved], [7, 7, 1]);
  clock.goTo(-5);
  assert.equal(clock.time, 0);
});

test("it follows the kernel, and not its own echo", () => {
  clock.scrub(4.5);
  moves = 0;
  clock.follow();
  assert.deepEqual([clock.time, moves], [4.5, 0], "the model says 4, which is what 4.5 reads as");
  model.set("value", 8);
  clock.follow();
  assert.deepEqual([clock.time, moves], [8, 1]);
});

test("who asked for less motion is not played to, and the kernel hears so", () => {
  page.calm = true;
  model.set("playing", true);
  clock.playUnasked();
  assert.deepEqual([model.get("playing"), model.saved, page.frames], [false, 1, 0]);
  clock.play(true);
  assert.equal(page.frames, 1, "but whoever presses the button sees it");
});

test("stopped, it asks for no frame", () => {
  clock.play(true);
  clock.stop();
  assert.equal(page.frames, 0);
});
