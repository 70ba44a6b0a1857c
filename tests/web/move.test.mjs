// What one move of a slider does, with the explorer's own models: the player beside it shows
// another run, once, and nothing is written into any other widget.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import createSlider from "../../gdwidgets/controls/js/slider.js";
import createPlayer from "../../gdwidgets/player/js/player.js";
import { FakeModel, element, page } from "./page.mjs";
import { told } from "./told.mjs";

const SLIDERS = ["momentum", "learning_rate"];
let models; // by name
let ranges; // the native sliders
let selections; // how often the player has looked where the rate stands
let close;
let leave; // the player's only view

/** The same list, which counts how often something is looked for in it. */
function counting(values) {
  return Object.assign([...values], {
    indexOf(value) {
      selections += 1;
      return Array.prototype.indexOf.call(values, value);
    },
  });
}

beforeEach(async () => {
  page.reset();
  const byId = new Map();
  models = {};
  for (const [name, { id, state }] of Object.entries(told.explorer)) {
    models[name] = new FakeModel(structuredClone(state), byId);
    byId.set(id, models[name]);
  }
  const rates = models.player.state.family.find(({ name }) => name === "learning_rate");
  rates.values = counting(rates.values);
  ranges = {};
  // The player first: it must not matter who has begun to listen before whom.
  const player = createPlayer();
  const closers = [await player.initialize({ model: models.player })];
  for (const name of SLIDERS) {
    const { initialize, render } = createSlider();
    const el = element("div");
    closers.push(await initialize({ model: models[name] }), render({ model: models[name], el }));
    ranges[name] = el.find("input", "range");
  }
  const look = () => player.render({ model: models.player, el: element("div") });
  const gone = look();
  leave = () => { gone(); return look; };
  closers.push(gone);
  page.frame();
  close = () => closers.reverse().forEach((each) => each());
  Object.values(models).forEach((model) => model.forget());
  selections = 0;
});

function move(name, steps) {
  ranges[name].valueAsNumber += steps;
  ranges[name].dispatchEvent(new Event("input"));
}

const written = () => Object.fromEntries(Object.entries(models)
  .filter(([, model]) => model.changed.length)
  .map(([name, model]) => [name, model.changed]));

test("one move selects once", () => {
  move("learning_rate", 3);
  assert.equal(selections, 1);
  assert.equal(page.frames, 1, "and asks for one picture");
});

test("it sets the slider's own two names, and what the player says for its gauge", () => {
  move("learning_rate", 3);
  assert.deepEqual(written(), { learning_rate: ["index", "value"], player: ["now"] });
  const { options, index, value } = models.learning_rate.state;
  assert.equal(options[index], value);
});

test("nothing is sent: neither saved nor as a message", () => {
  for (let k = 0; k < 10; k += 1) move("learning_rate", 1);
  page.frame();
  for (const model of Object.values(models)) assert.deepEqual([model.saved, model.sent], [0, []]);
});

test("a move of another control whose runs are on their way writes nothing, and asks once", () => {
  move("momentum", -1);
  move("momentum", 1);
  move("momentum", -1);
  assert.deepEqual(Object.keys(written()).sort(), ["momentum"]);
  assert.equal(models.player.sent.length, 1);
  assert.equal(models.player.sent[0].do, "want");
  assert.equal(selections, 3);
});

test("what is shown is the run of the rate that was chosen", () => {
  move("learning_rate", 3);
  const { minimum } = models.player.get("now");
  const { value } = models.learning_rate.state;
  const before = minimum / value; // the curvature at the minimum
  move("learning_rate", 5);
  const { minimum: after } = models.player.get("now");
  assert.ok(Math.abs(after / models.learning_rate.state.value / before - 1) < 1e-6);
});

test("a slider set by a link, or by the kernel, selects once too", () => {
  models.learning_rate.set("index", 7);
  assert.equal(selections, 1);
  models.learning_rate.set("value", models.learning_rate.state.options[9]);
  assert.equal(selections, 2);
  assert.deepEqual(models.learning_rate.changed, ["index", "value", "value", "index"]);
});

test("where it makes no difference a slider can't be used, and nobody wrote that into it", () => {
  models.optimizer.set("index", 0); // Gradient descent has no momentum
  page.frame();
  assert.ok(ranges.momentum.disabled && !ranges.learning_rate.disabled);
  assert.deepEqual(Object.keys(written()).filter((name) => name !== "player"), ["optimizer"]);
  models.optimizer.set("index", 1);
  assert.ok(!ranges.momentum.disabled);
});

test("it plays on only while somebody looks, and says nothing meanwhile", () => {
  models.player.set("value", 0);
  models.player.set("playing", true);
  page.frame();
  assert.ok(page.frames > 0);
  const look = leave();
  for (let k = 0; k < 1000; k += 1) page.frame(50);
  assert.deepEqual([page.frames, models.player.saved, models.player.get("value")], [0, 0, 0]);
  const again = look();
  for (let k = 0; k < 1000; k += 1) page.frame(50);
  assert.ok(models.player.get("value") > 0 && models.player.saved === 1);
  again();
});

test("closed, nobody listens to any model any more", () => {
  assert.ok(Object.values(models).every((model) => model.listening));
  close();
  assert.deepEqual(Object.values(models).map((model) => model.listening), [0, 0, 0, 0]);
  assert.equal(page.frames, 0);
});

test("a page left before its controls were found listens to nothing", async () => {
  close();
  const { initialize } = createPlayer();
  const leaving = new AbortController();
  const begun = initialize({ model: models.player, signal: leaving.signal });
  leaving.abort();
  await begun;
  assert.deepEqual(Object.values(models).map((model) => model.listening), [0, 0, 0, 0]);
});
