// The fog game without a page: landscape, judge, words and the model, against closed forms.

import assert from "node:assert/strict";

import createFog from "../../gdwidgets/explorers/fog/js/game.js";
import { judge } from "../../gdwidgets/explorers/fog/js/judge.js";
import { aimed, apart, contains, distance, isSeen, look } from "../../gdwidgets/explorers/fog/js/land.js";
import {
  aimInWords, compass, formulaOf, groundInWords, rowsOf, steepnessInWords, verdict,
} from "../../gdwidgets/explorers/fog/js/words.js";

const close = (value, expected, slack = 1e-12) =>
  assert.ok(Math.abs(value - expected) <= slack, `${value} is not ${expected}`);

// x² + 3y² on [-2, 2] x [-1, 1]: with s = x / 2 and t = y, 4s² + 3t² = 7/2 + 2 T2(s) + 3/2 T2(t).
const BOWL = { size: 3, domain: [[-2, 2], [-1, 1]], coefficients: [3.5, 0, 1.5, 0, 0, 0, 2, 0, 0] };
const PLACE = {
  domain: BOWL.domain, start: [1.5, 0.8], treasures: [[0, 0]], depth: 0, reach: 0.03, sight: 0.1,
  n_steps: 100, longest: 1000, typical: 2, label: "Bowl", truth: "a bowl", names: ["x", "y"],
};
/** Gradient descent on the bowl: each coordinate shrinks by 1 - rate * curvature. */
const after = (steps, rate) => [1.5 * (1 - 2 * rate) ** steps, 0.8 * (1 - 6 * rate) ** steps];
/** The first step of it within reach. */
const arrival = (rate) => {
  for (let k = 0; k <= 1000; k += 1) {
    const [x, y] = after(k, rate);
    if (Math.hypot(x / 4, y / 2) <= 0.03) return k;
  }
  return null;
};

// T3(x) = 4x³ - 3x on [-1, 1], all along y: two valleys' worth of slope for `look`.
const CUBIC = { size: 4, domain: [[-1, 1], [-1, 1]], coefficients: [...Array(12).fill(0), 1, 0, 0, 0] };

