import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { FakeModel } from "./page.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
window.setTimeout = setTimeout;
const { PATIENCE, createPatience, find, isDisabled, listen, save, send } = await import("../../gdwidgets/web/kit.js");
const { createTalk } = await import("../../gdwidgets/web/talk.js");

let model;
let late;
let talk;

beforeEach(() => {
  model = new FakeModel({});
  late = 0;
  talk = createTalk(model, () => { late += 1; });
});

afterEach(() => talk.end());

const asked = () => model.sent.map((content) => content.at);
const count = () => model.sent.at(-1).count;

test("one thing at a time, and of what was asked meanwhile the newest", () => {
  for (const at of [1, 2, 3, 4]) talk.ask({ at });
  assert.deepEqual(asked(), [1]);
  assert.equal(talk.heard(count()), false, "something else waits");
  assert.deepEqual(asked(), [1, 4]);
  assert.equal(talk.heard(count()), true);
  assert.equal(talk.busy, false);
});

test("two lines never take each other's answer", () => {
  const other = createTalk(model, () => {});
  talk.ask({ at: "a" });
  const first = count();
  other.ask({ at: "b" });
  assert.notEqual(count(), first);
  assert.equal(talk.heard(count()), false);
  assert.equal(talk.busy, true);
  assert.equal(other.heard(count()), true);
});

test("an answer that is overdue is complained about once, and not after it has come", () => {
  talk.ask({ at: 1 });
  mock.timers.tick(PATIENCE - 1);
  assert.equal(late, 0);
  mock.timers.tick(1);
  assert.equal(late, 1);
  talk.heard(count());
  talk.ask({ at: 2 });
  talk.heard(count());
  mock.timers.tick(10 * PATIENCE);
  assert.equal(late, 1);
});

test("asked again, patience begins again", () => {
  let complaints = 0;
  const patience = createPatience(() => { complaints += 1; }, 100);
  patience.asked();
  mock.timers.tick(90);
  patience.asked();
  mock.timers.tick(90);
  assert.equal(complaints, 0);
  mock.timers.tick(10);
  assert.equal(complaints, 1);
});

test("without a kernel everything goes on", (context) => {
  const said = context.mock.method(console, "debug", () => {});
  const fail = () => { throw new Error("no comm"); };
  save({ ...model, save_changes: fail });
  send({ ...model, send: fail }, {});
  assert.equal(said.mock.callCount(), 2);
});

test("who listens until a signal, listens until then", () => {
  const ending = new AbortController();
  let heard = 0;
  listen(model, ["change:a", "change:b"], () => { heard += 1; }, ending.signal);
  model.set("a", 1);
  model.set("b", 1);
  assert.equal(heard, 2);
  ending.abort();
  assert.equal(model.listening, 0);
  listen(model, ["change:a"], () => {}, ending.signal);
  assert.equal(model.listening, 0, "after the end nobody begins");
});

test("a model that is not there is none", async () => {
  const there = new FakeModel({});
  const { widget_manager: manager } = new FakeModel({}, new Map([["x", there]]));
  assert.equal(await find({ widget_manager: manager }, "IPY_MODEL_x"), there);
  assert.equal(await find({ widget_manager: manager }, "IPY_MODEL_y"), null);
  assert.equal(await find({ widget_manager: manager }, null), null);
});

test("who holds a widget keeps it from being used", () => {
  const states = [{}, { disabled: true }, { held: [] }, { held: ["x"] }];
  assert.deepEqual(states.map((state) => isDisabled(new FakeModel(state))), [false, true, false, true]);
});
