// @ts-check
// One model: what all its views share, the walker on the landscape.
//
// The whole game is played here, without a kernel. The kernel hears of the path and the end, and
// sends its own judgement, which takes the place of the one made here.

import { changes, find, listen, save } from "../../../web/kit.js";
import { judge } from "./judge.js";
import { contains, downhill, isReached, isSeen, look } from "./land.js";
import { createView } from "./view.js";
import { offTheMap } from "./words.js";

/**
 * @typedef {import("./land.js").Land} Land
 * @typedef {import("./land.js").Place} Place
 * @typedef {import("./land.js").Point} Point
 * @typedef {import("./judge.js").Judgement} Judgement
 */

/** What all views of one model share. */
function createFog() {
  const ending = new AbortController();
  const { signal } = ending;
  /** @type {any} */ let model = null;
  /** @type {any} */ let control = null;
  /** @type {any} */ let land = null;
  let message = "";
  let own = { asked: "", judged: /** @type {any} */ (null) };
  const views = new Set();
  const redraw = () => views.forEach((view) => view.draw());

  function unpack() {
    const { buffer, byteOffset, byteLength } = model.get("series");
    const coefficients = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    land = { coefficients, size: Math.sqrt(coefficients.length), domain: model.get("place").domain };
  }

  function change(state) {
    message = "";
    model.set(state);
    save(model);
    redraw();
  }

  const game = {
    get place() { return /** @type {Place} */ (model.get("place")); },
    get path() { return /** @type {Point[]} */ (model.get("path")); },
    get here() { return game.path[game.path.length - 1]; },
    get ground() { return look(land, game.here); },
    get over() { return Boolean(model.get("over")); },
    get rate() { return control ? control.get("value") : 0; },
    get axes() { return model.get("picture").axes[0]; },
    get message() { return message; },
    get error() { return model.get("error"); },
    get hasOthers() { return model.get("seed") !== null; },
    look: (point) => look(land, point),

    say(text) {
      message = text;
      redraw();
    },

    /** Go somewhere: that is one step, and the ground there is seen. */
    move(to) {
      if (game.over) return;
      const { place } = game;
      const path = [...game.path, to];
      change({ path, over: isReached(place, to) || path.length > place.n_steps });
    },

    stepDown() {
      const { slope, steepness } = game.ground;
      const to = downhill(game.here, slope, game.rate);
      if (contains(game.place.domain, to)) game.move(to);
      else game.say(offTheMap(game.rate * steepness));
    },

    stepTo(to) {
      if (isSeen(game.place, game.here, to)) game.move(to);
      else game.say("That is in the fog: you can only step on ground that you see.");
    },

    lift: () => change({ over: true }),

    restart: () => change({ over: false, path: [game.place.start] }),

    another() {
      change({ seed: model.get("seed") + 1 });
      game.say("A new place needs the kernel. It has been asked.");
    },

    /**
     * The kernel's judgement of what is shown, or the browser's own until it comes.
     * @returns {Judgement & {checked: boolean}}
     */
    judged() {
      const { path, rate, place } = game;
      const core = model.get("judged");
      const asked = JSON.stringify([path, rate]);
      if (JSON.stringify([core.walked, core.rate]) === asked) return { ...core, checked: true };
      if (own.asked !== asked) own = { asked, judged: judge(land, place, path, rate) };
      return { ...own.judged, checked: false };
    },
  };

  function begin() {
    unpack();
    message = "";
    own.asked = "";
    views.forEach((view) => view.layOut(model.get("picture")));
  }

  async function initialize(context) {
    model = context.model;
    context.signal?.addEventListener("abort", remove);
    unpack();
    control = await find(model, model.get("learning_rate"));
    if (control) listen(control, ["change:value"], redraw, signal);
    listen(model, ["change:game"], begin, signal);
    listen(model, changes(["path", "over", "judged", "error"]), redraw, signal);
  }

  function remove() {
    ending.abort();
    views.clear();
  }

  function render({ el }) {
    const view = createView(el, game);
    views.add(view);
    view.layOut(model.get("picture"));
    return () => {
      views.delete(view);
      view.remove();
    };
  }

  return {
    async initialize(context) {
      await initialize(context);
      return remove;
    },
    render,
  };
}

export default createFog;