const TESTS = {
  "the ground is the series' height and slope"() {
    for (const [x, y] of [[0, 0], [1.5, 0.8], [-2, 1], [0.3, -0.7]]) {
      const { height, slope, steepness } = look(BOWL, [x, y]);
      close(height, x * x + 3 * y * y);
      close(slope[0], 2 * x);
      close(slope[1], 6 * y);
      close(steepness, Math.hypot(2 * x, 6 * y));
      close(look(CUBIC, [x / 2, y]).height, 4 * (x / 2) ** 3 - 3 * (x / 2));
      close(look(CUBIC, [x / 2, y]).slope[0], 12 * (x / 2) ** 2 - 3);
    }
  },

  "distances are shares of the map's sides"() {
    assert.deepEqual(apart(BOWL.domain, [0, 0], [1, 1]), [0.25, 0.5]);
    assert.equal(distance(BOWL.domain, [-2, 0], [2, 0]), 1);
    assert.ok(contains(BOWL.domain, [2, -1]) && !contains(BOWL.domain, [0, 1.01]));
    assert.ok(!contains(BOWL.domain, [NaN, 0]));
    assert.ok(isSeen(PLACE, [0, 0], [0.4, 0]) && !isSeen(PLACE, [0, 0], [0.41, 0]));
  },

  "an aim ends in sight and on the map"() {
    assert.deepEqual(aimed(PLACE, [0, 0], [0.05, 0]), [0.2, 0]);
    const far = aimed(PLACE, [0, 0], [3, 4]);
    close(far[0], 0.6 * 0.1 * 4);
    close(far[1], 0.8 * 0.1 * 2);
    assert.deepEqual(aimed(PLACE, [1.9, 0], [0.1, 0]), [2, 0]);
  },

  "gradient descent's path is the closed form"() {
    const rate = 0.05;
    const path = Array.from({ length: 8 }, () => PLACE.start);
    const { steps, you, descent } = judge(BOWL, PLACE, path, rate);
    assert.equal(steps, 7);
    assert.equal(descent.path.length, 8);
    descent.path.forEach((point, k) => after(k, rate).forEach((x, i) => close(point[i], x)));
    const [x, y] = after(7, rate);
    close(descent.height, x * x + 3 * y * y);
    close(you.height, 1.5 ** 2 + 3 * 0.8 ** 2);
    assert.equal(descent.reached, arrival(rate));
    assert.ok(descent.reached > 7, "it is watched for longer than it is shown");
    assert.deepEqual([you.reached, descent.left, descent.resting, you.resting], [null, null, true, false]);
  },

  "a rate beyond 2 over the curvature leaves the map at the step of the closed form"() {
    const rate = 0.35; // 1 - 6 * 0.35 = -1.1
    let left = 0;
    while (Math.abs(after(left, rate)[1]) <= 1) left += 1;
    const { descent } = judge(BOWL, PLACE, Array(20).fill(PLACE.start), rate);
    assert.equal(descent.left, left);
    assert.equal(descent.path.length, left);
    assert.equal(descent.reached, null);
  },

  "it is watched for as many steps as the rules say, and no longer"() {
    const rate = 0.0005;
    assert.equal(judge(BOWL, { ...PLACE, longest: 50 }, [PLACE.start], rate).descent.resting, false);
    const within = { ...PLACE, longest: arrival(0.01) };
    assert.equal(judge(BOWL, within, [PLACE.start], 0.01).descent.reached, arrival(0.01));
    const short = { ...PLACE, longest: arrival(0.01) - 1 };
    assert.equal(judge(BOWL, short, [PLACE.start], 0.01).descent.reached, null);
  },

  "a walker's arrival is the first step within reach"() {
    const path = [PLACE.start, [0.1, 0], [0, 0], [1, 0]];
    assert.equal(judge(BOWL, PLACE, path, 0.05).you.reached, 1);
  },

  "the compass knows eight winds"() {
    const winds = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]].map(compass);
    assert.deepEqual(winds, ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"]);
    assert.equal(compass([-1, -1e-9]), "west");
  },

  "the ground in words"() {
    assert.deepEqual([0.001, 0.1, 1, 2].map((share) => steepnessInWords(2 * share, 2)),
      ["almost flat", "gently", "steeply", "very steeply"]);
    assert.equal(groundInWords(PLACE, look(BOWL, [1, 0])), "The ground falls steeply to the west.");
    assert.match(groundInWords(PLACE, look(BOWL, [0, 0])), /almost flat here/);
    assert.equal(aimInWords(PLACE, [1, 0], [0.8, 0], 0.64 - 1), "Aim: to the west, the ground there is lower.");
    assert.match(aimInWords(PLACE, [1, 0], [1.2, 0], 1.44 - 1), /east, the ground there is higher/);
    assert.match(aimInWords(PLACE, [1, 0], [1, 0.01], 0.0003), /about as high as here/);
    const [, first, second] = formulaOf(PLACE, [1, -0.5], look(BOWL, [1, -0.5]), 0.1);
    assert.equal(first, "x:  1 − 0.1 × 2 = 0.8");
    assert.equal(second, "y:  −0.5 − 0.1 × (−3) = −0.2");
  },

  "the verdict says what became of both"() {
    const said = (path, rate, place = PLACE) => {
      const judged = judge(BOWL, place, path, rate);
      return [verdict(place, path, judged, look(BOWL, path.at(-1)).steepness), rowsOf(place, judged)];
    };
    const own = Array.from({ length: 61 }, (_, k) => after(k, 0.05));
    const when = arrival(0.05);
    let [text, rows] = said(own, 0.05);
    assert.equal(text, `You found the treasure in ${when} steps. You walked just as gradient descent does. `
      + `Gradient descent with learning rate 0.05 reached it in ${when} steps.`);
    assert.deepEqual(rows.at(-1), ["reaches the treasure", `at step ${when}`, `at step ${when}`]);
    [text, rows] = said([PLACE.start, [1, 0.8]], 0.35);
    assert.match(text, /^You stopped 2.92 above the treasure, which lies to the south-west\. /);
    assert.match(text, /left the map at step \d+: its steps were too long\.$/);
    assert.match(rows.at(-1)[2], /^no: off the map at step \d+$/);
    [text] = said([PLACE.start, [1, 0.8]], 0.05);
    assert.ok(text.endsWith(`after as many steps, and would reach it at step ${when}.`), text);
    // It passes the treasure, then swings ever further across the valley and off the map.
    const passing = { ...PLACE, start: [1.5, 0.01] };
    [text, rows] = said([passing.start], 0.335, passing);
    assert.ok(judge(BOWL, passing, [passing.start], 0.335).descent.left > 100);
    assert.match(text, /after as many steps, and would reach it at step 3\.$/);
    assert.equal(rows.at(-1)[2], "at step 3");
    [text] = said([PLACE.start], 1e-5);
    assert.match(text, /would still be on its way after 1,000 steps\.$/);
    [text] = said([PLACE.start], 0.05, { ...PLACE, treasures: [[-2, -1]] });
    assert.match(text, /comes to rest in another valley/);
  },

  async "the model plays, and leaves no listener behind"() {
    const rate = fakeModel({ value: 0.05 });
    const model = fakeModel({
      place: { ...PLACE, n_steps: 2 }, path: [PLACE.start], over: false, seed: 3, judged: {}, error: "",
      learning_rate: "IPY_MODEL_rate", series: new DataView(new Float64Array(BOWL.coefficients).buffer),
    }, async (id) => (assert.equal(id, "rate"), rate));
    const remove = await createFog().initialize({ model });
    assert.ok(model.listeners.size > 0 && rate.listeners.size === 1);
    remove();
    assert.equal(model.listeners.size + rate.listeners.size, 0);
  },

  async "a model that is closed before its control was found listens to nothing"() {
    const rate = fakeModel({ value: 0.05 });
    let found = (_model) => {};
    const model = fakeModel({
      place: PLACE, learning_rate: "IPY_MODEL_rate",
      series: new DataView(new Float64Array(BOWL.coefficients).buffer),
    }, () => new Promise((resolve) => { found = resolve; }));
    const closing = new AbortController();
    const begun = createFog().initialize({ model, signal: closing.signal });
    closing.abort();
    found(rate);
    await begun;
    assert.equal(model.listeners.size + rate.listeners.size, 0);
  },
};

function fakeModel(state, getModel) {
  const listeners = new Set();
  return {
    listeners,
    get: (name) => state[name],
    set: (changes) => Object.assign(state, changes),
    save_changes() {},
    on: (event, listener) => listeners.add(`${event} ${listener}`),
    off: (event, listener) => listeners.delete(`${event} ${listener}`),
    widget_manager: { get_model: getModel },
  };
}

for (const [name, test] of Object.entries(TESTS)) {
  await test();
  console.log(`ok: ${name}`);
}
